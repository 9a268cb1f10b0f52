//! Which objects a command line speaks of.

use super::fault::Fault;
use crate::rehearsal::cluster::Kind;

/// One object, or all of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The kind.
    pub(super) kind: Kind,
    /// The object's name.
    pub(super) name: Option<String>,
}

/// The kind that `word` names.
pub(super) fn kind<'a>(kinds: &'a [Kind], word: &str) -> Result<&'a Kind, Fault> {
    let low = word.to_ascii_lowercase();
    let (first, group) =
        low.split_once('.').map_or((low.as_str(), None), |(first, rest)| (first, Some(rest)));
    let named = |kind: &&Kind| {
        kind.plural == first
            || kind.name.to_ascii_lowercase() == first
            || kind.short.split_whitespace().any(|short| short == first)
    };
    let within = |kind: &&Kind| {
        group.is_none_or(|group| {
            group == kind.group || group.strip_prefix(&kind.version) == Some(&format!(".{}", kind.group))
        })
    };
    let found = kinds.iter().filter(named).find(within);
    found.ok_or_else(|| Fault::error(format!("the server doesn't have a resource type \"{word}\"")))
}

/// What `words` speak of: `TYPE[,TYPE] [NAME…]` or `TYPE/NAME…`.
pub(super) fn targets(kinds: &[Kind], words: &[String]) -> Result<Vec<Target>, Fault> {
    let Some(first) = words.first() else {
        return Err(Fault::error(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of \
             supported resources.",
        ));
    };
    if first.contains('/') {
        return words
            .iter()
            .map(|word| {
                let (of, name) =
                    word.split_once('/').filter(|(_, name)| !name.is_empty()).ok_or_else(|| {
                        Fault::error(
                            "there is no need to specify a resource type as a separate argument when passing \
                                  arguments in resource/name form",
                        )
                    })?;
                Ok(Target { kind: kind(kinds, of)?.clone(), name: Some(name.to_owned()) })
            })
            .collect();
    }
    let mut found = Vec::new();
    for word in first.split(',').filter(|word| !word.is_empty()) {
        let mut meant = if word == "all" {
            kinds.iter().filter(|kind| kind.in_all).collect()
        } else {
            vec![kind(kinds, word)?]
        };
        for kind in meant.drain(..) {
            let names = words.get(1..).unwrap_or_default();
            if names.is_empty() {
                found.push(Target { kind: kind.clone(), name: None });
            }
            found.extend(names.iter().map(|name| Target { kind: kind.clone(), name: Some(name.clone()) }));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Fault> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let found = targets(&Kind::all([].into_iter()), &words)?;
        Ok(found
            .iter()
            .map(|it| format!("{}/{}", it.kind.plural, it.name.as_deref().unwrap_or("*")))
            .collect())
    }

    #[test]
    fn kinds_and_names_are_read_as_kubectl_reads_them() {
        for (words, expected) in [
            ("po", vec!["pods/*"]),
            ("svc,deploy", vec!["services/*", "deployments/*"]),
            ("Deployment a b", vec!["deployments/a", "deployments/b"]),
            ("deploy/a svc/b", vec!["deployments/a", "services/b"]),
            ("deployments.apps a", vec!["deployments/a"]),
            ("deployments.v1.apps a", vec!["deployments/a"]),
        ] {
            assert_eq!(read(words).unwrap(), expected, "{words}");
        }
        for bad in ["", "nonesuch", "deploy/", "deploy/a b", "deploy.batch a"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read("all").unwrap().contains(&"jobs/*".to_owned()));
    }
}
