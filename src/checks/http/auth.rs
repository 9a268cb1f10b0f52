//! Who asks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::checks::quote::quote;

/// Who asks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Auth {
    /// A bearer token.
    Bearer(String),
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        #[serde(default)]
        password: String,
    },
}

impl Auth {
    /// What the `Authorization` header says.
    pub(super) fn header(&self) -> Result<HeaderValue, String> {
        let text = match self {
            Self::Bearer(token) => format!("Bearer {token}"),
            Self::Basic { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
            }
        };
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            "what authenticates holds a line break or another character that can't be sent".to_owned()
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The form of the password that only the header has; a server that echoes headers must not give it away.
    pub(super) fn encoded(&self) -> Option<String> {
        match self {
            Self::Bearer(_) => None,
            Self::Basic { user, password } => Some(STANDARD.encode(format!("{user}:{password}"))),
        }
    }

    /// The same as an option of curl.
    pub(super) fn by_hand(&self) -> String {
        match self {
            Self::Bearer(token) => format!("-H {}", quote(&format!("Authorization: Bearer {token}"))),
            Self::Basic { user, password } => format!("-u {}", quote(&format!("{user}:{password}"))),
        }
    }
}
