//! Who answers which path.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::asked::Asked;
use super::refusal::Refusal;
use super::{discovery, logs, metrics, read, scale, watch, write};
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::kind::Kind;

/// Where the API begins on the world's port.
pub(in crate::rehearsal) const PREFIX: &str = "/kubernetes";

/// What a path names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The kind.
    pub(super) kind: &'a Kind,
    /// The namespace; `None`: all, or none where the kind lies in none.
    pub(super) namespace: Option<&'a str>,
    /// The object's name.
    pub(super) name: Option<&'a str>,
}

impl Cluster {
    /// Whether a path is the API's.
    pub(in crate::rehearsal) fn is_meant(path: &str) -> bool {
        path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Answers a request.
    pub(in crate::rehearsal) fn answer(
        self: &Arc<Self>,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Response {
        let asked = Asked::new(method.clone(), uri, PREFIX, headers, body.clone());
        let token = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
        let done = if token.is_some_and(|it| !self.knows(it)) {
            Err(Refusal::unauthorized())
        } else {
            self.route(&asked)
        };
        done.unwrap_or_else(IntoResponse::into_response)
    }

    fn route(self: &Arc<Self>, asked: &Asked) -> Result<Response, Refusal> {
        let path: Vec<&str> = asked.path.iter().map(String::as_str).collect();
        if let Some(known) = discovery::answer(&self.kinds, &path, asked) {
            return Ok(known);
        }
        let (group, rest) = match path.as_slice() {
            ["api", "v1", rest @ ..] => ("", rest),
            ["apis", group, _, rest @ ..] => (*group, rest),
            _ => return Err(Refusal::no_path()),
        };
        match (group, rest) {
            ("metrics.k8s.io", rest) => return metrics::answer(self, rest, asked),
            ("authorization.k8s.io", ["selfsubjectaccessreviews"]) => return allowed(asked),
            _ => {}
        }
        let (namespace, rest) = match rest {
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() && rest[0] != "status" => {
                (Some(*namespace), rest)
            }
            rest => (None, rest),
        };
        let [plural, rest @ ..] = rest else { return Err(Refusal::no_path()) };
        let kind = self.kinds.iter().find(|kind| kind.group == group && kind.plural == *plural);
        let kind = kind.ok_or_else(Refusal::no_path)?;
        let place = |name| Place { kind, namespace, name };
        match rest {
            [] => self.collection(place(None), asked),
            [name] | [name, "status"] => self.object(place(Some(name)), asked),
            [name, "scale"] if kind.scales() => scale::answer(self, place(Some(name)), asked),
            [name, "log"] if kind.plural == "pods" => logs::answer(self, place(Some(name)), asked),
            [_, other] => Err(Refusal::not_simulated(other)),
            _ => Err(Refusal::no_path()),
        }
    }

    fn collection(self: &Arc<Self>, place: Place<'_>, asked: &Asked) -> Result<Response, Refusal> {
        match asked.method {
            Method::GET if asked.says("watch") => watch::answer(self, place, asked),
            Method::GET => read::list(self, place, asked).map(shown),
            Method::POST => write::create(self, place, asked)
                .map(|made| (StatusCode::CREATED, shown(made)).into_response()),
            Method::DELETE => write::delete_all(self, place, asked).map(shown),
            _ => Err(Refusal::not_simulated(asked.method.as_str())),
        }
    }

    fn object(self: &Arc<Self>, place: Place<'_>, asked: &Asked) -> Result<Response, Refusal> {
        match asked.method {
            Method::GET if asked.says("watch") => watch::answer(self, place, asked),
            Method::GET => read::get(self, place, asked).map(shown),
            Method::PUT => write::update(self, place, asked).map(shown),
            Method::PATCH => write::patch(self, place, asked).map(shown),
            Method::DELETE => write::delete(self, place, asked).map(shown),
            _ => Err(Refusal::not_simulated(asked.method.as_str())),
        }
    }
}

/// JSON with status 200.
pub(super) fn shown(value: Value) -> Response {
    axum::Json(value).into_response()
}

/// Everybody may do everything here.
fn allowed(asked: &Asked) -> Result<Response, Refusal> {
    let mut review = asked.json()?;
    crate::rehearsal::cluster::object::set(
        &mut review,
        &["status"],
        json!({ "allowed": true, "reason": "simulated" }),
    );
    Ok((StatusCode::CREATED, shown(review)).into_response())
}
