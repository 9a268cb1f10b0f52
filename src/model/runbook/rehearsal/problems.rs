//! What can't be right in a world's description.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::{Component, Path};

use super::{Rehearsal, Series, SeriesKind, SqlAnswer, When, WorldDns};
use crate::model::ids::{Mark, ScenarioName, StepId, is_id};

impl Rehearsal {
    /// Everything that can't be right, one sentence each; `steps` are the runbook's.
    pub fn problems<'a>(&self, steps: impl Iterator<Item = &'a StepId>) -> Vec<String> {
        let steps: BTreeSet<&StepId> = steps.collect();
        let mut found = Vec::new();
        self.scenarios(&steps, &mut found);
        self.conditions(&mut found);
        for answer in &self.http {
            if !answer.path.starts_with(['/', '*']) {
                found.push(format!("rehearsal.http: the path `{}` does not begin with `/`", answer.path));
            }
            if !(200..=599).contains(&answer.status) {
                found.push(format!(
                    "rehearsal.http `{}`: {} is not a status from 200 to 599",
                    answer.path, answer.status
                ));
            }
        }
        for series in &self.series {
            series.problems(&mut found);
        }
        for tool in &self.tool {
            if tool.name.is_empty() || tool.name.starts_with('.') || tool.name.contains(['/', '\0']) {
                found.push(format!("rehearsal.tool: `{}` is not a program's name", tool.name));
            }
        }
        for records in &self.dns {
            records.problems(&mut found);
        }
        for answer in self.postgres.iter().flat_map(|database| &database.answer) {
            answer.problems(&mut found);
        }
        for certificate in self.tls.iter().filter(|certificate| certificate.names.is_empty()) {
            found.push(format!("rehearsal.tls: a certificate of {} has no `names`", certificate.left));
        }
        for file in &self.file {
            if !stays_inside(&file.path) {
                found.push(format!(
                    "rehearsal.file: `{}` leaves the workspace: write a path below it",
                    file.path
                ));
            }
            if let Some(tool) = &file.tool
                && !self.tool.iter().any(|known| known.name == *tool)
            {
                found.push(format!("rehearsal.file `{}`: there is no rehearsal.tool `{tool}`", file.path));
            }
        }
        found
    }

    fn scenarios(&self, steps: &BTreeSet<&StepId>, found: &mut Vec<String>) {
        let mut names = BTreeSet::new();
        for scenario in &self.scenario {
            if !is_id(scenario.name.as_str()) {
                found.push(format!(
                    "rehearsal.scenario: `{}` is not a name: small letters, digits and dashes",
                    scenario.name
                ));
            }
            if !names.insert(&scenario.name) {
                found.push(format!("rehearsal.scenario: `{}` stands there twice", scenario.name));
            }
            if let Some(from) = &scenario.from
                && !steps.contains(from)
            {
                found.push(format!("rehearsal.scenario `{}`: there is no step `{from}`", scenario.name));
            }
        }
    }

    fn conditions(&self, found: &mut Vec<String>) {
        let names: BTreeSet<&ScenarioName> = self.scenario.iter().map(|scenario| &scenario.name).collect();
        let marks: BTreeSet<&Mark> = self
            .http
            .iter()
            .flat_map(|answer| &answer.marks)
            .chain(self.tool.iter().flat_map(|tool| &tool.answer).flat_map(|answer| &answer.marks))
            .collect();
        let mut look = |place: String, when: &When| {
            for name in when.scenario.iter().filter(|name| !names.contains(name)) {
                found.push(format!("{place}: there is no rehearsal.scenario `{name}`"));
            }
            for mark in when.mark.iter().chain(&when.unless).filter(|mark| !marks.contains(mark)) {
                found.push(format!("{place}: nothing sets the mark `{mark}`"));
            }
        };
        for answer in &self.http {
            look(format!("rehearsal.http `{}`", answer.path), &answer.when);
        }
        for tool in &self.tool {
            for answer in &tool.answer {
                look(format!("rehearsal.tool `{} {}`", tool.name, answer.args), &answer.when);
            }
        }
        for answer in self.postgres.iter().flat_map(|database| &database.answer) {
            look(format!("rehearsal.postgres `{}`", answer.query), &answer.when);
        }
        for (place, down) in [
            ("rehearsal.postgres.down", self.postgres.as_ref().and_then(|it| it.down.as_ref())),
            ("rehearsal.redis.down", self.redis.as_ref().and_then(|it| it.down.as_ref())),
        ] {
            if let Some(when) = down {
                look(place.to_owned(), when);
            }
        }
        for records in &self.dns {
            look(format!("rehearsal.dns `{}`", records.name), &records.when);
        }
        for certificate in &self.tls {
            look(format!("rehearsal.tls `{}`", certificate.names.join(", ")), &certificate.when);
        }
        for series in &self.series {
            for change in &series.during {
                look(format!("rehearsal.series `{}`", series.name), &change.when);
            }
        }
    }
}

impl WorldDns {
    fn problems(&self, found: &mut Vec<String>) {
        let sound = |record: &str| match self.record_type.as_str() {
            "A" => record.parse::<Ipv4Addr>().is_ok(),
            "AAAA" => record.parse::<Ipv6Addr>().is_ok(),
            "MX" => record.split_once(' ').is_some_and(|(preference, _)| preference.parse::<u16>().is_ok()),
            _ => true,
        };
        let name = &self.name;
        if !["A", "AAAA", "CNAME", "MX", "TXT", "NS"].contains(&self.record_type.as_str()) {
            let kind = &self.record_type;
            found.push(format!("rehearsal.dns `{name}`: the world has no records of type `{kind}`"));
        }
        for record in self.is.iter().filter(|record| !sound(record)) {
            found.push(format!("rehearsal.dns `{name}`: `{record}` is no {} record", self.record_type));
        }
    }
}

impl SqlAnswer {
    fn problems(&self, found: &mut Vec<String>) {
        let query = &self.query;
        let width = self.rows.first().map_or(0, Vec::len);
        if self.rows.iter().any(|row| row.is_empty() || row.len() != width) {
            found.push(format!("rehearsal.postgres `{query}`: its rows must be equally long, and not empty"));
        }
        let coded = |error: &str| {
            error.split_once(' ').is_some_and(|(code, _)| {
                code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            })
        };
        if self.error.as_deref().is_some_and(|error| !coded(error)) {
            found
                .push(format!("rehearsal.postgres `{query}`: an error begins with its code, like `42P01 …`"));
        }
    }
}

impl Series {
    fn problems(&self, found: &mut Vec<String>) {
        let name = &self.name;
        let mut say = |text: String| found.push(format!("rehearsal.series `{name}`: {text}"));
        if !is_series_name(name) {
            say("this is not a metric's name".to_owned());
        }
        for label in self.labels.keys() {
            if !crate::model::ids::is_variable(label) || label == "le" {
                say(format!("`{label}` can't be a label here"));
            }
        }
        if !(0.0..=0.9).contains(&self.jitter) {
            say(format!("a jitter of {} is not from 0 to 0.9", self.jitter));
        }
        let numbers = self.during.iter().flat_map(|change| change.value.into_iter().chain(change.rate));
        if !numbers.chain([self.value, self.rate]).all(f64::is_finite) {
            say("its numbers must be finite".to_owned());
        }
        let falls = self.rate < 0.0 || self.during.iter().any(|change| change.rate.is_some_and(|r| r < 0.0));
        if falls && self.kind != SeriesKind::Gauge {
            say("its rate is negative, but it can only grow".to_owned());
        }
        if self.kind == SeriesKind::Histogram {
            if self.buckets.is_empty()
                || !self.buckets.windows(2).all(|pair| pair[0] < pair[1])
                || !self.buckets.iter().all(|bound| bound.is_finite())
            {
                say("a histogram needs `buckets` that rise".to_owned());
            }
            let (Some(p50), Some(p95)) = (self.p50, self.p95) else {
                say("a histogram needs `p50` and `p95`".to_owned());
                return;
            };
            let orders = self
                .during
                .iter()
                .map(|change| (change.p50.unwrap_or(p50), change.p95.unwrap_or(p95)))
                .chain([(p50, p95)]);
            for (p50, p95) in orders {
                if !(p50 > 0.0 && p95 > p50 && p95.is_finite()) {
                    say(format!("p50 = {p50} and p95 = {p95}: they must be above 0 and rise"));
                }
            }
        }
    }
}

fn is_series_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b':')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b':')
}

/// Whether `path` is relative and never climbs.
fn stays_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains('\0')
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let rehearsal: Rehearsal = toml::from_str(text).unwrap();
        rehearsal.problems([StepId::new("deploy")].iter())
    }

    #[test]
    fn each_mistake_is_named() {
        for (text, expected) in [
            ("[[scenario]]\nname = \"a\"\ntitle = \"\"\nfrom = \"nowhere\"", "no step `nowhere`"),
            ("[[scenario]]\nname = \"a\"\ntitle = \"\"\n[[scenario]]\nname = \"a\"\ntitle = \"\"", "twice"),
            ("[[http]]\npath = \"x\"", "does not begin"),
            ("[[http]]\npath = \"/x\"\nstatus = 99", "not a status"),
            ("[[http]]\npath = \"/x\"\nwhen.scenario = [\"b\"]", "no rehearsal.scenario `b`"),
            ("[[http]]\npath = \"/x\"\nwhen.mark = \"b\"", "nothing sets the mark `b`"),
            ("[[file]]\npath = \"../x\"", "leaves the workspace"),
            ("[[file]]\npath = \"/etc/x\"", "leaves the workspace"),
            ("[[file]]\npath = \"x\"\ntool = \"y\"", "no rehearsal.tool `y`"),
            ("[[tool]]\nname = \"a/b\"", "not a program's name"),
            ("[[dns]]\nname = \"a\"\nis = [\"b\"]", "no A record"),
            ("[[dns]]\nname = \"a\"\ntype = \"X\"\nis = []", "no records of type"),
            ("[[tls]]\nnames = []\nleft = \"1d\"", "has no `names`"),
            ("[[postgres.answer]]\nquery = \"a\"\nerror = \"gone\"", "begins with its code"),
            ("[[postgres.answer]]\nquery = \"a\"\nrows = [[\"a\"], []]", "equally long"),
            ("redis.down.mark = \"m\"", "nothing sets the mark `m`"),
            ("[[series]]\nname = \"1\"\nkind = \"gauge\"", "not a metric's name"),
            ("[[series]]\nname = \"a\"\nkind = \"gauge\"\njitter = 2.0", "jitter"),
            ("[[series]]\nname = \"a\"\nkind = \"counter\"\nrate = -1.0", "negative"),
            ("[[series]]\nname = \"a\"\nkind = \"gauge\"\nvalue = nan", "finite"),
            ("[[series]]\nname = \"a\"\nkind = \"histogram\"", "`buckets`"),
            (
                "[[series]]\nname = \"a\"\nkind = \"histogram\"\nbuckets = [1.0]\np50 = 2.0\np95 = 1.0",
                "must be above 0 and rise",
            ),
        ] {
            let found = problems(text);
            assert!(found.iter().any(|problem| problem.contains(expected)), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_sound_world_has_none() {
        let text = "[[scenario]]\nname = \"a\"\ntitle = \"\"\nfrom = \"deploy\"\n[[http]]\npath = \"/x\"\nmarks = [\"m\"]\n\
                    [[http]]\npath = \"*\"\nwhen = { scenario = [\"a\"], mark = \"m\" }\nbody = \"metrics\"";
        assert_eq!(problems(text), Vec::<String>::new());
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<Rehearsal>("[[http]]\npath = \"/\"\nstaus = 200").is_err());
    }
}
