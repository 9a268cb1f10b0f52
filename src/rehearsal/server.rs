//! The world's services.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::choose::best;
use super::folder::append_line;
use super::glob;
use super::record::masked;
use super::scene::{Scene, unix_ms};
use super::template::{Call, expand, expand_json};
use crate::model::runbook::{Body, HttpAnswer};

/// A request's body may be this large.
const MOST_BODY_BYTES: usize = 1024 * 1024;
/// No answer takes longer.
const LONGEST_DELAY: Duration = Duration::from_mins(1);

const LABEL: HeaderName = HeaderName::from_static("x-gonogo-rehearsal");
const SIMULATED: HeaderValue = HeaderValue::from_static("simulated");

/// What the services know.
#[derive(Debug)]
pub(super) struct Services {
    /// The world.
    pub(super) scene: Scene,
    /// Values to mask in records.
    pub(super) secrets: Vec<String>,
    /// When the last snapshot of the world's Redis ends or ended, in milliseconds since 1970.
    pub(super) saving: Mutex<Option<u64>>,
    /// Ends when the world does.
    pub(super) shutdown: CancellationToken,
}

/// Serves until the shutdown.
pub(super) async fn serve(listener: TcpListener, services: Arc<Services>) {
    let shutdown = services.shutdown.clone();
    let router =
        Router::new().fallback(answer).layer(DefaultBodyLimit::max(MOST_BODY_BYTES)).with_state(services);
    // It ends by the shutdown alone: accept errors are retried inside.
    let _ = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await;
}

async fn answer(State(services): State<Arc<Services>>, method: Method, uri: Uri, body: Bytes) -> Response {
    let scene = &services.scene;
    let (status, mut response) = match uri.host() {
        // Clients that keep to `http_proxy` come here with every other address, too.
        Some(host) if uri.authority().is_none_or(|there| there.as_str() != scene.host()) => {
            let text = format!("{host} is outside the rehearsal: nothing was sent there\n");
            (StatusCode::BAD_GATEWAY, (StatusCode::BAD_GATEWAY, text).into_response())
        }
        _ => scripted(&services, &method, &uri).await,
    };
    response.headers_mut().insert(LABEL, SIMULATED);
    if method != Method::GET && method != Method::HEAD {
        let record = json!({
            "at": expand("${time}", scene, Call::default()),
            "at_unix_ms": unix_ms(),
            "method": method.as_str(),
            "path": masked(&uri.to_string(), services.secrets.iter().map(String::as_str)),
            "body": masked(&String::from_utf8_lossy(&body), services.secrets.iter().map(String::as_str)),
            "status": status.as_u16(),
            "simulated": true,
        });
        // A full disk must not change what the service answers; the conductor says that the disk is full.
        let _ = append_line(&scene.folder.received(), &record);
    }
    response
}

async fn scripted(services: &Services, method: &Method, uri: &Uri) -> (StatusCode, Response) {
    let scene = &services.scene;
    let Some(answer) = find(scene, method, uri) else {
        if uri.path() == "/metrics" && *method == Method::GET {
            return (StatusCode::OK, page(scene));
        }
        let text =
            json!({ "error": format!("the rehearsal's world has no answer to {method} {}", uri.path()) });
        return (StatusCode::NOT_FOUND, (StatusCode::NOT_FOUND, axum::Json(text)).into_response());
    };
    if let Some(delay) = answer.delay {
        tokio::select! {
            () = tokio::time::sleep(delay.duration().min(LONGEST_DELAY)) => {}
            () = services.shutdown.cancelled() => {}
        }
    }
    // A mark that can't be kept leaves the world as it was, which the next answer shows.
    let _ = scene.mark(&answer.marks, &answer.unmarks);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = match &answer.body {
        Body::Text(text) => expand(text, scene, Call::default()).into_response(),
        Body::Json(value) => axum::Json(expand_json(value, scene)).into_response(),
        Body::Metrics => page(scene),
    };
    *response.status_mut() = status;
    headers(response.headers_mut(), answer);
    (status, response)
}

fn headers(headers: &mut HeaderMap, answer: &HttpAnswer) {
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
}

fn page(scene: &Scene) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(CONTENT_TYPE, kind)], scene.page()).into_response()
}

fn find<'a>(scene: &'a Scene, method: &Method, uri: &Uri) -> Option<&'a HttpAnswer> {
    let moment = scene.moment();
    let whole = uri.path_and_query().map_or(uri.path(), axum::http::uri::PathAndQuery::as_str);
    let asked = if *method == Method::HEAD { "GET" } else { method.as_str() };
    best(scene.kept.rehearsal.http.iter().filter_map(|answer| {
        let keys = answer.when.fits(&moment)?;
        let hit = glob::matches(&answer.path, if answer.path.contains('?') { whole } else { uri.path() })?;
        match answer.method {
            Some(method) if method.as_str() != asked => None,
            named => Some(((keys, hit.literal, usize::from(named.is_some())), answer)),
        }
    }))
}
