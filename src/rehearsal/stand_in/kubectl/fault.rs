//! Why a call failed, in kubectl's words.

use serde_json::Value;

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What stands on stderr.
    pub(super) message: String,
    /// The object isn't there.
    pub(super) missing: bool,
}

impl Fault {
    /// kubectl itself says no.
    pub(super) fn error(message: impl AsRef<str>) -> Self {
        Self { message: format!("error: {}", message.as_ref()), missing: false }
    }

    /// Neither kubectl nor the cluster's words: the rehearsal can't do this.
    pub(super) fn not_simulated(what: &str) -> Self {
        Self {
            message: format!(
                "error: {what} is not simulated: this host has no kubectl, and the rehearsal's own knows the common \
                 verbs only; install kubectl, or give the runbook an answer in [[rehearsal.tool]]"
            ),
            missing: false,
        }
    }

    /// The cluster says no.
    pub(super) fn status(code: u16, body: &[u8]) -> Self {
        let status: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |key: &str| status.get(key).and_then(Value::as_str).unwrap_or_default();
        let (reason, said) = (text("reason"), text("message"));
        let message = match reason {
            "" => format!("Error from server: the answer was {code}"),
            "Invalid" => format!("The request is invalid: {said}"),
            "Unauthorized" => {
                "error: You must be logged in to the server (the server has asked for the client to provide \
                 credentials)"
                    .to_owned()
            }
            _ => format!("Error from server ({reason}): {said}"),
        };
        Self { message, missing: code == 404 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_is_quoted() {
        let body = br#"{"reason":"NotFound","message":"pods \"x\" not found"}"#;
        let fault = Fault::status(404, body);
        assert_eq!(fault.message, "Error from server (NotFound): pods \"x\" not found");
        assert!(fault.missing);
        assert_eq!(Fault::status(500, b"<").message, "Error from server: the answer was 500");
    }
}
