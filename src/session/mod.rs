//! Conductor and clients talking over a Unix socket.

pub mod message;

pub use message::{FromClient, FromConductor, Hello, Line, Lines, Welcome};
