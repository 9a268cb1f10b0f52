//! `kubectl exec` and `kubectl run`: no container is there, so the command goes to the stand-in for its tool.

use std::process::Command;

use super::run::say;
use crate::rehearsal::scene::Scene;

/// Runs what stands behind `--` (or, for `exec`, behind the pod) by its stand-in, and says what it would have run where
/// there is none.
pub(super) fn run(scene: &Scene, args: &[String]) -> u8 {
    let inner: &[String] = args.iter().position(|arg| arg == "--").map_or(&[], |at| &args[at + 1..]);
    let Some((tool, rest)) = inner.split_first() else {
        say_would(args);
        return 0;
    };
    let name = tool.rsplit('/').next().unwrap_or(tool);
    let stand_in = scene.folder.bin().join(name);
    if !stand_in.is_file() {
        say_would(args);
        return 0;
    }
    match Command::new(stand_in).args(rest).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
        Err(error) => {
            say(&format!("kubectl: {name}: {error}"));
            126
        }
    }
}

fn say_would(args: &[String]) {
    use std::io::Write as _;
    // A reader that has gone away is none of the tool's business.
    let _ = writeln!(std::io::stdout(), "would run: kubectl {}", args.join(" "));
}
