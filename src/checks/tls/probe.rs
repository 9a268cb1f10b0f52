//! The fields of a `tls` probe, and how a certificate is judged.

use futures::future::BoxFuture;
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, Error, RootCertStore};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::certificate::Certificate;
use super::handshake::{Chain, chain_of, distrust};
use crate::checks::context::Context;
use crate::checks::expect::{Held, regex_problems};
use crate::checks::kind::{Kind, Probe, problem};
use crate::checks::list::List;
use crate::checks::quote::quote;
use crate::checks::resolve::is_open;
use crate::checks::seen::Seen;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// `probe.tls = { address = "api.example.org", min_left = "30d" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::checks) struct Tls {
    /// `host` or `host:port`; 443 by default.
    address: String,
    /// The name that is asked for, where it is not the host's.
    #[serde(default)]
    server_name: Option<String>,
    /// How long it must still be valid: `30d`.
    #[serde(default)]
    min_left: Option<Span>,
    /// Names that it must be for, one or several. The name that is asked for is always among them.
    #[serde(default)]
    names: List<String>,
    /// A regular expression for the issuer.
    #[serde(default)]
    issuer: Option<String>,
    /// Whether the chain must lead to a certificate that this host, or `ca`, trusts. It must by default.
    #[serde(default = "yes")]
    trusted: bool,
    /// A PEM file with the certificates that are trusted, instead of those in `SSL_CERT_FILE` or of the host's.
    #[serde(default)]
    ca: Option<String>,
}

const fn yes() -> bool {
    true
}

impl Tls {
    fn split(&self) -> Option<(&str, u16)> {
        let address = self.address.strip_prefix("https://").unwrap_or(&self.address).trim_end_matches('/');
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()?),
            _ => (address, 443),
        };
        let host = host.trim_matches(['[', ']']);
        (!host.is_empty() && !host.contains('/')).then_some((host, port))
    }

    fn wrong_address(&self) -> String {
        format!("`{}` is not an address: write it like `api.example.org` or `10.0.0.2:8443`", self.address)
    }

    async fn roots(&self, context: &Context) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        // As OpenSSL has it, so that the probe trusts what the run's commands trust.
        let file =
            self.ca.clone().or_else(|| context.variable("SSL_CERT_FILE")).filter(|file| !file.is_empty());
        let certificates: Vec<CertificateDer<'static>> = match file {
            Some(file) => {
                let path = context.folder.join(file);
                let pem = tokio::fs::read(&path)
                    .await
                    .map_err(|error| format!("the CA file {} can't be read: {error}", path.display()))?;
                CertificateDer::pem_slice_iter(&pem)
                    .collect::<Result<_, _>>()
                    .map_err(|error| format!("the CA file {} is not PEM: {error}", path.display()))?
            }
            None => {
                spawn_blocking(|| rustls_native_certs::load_native_certs().certs).await.unwrap_or_default()
            }
        };
        roots.add_parsable_certificates(certificates);
        if roots.is_empty() {
            return Err("there is no certificate to trust: install ca-certificates, or set `ca`".to_owned());
        }
        Ok(roots)
    }

    async fn read(&self, context: &Context) -> Result<Seen, Seen> {
        let (host, port) = self.split().ok_or_else(|| Seen::misconfigured(self.wrong_address()))?;
        let asked = self.server_name.as_deref().unwrap_or(host);
        let name = ServerName::try_from(asked.to_owned())
            .map_err(|_| Seen::misconfigured(format!("`{asked}` is not a server's name")))?;
        let chain = chain_of((host, port), name.clone()).await.map_err(Seen::errored)?;
        let first = chain.first().ok_or_else(|| Seen::errored("it presents no certificate"))?;
        let certificate = Certificate::read(first).map_err(Seen::errored)?;

        let now = Timestamp::now().as_second();
        let mut held = Held::default();
        self.judge_time(&mut held, &certificate, now);
        if certificate.names.is_empty() {
            held.unclear("its certificate is for no name at all");
        } else {
            for name in std::iter::once(asked).chain(self.names.iter().map(String::as_str)) {
                let names = certificate.names.join(", ");
                held.hold(
                    certificate.covers(name),
                    format!("it is for {name}"),
                    format!("it is not for {name}, but for {names}"),
                );
            }
        }
        if let Some(pattern) = &self.issuer {
            held.matches("the issuer", &certificate.issuer, pattern);
        }
        if self.trusted {
            match self.roots(context).await {
                Ok(roots) => judge_trust(&mut held, &chain, &name, roots),
                Err(why) => held.unseen(why),
            }
        }
        Ok(held.seen(observed(&certificate, now)))
    }

    fn judge_time(&self, held: &mut Held, certificate: &Certificate, now: i64) {
        let left = certificate.until - now;
        if now < certificate.from {
            held.missed(format!("it is not valid before {}", day(certificate.from)));
        } else if left < 0 {
            held.missed(format!("it expired on {}, {} ago", day(certificate.until), days(-left)));
        } else if self.min_left.is_some_and(|least| left < least.as_millis() / 1_000) {
            let least = self.min_left.unwrap_or_default();
            held.missed(format!("it has {} left, fewer than {least}", days(left)));
        } else {
            held.met(format!("it has {} left", days(left)));
        }
    }
}

fn judge_trust(held: &mut Held, chain: &Chain, name: &ServerName<'_>, roots: RootCertStore) {
    match distrust(chain, name, roots) {
        None => held.met("its chain is trusted"),
        // Told already, from what the certificate itself says.
        Some(Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
            | CertificateError::NotValidForName
            | CertificateError::NotValidForNameContext { .. },
        )) => {}
        Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            held.missed("its chain leads to nobody who is trusted here (unknown issuer)");
        }
        Some(error) => held.missed(format!("its chain is not trusted: {error}")),
    }
}

fn day(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .map_or_else(|_| format!("{seconds} s"), |at| at.strftime("%Y-%m-%d").to_string())
}

fn days(seconds: i64) -> String {
    match seconds {
        0..86_400 => "less than a day".to_owned(),
        86_400..172_800 => "1 day".to_owned(),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn observed(certificate: &Certificate, now: i64) -> String {
    let left = certificate.until - now;
    let state =
        if left < 0 { format!("expired {}", day(certificate.until)) } else { format!("{} left", days(left)) };
    format!("{state}, for {}, issued by {}", certificate.names.join(", "), certificate.issuer)
}

impl Probe for Tls {
    fn query(&self) -> String {
        match &self.server_name {
            Some(name) => format!("certificate of {name} at {}", self.address),
            None => format!("certificate of {}", self.address),
        }
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move { self.read(context).await.unwrap_or_else(|seen| seen) })
    }
}

impl Kind for Tls {
    const NAME: &'static str = "tls";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("issuer", &self.issuer);
        if !is_open(&self.address) && self.split().is_none() {
            found.push(problem("address", self.wrong_address()));
        }
        if !self.trusted && self.ca.is_some() {
            found.push(problem("ca", "with `trusted = false` no chain is checked: leave one out"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let (host, port) = if is_open(&self.address) {
            self.address.rsplit_once(':').unwrap_or((&self.address, "443"))
        } else {
            let (host, _) = self.split()?;
            (host, self.address.rsplit_once(':').map_or("443", |(_, port)| port.trim_end_matches('/')))
        };
        let port = if port.bytes().all(|byte| byte.is_ascii_digit()) || is_open(port) { port } else { "443" };
        let connect = quote(&format!("{host}:{port}"));
        let name = quote(self.server_name.as_deref().unwrap_or(host));
        Some(format!(
            "openssl s_client -connect {connect} -servername {name} < /dev/null 2> /dev/null | \
             openssl x509 -noout -dates -issuer -ext subjectAltName"
        ))
    }
}
