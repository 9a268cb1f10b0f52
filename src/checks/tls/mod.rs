//! `tls`: the certificate that a server presents, read whatever its state.

mod certificate;
mod handshake;
mod probe;

pub(super) use probe::Tls;
