//! `kubectl wait`.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::api::JSON;
use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::jsonpath::Template;
use super::target::targets;

/// How often something that changes is looked at: the cluster's controllers look as often.
pub(super) const BEAT: Duration = Duration::from_millis(50);

/// What is waited for.
#[derive(Clone, Debug, PartialEq)]
enum Wish {
    /// A condition has this status.
    Condition(String, String),
    /// A path finds this value, or any.
    Path(Template, Option<String>),
    /// The object is gone.
    Gone,
    /// The object is there.
    There,
}

impl Wish {
    fn read(text: &str) -> Result<Self, Fault> {
        let wrong = || Fault::error(format!("unrecognized condition: \"{text}\""));
        let (word, rest) = text.split_once('=').unwrap_or((text, ""));
        Ok(match word.to_ascii_lowercase().as_str() {
            "delete" => Self::Gone,
            "create" => Self::There,
            "condition" if !rest.is_empty() => {
                let (kind, status) = rest.split_once('=').unwrap_or((rest, "true"));
                Self::Condition(kind.to_owned(), status.to_owned())
            }
            "jsonpath" if !rest.is_empty() => {
                let end = if rest.starts_with('{') {
                    rest.find('}').ok_or_else(wrong)? + 1
                } else {
                    rest.find('=').unwrap_or(rest.len())
                };
                let (path, value) = rest.split_at(end);
                let value = value.strip_prefix('=').map(|it| it.trim_matches(['"', '\'']).to_owned());
                Self::Path(Template::relaxed(path)?, value)
            }
            _ => return Err(wrong()),
        })
    }

    fn fits(&self, object: &Value) -> bool {
        match self {
            Self::Condition(kind, wanted) => {
                let all = object.pointer("/status/conditions").and_then(Value::as_array);
                all.into_iter().flatten().any(|it| {
                    text(it, "/type").eq_ignore_ascii_case(kind)
                        && text(it, "/status").eq_ignore_ascii_case(wanted)
                })
            }
            Self::Path(path, wanted) => path
                .fill(object)
                .is_ok_and(|found| wanted.as_ref().map_or(!found.is_empty(), |wanted| found == *wanted)),
            Self::Gone => false,
            Self::There => true,
        }
    }
}

/// Waits for every object of the call.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let wish = args.get("for").ok_or_else(|| Fault::error("required flag(s) \"for\" not set"))?;
    let wish = Wish::read(wish)?;
    let until = Instant::now() + args.time("timeout")?.unwrap_or(Duration::from_secs(30));
    let targets = targets(&client.kinds, args.words.get(1..).unwrap_or_default())?;
    let found = loop {
        match client.all(&targets) {
            Err(fault) if fault.missing && wish == Wish::Gone => return Ok(()),
            Err(fault) if fault.missing && wish == Wish::There && Instant::now() < until => {
                std::thread::sleep(BEAT);
            }
            other => break other?,
        }
    };
    if found.is_empty() {
        return if wish == Wish::Gone { Ok(()) } else { Err(Fault::error("no matching resources found")) };
    }
    for (kind, object) in found {
        let space = text(&object, "/metadata/namespace");
        let path = client.path(&kind, Some(space).filter(|it| !it.is_empty()), Some(name(&object)));
        loop {
            let met = match client.api.get(&path, JSON) {
                Ok(now) => wish.fits(&now),
                Err(fault) if fault.missing && wish == Wish::Gone => true,
                Err(fault) => return Err(fault),
            };
            if met {
                break;
            }
            if Instant::now() >= until {
                return Err(Fault::error(format!(
                    "timed out waiting for the condition on {}/{}",
                    kind.plural,
                    name(&object)
                )));
            }
            std::thread::sleep(BEAT);
        }
        print(&format!("{}/{} condition met\n", singular(&kind), name(&object)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_and_paths_are_met_or_not() {
        let pod = json!({ "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": "True" }] } });
        for (wish, fits) in [
            ("condition=Ready", true),
            ("condition=ready=true", true),
            ("condition=Ready=false", false),
            ("condition=Other", false),
            ("jsonpath={.status.phase}=Running", true),
            ("jsonpath={.status.phase}=Pending", false),
            ("jsonpath={.status.phase}", true),
            ("jsonpath={.status.nonesuch}", false),
            ("delete", false),
        ] {
            assert_eq!(Wish::read(wish).unwrap().fits(&pod), fits, "{wish}");
        }
        for bad in ["", "condition=", "other", "jsonpath={"] {
            assert!(Wish::read(bad).is_err(), "{bad}");
        }
    }
}
