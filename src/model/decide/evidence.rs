//! What a signature is bound to.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::model::state::StepState;

/// SHA-256 of `text`, in hex.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// SHA-256 over what a signer is shown of a step: its attempts with their transcripts' hashes, its checks with verdict
/// and what was seen, its watch. One fact a line, so that it can be made again from an export.
pub fn evidence(of: &StepState) -> String {
    let mut lines = String::new();
    for attempt in &of.attempts {
        if let Some((_, end)) = &attempt.end {
            let _ = writeln!(lines, "attempt {} {} {}", attempt.number, end.verdict.word(), end.sha256);
        }
    }
    for (name, check) in &of.checks {
        let verdict = check.verdict.map_or("open", |(_, verdict)| verdict.word());
        let observed = check.tries.last().map_or("", |last| last.observation.observed.as_str());
        let answer = check.answer.as_ref().map_or("", |answer| answer.evidence.as_str());
        let _ = writeln!(lines, "check {name} {verdict} {observed}{answer}");
    }
    if let Some((_, verdict, criteria)) = of.watch.as_ref().and_then(|watch| watch.ended.as_ref()) {
        let _ = writeln!(lines, "watch {}", verdict.word());
        for criterion in criteria {
            let _ = writeln!(
                lines,
                "criterion {} {} {}",
                criterion.name,
                criterion.verdict.word(),
                criterion.observed
            );
        }
    }
    sha256(&lines)
}
