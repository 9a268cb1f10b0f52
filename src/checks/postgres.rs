//! `postgres`: whether a database answers, and what a query gives. The query runs in a read-only transaction that is
//! never committed.

use std::str::FromStr;
use std::time::Instant;

use futures::TryStreamExt;
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Deserialize;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Error, Row, ValueRef, raw_sql};

use super::context::Context;
use super::expect::{Held, excerpt, regex_problems};
use super::kind::{Kind, Probe, problem, problem_overall};
use super::list::List;
use super::quote::quote;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit, parse_number};
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// Rows beyond these are not counted.
const MOST_ROWS: u32 = 100_000;
/// Read only; and where the server can, it notices within a second that nobody waits any more.
const PREPARE: [&str; 2] = [
    "BEGIN READ ONLY",
    "SELECT set_config(name, '1s', true) FROM pg_settings WHERE name = 'client_connection_check_interval'",
];

/// `probe.postgres = { url = "${database_url}", query = "select count(*) from pg_stat_activity", number = "< 90" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Postgres {
    /// The database: `postgres://user:password@host:5432/name?sslmode=require`.
    url: String,
    /// What is asked. Without it the probe only connects and asks for a row.
    #[serde(default)]
    query: Option<String>,
    /// The value of the first column of the only row, one of these.
    #[serde(default)]
    value: List<String>,
    /// What the value must meet as a number: `< 90`.
    #[serde(default)]
    number: Option<Threshold>,
    /// What the number counts, for showing it.
    #[serde(default)]
    unit: Unit,
    /// A regular expression that the value must match.
    #[serde(default)]
    matches: Option<String>,
    /// How many rows there must be: `= 0`.
    #[serde(default)]
    rows: Option<Threshold>,
    /// The longest time from connecting to the answer.
    #[serde(default)]
    max_latency: Option<Span>,
}

/// What a query gave.
#[derive(Default)]
struct Answer {
    rows: u32,
    more: bool,
    /// The first column of the first row; `None` where it is null.
    first: Option<String>,
}

impl Postgres {
    fn options(&self) -> Result<PgConnectOptions, String> {
        let is_url = self.url.starts_with("postgres://") || self.url.starts_with("postgresql://");
        // The library's own message may quote the URL, and with it the password.
        PgConnectOptions::from_str(&self.url)
            .ok()
            .filter(|_| is_url)
            .map(|options| options.application_name("gonogo").disable_statement_logging())
            .ok_or_else(|| {
                "this is not the address of a database: write it like postgres://user@host:5432/name"
                    .to_owned()
            })
    }

    async fn ask(&self, options: &PgConnectOptions) -> Result<Answer, Error> {
        let mut connection = PgConnection::connect_with(options).await?;
        for statement in PREPARE {
            raw_sql(statement).execute(&mut connection).await?;
        }
        let query = self.query.clone().unwrap_or_else(|| "SELECT 1".to_owned());
        let mut answer = Answer::default();
        {
            let mut rows = raw_sql(AssertSqlSafe(query)).fetch(&mut connection);
            while let Some(row) = rows.try_next().await? {
                if answer.rows == MOST_ROWS {
                    answer.more = true;
                    break;
                }
                if answer.rows == 0 {
                    answer.first = first_column(&row)?;
                }
                answer.rows += 1;
            }
        }
        if !answer.more {
            // Closing is a courtesy; the answer is known.
            let _ = connection.close().await;
        }
        Ok(answer)
    }

    fn judge(&self, answer: &Answer, took: Span) -> Seen {
        let mut held = Held::default();
        let more = if answer.more { " and more" } else { "" };
        let rows = format!("{} row{}{more}", answer.rows, if answer.rows == 1 { "" } else { "s" });
        held.met(format!("answers in {took}"));
        if let Some(threshold) = &self.rows {
            if answer.more && !threshold.holds(f64::from(answer.rows)) {
                held.unclear(format!("there are more than {MOST_ROWS} rows: count them in the query"));
            } else {
                held.hold(
                    threshold.holds(f64::from(answer.rows)),
                    rows.clone(),
                    format!("{rows}, not {threshold}"),
                );
            }
        }
        if let Some(most) = self.max_latency {
            held.hold(took <= most, format!("took {took}"), format!("took {took}, more than {most}"));
        }
        if !self.value.is_empty() || self.number.is_some() || self.matches.is_some() {
            self.judge_value(&mut held, answer);
        }
        held.seen(match answer.first.as_ref() {
            Some(value) if answer.rows == 1 => excerpt(value.as_bytes()),
            None if answer.rows == 1 => "null".to_owned(),
            _ => rows,
        })
    }

    fn judge_value(&self, held: &mut Held, answer: &Answer) {
        let value = match (&answer.first, answer.rows) {
            (Some(value), 1) => value,
            (None, 1) => return held.unclear("the value is null"),
            (_, 0) => return held.unclear("there is no row where one is needed"),
            (_, rows) => return held.unclear(format!("there are {rows} rows where one is needed")),
        };
        let shown = excerpt(value.as_bytes());
        if !self.value.is_empty() {
            let wanted = self.value.0.join("` or `");
            held.hold(
                self.value.0.contains(value),
                format!("the value is `{shown}`"),
                format!("the value is `{shown}`, not `{wanted}`"),
            );
        }
        if let Some(pattern) = &self.matches {
            held.matches("the value", value, pattern);
        }
        if let Some(threshold) = &self.number {
            match parse_number(value) {
                Some(number) => held.number("the value", number, self.unit, threshold),
                None if value.eq_ignore_ascii_case("nan") => held.unclear("the value is not a number (NaN)"),
                None => held.unseen(format!("the value `{shown}` is not a number")),
            }
        }
    }
}

fn first_column(row: &PgRow) -> Result<Option<String>, Error> {
    let value = match row.try_get_raw(0) {
        Ok(value) if !value.is_null() => value,
        // A row without columns, as of `SELECT FROM t`, has no value.
        _ => return Ok(None),
    };
    value.as_str().map(|text| Some(text.to_owned())).map_err(Error::Decode)
}

/// What went wrong, without the address; and whether another try could help.
fn said(error: &Error) -> Seen {
    match error {
        Error::Database(error) => {
            let code = error.code().unwrap_or_default().into_owned();
            let text = format!("the database answers: {} ({code})", error.message());
            // Syntax and read-only errors stay, whatever is tried.
            if matches!(code.as_str(), "42601" | "25006") {
                Seen::misconfigured(text)
            } else {
                Seen::errored(text)
            }
        }
        Error::Io(error) => Seen::errored(format!("no connection: {error}")),
        Error::Tls(error) => Seen::errored(format!("no TLS connection: {error}")),
        Error::Configuration(_) => Seen::misconfigured("the address of the database is not usable"),
        Error::Decode(error) => Seen::errored(format!("the value can't be read: {error}")),
        other => Seen::errored(format!("the database could not be asked: {other}")),
    }
}

impl Probe for Postgres {
    fn query(&self) -> String {
        let place = self.options().map(|options| {
            format!(
                "{}:{}/{}",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            )
        });
        let place = place.unwrap_or_else(|_| "a database".to_owned());
        match &self.query {
            Some(query) => format!("{} on {place}", query.trim()),
            None => format!("connect to {place}"),
        }
    }

    fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move {
            let options = match self.options() {
                Ok(options) => options,
                Err(why) => return Seen::misconfigured(why),
            };
            let started = Instant::now();
            match self.ask(&options).await {
                Ok(answer) => {
                    let took = Span::millis(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
                    self.judge(&answer, took)
                }
                Err(error) => said(&error),
            }
        })
    }
}

impl Kind for Postgres {
    const NAME: &'static str = "postgres";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("matches", &self.matches);
        if let (false, Err(why)) = (is_open(&self.url), self.options()) {
            found.push(problem("url", why));
        }
        let asks =
            !self.value.is_empty() || self.number.is_some() || self.matches.is_some() || self.rows.is_some();
        if asks && self.query.is_none() {
            found.push(problem_overall("there is no `query` whose answer could be held against anything"));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let query = self.query.as_deref().unwrap_or("select 1").trim();
        Some(format!("psql {} -c {}", quote(&self.url), quote(query)))
    }
}
