//! The print copy.
