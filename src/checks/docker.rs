//! `docker`: a container or an image, as the docker command of this host tells it.

use futures::future::BoxFuture;
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::doctor::Doctor;
use super::expect::{Held, excerpt, regex_problems};
use super::kind::{Kind, Probe, problem, problem_overall};
use super::list::List;
use super::quote::{literal, quote};
use super::resolve::is_open;
use super::seen::Seen;
use super::shell::{ShellCommand, ShellOutput};
use crate::model::quantity::{Unit, parse_number};
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// `probe.docker = { container = "api", healthy = true, max_restarts = 0 }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Docker {
    /// The container, by name or id.
    #[serde(default)]
    container: Option<String>,
    /// The image: of the container, or, without one, on this host.
    #[serde(default)]
    image: Option<String>,
    /// Whether the container must be running. It must by default.
    #[serde(default = "yes")]
    running: bool,
    /// Whether its health check must say healthy.
    #[serde(default)]
    healthy: bool,
    /// How often it may have been restarted.
    #[serde(default)]
    max_restarts: Option<u32>,
    /// Regular expressions that some line of its log must match, one or several.
    #[serde(default)]
    logs: List<String>,
    /// Regular expressions that no line of its log may match, one or several.
    #[serde(default)]
    no_logs: List<String>,
    /// How far back its log is read: `10m`. All of it by default.
    #[serde(default)]
    since: Option<Span>,
    /// The greatest size of the image: `500 MB`.
    #[serde(default)]
    max_size: Option<String>,
}

const fn yes() -> bool {
    true
}

impl Docker {
    async fn docker(&self, context: &Context, arguments: &str) -> Result<ShellOutput, Seen> {
        let command = ShellCommand {
            text: format!("exec docker {arguments}"),
            folder: context.folder.clone(),
            env: context.env.clone(),
        };
        let cancel = CancellationToken::new();
        let _stop_on_drop = cancel.clone().drop_guard();
        let output = context.shell.run(command, cancel).await.map_err(Seen::errored)?;
        match output.exit {
            Some(127) => {
                Err(Seen::errored("there is no `docker` on this host: install it, or check by `command`"))
            }
            Some(_) => Ok(output),
            None => Err(Seen::errored("docker was ended by a signal")),
        }
    }

    /// The one object that `docker inspect` tells of `name`; `None` where there is none.
    async fn inspect(&self, context: &Context, kind: &str, name: &str) -> Result<Option<Value>, Seen> {
        let arguments = format!("{kind} inspect -- {}", literal(name));
        let output = self.docker(context, &arguments).await?;
        if output.exit != Some(0) {
            let error = excerpt(&output.stderr);
            let is_absent = error.to_lowercase().contains("no such");
            return if is_absent { Ok(None) } else { Err(Seen::errored(format!("docker says: {error}"))) };
        }
        let found: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| Seen::errored(format!("docker doesn't answer with JSON: {error}")))?;
        let first = if found.is_array() { found.get(0).cloned() } else { Some(found) };
        first.map(Some).ok_or_else(|| Seen::errored("docker answers with nothing"))
    }

    async fn look_at(&self, context: &Context) -> Result<Seen, Seen> {
        let mut held = Held::default();
        let mut observed = Vec::new();
        if let Some(name) = &self.container {
            let Some(container) = self.inspect(context, "container", name).await? else {
                return Ok(Seen::failed("not there", format!("there is no container `{name}`")));
            };
            self.judge_container(&mut held, &container, &mut observed);
            if !self.logs.is_empty() || !self.no_logs.is_empty() {
                self.judge_logs(context, &mut held, name).await?;
            }
        }
        if let Some(image) =
            self.image.as_ref().filter(|_| self.container.is_none() || self.max_size.is_some())
        {
            match self.inspect(context, "image", image).await? {
                Some(found) => self.judge_image(&mut held, &found, &mut observed),
                None => held.missed(format!("there is no image `{image}` on this host")),
            }
        }
        Ok(held.seen(observed.join(", ")))
    }

    fn judge_container(&self, held: &mut Held, container: &Value, observed: &mut Vec<String>) {
        let state = &container["State"];
        let status = state["Status"].as_str().unwrap_or("unknown");
        observed.push(status.to_owned());
        let exit = match status {
            "exited" => format!(" with code {}", state["ExitCode"]),
            _ => String::new(),
        };
        let running =
            state["Running"].as_bool() == Some(true) && status != "restarting" && status != "paused";
        held.hold(running == self.running, format!("it is {status}"), format!("it is {status}{exit}"));
        if self.healthy {
            match state["Health"]["Status"].as_str() {
                Some("healthy") => held.met("it is healthy"),
                Some("starting") => held.unclear("its health check has not decided yet"),
                None | Some("none" | "") => held.unclear("it has no health check"),
                Some(other) => held.missed(format!("it is {other}: {}", last_health(state))),
            }
        }
        if let Some(most) = self.max_restarts {
            let restarts = container["RestartCount"].as_u64().unwrap_or(0);
            observed.push(format!("{restarts} restarts"));
            held.hold(
                restarts <= most.into(),
                format!("{restarts} restarts"),
                format!("{restarts} restarts, more than {most}"),
            );
        }
        if let Some(wanted) = &self.image {
            let image = container["Config"]["Image"].as_str().unwrap_or("unknown");
            observed.push(image.to_owned());
            held.hold(image == wanted, format!("it runs {image}"), format!("it runs {image}, not {wanted}"));
        }
    }

    fn judge_image(&self, held: &mut Held, image: &Value, observed: &mut Vec<String>) {
        held.met("the image is there");
        let Some(size) = image["Size"].as_f64() else { return held.unclear("docker tells no size") };
        observed.push(Unit::Bytes.show(size));
        let Some(limit) = &self.max_size else { return };
        match parse_number(limit) {
            Some(most) => held.hold(
                size <= most,
                format!("size {}", Unit::Bytes.show(size)),
                format!("size {} is more than {limit}", Unit::Bytes.show(size)),
            ),
            None => held.wrong(bad_size(limit)),
        }
    }

    async fn judge_logs(&self, context: &Context, held: &mut Held, name: &str) -> Result<(), Seen> {
        let since =
            self.since.map(|since| format!("--since {}s ", since.duration().as_secs())).unwrap_or_default();
        let output = self.docker(context, &format!("logs {since}-- {} 2>&1", literal(name))).await?;
        if output.exit != Some(0) {
            return Err(Seen::errored(format!("docker says: {}", excerpt(&output.stdout))));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        for (pattern, wanted) in
            self.logs.iter().map(|one| (one, true)).chain(self.no_logs.iter().map(|one| (one, false)))
        {
            let Ok(regex) = Regex::new(pattern) else {
                held.wrong(format!("`{pattern}` is not a regular expression"));
                continue;
            };
            let mut lines = text.lines().filter(|line| regex.is_match(line));
            let first = lines.next().map(|line| excerpt(line.as_bytes()));
            let more = lines.count();
            match (first, wanted) {
                (Some(_), true) => held.met(format!("{} lines of the log match `{pattern}`", more + 1)),
                (None, _) if output.cut => held.unseen("the log is longer than 1 MiB: set `since`"),
                (None, true) => held.missed(format!("no line of the log matches `{pattern}`")),
                (None, false) => held.met(format!("no line of the log matches `{pattern}`")),
                (Some(line), false) => {
                    held.missed(format!("{} lines of the log match `{pattern}`: {line}", more + 1));
                }
            }
        }
        Ok(())
    }
}

fn last_health(state: &Value) -> String {
    let last = state["Health"]["Log"].as_array().and_then(|log| log.last());
    excerpt(last.and_then(|entry| entry["Output"].as_str()).unwrap_or_default().as_bytes())
}

fn bad_size(text: &str) -> String {
    format!("`{text}` is not a size: write it like `500 MB`")
}

impl Probe for Docker {
    fn query(&self) -> String {
        match (&self.container, &self.image) {
            (Some(container), _) => format!("docker container {container}"),
            (None, image) => format!("docker image {}", image.as_deref().unwrap_or_default()),
        }
    }

    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen> {
        Box::pin(async move { self.look_at(context).await.unwrap_or_else(|seen| seen) })
    }
}

impl Kind for Docker {
    const NAME: &'static str = "docker";

    fn problems(&self) -> Vec<ProbeProblem> {
        let mut found = regex_problems("logs", self.logs.iter());
        found.extend(regex_problems("no_logs", self.no_logs.iter()));
        if self.container.is_none() && self.image.is_none() {
            found.push(problem_overall("nothing is asked: name a `container` or an `image`"));
        }
        let of_container =
            self.healthy || self.max_restarts.is_some() || !self.logs.is_empty() || !self.no_logs.is_empty();
        if self.container.is_none() && (of_container || !self.running) {
            found.push(problem_overall(
                "health, restarts and logs belong to a container: name it in `container`",
            ));
        }
        if self.max_size.is_some() && self.image.is_none() {
            found.push(problem("max_size", "the size is of an image: name it in `image`"));
        }
        if let Some(size) =
            self.max_size.as_ref().filter(|size| !is_open(size) && parse_number(size).is_none())
        {
            found.push(problem("max_size", bad_size(size)));
        }
        found
    }

    fn by_hand(&self) -> Option<String> {
        let mut commands = Vec::new();
        if let Some(container) = &self.container {
            let name = quote(container);
            commands.push(format!("docker inspect --format '{{{{json .State}}}}' {name}"));
            if !self.logs.is_empty() || !self.no_logs.is_empty() {
                commands.push(format!("docker logs {name}"));
            }
        }
        if let Some(image) =
            self.image.as_ref().filter(|_| self.container.is_none() || self.max_size.is_some())
        {
            commands.push(format!("docker image ls {}", quote(image)));
        }
        Some(commands.join("; "))
    }

    fn doctor() -> Doctor {
        Doctor::program("docker", "install the docker command, or check containers by `command`")
    }
}
