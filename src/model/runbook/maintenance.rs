//! When deployments are welcome, and when they are not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Every, TimeOfDay};
use crate::model::ids::MaintenanceId;
use crate::model::stamp::Stamp;

/// `[[maintenance]]`: a maintenance window, or a freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// Its id.
    pub id: MaintenanceId,
    /// The title.
    pub title: String,
    /// Whether deployments belong inside or outside.
    #[serde(default)]
    pub kind: MaintenanceKind,
    /// On which days it opens: `daily`, `sunday`, `second sunday`, `last friday`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// From when on: RFC 3339, like `2026-12-20T00:00Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Stamp>,
    /// Until when, not included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Stamp>,
    /// When it opens on its days; at midnight by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<TimeOfDay>,
    /// When it closes; at the day's end by default, and on the next day where it isn't after `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<TimeOfDay>,
    /// The time zone of days and times, as in `Europe/Berlin`; UTC by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What is done in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<String>,
    /// Nobody may deploy against it, not even with a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
}

impl Maintenance {
    /// The name of its time zone.
    pub fn zone(&self) -> &str {
        self.zone.as_deref().unwrap_or("UTC")
    }
}

/// Whether deployments belong inside or outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MaintenanceKind {
    /// They belong inside.
    #[default]
    Window,
    /// They belong outside.
    Freeze,
}

impl MaintenanceKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Freeze => "freeze",
        }
    }
}
