//! Probes and their expectations.
