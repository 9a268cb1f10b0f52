use std::path::Path;

use super::{ended::FailedCommand, mask::Mask};

/// As many as a person will look at, and few enough for the reserved exit record.
const MOST: usize = 100;
const LONGEST_COMMAND: usize = 300;
/// Code, line, command, source files, call lines.
const FIELDS: usize = 5;

/// Reads what the ERR trap recorded. Lines are those of `body`: of the call in it, when a function or file from
/// elsewhere failed.
pub(crate) fn failures(recorded: &[u8], body: &Path, mask: &Mask) -> Vec<FailedCommand> {
    let body = body.to_string_lossy();
    let fields: Vec<&[u8]> = recorded.split(|byte| *byte == 0).collect();
    let mut failing: Vec<FailedCommand> = Vec::new();
    for record in fields.chunks_exact(FIELDS) {
        let [code, line, command, sources, calls] = record else { break };
        let (Some(code), Some(line)) = (number(code), number(line)) else { break };
        let sources = split(sources);
        let Some(frame) = sources.iter().position(|source| *source == body) else { continue };
        let line = match frame.checked_sub(1) {
            None => line,
            Some(inner) => split(calls).get(inner).and_then(|call| call.parse().ok()).unwrap_or(line),
        };
        let command = cut(&mask.text(&String::from_utf8_lossy(command)));
        let found = FailedCommand { line, code: i32::try_from(code).unwrap_or(i32::MAX), command };
        if failing.last() != Some(&found) {
            failing.push(found);
        }
        if failing.len() == MOST {
            break;
        }
    }
    failing
}

fn number(field: &[u8]) -> Option<u32> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

fn split(field: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(field);
    text.split_terminator('\u{1}').map(str::to_owned).collect()
}

fn cut(command: &str) -> String {
    if command.chars().count() <= LONGEST_COMMAND {
        return command.to_owned();
    }
    command.chars().take(LONGEST_COMMAND).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_bodys() {
        let mask = Mask::new(&["hunter22"]);
        let recorded = b"1\x009\x00false hunter22\0/x/step\x01/x/shell\x01\x003\x010\x01\0\
            2\x0040\x00grep\0/lib\x01/lib\x01/x/step\x01/x/shell\x01\x0050\x0012\x01\x00";
        let failing = failures(recorded, Path::new("/x/step"), &mask);
        assert_eq!(failing[0], FailedCommand { line: 9, code: 1, command: "false ******".into() });

        let from_library = b"2\x0040\x00grep\0/lib\x01/lib\x01/x/step\x01\x0050\x0112\x013\x01\x00";
        let failing = failures(from_library, Path::new("/x/step"), &mask);
        assert_eq!(failing, [FailedCommand { line: 12, code: 2, command: "grep".into() }]);
        assert_eq!(failures(b"1\x009\x00x\0/x/shell\x01\x003\x01\0", Path::new("/x/step"), &mask), []);
    }
}
