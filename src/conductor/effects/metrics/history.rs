//! The past of metrics, asked for once when their source comes up.

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Board;
use crate::conductor::handle::Request;
use crate::metrics::source::Prometheus;
use crate::model::runbook::Metric;

/// How many metrics are asked for at once.
const AT_ONCE: usize = 2;
/// How many points a chart needs at most.
const POINTS: u32 = 300;

/// Asks `server` for the last `reach` of each metric and puts it before what was seen. A server that doesn't answer
/// leaves a chart that begins now; that it doesn't answer, its samples tell.
pub(super) async fn fetch(
    server: Prometheus,
    metrics: Vec<Metric>,
    (reach, every): (Duration, Duration),
    board: Arc<Board>,
    requests: mpsc::Sender<Request>,
    stop: CancellationToken,
) {
    let end = board.clock().in_world(board.clock().now());
    let step = every.max(reach / POINTS);
    let asking = stream::iter(metrics).for_each_concurrent(AT_ONCE, |metric| {
        let (server, board, requests) = (&server, &board, &requests);
        async move {
            let reach = reach.max(metric.baseline_window().duration());
            let Ok(points) = server.history(&metric.query, end.minus(reach), end, step).await else { return };
            if points.is_empty() {
                return;
            }
            board.put_before(&metric.id, points);
            if let Some(live) = board.history(&metric.id) {
                let _ = requests.send(Request::Live(live)).await;
            }
        }
    });
    tokio::select! {
        () = stop.cancelled() => {}
        () = asking => {}
    }
}
