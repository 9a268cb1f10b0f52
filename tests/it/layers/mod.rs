//! The shape of the source tree, held by tests: who may import whom, and how large a file may grow.
//!
//! Everything here reads the project's own files as text. Nothing is compiled, so a layer that is broken in
//! itself is still measured.

mod findings;
mod imports;
mod paths;
mod shape;
mod table;
mod tokens;
mod tree;
