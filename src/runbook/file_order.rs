//! The order of named things in the file. The parser sorts keys by name, but inputs are asked in the order in which they
//! were written.

use std::collections::HashMap;
use std::hash::Hash;

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use crate::model::runbook::Runbook;

/// Where each named thing begins, by the way to it.
pub(crate) struct FileOrder(HashMap<Vec<String>, usize>);

impl FileOrder {
    /// The order in `root`.
    pub(crate) fn of(root: &DeTable<'_>) -> Self {
        let mut order = Self(HashMap::new());
        for (name, depth) in [("input", 1), ("environment", 2), ("source", 1), ("rehearsal", 2)] {
            if let Some(DeValue::Table(table)) = root.get(name).map(toml::Spanned::get_ref) {
                order.add(&[name.to_owned()], table, depth);
            }
        }
        order
    }

    fn add(&mut self, way: &[String], table: &DeTable<'_>, depth: usize) {
        for (key, value) in table {
            let mut way = way.to_vec();
            way.push(key.get_ref().to_string());
            if let (2.., DeValue::Table(inner)) = (depth, value.get_ref()) {
                self.add(&way, inner, depth - 1);
            }
            self.0.insert(way, key.span().start);
        }
    }

    /// `book` with its maps in this order.
    pub(crate) fn bring(&self, mut book: Runbook) -> Runbook {
        self.sort(&["input"], &mut book.input);
        self.sort(&["environment"], &mut book.environment);
        for (name, values) in &mut book.environment {
            self.sort(&["environment", name.as_str()], values);
        }
        self.sort(&["source"], &mut book.source);
        if let Some(rehearsal) = &mut book.rehearsal {
            self.sort(&["rehearsal", "set"], &mut rehearsal.set);
        }
        book
    }

    fn sort<K: ToString + Hash + Eq, V>(&self, way: &[&str], map: &mut IndexMap<K, V>) {
        map.sort_by_cached_key(|name, _| {
            let way: Vec<String> =
                way.iter().map(|part| (*part).to_owned()).chain([name.to_string()]).collect();
            self.0.get(&way).copied().unwrap_or(usize::MAX)
        });
    }
}
