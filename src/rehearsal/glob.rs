//! Patterns in which `*` stands for anything.

use regex::Regex;

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
    let pieces: Vec<String> = pattern.split('*').map(regex::escape).collect();
    let regex = Regex::new(&format!("(?s)^{}$", pieces.join("(.*?)"))).ok()?;
    let found = regex.captures(text)?;
    let stars = found.iter().skip(1).flatten().map(|star| star.as_str().to_owned()).collect();
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
    }
}
