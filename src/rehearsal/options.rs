//! How a world is started.

use std::path::PathBuf;

/// How a world is started.
#[derive(Clone, Debug)]
pub struct WorldOptions {
    /// The world's own folder; made where it isn't there. A world that was in it before is taken up again.
    pub folder: PathBuf,
    /// The scenario to play; `None`: nothing goes wrong.
    pub scenario: Option<String>,
    /// How many times faster `sleep`, `watch` and a tool's `takes` go; 0 counts as 1.
    pub speed: u32,
    /// The port to listen on where it is free; `None`: the one that this world had, else any.
    pub port: Option<u16>,
    /// The `gonogo` binary, which the stand-ins call.
    pub exe: PathBuf,
    /// Secret values in clear, masked in what the world writes down.
    pub secrets: Vec<String>,
}
