//! What a client asks for.

use axum::body::Bytes;
use axum::extract::Query;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Uri};
use serde_json::Value;

use super::refusal::Refusal;

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Its method.
    pub(super) method: Method,
    /// The parts of the path, below the API's own.
    pub(super) path: Vec<String>,
    query: Vec<(String, String)>,
    accept: String,
    /// What the body is.
    pub(super) content: String,
    body: Bytes,
}

impl Asked {
    /// Reads a request whose path begins with `prefix`.
    pub(super) fn new(method: Method, uri: &Uri, prefix: &str, headers: &HeaderMap, body: Bytes) -> Self {
        let path = uri.path().strip_prefix(prefix).unwrap_or_default();
        let path = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
        let query =
            Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0).unwrap_or_default();
        let text = |name| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        Self { method, path, query, accept: text(ACCEPT), content: text(CONTENT_TYPE), body }
    }

    /// A part of the query; empty where it isn't there.
    pub(super) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a part of the query says yes.
    pub(super) fn says(&self, name: &str) -> bool {
        matches!(self.query(name), "true" | "1")
    }

    /// Whether nothing is to be kept.
    pub(super) fn is_dry_run(&self) -> bool {
        !self.query("dryRun").is_empty()
    }

    /// Whether a table is wanted.
    pub(super) fn wants_table(&self) -> bool {
        self.accept.contains("as=Table")
    }

    /// Whether the body may be a Protocol Buffer only.
    pub(super) fn wants_protobuf(&self) -> bool {
        self.accept.contains("protobuf") && !self.accept.contains("json")
    }

    /// The body as JSON; null where there is none.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        if self.content.contains("protobuf") {
            return Err(Refusal::no_json());
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Refusal::bad_request(format!("the body can't be read as JSON: {error}")))
    }
}

/// A part of a path with its `%xx` read.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| byte == b'%');
        out.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
