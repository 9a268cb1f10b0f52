//! Conductor and clients talking over a Unix socket.
