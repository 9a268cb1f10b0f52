//! Which certificate the world's TLS server presents.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::authority::Authority;
use crate::model::runbook::WorldTls;
use crate::rehearsal::choose::best;
use crate::rehearsal::server::Services;

/// A certificate was valid for this long before the world began.
const AGE: Duration = Duration::from_hours(24 * 30);

/// Makes the certificate that fits who asks.
pub(super) struct Certificates {
    pub(super) services: Arc<Services>,
    pub(super) authority: Arc<Authority>,
}

impl Certificates {
    fn choose(&self, asked: Option<&str>) -> Option<&WorldTls> {
        let scene = &self.services.scene;
        let moment = scene.moment();
        best(scene.kept.rehearsal.tls.iter().filter_map(|one| {
            let keys = one.when.fits(&moment)?;
            let named = asked.is_some_and(|asked| one.names.iter().any(|name| name == asked));
            Some(((usize::from(named), keys, 0), one))
        }))
    }

    fn make(&self, one: &WorldTls) -> Option<CertifiedKey> {
        let mut params = CertificateParams::new(one.names.clone()).ok()?;
        let began = UNIX_EPOCH + Duration::from_millis(self.services.scene.kept.started_ms);
        params.not_before = (began - AGE).into();
        params.not_after = (began + one.left.duration()).into();
        params.distinguished_name.push(DnType::CommonName, one.names.first()?.clone());
        let key = KeyPair::generate().ok()?;
        let certificate = params.signed_by(&key, self.authority.issuer()).ok()?;
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).ok()?;
        Some(CertifiedKey::new(vec![certificate.der().clone()], any_supported_type(&key).ok()?))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.make(self.choose(hello.server_name())?).map(Arc::new)
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}
