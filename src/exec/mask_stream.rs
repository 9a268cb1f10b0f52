use super::mask::Mask;

/// One stream through a [`Mask`], whatever the chunks it arrives in. What may be the beginning of a secret is held back
/// until it is known not to be one.
#[derive(Debug, Default)]
pub(crate) struct MaskStream {
    held: Vec<u8>,
}

impl MaskStream {
    pub(crate) fn push(&mut self, mask: &Mask, chunk: &[u8], emit: impl FnMut(&[u8])) {
        if self.held.is_empty() {
            let settled = mask.scan(chunk, false, emit);
            self.held.extend_from_slice(&chunk[settled..]);
        } else {
            self.held.extend_from_slice(chunk);
            let settled = mask.scan(&self.held, false, emit);
            self.held.drain(..settled);
        }
    }

    pub(crate) fn finish(&mut self, mask: &Mask, emit: impl FnMut(&[u8])) {
        mask.scan(&std::mem::take(&mut self.held), true, emit);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn masked(mask: &Mask, chunks: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut stream = MaskStream::default();
        for chunk in chunks {
            stream.push(mask, chunk, |bytes| out.extend_from_slice(bytes));
        }
        stream.finish(mask, |bytes| out.extend_from_slice(bytes));
        out
    }

    #[test]
    fn a_secret_is_masked_at_every_split() {
        let mask = Mask::new(&["correct-horse", "correct-horse-battery"]);
        let text = b"a correct-horse-battery b correct-horsf correct-horse c Y29ycmVjdC1ob3JzZQ==\ncorrec";
        let whole = masked(&mask, &[text]);
        assert_eq!(whole, b"a ****** b correct-horsf ****** c ******\ncorrec");
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let chunks = [&text[..first], &text[first..second], &text[second..]];
                assert_eq!(masked(&mask, &chunks), whole, "split at {first} and {second}");
            }
        }
    }

    #[test]
    fn nothing_settled_is_kept_back() {
        let mask = Mask::new(&["hunter22"]);
        let mut out = Vec::new();
        let mut stream = MaskStream::default();
        stream.push(&mask, b"Password: hunt", |bytes| out.extend_from_slice(bytes));
        assert_eq!(out, b"Password: ");
        stream.push(&mask, b"ing\n", |bytes| out.extend_from_slice(bytes));
        assert_eq!(out, b"Password: hunting\n");
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(
            secrets in prop::collection::vec("[ab]{4,9}", 1..5),
            text in "[ab ]{0,80}",
            cuts in prop::collection::vec(0_usize..80, 0..8),
        ) {
            let mask = Mask::new(&secrets);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &text.as_bytes()[pair[0]..pair[1]]).collect();
            let out = masked(&mask, &chunks);
            prop_assert_eq!(String::from_utf8_lossy(&out), mask.text(&text));
            for secret in &secrets {
                prop_assert!(!String::from_utf8_lossy(&out).contains(secret.as_str()));
            }
        }
    }
}
