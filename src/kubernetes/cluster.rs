use std::error::Error as StdError;
use std::fmt::Debug;
use std::io;

use kube::api::{GetParams, ListParams, Patch, PatchParams};
use kube::client::Body;
use kube::config::Kubeconfig;
use kube::core::{ObjectList, Request, Status};
use kube::{Client, Config, Error, Resource};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::asked::Asked;
use super::near::{Near, Place, Which};
use super::trouble::Trouble;
use super::{credentials, kubeconfig, proxy};

/// No answer that is looked at is longer.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// How many objects are asked for at a time.
const PAGE: u32 = 500;
/// How many pages are read at most.
const PAGES: usize = 40;

/// A namespace of a cluster.
#[derive(Clone)]
pub struct Cluster {
    client: Client,
    namespace: String,
    server: String,
    context: String,
}

impl Cluster {
    /// The cluster and namespace of `place`. Nothing is asked of it yet, but a credential plugin may run.
    pub async fn connect(place: &Place, near: &Near) -> Result<Self, Trouble> {
        let (here, there) = ((place.clone(), near.clone()), (place.clone(), near.clone()));
        // Files are read, which may lie on a slow disk.
        let mut kubeconfig = blocking(move || kubeconfig::read(&here.0, &here.1)).await?;
        credentials::log_in(&mut kubeconfig, near).await?;
        blocking(move || make(kubeconfig, &there.0, &there.1)).await
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The API server's address.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The kubeconfig's context.
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The object `name`.
    pub async fn get<K>(&self, name: &str) -> Result<K, Trouble>
    where
        K: Resource<DynamicType = ()> + DeserializeOwned,
    {
        self.get_as::<K, K>(name).await
    }

    /// The object `name`, as `R`: as plain JSON, no field is lost that only a newer cluster knows.
    pub async fn get_as<K, R>(&self, name: &str) -> Result<R, Trouble>
    where
        K: Resource<DynamicType = ()>,
        R: DeserializeOwned,
    {
        let asked = self.asked::<K>("get", Some(name))?;
        let request = self.path::<K>().get(name, &GetParams::default());
        self.send(asked, &K::kind(&()), request).await
    }

    /// Every object that `selector` selects.
    pub async fn list<K>(&self, selector: &str) -> Result<Vec<K>, Trouble>
    where
        K: Resource<DynamicType = ()> + DeserializeOwned + Clone + Debug,
    {
        self.list_as::<K, K>(selector).await
    }

    /// Every object that `selector` selects, as `R`.
    pub async fn list_as<K, R>(&self, selector: &str) -> Result<Vec<R>, Trouble>
    where
        K: Resource<DynamicType = ()>,
        R: DeserializeOwned + Clone + Debug,
    {
        let mut found = Vec::new();
        let kind = format!("{}List", K::kind(&()));
        let mut params = ListParams::default().labels(selector).limit(PAGE);
        for _ in 0..PAGES {
            let asked = self.asked::<K>("list", None)?;
            let page: ObjectList<R> = self.send(asked, &kind, self.path::<K>().list(&params)).await?;
            found.extend(page.items);
            match page.metadata.continue_.filter(|token| !token.is_empty()) {
                Some(token) => params = params.continue_token(&token),
                None => return Ok(found),
            }
        }
        let asked = self.asked::<K>("list", None)?;
        let why = format!("more than {} objects", found.len());
        Err(Trouble::Nonsense { server: self.server.clone(), asked, why })
    }

    /// Patches the object `name`, or its `subresource`, and gives what became of it.
    pub async fn patch<K, P, R>(
        &self,
        name: &str,
        subresource: Option<&str>,
        patch: &Patch<P>,
    ) -> Result<R, Trouble>
    where
        K: Resource<DynamicType = ()>,
        P: Serialize + Debug,
        R: DeserializeOwned,
    {
        let (asked, params, path) = (self.asked::<K>("patch", Some(name))?, by_us(), self.path::<K>());
        let request = match subresource {
            Some(subresource) => path.patch_subresource(subresource, name, &params, patch),
            None => path.patch(name, &params, patch),
        };
        self.send(asked, &kind_of::<K>(subresource), request).await
    }

    /// The subresource of the object `name`.
    pub async fn get_subresource<K, R>(&self, name: &str, subresource: &str) -> Result<R, Trouble>
    where
        K: Resource<DynamicType = ()>,
        R: DeserializeOwned,
    {
        let asked = self.asked::<K>("get", Some(name))?;
        let request = self.path::<K>().get_subresource(subresource, name);
        self.send(asked, &kind_of::<K>(Some(subresource)), request).await
    }

    /// Patches by a list of operations (RFC 6902), of which either all are done or none.
    pub async fn patch_by_steps<K, R>(&self, name: &str, steps: &Value) -> Result<R, Trouble>
    where
        K: Resource<DynamicType = ()>,
        R: DeserializeOwned,
    {
        let asked = self.asked::<K>("patch", Some(name))?;
        let request = self.path::<K>().patch(name, &by_us(), &Patch::Merge(steps)).map(|mut it| {
            if let Ok(kind) = "application/json-patch+json".parse() {
                it.headers_mut().insert("content-type", kind);
            }
            it
        });
        self.send(asked, &K::kind(&()), request).await
    }

    fn path<K: Resource<DynamicType = ()>>(&self) -> Request {
        Request::new(K::url_path(&(), Some(&self.namespace)))
    }

    fn asked<K: Resource<DynamicType = ()>>(
        &self,
        verb: &'static str,
        name: Option<&str>,
    ) -> Result<Box<Asked>, Trouble> {
        let (plural, group) = (K::plural(&()), K::group(&()));
        let resource = if group.is_empty() { plural.into_owned() } else { format!("{plural}.{group}") };
        if let Some(name) = name.filter(|name| !is_name(name)) {
            return Err(Trouble::BadName { what: "Kubernetes object", name: name.to_owned() });
        }
        let namespace = self.namespace.clone();
        Ok(Box::new(Asked { verb, resource, name: name.map(str::to_owned), namespace }))
    }

    async fn send<R: DeserializeOwned>(
        &self,
        asked: Box<Asked>,
        kind: &str,
        request: Result<axum::http::Request<Vec<u8>>, kube::core::request::Error>,
    ) -> Result<R, Trouble> {
        let nonsense =
            |why: String| Trouble::Nonsense { server: self.server.clone(), asked: asked.clone(), why };
        let request = request.map_err(|error| nonsense(error.to_string()))?;
        let answer =
            self.client.send(request.map(Body::from)).await.map_err(|error| self.failed(&asked, &error))?;
        let code = answer.status().as_u16();
        let body = axum::body::Body::new(answer.into_body());
        let bytes = axum::body::to_bytes(body, MOST_BYTES).await.map_err(|error| Trouble::Lost {
            server: self.server.clone(),
            asked: asked.clone(),
            why: broken_off(&error),
        })?;
        if code < 400 {
            // Every field of most objects may be missing, so that any JSON at all would do for one.
            let head: Head = serde_json::from_slice(&bytes).map_err(|error| nonsense(unread(&error)))?;
            if head.kind != kind {
                let found = if head.kind.is_empty() { "nothing of the kind" } else { &head.kind };
                return Err(nonsense(format!("{found} where a {kind} was asked for")));
            }
            return serde_json::from_slice(&bytes).map_err(|error| nonsense(unread(&error)));
        }
        Err(self.refused(asked, code, &bytes))
    }

    fn refused(&self, asked: Box<Asked>, code: u16, bytes: &[u8]) -> Trouble {
        let status: Option<Status> = serde_json::from_slice(bytes).ok();
        let said = status.as_ref().map_or_else(
            || String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).trim().to_owned(),
            |status| status.message.clone(),
        );
        let server = self.server.clone();
        match code {
            401 => Trouble::Credentials { server, said },
            403 => Trouble::Forbidden { asked, said },
            404 => {
                let of_object =
                    status.and_then(|status| status.details).is_some_and(|it| !it.name.is_empty());
                if of_object {
                    Trouble::Absent { asked }
                } else {
                    Trouble::UnknownResource { server, asked, said }
                }
            }
            409 => Trouble::Conflict { asked, said },
            _ => Trouble::Refused { asked, code, said },
        }
    }

    fn failed(&self, asked: &Asked, error: &Error) -> Trouble {
        let (server, why) = (self.server.clone(), said(error));
        if let Error::Auth(_) = error {
            return Trouble::NoCredentials { server, why };
        }
        if let Some(tls) = tls_error(error) {
            return Trouble::Tls { server, why: tls };
        }
        // What hyper calls a failure to connect: no byte of the request went out.
        if why.contains("(Connect)") {
            let why = why.rsplit("(Connect): ").next().unwrap_or(&why).to_owned();
            return Trouble::Unreachable { server, why };
        }
        Trouble::Lost { server, asked: Box::new(asked.clone()), why }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let broken = || Trouble::BadKubeconfig { file: String::new(), why: "it broke the reader".to_owned() };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(broken()))
}

fn make(kubeconfig: Kubeconfig, place: &Place, near: &Near) -> Result<Cluster, Trouble> {
    // Another part of the program may have installed it already: then it is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let context = kubeconfig.current_context.clone().unwrap_or_default();
    let has_proxy =
        kubeconfig.clusters.iter().filter_map(|one| one.cluster.as_ref()).any(|it| it.proxy_url.is_some());
    let unusable = |why: String| Trouble::BadKubeconfig { file: format!("(context {context})"), why };
    let mut config = Config::try_from(kubeconfig).map_err(|error| unusable(said(&error)))?;
    proxy::settle(&mut config, has_proxy, near)?;
    // A request that failed is asked again by whoever knows whether it may be.
    config.default_retry = false;
    let server = config.cluster_url.to_string().trim_end_matches('/').to_owned();
    let host = config.cluster_url.host().unwrap_or_default().to_owned();
    if near.which != Which::Real && !proxy::is_local(&host) {
        return Err(Trouble::NotSimulated);
    }
    let namespace = place.namespace.clone().filter(|name| !name.is_empty());
    let namespace = namespace.unwrap_or_else(|| config.default_namespace.clone());
    if !is_name(&namespace) {
        return Err(Trouble::BadName { what: "namespace", name: namespace });
    }
    let client = Client::try_from(config).map_err(|error| match error {
        Error::Auth(error) => Trouble::NoCredentials { server: server.clone(), why: said(&error) },
        Error::RustlsTls(error) => Trouble::Tls { server: server.clone(), why: said(&error) },
        other => unusable(said(&other)),
    })?;
    Ok(Cluster { client, namespace, server, context })
}

/// What every object of Kubernetes says of itself.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    kind: String,
}

/// Changes that the cluster notes as this program's.
fn by_us() -> PatchParams {
    PatchParams { field_manager: Some("gonogo".to_owned()), ..PatchParams::default() }
}

/// The kind of what a subresource is; of the object itself without one.
fn kind_of<K: Resource<DynamicType = ()>>(subresource: Option<&str>) -> String {
    if subresource == Some("scale") { "Scale".to_owned() } else { K::kind(&()).into_owned() }
}

/// Whether `text` can be an object's name; what can't would reach another address than the one meant.
fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    !text.is_empty() && text.len() <= 253 && text.chars().all(plain) && !text.starts_with(['.', '-'])
}

fn tls_error(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls.to_string());
    }
    // What an I/O error wraps is not among its sources.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.and_then(|inner| tls_error(inner)).or_else(|| tls_error(error.source()?))
}

/// Where JSON can't be read. The parser's own words quote values, which may be a secret's.
fn unread(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "a value of another type than it should be",
        serde_json::error::Category::Eof => "it breaks off",
        serde_json::error::Category::Io | serde_json::error::Category::Syntax => "it is no JSON",
    };
    format!("{what}, at line {} column {}", error.line(), error.column())
}

/// Why a body was not read to its end.
fn broken_off(error: &(dyn StdError + 'static)) -> String {
    let why = said(error);
    if why.contains("length limit") {
        return format!("its answer is longer than {} MiB", MOST_BYTES / 1024 / 1024);
    }
    why
}

/// An error with all its causes.
fn said(error: &(dyn StdError + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_lead_elsewhere_are_none() {
        for good in ["api", "api-v2.1", "0"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "a/b", "..", "../nodes", "A", "a b", "a?x=1", "-a", "ä"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
