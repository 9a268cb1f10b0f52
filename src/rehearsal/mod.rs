//! The simulated world that a rehearsal runs against.
