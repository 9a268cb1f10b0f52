use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};

use super::secret_forms::secret_forms;

/// What stands in the output where a secret was.
const MASKED: &[u8] = b"******";

/// Replaces secrets in bytes. The longest secret wins where several begin at the same place.
///
/// Known forms of a value: as it is, quoted by the shell or in JSON, percent-encoded, base64 (also inside a longer
/// text), and the lines of a multi-line value. Values shorter than four bytes are ignored: masking them would make
/// the output unreadable and hide nothing.
pub struct Mask {
    finder: Option<AhoCorasick>,
    /// One for each pattern of `finder`.
    replacements: Vec<Vec<u8>>,
    /// All patterns in byte order, to ask whether a text begins one of them.
    sorted: Vec<Vec<u8>>,
    first_bytes: [bool; 256],
    longest: usize,
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({} patterns)", self.sorted.len())
    }
}

impl Mask {
    /// A mask for these values.
    pub fn new<S: AsRef<str>>(secrets: &[S]) -> Self {
        Self::with_rewrites(secrets, &[])
    }

    /// A mask that also writes other texts differently: the names of private files, say.
    pub(crate) fn with_rewrites<S: AsRef<str>>(secrets: &[S], rewrites: &[(&str, &str)]) -> Self {
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = secrets
            .iter()
            .flat_map(|secret| secret_forms(secret.as_ref()))
            .map(|form| (form, MASKED.to_vec()))
            .collect();
        pairs.sort();
        pairs.dedup();
        pairs.extend(
            rewrites
                .iter()
                .filter(|(from, _)| !from.is_empty())
                .map(|(from, to)| (from.as_bytes().to_vec(), to.as_bytes().to_vec())),
        );
        let (mut sorted, replacements): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let finder = (!sorted.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&sorted).ok())
            .flatten();
        let mut first_bytes = [false; 256];
        for pattern in &sorted {
            first_bytes[usize::from(pattern[0])] = true;
        }
        let longest = sorted.iter().map(Vec::len).max().unwrap_or(0);
        sorted.sort();
        Self { finder, replacements, sorted, first_bytes, longest }
    }

    /// `text` without the secrets.
    pub fn text(&self, text: &str) -> String {
        let mut out = Vec::with_capacity(text.len());
        self.scan(text.as_bytes(), true, |bytes| out.extend_from_slice(bytes));
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Whether `text` holds a secret.
    pub(crate) fn finds(&self, text: &str) -> bool {
        self.finder.as_ref().is_some_and(|finder| finder.is_match(text))
    }

    /// Emits what of `bytes` is settled and returns how many of them that were; the rest may be the beginning of a
    /// secret. With `last` everything is settled.
    pub(crate) fn scan(&self, bytes: &[u8], last: bool, mut emit: impl FnMut(&[u8])) -> usize {
        let Some(finder) = &self.finder else {
            emit(bytes);
            return bytes.len();
        };
        let mut done = 0;
        let mut held = if last { bytes.len() } else { self.held_from(bytes, 0) };
        loop {
            if held < done {
                held = self.held_from(bytes, done);
            }
            let input = aho_corasick::Input::new(bytes).span(done..bytes.len());
            match finder.find(input) {
                // A match before `held` can neither grow nor be overtaken by an earlier one.
                Some(found) if found.start() < held => {
                    emit(&bytes[done..found.start()]);
                    emit(&self.replacements[found.pattern().as_usize()]);
                    done = found.end();
                }
                _ => {
                    emit(&bytes[done..held]);
                    return held;
                }
            }
        }
    }

    /// The first place from `from` on where the bytes up to the end are the beginning of a pattern.
    fn held_from(&self, bytes: &[u8], from: usize) -> usize {
        let earliest = from.max(bytes.len().saturating_sub(self.longest.saturating_sub(1)));
        (earliest..bytes.len())
            .find(|&at| self.first_bytes[usize::from(bytes[at])] && self.begins_pattern(&bytes[at..]))
            .unwrap_or(bytes.len())
    }

    fn begins_pattern(&self, text: &[u8]) -> bool {
        let next = self.sorted.partition_point(|pattern| pattern.as_slice() <= text);
        self.sorted.get(next).is_some_and(|pattern| pattern.starts_with(text))
    }
}
