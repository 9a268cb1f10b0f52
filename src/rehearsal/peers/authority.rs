//! Who signs the world's certificates.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

/// An authority that lives as long as the world is up.
pub(in crate::rehearsal) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// A new one; `None` where no key can be made.
    pub(in crate::rehearsal) fn new(name: &str) -> Option<Self> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().ok()?;
        let pem = params.self_signed(&key).ok()?.pem();
        Some(Self { issuer: Issuer::new(params, key), pem })
    }

    /// Its own certificate.
    pub(in crate::rehearsal) fn pem(&self) -> &str {
        &self.pem
    }

    /// The key and the signature for others.
    pub(super) fn issuer(&self) -> &Issuer<'static, KeyPair> {
        &self.issuer
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}
