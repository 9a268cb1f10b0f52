//! A container's log.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::Value;

use super::asked::Asked;
use super::read::{find, key};
use super::refusal::Refusal;
use super::route::Place;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::log_lines::{LogLine, Logged, More};
use crate::rehearsal::cluster::object::{is_ending, items, name, text, unix_ms as read_time};
use crate::rehearsal::cluster::settle::Round;
use crate::rehearsal::cluster::store::Key;
use crate::rehearsal::scene::unix_ms;
use crate::rehearsal::template::{Call, expand};

/// How often a log that is followed is looked at.
const BEAT: Duration = Duration::from_millis(100);

/// The log, as far as it goes or as it comes.
pub(super) fn answer(cluster: &Arc<Cluster>, place: Place<'_>, asked: &Asked) -> Result<Response, Refusal> {
    let pod = find(cluster, place)?;
    let container = container(&pod, asked.query("container"))?;
    let previous = asked.says("previous");
    let (lines, more) = match read(cluster, &pod, previous) {
        Logged::Lines(lines, more) => (lines, more),
        Logged::Waits(why) => {
            let pod = name(&pod);
            let message = format!("container \"{container}\" in pod \"{pod}\" is waiting to start: {why}");
            return Err(Refusal::bad_request(message));
        }
        Logged::NoPrevious => {
            let pod = name(&pod);
            let message = format!("previous terminated container \"{container}\" in pod \"{pod}\" not found");
            return Err(Refusal::bad_request(message));
        }
    };
    let stamped = asked.says("timestamps");
    let until = lines.last().map_or(0, |line| line.at_ms);
    let count = lines.iter().filter(|line| line.at_ms == until).count();
    let first = write(cluster, &wanted(lines, asked), stamped);
    if !asked.says("follow") || more == More::Ended || previous {
        return Ok(plain(Body::from(first)));
    }
    let follow = Follow { cluster: Arc::clone(cluster), key: key(place), until, count, stamped };
    let rest = stream::unfold((Some(Bytes::from(first)), follow), |(first, mut follow)| async move {
        let next = match first {
            Some(first) => first,
            None => follow.next().await?,
        };
        Some((Ok::<_, std::convert::Infallible>(next), (None, follow)))
    });
    Ok(plain(Body::from_stream(rest)))
}

fn plain(body: Body) -> Response {
    ([(CONTENT_TYPE, "text/plain")], body).into_response()
}

fn container<'a>(pod: &'a Value, asked: &str) -> Result<&'a str, Refusal> {
    let mut all = items(pod, "/spec/containers").iter().map(|it| text(it, "/name"));
    let found = if asked.is_empty() { all.next() } else { all.find(|it| *it == asked) };
    found.ok_or_else(|| Refusal::bad_request(format!("container {asked} is not valid for pod {}", name(pod))))
}

fn read(cluster: &Cluster, pod: &Value, previous: bool) -> Logged {
    let moment = cluster.scene.moment();
    let kept = &cluster.scene.kept;
    cluster
        .with(|store| Round::new(store, &kept.rehearsal, &moment, unix_ms(), kept.speed).log(pod, previous))
}

/// The part that the query asks for.
fn wanted(mut lines: Vec<LogLine>, asked: &Asked) -> Vec<LogLine> {
    let seconds = asked.query("sinceSeconds").parse::<u64>().ok();
    let since = seconds.map(|it| unix_ms().saturating_sub(it.saturating_mul(1000)));
    if let Some(since) = since.or_else(|| read_time(asked.query("sinceTime"))) {
        lines.retain(|line| line.at_ms >= since);
    }
    if let Ok(tail) = asked.query("tailLines").parse::<usize>() {
        lines.drain(..lines.len().saturating_sub(tail));
    }
    lines
}

fn write(cluster: &Cluster, lines: &[LogLine], stamped: bool) -> String {
    let mut out = String::new();
    for line in lines {
        if stamped {
            out.push_str(&crate::rehearsal::cluster::object::time(line.at_ms));
            out.push(' ');
        }
        out.push_str(&expand(&line.text, &cluster.scene, Call::default()));
        out.push('\n');
    }
    out
}

struct Follow {
    cluster: Arc<Cluster>,
    key: Key,
    /// The last line's time, and how many lines of that time were sent.
    until: u64,
    count: usize,
    stamped: bool,
}

impl Follow {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                () = self.cluster.shutdown.cancelled() => return None,
            }
            let pod =
                self.cluster.with(|store| store.get(&self.key).cloned()).filter(|pod| !is_ending(pod))?;
            let Logged::Lines(lines, more) = read(&self.cluster, &pod, false) else { continue };
            let sent = self.count;
            let mut at_last = 0;
            let new: Vec<LogLine> = lines
                .into_iter()
                .filter(|line| {
                    at_last += usize::from(line.at_ms == self.until);
                    line.at_ms > self.until || (line.at_ms == self.until && at_last > sent)
                })
                .collect();
            if let Some(last) = new.last() {
                let same = new.iter().filter(|line| line.at_ms == last.at_ms).count();
                self.count = if last.at_ms == self.until { sent + same } else { same };
                self.until = last.at_ms;
                return Some(Bytes::from(write(&self.cluster, &new, self.stamped)));
            }
            if more == More::Ended {
                return None;
            }
        }
    }
}
