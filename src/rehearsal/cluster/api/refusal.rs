//! Why a request isn't done, as Kubernetes says it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that isn't done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    code: StatusCode,
    reason: &'static str,
    message: String,
}

impl Refusal {
    /// The request makes no sense.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self { code: StatusCode::BAD_REQUEST, reason: "BadRequest", message: message.into() }
    }

    /// The body is a Protocol Buffer, as newer clients send what they make without a file.
    pub(super) fn no_json() -> Self {
        let message = "simulated: the rehearsal's cluster reads JSON only; add `--dry-run=client -o json` and pipe it into \
                       `kubectl create -f -`"
            .to_owned();
        Self { code: StatusCode::UNSUPPORTED_MEDIA_TYPE, reason: "UnsupportedMediaType", message }
    }

    /// There is no such thing.
    pub(super) fn not_found(plural: &str, group: &str, name: &str) -> Self {
        let dot = if group.is_empty() { "" } else { "." };
        let message = format!("{plural}{dot}{group} \"{name}\" not found");
        Self { code: StatusCode::NOT_FOUND, reason: "NotFound", message }
    }

    /// There is no such path.
    pub(super) fn no_path() -> Self {
        let message = "the server could not find the requested resource".to_owned();
        Self { code: StatusCode::NOT_FOUND, reason: "NotFound", message }
    }

    /// There is one already.
    pub(super) fn exists(plural: &str, name: &str) -> Self {
        let message = format!("{plural} \"{name}\" already exists");
        Self { code: StatusCode::CONFLICT, reason: "AlreadyExists", message }
    }

    /// It was changed by somebody else.
    pub(super) fn conflict(plural: &str, name: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {plural} \"{name}\": the object has been modified; please apply your \
             changes to the latest version and try again"
        );
        Self { code: StatusCode::CONFLICT, reason: "Conflict", message }
    }

    /// The object can't be so.
    pub(super) fn invalid(kind: &str, name: &str, why: &str) -> Self {
        let message = format!("{kind} \"{name}\" is invalid: {why}");
        Self { code: StatusCode::UNPROCESSABLE_ENTITY, reason: "Invalid", message }
    }

    /// The token isn't the world's.
    pub(super) fn unauthorized() -> Self {
        Self { code: StatusCode::UNAUTHORIZED, reason: "Unauthorized", message: "Unauthorized".to_owned() }
    }

    /// A watch began too long ago.
    pub(super) fn gone() -> Self {
        let message = "too old resource version".to_owned();
        Self { code: StatusCode::GONE, reason: "Expired", message }
    }

    /// The rehearsal doesn't do this.
    pub(super) fn not_simulated(what: &str) -> Self {
        let message = format!("simulated: the rehearsal's cluster has no {what}");
        Self { code: StatusCode::NOT_IMPLEMENTED, reason: "NotImplemented", message }
    }

    /// What a client is sent.
    pub(super) fn status(&self) -> Value {
        json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.code.as_u16(),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.code, axum::Json(self.status())).into_response()
    }
}
