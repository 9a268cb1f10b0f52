//! Faults and marks as they came. Server and stand-ins are processes of their own: they share this file, to which each
//! change is added in one write, and never anything else.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::append_line;
use crate::model::ids::{Mark, ScenarioName};
use crate::model::runbook::{FaultPhase, Moment};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    /// When, in milliseconds since the world's start.
    pub(super) at_ms: u64,
    /// What.
    pub(super) what: What,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum What {
    /// The fault came or went.
    Phase(FaultPhase),
    /// A mark was set.
    Mark(Mark),
    /// A mark was removed.
    Unmark(Mark),
}

/// A stretch of time in which nothing changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    /// Its begin, in seconds since the world's start.
    pub(super) from: f64,
    /// Its end.
    pub(super) to: f64,
    /// How the world stood.
    pub(super) moment: Moment,
}

/// All changes so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Timeline {
    /// The scenario that is played.
    pub(super) scenario: Option<ScenarioName>,
    /// The changes, in the order in which they were written.
    pub(super) changes: Vec<Change>,
}

impl Timeline {
    /// Reads the changes at `path`; none where there is no file. A torn line counts for nothing.
    pub(super) fn read(path: &Path, scenario: Option<ScenarioName>) -> io::Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let changes = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        Ok(Self { scenario, changes })
    }

    /// Adds `what` to the file at `path`.
    pub(super) fn add(path: &Path, at_ms: u64, what: &What) -> io::Result<()> {
        append_line(path, &serde_json::json!({ "at_ms": at_ms, "what": what }))
    }

    /// How the world stands now.
    pub(super) fn moment(&self) -> Moment {
        let mut moment = self.start();
        for change in &self.changes {
            apply(&mut moment, &change.what);
        }
        moment
    }

    /// The stretches up to `now_ms`, none of them empty but perhaps the last.
    pub(super) fn stretches(&self, now_ms: u64) -> Vec<Stretch> {
        let mut moment = self.start();
        let mut from = 0;
        let mut stretches = Vec::new();
        for change in &self.changes {
            // A clock that was set back must not make time run backwards.
            let at = change.at_ms.clamp(from, now_ms.max(from));
            if at > from {
                stretches.push(Stretch { from: seconds(from), to: seconds(at), moment: moment.clone() });
            }
            apply(&mut moment, &change.what);
            from = at;
        }
        stretches.push(Stretch { from: seconds(from), to: seconds(now_ms.max(from)), moment });
        stretches
    }

    fn start(&self) -> Moment {
        Moment { scenario: self.scenario.clone(), ..Moment::default() }
    }
}

fn apply(moment: &mut Moment, what: &What) {
    match what {
        What::Phase(phase) => moment.phase = *phase,
        What::Mark(mark) => {
            moment.marks.insert(mark.clone());
        }
        What::Unmark(mark) => {
            moment.marks.remove(mark);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a rehearsal are far below 2^52")]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_follow_the_changes() {
        let change = |at_ms, what| Change { at_ms, what };
        let timeline = Timeline {
            scenario: Some("slow".into()),
            changes: vec![
                change(1_000, What::Phase(FaultPhase::Faulty)),
                change(1_000, What::Mark("m".into())),
                change(3_000, What::Unmark("m".into())),
                change(2_000, What::Phase(FaultPhase::Healed)),
            ],
        };
        let stretches = timeline.stretches(5_000);
        let times: Vec<_> = stretches.iter().map(|s| (s.from, s.to, s.moment.phase)).collect();
        assert_eq!(
            times,
            [(0.0, 1.0, FaultPhase::Before), (1.0, 3.0, FaultPhase::Faulty), (3.0, 5.0, FaultPhase::Healed)]
        );
        assert!(stretches[1].moment.marks.contains("m") && !stretches[2].moment.marks.contains("m"));
        assert_eq!(timeline.moment(), stretches[2].moment);
    }

    #[test]
    fn a_torn_line_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.jsonl");
        Timeline::add(&path, 5, &What::Mark("m".into())).unwrap();
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, b"{\"at_ms\":7,\"wh"))
            .unwrap();
        let timeline = Timeline::read(&path, None).unwrap();
        assert_eq!(timeline.changes, [Change { at_ms: 5, what: What::Mark("m".into()) }]);
    }
}
