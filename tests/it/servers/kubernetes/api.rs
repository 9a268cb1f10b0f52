use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::patch::apply;

/// The one token that the server takes.
pub const TOKEN: &str = "token-of-ops1";

/// What the server does beside its work.
#[derive(Clone, Debug, Default)]
pub enum Manner {
    /// Nothing else.
    #[default]
    Good,
    /// Refuses this verb on this resource.
    Forbids(&'static str, &'static str),
    /// Says that it is overloaded.
    Overloaded,
    /// Makes the change, but closes the connection instead of answering.
    Torn,
    /// Takes a change and never answers.
    Silent,
    /// Before a change is made, somebody else sets a value at this path of the object.
    Raced(&'static str, Value),
    /// After the first requests, so many, only this other token is let in.
    Expires(usize, &'static str),
    /// Answers with what is no JSON.
    Rubbish,
    /// Answers with as many bytes as anybody takes.
    Endless,
}

#[derive(Default)]
struct World {
    objects: BTreeMap<String, Value>,
    manner: Manner,
    version: u64,
    requests: Vec<String>,
}

type Shared = Arc<Mutex<World>>;

/// A server; it ends when dropped.
pub struct Api {
    world: Shared,
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for Api {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Api {
    /// With these objects in their namespaces.
    pub async fn start(objects: impl IntoIterator<Item = Value>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let world = Shared::default();
        let app = Router::new().fallback(answer).with_state(Arc::clone(&world));
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let api = Self { world, port, task };
        objects.into_iter().for_each(|object| api.put(object));
        api
    }

    /// Puts an object where it belongs.
    pub fn put(&self, object: Value) {
        let path = path_of(&object);
        self.world.lock().unwrap().objects.insert(path, object);
    }

    /// From now on.
    pub fn behaves(&self, manner: Manner) {
        self.world.lock().unwrap().manner = manner;
    }

    /// The object at `resource/name` of the namespace.
    pub fn object(&self, name: &str) -> Value {
        let world = self.world.lock().unwrap();
        let found = world.objects.iter().find(|(path, _)| path.ends_with(&format!("namespaces/shop/{name}")));
        found.unwrap_or_else(|| panic!("no {name}")).1.clone()
    }

    /// Every request so far: `GET /path?query`.
    pub fn requests(&self) -> Vec<String> {
        self.world.lock().unwrap().requests.clone()
    }

    /// The requests that would change something.
    pub fn changes(&self) -> usize {
        self.requests().iter().filter(|request| !request.starts_with("GET ")).count()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// A kubeconfig for it in `folder`, with the contexts `test` (namespace shop) and `other` (none).
    pub fn kubeconfig(&self, folder: &Path) -> PathBuf {
        kubeconfig(folder, &format!("http://127.0.0.1:{}", self.port), TOKEN, "")
    }
}

/// A kubeconfig for any server.
pub fn kubeconfig(folder: &Path, server: &str, token: &str, more: &str) -> PathBuf {
    let path = folder.join("kubeconfig");
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
         clusters:\n- name: c\n  cluster:\n    server: {server}\n{more}\
         users:\n- name: u\n  user:\n    token: {token}\n\
         contexts:\n- name: test\n  context: {{ cluster: c, user: u, namespace: shop }}\n\
         - name: other\n  context: {{ cluster: c, user: u }}\n\
         - name: lost\n  context: {{ cluster: gone, user: u }}\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn path_of(object: &Value) -> String {
    let text = |at: &str| object.pointer(at).and_then(Value::as_str).unwrap_or("shop").to_owned();
    let version = text("/apiVersion");
    let root = if version.contains('/') { "apis" } else { "api" };
    let kind = text("/kind").to_lowercase();
    let plural = if kind == "endpoints" { kind } else { format!("{kind}s") };
    format!(
        "/{root}/{version}/namespaces/{}/{plural}/{}",
        text("/metadata/namespace"),
        text("/metadata/name")
    )
}

async fn answer(
    State(world): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (answer, manner) = {
        let mut world = world.lock().unwrap();
        world.requests.push(format!("{method} {uri}"));
        let manner = world.manner.clone();
        if method == Method::PATCH && matches!(manner, Manner::Silent) {
            (Err((0, String::new(), String::new())), manner)
        } else {
            (world.answer(&method, &uri, &headers, &body), manner)
        }
    };
    match (manner, answer) {
        (Manner::Silent, Err((0, ..))) => std::future::pending().await,
        (Manner::Torn, _) if method == Method::PATCH => {
            // A body that breaks off before its first byte.
            let torn = futures::stream::iter([Err::<Bytes, _>(std::io::Error::other("torn"))]);
            axum::body::Body::from_stream(torn).into_response()
        }
        (Manner::Rubbish, _) => "<html>gateway</html>".into_response(),
        (Manner::Endless, _) => {
            let more =
                futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 64 * 1024])));
            axum::body::Body::from_stream(more).into_response()
        }
        (_, Ok(object)) => axum::Json(object).into_response(),
        (_, Err((code, reason, message))) => status(code, &reason, &message, &uri).into_response(),
    }
}

fn status(code: u16, reason: &str, message: &str, uri: &Uri) -> impl IntoResponse + use<> {
    let name = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    let details =
        if code == 404 && reason == "NotFound" { json!({ "name": name, "kind": "x" }) } else { Value::Null };
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
        "reason": reason, "details": details, "code": code
    });
    (StatusCode::from_u16(code).unwrap(), axum::Json(body))
}

type Refusal = (u16, String, String);

fn refuse<T>(code: u16, reason: &str, message: impl Into<String>) -> Result<T, Refusal> {
    Err((code, reason.to_owned(), message.into()))
}

impl World {
    fn answer(
        &mut self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Value, Refusal> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = match &self.manner {
            Manner::Expires(first, other) if self.requests.len() > *first => other,
            _ => TOKEN,
        };
        if header("authorization") != format!("Bearer {token}") {
            return refuse(401, "Unauthorized", "Unauthorized");
        }
        let path = uri.path().strip_suffix("/scale").unwrap_or(uri.path()).to_owned();
        let is_scale = path != uri.path();
        let is_list = path.rsplit_once("namespaces/").is_none_or(|(_, rest)| rest.split('/').count() != 3);
        let verb = match *method {
            Method::PATCH => "patch",
            _ if is_list => "list",
            _ => "get",
        };
        let resource = path
            .rsplit_once("namespaces/shop/")
            .map_or("", |(_, rest)| rest)
            .split('/')
            .next()
            .unwrap_or_default();
        match &self.manner {
            Manner::Forbids(no, of) if *no == verb && *of == resource => {
                return refuse(
                    403,
                    "Forbidden",
                    format!("{resource} is forbidden: User \"ops1\" cannot {verb} resource \"{resource}\""),
                );
            }
            Manner::Overloaded => return refuse(503, "ServiceUnavailable", "try again later"),
            _ => {}
        }
        if is_list {
            return Ok(self.list(&path, &query(uri)));
        }
        if let (Manner::Raced(at, value), true) = (self.manner.clone(), *method == Method::PATCH)
            && let Some(object) = self.objects.get_mut(&path)
        {
            *object.pointer_mut(at).unwrap() = value;
            object["metadata"]["resourceVersion"] = json!("999");
        }
        let Some(object) = self.objects.get_mut(&path) else {
            let name = path.rsplit('/').next().unwrap_or_default();
            return refuse(404, "NotFound", format!("{resource} \"{name}\" not found"));
        };
        if *method == Method::PATCH {
            let patch: Value = serde_json::from_slice(body)
                .map_err(|error| (400, "BadRequest".to_owned(), error.to_string()))?;
            let mut after = object.clone();
            apply(&mut after, header("content-type"), &patch)
                .map_err(|why| (422, "Invalid".to_owned(), why))?;
            if after["spec"] != object["spec"] {
                let generation = object["metadata"]["generation"].as_i64().unwrap_or_default();
                after["metadata"]["generation"] = json!(generation + 1);
            }
            self.version += 1;
            after["metadata"]["resourceVersion"] = json!((1000 + self.version).to_string());
            *object = after;
        }
        Ok(if is_scale { scale(object) } else { object.clone() })
    }

    fn list(&self, path: &str, query: &BTreeMap<String, String>) -> Value {
        let selector = query.get("labelSelector").map(String::as_str).unwrap_or_default();
        let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
        // Pages are small, so that a client that doesn't turn them sees too little.
        let limit: usize = std::cmp::min(limit, 2);
        let from: usize = query.get("continue").and_then(|token| token.parse().ok()).unwrap_or(0);
        let all: Vec<&Value> = self
            .objects
            .iter()
            .filter(|(at, _)| at.rsplit_once('/').is_some_and(|(parent, _)| parent == path))
            .map(|(_, object)| object)
            .filter(|object| selects(selector, &object["metadata"]["labels"]))
            .collect();
        let plural = path.rsplit('/').next().unwrap_or_default();
        let kind = match plural {
            "pods" => "PodList",
            "replicasets" => "ReplicaSetList",
            "endpointslices" => "EndpointSliceList",
            other => panic!("no list of {other} is expected"),
        };
        let page: Vec<&&Value> = all.iter().skip(from).take(limit).collect();
        let more = if from + limit < all.len() { json!((from + limit).to_string()) } else { Value::Null };
        json!({ "kind": kind, "apiVersion": "v1", "metadata": { "resourceVersion": "1", "continue": more }, "items": page })
    }
}

fn scale(object: &Value) -> Value {
    json!({
        "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": object["metadata"],
        "spec": { "replicas": object["spec"]["replicas"] }, "status": { "replicas": 0 }
    })
}

fn query(uri: &Uri) -> BTreeMap<String, String> {
    let text = uri.query().unwrap_or_default();
    reqwest::Url::parse(&format!("http://x/?{text}")).unwrap().query_pairs().into_owned().collect()
}

fn selects(selector: &str, labels: &Value) -> bool {
    selector.split(',').filter(|part| !part.is_empty()).all(|part| match part.split_once("!=") {
        Some((key, value)) => labels[key] != value,
        None => part.split_once('=').is_some_and(|(key, value)| labels[key] == value),
    })
}
