//! What a certificate says.

use std::net::IpAddr;

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// The names it is for, host names and addresses.
    pub(super) names: Vec<String>,
    /// Who issued it.
    pub(super) issuer: String,
    /// From when it is valid, in seconds of Unix time.
    pub(super) from: i64,
    /// Until when.
    pub(super) until: i64,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Result<Self, String> {
        let (_, found) = X509Certificate::from_der(der)
            .map_err(|error| format!("its certificate can't be read: {error}"))?;
        let alternatives = found
            .subject_alternative_name()
            .map_err(|error| format!("its certificate's names can't be read: {error}"))?;
        let names = alternatives
            .iter()
            .flat_map(|extension| &extension.value.general_names)
            .filter_map(|name| match name {
                GeneralName::DNSName(name) => Some((*name).to_owned()),
                GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
                _ => None,
            })
            .collect();
        Ok(Self {
            names,
            issuer: found.issuer().to_string(),
            from: found.validity().not_before.timestamp(),
            until: found.validity().not_after.timestamp(),
        })
    }

    /// Whether it is for `host`; a `*` stands for one label, the first.
    pub(super) fn covers(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(parent) => host
                .split_once('.')
                .is_some_and(|(first, rest)| !first.is_empty() && rest.eq_ignore_ascii_case(parent)),
            None => name.eq_ignore_ascii_case(host),
        })
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(IpAddr::from(four));
    }
    <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        let names = vec!["*.example.org".to_owned(), "Example.net".to_owned()];
        let certificate = Certificate { names, issuer: String::new(), from: 0, until: 0 };
        for (host, covered) in [
            ("api.example.org", true),
            ("API.Example.ORG", true),
            ("a.b.example.org", false),
            ("example.org", false),
            (".example.org", false),
            ("example.net", true),
        ] {
            assert_eq!(certificate.covers(host), covered, "{host}");
        }
    }

    #[test]
    fn rubbish_is_no_certificate() {
        assert!(Certificate::read(b"\x30\x03abc").is_err());
    }
}
