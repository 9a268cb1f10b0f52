//! The kinds of probes, in one place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::doctor::Doctor;
use super::kind::{Kind, Probe as Probes};
use super::resolve::resolve;
use super::{
    command, compare, dns, docker, env, fields, file, http, person, postgres, prometheus, redis, scrape, tcp,
    tls,
};
use crate::model::runbook::Probe;
use crate::runbook::{Kinds, ProbeProblem};

static LIST: [Entry; 14] = [
    Entry::of::<http::Http>(),
    Entry::of::<postgres::Postgres>(),
    Entry::of::<redis::Redis>(),
    Entry::of::<prometheus::Prometheus>(),
    Entry::of::<scrape::Scrape>(),
    Entry::of::<compare::Compare>(),
    Entry::of::<docker::Docker>(),
    Entry::of::<tls::Tls>(),
    Entry::of::<dns::Dns>(),
    Entry::of::<tcp::Tcp>(),
    Entry::of::<env::Env>(),
    Entry::of::<file::File>(),
    Entry::of::<command::Command>(),
    Entry::of::<person::Person>(),
];

/// Every kind of probe that there is, as the loader wants to know it.
pub static KINDS: &dyn Kinds = &All;

type Fields = Map<String, Value>;

struct Entry {
    name: &'static str,
    /// Kept, because a schema takes longer to build than a check to read, and a runbook may have thousands.
    keys: LazyLock<Vec<String>>,
    problems: fn(&Fields, &[String]) -> Vec<ProbeProblem>,
    by_hand: fn(&Fields) -> Option<String>,
    schema: fn() -> Value,
    read: fn(&Fields) -> Result<Box<dyn Probes>, String>,
    doctor: fn() -> Doctor,
}

impl Entry {
    const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            keys: LazyLock::new(keys::<K>),
            problems: problems::<K>,
            by_hand: |fields| fields::read::<K>(fields).ok()?.by_hand(),
            schema: || schemars::schema_for!(K).to_value(),
            read: |fields| Ok(Box::new(fields::read::<K>(fields)?)),
            doctor: K::doctor,
        }
    }

    fn named(name: &str) -> Option<&'static Self> {
        LIST.iter().find(|entry| entry.name == name)
    }
}

/// The keys that a probe of this kind takes.
fn keys<K: Kind>() -> Vec<String> {
    let schema = schemars::schema_for!(K).to_value();
    schema["properties"].as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
}

fn problems<K: Kind>(given: &Fields, keys: &[String]) -> Vec<ProbeProblem> {
    let mut found = fields::unknown(given, keys);
    // What is misspelt doesn't hide what else is wrong.
    let given: Fields = given.clone().into_iter().filter(|(key, _)| keys.contains(key)).collect();
    match fields::why_not::<K>(&given) {
        Some(problem) => found.push(problem),
        None => found.extend(fields::read::<K>(&given).map(|probe| probe.problems()).unwrap_or_default()),
    }
    found
}

/// The probe of `kind` with its `${name}` resolved, or why there is none.
pub(super) fn prepare(
    kind: &str,
    given: &Fields,
    values: &BTreeMap<String, String>,
) -> Result<Box<dyn Probes>, String> {
    let entry = Entry::named(kind).ok_or_else(|| {
        let names: Vec<_> = LIST.iter().map(|entry| entry.name).collect();
        format!("there is no probe `{kind}`: the kinds are {}", names.join(", "))
    })?;
    let fields = resolve(kind, given, values)?;
    (entry.read)(&fields)
}

/// Whether `kind` could work on this host; `None` where there is no such kind.
pub fn can_work(kind: &str) -> Option<Doctor> {
    Entry::named(kind).map(|entry| (entry.doctor)())
}

struct All;

impl Kinds for All {
    fn names(&self) -> Vec<&'static str> {
        LIST.iter().map(|entry| entry.name).collect()
    }

    fn problems(&self, probe: &Probe) -> Vec<ProbeProblem> {
        Entry::named(&probe.kind)
            .map(|entry| (entry.problems)(&probe.fields, &entry.keys))
            .unwrap_or_default()
    }

    fn by_hand(&self, probe: &Probe) -> Option<String> {
        Entry::named(&probe.kind).and_then(|entry| (entry.by_hand)(&probe.fields))
    }

    fn schema(&self, kind: &str) -> Option<Value> {
        Entry::named(kind).map(|entry| (entry.schema)())
    }
}
