//! Which commands bash has parsed and found sound, so that nobody waits for its answer twice.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::exec::{self, SyntaxProblem};
use crate::model::State;
use crate::model::runbook::Step;

/// The first screen is drawn before bash is asked ahead.
const PAUSE: Duration = Duration::from_millis(300);
/// How many commands are asked about ahead; some milliseconds each.
const AHEAD: usize = 500;

/// The sound commands of a run, as far as bash was asked.
#[derive(Clone, Default)]
pub(super) struct Sound(Arc<Mutex<HashSet<String>>>);

impl Sound {
    /// Asks about the runbook's commands, in its order, one after the other, before anybody wants to run them.
    pub(super) fn ahead(state: &State, tasks: &TaskTracker, stop: &CancellationToken) -> Self {
        let sound = Self::default();
        if state.outcome().is_some() {
            return sound;
        }
        let commands: Vec<String> =
            state.book.steps().flat_map(Step::commands).take(AHEAD).cloned().collect();
        let (asked, stopped, ended) = (sound.clone(), stop.clone(), tasks.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
            ended.spawn_blocking(move || {
                for command in commands.iter().take_while(|_| !stopped.is_cancelled()) {
                    // A mistake is told where the command is wanted.
                    let _ = asked.check(command);
                }
            });
        });
        sound
    }

    /// Whether bash can parse `command`; blocks for some milliseconds where it was not asked before.
    ///
    /// # Errors
    /// What bash said.
    pub(super) fn check(&self, command: &str) -> Result<(), SyntaxProblem> {
        // A poisoned set is still a set: every change to it is one call.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(command) {
            return Ok(());
        }
        exec::syntax(command)?;
        known().insert(command.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(commands: &[&str]) -> State {
        let step = |(at, run): (usize, &&str)| {
            format!("[[phase.step]]\nid = \"s{at}\"\ntitle = \"S\"\nrun = \"{run}\"\n")
        };
        let steps: String = commands.iter().enumerate().map(step).collect();
        let book =
            format!("format = 1\nid = \"b\"\ntitle = \"B\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n{steps}");
        State::of(toml::from_str(&book).unwrap())
    }

    async fn known_ahead(state: &State, stop: &CancellationToken) -> Sound {
        let tasks = TaskTracker::new();
        let sound = Sound::ahead(state, &tasks, stop);
        tasks.close();
        tasks.wait().await;
        sound
    }

    #[tokio::test]
    async fn sound_commands_are_known_ahead_and_mistakes_are_told_each_time() {
        let sound = known_ahead(&state(&["true", "fi"]), &CancellationToken::new()).await;
        assert_eq!(*sound.0.lock().unwrap(), HashSet::from(["true".to_owned()]));
        for _ in 0..2 {
            assert_eq!(sound.check("true"), Ok(()));
            assert_eq!(sound.check("fi").unwrap_err().line, 1);
        }
    }

    #[tokio::test]
    async fn nothing_is_asked_once_stopped() {
        let stop = CancellationToken::new();
        stop.cancel();
        let sound = known_ahead(&state(&["true"]), &stop).await;
        assert!(sound.0.lock().unwrap().is_empty());
    }
}
