//! The runbook file: load, lint, interpolate.
