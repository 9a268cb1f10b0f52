//! Who is here.

use serde::{Deserialize, Serialize};

use crate::model::ids::Person;

/// A client that is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    /// Who.
    pub person: Person,
    /// As what.
    pub role: Seat,
}

/// As what a client is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    /// Drives.
    Driver,
    /// Watches, signs, may take over.
    Pair,
    /// Watches.
    Observer,
}
