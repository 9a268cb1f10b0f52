//! What a Prometheus server says about its targets and alerts.

use serde_json::Value as Json;

use super::json::pairs;
use crate::metrics::Labels;

/// A target's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// The last scrape succeeded.
    Up,
    /// It failed.
    Down,
    /// Not scraped yet.
    Unknown,
}

/// A scrape target.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its labels (`job`, `instance`, …).
    pub labels: Labels,
    /// What Prometheus scrapes.
    pub scrape_url: String,
    /// How that goes.
    pub health: Health,
    /// The last scrape's error, or empty.
    pub last_error: String,
}

/// An alert's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertState {
    /// True, not yet for long enough.
    Pending,
    /// Firing.
    Firing,
}

/// An active alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its labels, `alertname` among them.
    pub labels: Labels,
    /// Its state.
    pub state: AlertState,
    /// Since when, as the server writes it (RFC 3339).
    pub active_at: String,
}

impl Alert {
    /// The alert's name.
    pub fn name(&self) -> &str {
        self.labels.get("alertname")
    }
}

fn text(object: &Json, key: &str) -> String {
    object.get(key).and_then(Json::as_str).unwrap_or("").to_owned()
}

fn labels(object: &Json) -> Result<Labels, String> {
    object.get("labels").and_then(Json::as_object).ok_or_else(|| "no labels".to_owned()).and_then(pairs)
}

/// The active targets of `/api/v1/targets`.
pub(super) fn targets(data: &Json) -> Result<Vec<Target>, String> {
    let active = data.get("activeTargets").and_then(Json::as_array).ok_or("no list of targets")?;
    let target = |target: &Json| {
        let health = match target.get("health").and_then(Json::as_str) {
            Some("up") => Health::Up,
            Some("down") => Health::Down,
            _ => Health::Unknown,
        };
        let (scrape_url, last_error) = (text(target, "scrapeUrl"), text(target, "lastError"));
        Ok(Target { labels: labels(target)?, scrape_url, health, last_error })
    };
    active.iter().map(target).collect()
}

/// The alerts of `/api/v1/alerts`.
pub(super) fn alerts(data: &Json) -> Result<Vec<Alert>, String> {
    let alerts = data.get("alerts").and_then(Json::as_array).ok_or("no list of alerts")?;
    let alert = |alert: &Json| {
        let state = match alert.get("state").and_then(Json::as_str) {
            Some("firing") => AlertState::Firing,
            Some("pending") => AlertState::Pending,
            _ => return Err("an alert without its state".to_owned()),
        };
        Ok(Alert { labels: labels(alert)?, state, active_at: text(alert, "activeAt") })
    };
    alerts.iter().map(alert).collect()
}
