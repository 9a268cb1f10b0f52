//! The process that owns a run. Knows no socket and no screen.
