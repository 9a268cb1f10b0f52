//! Asking a Prometheus server.

use std::time::Duration;

use reqwest::Url;
use serde_json::Value as Json;

use super::auth::Auth;
use super::error::SourceError;
use super::http::{Http, HttpOptions, parse_url, shown};
use super::json::{self, Answer};
use super::status::{self, Alert, Target};
use crate::metrics::promql::Value;
use crate::metrics::store::Point;
use crate::metrics::{Labels, Timestamp};

/// A server that speaks Prometheus' HTTP API.
#[derive(Debug, Clone)]
pub struct Prometheus {
    http: Http,
    base: Url,
}

impl Prometheus {
    /// A server by its base URL, without `/api/v1`.
    ///
    /// # Errors
    /// A URL that is not http or https, or TLS that cannot be set up.
    pub fn new(base_url: &str, auth: Auth, options: HttpOptions) -> Result<Self, SourceError> {
        let (mut base, auth) = parse_url(base_url, auth)?;
        let path = format!("{}/", base.path().trim_end_matches('/'));
        base.set_path(&path);
        base.set_query(None);
        Ok(Self { http: Http::new(&base, auth, options)?, base })
    }

    /// The server's address, without credentials.
    pub fn url(&self) -> String {
        shown(&self.base)
    }

    /// Evaluates a query now, by the server's clock, or at a given time.
    ///
    /// # Errors
    /// [`SourceError::BadQuery`] for what cannot be evaluated, permanent; otherwise what kept the answer from coming.
    pub async fn instant(&self, query: &str, at: Option<Timestamp>) -> Result<Value, SourceError> {
        let mut pairs = vec![("query", query.to_owned())];
        pairs.extend(at.map(|at| ("time", at.to_string())));
        let (url, data) = self.ask("api/v1/query", &pairs).await?;
        match data.get("resultType").and_then(Json::as_str) {
            Some(kind @ ("matrix" | "string")) => Err(SourceError::BadQuery {
                message: format!("the result is a {kind}, not numbers at one time"),
            }),
            _ => json::value(&data).map_err(|reason| SourceError::Parse { url, reason }),
        }
    }

    /// Evaluates a query at each step of a span, for a chart's history.
    ///
    /// # Errors
    /// As [`Self::instant`].
    pub async fn range(
        &self,
        query: &str,
        start: Timestamp,
        end: Timestamp,
        step: Duration,
    ) -> Result<Vec<(Labels, Vec<Point>)>, SourceError> {
        let pairs = [
            ("query", query.to_owned()),
            ("start", start.to_string()),
            ("end", end.to_string()),
            ("step", step.as_secs_f64().to_string()),
        ];
        let (url, data) = self.ask("api/v1/query_range", &pairs).await?;
        json::matrix(&data).map_err(|reason| SourceError::Parse { url, reason })
    }

    /// A single series' past as a chart draws it: values, and one `None` where steps are missing. Empty where the
    /// query gives no series or several.
    ///
    /// # Errors
    /// As [`Self::instant`].
    pub async fn history(
        &self,
        query: &str,
        start: Timestamp,
        end: Timestamp,
        step: Duration,
    ) -> Result<Vec<(Timestamp, Option<f64>)>, SourceError> {
        let step = step.max(Duration::from_millis(1));
        let series = self.range(query, start, end, step).await?;
        let [(_, points)] = series.as_slice() else {
            return Ok(Vec::new());
        };
        let mut history: Vec<(Timestamp, Option<f64>)> = Vec::with_capacity(points.len());
        for point in points {
            // One gap is drawn as well as many, and a server's odd answer cannot make a list without end.
            if let Some((last, _)) = history.last()
                && point.at.since(*last) > step.saturating_mul(3) / 2
            {
                history.push((last.plus(step), None));
            }
            history.push((point.at, Some(point.value).filter(|value| value.is_finite())));
        }
        Ok(history)
    }

    /// The active scrape targets.
    ///
    /// # Errors
    /// What kept the answer from coming.
    pub async fn targets(&self) -> Result<Vec<Target>, SourceError> {
        let (url, data) = self.ask("api/v1/targets", &[("state", "active".to_owned())]).await?;
        status::targets(&data).map_err(|reason| SourceError::Parse { url, reason })
    }

    /// The pending and firing alerts.
    ///
    /// # Errors
    /// What kept the answer from coming.
    pub async fn alerts(&self) -> Result<Vec<Alert>, SourceError> {
        let (url, data) = self.ask("api/v1/alerts", &[]).await?;
        status::alerts(&data).map_err(|reason| SourceError::Parse { url, reason })
    }

    async fn ask(&self, path: &str, pairs: &[(&str, String)]) -> Result<(String, Json), SourceError> {
        let joined = self
            .base
            .join(path)
            .map_err(|error| SourceError::Url { url: self.url(), reason: error.to_string() });
        let mut url = joined?;
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let body = self.http.get(&url, "application/json").await?;
        let answer: Answer = match serde_json::from_slice(&body.bytes) {
            Ok(answer) => answer,
            // A proxy's error page: its status says more than that it is not JSON.
            Err(_) if !body.is_success() => return Err(body.status(&url)),
            Err(error) => return Err(SourceError::Parse { url: shown(&url), reason: error.to_string() }),
        };
        match answer.error_type.as_str() {
            _ if answer.status == "success" && body.is_success() => Ok((shown(&url), answer.data)),
            "bad_data" => Err(SourceError::BadQuery { message: answer.error }),
            "" => Err(body.status(&url)),
            _ => Err(SourceError::Evaluation { kind: answer.error_type, message: answer.error }),
        }
    }
}
