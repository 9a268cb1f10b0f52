//! Conductor and clients talking over a Unix socket.
//!
//! ```text
//! client: hello ──► server: welcome, snapshot parts, then events and live notices
//!         ask, lines, keys, resize, detach ──► reply, lines
//! ```
//! The control lane (events, replies) is bounded and lossless: a client that falls behind is told so and comes back.

pub mod client;
mod detach;
mod error;
pub mod frame;
pub mod message;
mod serve;
mod server;
mod transcript;
pub mod v0;

pub use client::{Attached, connect};
pub use detach::{VERB, attach, conductor_main, start_conductor};
pub use error::SessionError;
pub use message::{FromClient, FromConductor, Hello, Line, Lines, PROTOCOL, Welcome};
pub use server::{Ended, serve};
