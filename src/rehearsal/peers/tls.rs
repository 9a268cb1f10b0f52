//! The world's TLS server: it shakes hands, and has nothing more to say.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::authority::Authority;
use super::certificates::Certificates;
use crate::rehearsal::server::Services;

/// Shakes hands with one client, and waits until it goes.
pub(super) async fn shake(
    stream: TcpStream,
    services: Arc<Services>,
    authority: Arc<Authority>,
) -> io::Result<()> {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Certificates { services, authority }));
    let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await?;
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
