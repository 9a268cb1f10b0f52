//! Patterns in which `*` stands for anything.

/// What a pattern matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hit {
    /// What each star stood for.
    pub(super) stars: Vec<String>,
    /// How many characters of the pattern are no stars: the more, the more it says.
    pub(super) literal: usize,
}

/// How `pattern` matches the whole of `text`, if it does.
pub(super) fn matches(pattern: &str, text: &str) -> Option<Hit> {
    if !pattern.contains('*') {
        return (pattern == text).then(|| Hit { stars: Vec::new(), literal: pattern.chars().count() });
    }
    // Each star takes as little as it can, the last one what is left: no need for a regex, of which a world would make
    // hundreds with every call.
    let mut pieces = pattern.split('*');
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let last = pieces.next_back()?;
    let mut stars = Vec::new();
    for piece in pieces {
        let (star, after) = rest.split_once(piece)?;
        stars.push(star.to_owned());
        rest = after;
    }
    stars.push(rest.strip_suffix(last)?.to_owned());
    Some(Hit { stars, literal: pattern.chars().filter(|c| *c != '*').count() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let hit = matches("build -t * -f *", "build -t a:b -f x/Dockerfile .").unwrap();
        assert_eq!(hit.stars, ["a:b", "x/Dockerfile ."]);
        assert_eq!(hit.literal, 13);
        assert!(matches("*", "").is_some());
        assert!(matches("a.b*", "axb").is_none());
        assert!(matches("ps", "ps -a").is_none());
        assert_eq!(matches("x*", "x\ny").unwrap().stars, ["\ny"]);
        assert_eq!(matches("a*b*c", "abbcbc").unwrap().stars, ["", "bcb"]);
        assert!(matches("ab*bc", "abc").is_none(), "the two ends don't share a character");
        assert_eq!(matches("**", "ab").unwrap().stars, ["", "ab"]);
    }
}
