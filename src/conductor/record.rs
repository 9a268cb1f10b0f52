//! Events as the journal keeps them.

use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ConductorError;
use crate::journal::Entry;
use crate::model::stamp::Stamp;
use crate::model::{Actor, Event, Recorded};

/// A journal line's body.
#[derive(Serialize, Deserialize)]
struct Body {
    at: Stamp,
    by: Actor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

/// The kind and the body under which `event` is journalled.
///
/// # Errors
/// Only where an event can't be written as JSON, which none of ours can't.
pub fn to_entry(at: Stamp, by: &Actor, event: &Event) -> Result<(String, Value), serde_json::Error> {
    let typed: Typed = serde_json::from_value(serde_json::to_value(event)?)?;
    let body = serde_json::to_value(Body { at, by: by.clone(), data: typed.data })?;
    Ok((typed.kind, body))
}

/// The event that `entry` holds.
///
/// # Errors
/// Where this version doesn't know the event's kind or misses a field of it.
pub fn from_entry(run: &str, entry: Entry) -> Result<Recorded, ConductorError> {
    let Entry { seq, kind, body, .. } = entry;
    let broken = |error: serde_json::Error| ConductorError::Event {
        run: run.to_owned(),
        seq,
        why: format!("{kind} ({error})"),
    };
    let Body { at, by, data } = serde_json::from_value(body).map_err(broken)?;
    // The kind first: serde would otherwise hold the data back until it knows what it is.
    let kind_first = std::iter::once(("type", Value::from(kind.as_str())));
    let fields = MapDeserializer::new(kind_first.chain(data.map(|data| ("data", data))));
    let event = Event::deserialize(fields).map_err(broken)?;
    Ok(Recorded { seq, at, by, event })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_back_as_they_were() {
        let at = Stamp::from_millis(1_767_323_045_678);
        let by = Actor::Person("ops1".into());
        for event in [
            Event::ConductorStopping,
            Event::StepReopened { step: "a".into() },
            Event::NoteAdded { step: None, text: "x".to_owned() },
        ] {
            let (kind, body) = to_entry(at, &by, &event).unwrap();
            let entry = Entry {
                seq: 3,
                kind,
                body,
                prev: crate::journal::Hash::GENESIS,
                hash: crate::journal::Hash::GENESIS,
            };
            let recorded = from_entry("7Q2M5K", entry).unwrap();
            assert_eq!(recorded, Recorded { seq: 3, at, by: by.clone(), event });
        }
    }
}
