//! Sampling many queries on a beat.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::promql::{EvalError, Query, QueryError};
use super::source::{PageSource, Prometheus, Source, SourceError};
use super::store::{Limits, Store};
use super::{Reading, SteadyClock, Timestamp};

/// How many queries a Prometheus server is asked at once.
const AT_ONCE: usize = 4;

/// A sample of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// The query's id, as given.
    pub id: Arc<str>,
    /// When, on a clock that neither steps nor stops while the machine sleeps.
    pub at: Timestamp,
    /// The reading, or why there is none.
    pub reading: Result<Reading, SampleError>,
}

/// Why a query gave no reading this time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SampleError {
    /// The source was not read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The query has no result on this data.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The page has more series than are kept, so a result would be wrong.
    #[error(
        "the query reads more series than the {limit} gonogo keeps; name fewer with labels ({missing} left out)"
    )]
    TooManySeries {
        /// The most that are kept.
        limit: usize,
        /// How many were left out.
        missing: usize,
    },
}

/// A query that cannot be sampled from a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("metric {id:?}: {error}")]
pub struct LoadError {
    /// The query's id.
    pub id: Arc<str>,
    /// What is wrong with it.
    pub error: QueryError,
}

/// Samples queries from one source, beat by beat.
#[derive(Debug)]
pub struct Sampler {
    beat: Beat,
    every: Duration,
    clock: SteadyClock,
}

#[derive(Debug)]
enum Beat {
    Page { source: PageSource, queries: Vec<(Arc<str>, Query)>, store: Store, limits: Limits },
    Prometheus { source: Prometheus, queries: Vec<Asked> },
}

/// A query for a server; once the server has refused it for good it is not sent again.
#[derive(Debug, Clone)]
struct Asked {
    id: Arc<str>,
    text: String,
    refused: Option<SourceError>,
}

impl Sampler {
    /// A sampler of `queries` (id and PromQL text) every `every`.
    ///
    /// # Errors
    /// For a page: the first query outside the subset.
    pub fn new(source: Source, queries: &[(Arc<str>, String)], every: Duration) -> Result<Self, LoadError> {
        let beat = match source {
            Source::Page(source) => {
                let queries = queries
                    .iter()
                    .map(|(id, text)| match Query::parse(text) {
                        Ok(query) => Ok((Arc::clone(id), query)),
                        Err(error) => Err(LoadError { id: Arc::clone(id), error }),
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                let limits = Limits::default();
                let store = Store::new(queries.iter().map(|(_, query)| query), limits);
                Beat::Page { source, queries, store, limits }
            }
            Source::Prometheus(source) => {
                let asked = |(id, text): &(Arc<str>, String)| Asked {
                    id: Arc::clone(id),
                    text: text.clone(),
                    refused: None,
                };
                Beat::Prometheus { source, queries: queries.iter().map(asked).collect() }
            }
        };
        Ok(Self { beat, every: every.max(Duration::from_millis(10)), clock: SteadyClock::start(1) })
    }

    /// The same on a given clock; on one that runs faster, the beats come faster too.
    #[must_use]
    pub fn on_clock(self, clock: SteadyClock) -> Self {
        Self { every: (self.every / clock.speed()).max(Duration::from_millis(10)), clock, ..self }
    }

    /// Samples until cancelled or until nobody listens. A full channel holds the beat back; beats missed by that, or
    /// by a slow source, are left out rather than made up for. Cancelling drops what is in flight.
    pub async fn run(mut self, into: mpsc::Sender<Sampled>, cancel: CancellationToken) {
        let mut beats = tokio::time::interval(self.every);
        beats.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let beating = async {
            loop {
                beats.tick().await;
                for sampled in self.sample().await {
                    if into.send(sampled).await.is_err() {
                        return;
                    }
                }
            }
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => {}
            () = into.closed() => {}
            () = beating => {}
        }
    }

    /// One beat: every query once, in the order given.
    pub async fn sample(&mut self) -> Vec<Sampled> {
        match &mut self.beat {
            Beat::Page { source, queries, store, limits } => {
                let scraped = source.scrape().await;
                let at = self.clock.now();
                let appended = match &scraped {
                    Ok(scraped) => scraped.page().map(|page| store.append_page(at, &page)),
                    Err(error) => Err(error.clone()),
                };
                let refused = match appended {
                    Ok(appended) if appended.over_limit == 0 => None,
                    Ok(appended) => Some(SampleError::TooManySeries {
                        limit: limits.series,
                        missing: appended.over_limit,
                    }),
                    Err(error) => {
                        store.append_failure(at);
                        Some(error.into())
                    }
                };
                let read = |(id, query): &(Arc<str>, Query)| {
                    let reading = match &refused {
                        Some(error) => Err(error.clone()),
                        None => query.eval(store, at).map(|value| value.single()).map_err(SampleError::from),
                    };
                    Sampled { id: Arc::clone(id), at, reading }
                };
                queries.iter().map(read).collect()
            }
            Beat::Prometheus { source, queries } => {
                let (source, clock) = (&*source, &self.clock);
                let asking = queries.iter().cloned().map(|asked| ask(source, clock, asked));
                let answers: Vec<Sampled> = stream::iter(asking).buffered(AT_ONCE).collect().await;
                for (asked, answer) in queries.iter_mut().zip(&answers) {
                    if let Err(SampleError::Source(error)) = &answer.reading
                        && error.is_permanent()
                    {
                        asked.refused = Some(error.clone());
                    }
                }
                answers
            }
        }
    }
}

async fn ask(source: &Prometheus, clock: &SteadyClock, asked: Asked) -> Sampled {
    let reading = match asked.refused {
        Some(error) => Err(error),
        None => source.instant(&asked.text, None).await.map(|value| value.single()),
    };
    Sampled { id: asked.id, at: clock.now(), reading: reading.map_err(SampleError::from) }
}
