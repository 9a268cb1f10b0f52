//! The simulated world of a rehearsal, told of what the run does.

use std::path::{Path, PathBuf};

use crate::conductor::{ConductorError, RunFolder};
use crate::model::event::Recorded;
use crate::model::ids::InputName;
use crate::model::state::Place;
use crate::model::{Event, State};
use crate::rehearsal::{World, WorldOptions, WorldSignal};

/// A world that is up.
pub(super) struct Simulated {
    world: World,
}

impl Simulated {
    /// Starts the run's world, or takes it up again; with it come the values as they are in it.
    pub(super) async fn start(
        folder: &RunFolder,
        state: &State,
        exe: &Path,
    ) -> Result<(Self, Vec<(InputName, String)>), ConductorError> {
        let rehearsal = state.start.as_ref().and_then(|start| start.rehearsal.as_ref());
        let options = WorldOptions {
            folder: folder.world(),
            scenario: rehearsal.and_then(|of| of.scenario.clone()),
            speed: state.speed(),
            port: None,
            exe: exe.to_path_buf(),
            secrets: Vec::new(),
        };
        let world = World::start(&state.book, options).await?;
        let values = world.vars().into_iter().collect();
        Ok((Self { world }, values))
    }

    /// Tells the world what happened.
    pub(super) fn after(&self, state: &State, recorded: &Recorded) {
        match &recorded.event {
            Event::AttemptStarted { step, .. } => self.world.note(&WorldSignal::CommandStarted(step.clone())),
            Event::AttemptEnded { step, .. } => {
                if matches!(state.book.place(step), Some(Place::Plan { .. })) {
                    self.world.note(&WorldSignal::PlanCommandEnded);
                }
            }
            _ => {}
        }
    }

    /// Where commands start.
    pub(super) fn workspace(&self) -> PathBuf {
        self.world.workspace()
    }

    /// Variables for every command: the stand-ins come first on the path.
    pub(super) fn vars(&self) -> Vec<(String, String)> {
        let mut vars = self.world.environment();
        let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned());
        vars.push(("PATH".to_owned(), format!("{}:{path}", self.world.bin().display())));
        vars
    }

    /// Takes it down.
    pub(super) async fn stop(self) {
        self.world.stop().await;
    }
}
