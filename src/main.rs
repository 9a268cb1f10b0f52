//! The `gonogo` binary.
fn main() {}
