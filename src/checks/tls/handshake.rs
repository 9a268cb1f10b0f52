//! A TLS handshake that takes any certificate, to read it.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// What a server presented: its own certificate first.
pub(super) type Chain = Vec<CertificateDer<'static>>;

/// Shakes hands with `address` (host and port) in the name of `name` and gives what it presented.
/// Nothing is sent but the handshake.
pub(super) async fn chain_of(address: (&str, u16), name: ServerName<'static>) -> Result<Chain, String> {
    let capture = Arc::new(Capture { provider: ring::default_provider(), chain: Mutex::default() });
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS can't be set up: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::<Capture>::clone(&capture))
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.map_err(|error| format!("no connection: {error}"))?;
    let shaken = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let chain = std::mem::take(&mut *capture.chain.lock().unwrap_or_else(PoisonError::into_inner));
    match shaken {
        // A server that wants a client's certificate has shown its own all the same.
        Err(error) if chain.is_empty() => Err(format!("no TLS handshake: {error}")),
        _ => Ok(chain),
    }
}

/// Why `chain` is not trusted for `name` by `roots` now; `None` where it is.
pub(super) fn distrust(chain: &Chain, name: &ServerName<'_>, roots: RootCertStore) -> Option<Error> {
    let (first, rest) = chain.split_first()?;
    let provider = Arc::new(ring::default_provider());
    let verifier = match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
        Ok(verifier) => verifier,
        Err(error) => return Some(Error::General(error.to_string())),
    };
    verifier.verify_server_cert(first, rest, name, &[], UnixTime::now()).err()
}

#[derive(Debug)]
struct Capture {
    provider: CryptoProvider,
    chain: Mutex<Chain>,
}

impl ServerCertVerifier for Capture {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let all = std::iter::once(end_entity).chain(intermediates);
        let all = all.map(|certificate| certificate.clone().into_owned()).collect();
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
