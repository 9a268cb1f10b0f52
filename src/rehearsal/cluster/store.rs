//! The cluster's objects, and what changed in them.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::life::{Life, Progress};
use super::object::{name, namespace, set, uid};
use crate::rehearsal::wave::hex;

/// Watches that lag further behind have to list again.
const MOST_CHANGES: usize = 20_000;

/// Which object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Key {
    /// The kind's plural.
    pub(super) plural: String,
    /// The namespace; empty for what lies in none.
    pub(super) namespace: String,
    /// The name.
    pub(super) name: String,
}

impl Key {
    /// The key of a name.
    pub(super) fn new(plural: &str, namespace: &str, name: &str) -> Self {
        Self { plural: plural.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// The key of `object`.
    pub(super) fn of(plural: &str, object: &Value) -> Self {
        Self::new(plural, namespace(object), name(object))
    }
}

/// One change.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The version that it made.
    pub(super) version: u64,
    /// Of which object.
    pub(super) key: Key,
    /// What it was.
    pub(super) before: Option<Value>,
    /// What it is; `None`: it is gone.
    pub(super) after: Option<Value>,
}

/// All objects.
#[derive(Debug, Default)]
pub(super) struct Store {
    objects: BTreeMap<Key, Value>,
    version: u64,
    made: u64,
    changes: VecDeque<Change>,
    /// How far each pod has come, by the pod's uid.
    pub(super) lives: BTreeMap<String, Life>,
    /// How each deployment goes on, by its uid.
    pub(super) progress: BTreeMap<String, Progress>,
}

/// What is kept in `cluster.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    version: u64,
    made: u64,
    objects: Vec<(Key, Value)>,
    lives: BTreeMap<String, Life>,
    progress: BTreeMap<String, Progress>,
}

impl Store {
    /// Reads what was kept.
    pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Self> {
        let kept: Kept = serde_json::from_slice(bytes)?;
        Ok(Self {
            objects: kept.objects.into_iter().collect(),
            version: kept.version,
            made: kept.made,
            changes: VecDeque::new(),
            lives: kept.lives,
            progress: kept.progress,
        })
    }

    /// What is to be kept.
    pub(super) fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Kept {
            version: self.version,
            made: self.made,
            objects: self.objects.iter().map(|(key, object)| (key.clone(), object.clone())).collect(),
            lives: self.lives.clone(),
            progress: self.progress.clone(),
        })
    }

    /// The version of the last change.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The object.
    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        self.objects.get(key)
    }

    /// The objects of a kind, of one namespace or of all, by name.
    pub(super) fn list<'a>(
        &'a self,
        plural: &'a str,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Value> + 'a {
        let from = Key::new(plural, namespace.unwrap_or_default(), "");
        self.objects
            .range(from..)
            .take_while(move |(key, _)| {
                key.plural == plural && namespace.is_none_or(|wanted| key.namespace == wanted)
            })
            .map(|(_, object)| object)
    }

    /// The keys that pass.
    pub(super) fn keys(&self, wanted: impl Fn(&Key) -> bool) -> Vec<Key> {
        self.objects.keys().filter(|key| wanted(key)).cloned().collect()
    }

    /// Puts `object` in its place; nothing happens where it says what it said before.
    pub(super) fn put(&mut self, plural: &str, mut object: Value) -> Value {
        let key = Key::of(plural, &object);
        let before = self.objects.get(&key);
        if let Some(before) = before {
            set(&mut object, &["metadata", "resourceVersion"], before["metadata"]["resourceVersion"].clone());
            if object == *before {
                return object;
            }
        }
        self.version += 1;
        set(&mut object, &["metadata", "resourceVersion"], json!(self.version.to_string()));
        let before = self.objects.insert(key.clone(), object.clone());
        self.note(key, before, Some(object.clone()));
        object
    }

    /// Takes an object away.
    pub(super) fn remove(&mut self, key: &Key) -> Option<Value> {
        let mut before = self.objects.remove(key)?;
        self.version += 1;
        self.lives.remove(uid(&before));
        self.progress.remove(uid(&before));
        set(&mut before, &["metadata", "resourceVersion"], json!(self.version.to_string()));
        self.note(key.clone(), Some(before.clone()), None);
        Some(before)
    }

    fn note(&mut self, key: Key, before: Option<Value>, after: Option<Value>) {
        if self.changes.len() >= MOST_CHANGES {
            self.changes.pop_front();
        }
        self.changes.push_back(Change { version: self.version, key, before, after });
    }

    /// What changed after `version`; `None` where that is no longer known.
    pub(super) fn since(&self, version: u64) -> Option<impl Iterator<Item = &Change>> {
        let known = self.changes.front().map_or(self.version, |change| change.version - 1);
        (version >= known).then(|| self.changes.iter().skip_while(move |change| change.version <= version))
    }

    /// An identity that no object had before.
    pub(super) fn fresh_uid(&mut self) -> String {
        self.made += 1;
        let digits = hex(&format!("uid {}", self.made), 32);
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().to_owned();
        format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }

    /// A number that was not given out before.
    pub(super) fn fresh_number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(name: &str, phase: &str) -> Value {
        json!({ "metadata": { "name": name, "namespace": "a" }, "status": { "phase": phase } })
    }

    #[test]
    fn only_what_changes_is_a_change() {
        let mut store = Store::default();
        store.put("pods", pod("x", "Pending"));
        store.put("pods", pod("x", "Pending"));
        assert_eq!(store.version(), 1);
        store.put("pods", pod("x", "Running"));
        store.remove(&Key::new("pods", "a", "x"));
        let changes: Vec<_> =
            store.since(1).unwrap().map(|it| (it.before.is_some(), it.after.is_some())).collect();
        assert_eq!(changes, [(true, true), (true, false)]);
        assert!(store.get(&Key::new("pods", "a", "x")).is_none());
    }

    #[test]
    fn a_list_ends_with_its_namespace_and_its_kind() {
        let mut store = Store::default();
        for (plural, name) in [("pods", "y"), ("pods", "x"), ("services", "z")] {
            store.put(plural, pod(name, ""));
        }
        let names: Vec<_> = store.list("pods", Some("a")).map(name).collect();
        assert_eq!(names, ["x", "y"]);
        assert_eq!(store.list("pods", None).count(), 2);
        assert_eq!(store.list("pods", Some("b")).count(), 0);
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut store = Store::default();
        store.put("pods", pod("x", "Running"));
        let again = Store::read(store.to_text().unwrap().as_bytes()).unwrap();
        assert_eq!(again.version(), 1);
        assert_eq!(again.get(&Key::new("pods", "a", "x")), store.get(&Key::new("pods", "a", "x")));
        assert!(again.since(0).is_none() && again.since(1).is_some());
    }
}
