//! The /metrics page: Prometheus's text format 0.0.4.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::reading::{Clock, Reading, read};
use crate::model::runbook::Series;

/// The page of all `series` now.
pub(super) fn page(series: &[Series], clock: &Clock) -> String {
    let mut by_name: IndexMap<&str, Vec<&Series>> = IndexMap::new();
    for one in series {
        by_name.entry(&one.name).or_default().push(one);
    }
    let mut out = String::from("# gonogo rehearsal: simulated\n");
    for (name, family) in by_name {
        if let Some(help) = family.iter().find_map(|one| one.help.as_deref()) {
            line(&mut out, format_args!("# HELP {name} {}", help.replace('\\', "\\\\").replace('\n', "\\n")));
        }
        if let Some(first) = family.first() {
            line(&mut out, format_args!("# TYPE {name} {}", first.kind.word()));
        }
        for one in family {
            samples(&mut out, one, &read(one, clock));
        }
    }
    out
}

fn samples(out: &mut String, series: &Series, reading: &Reading) {
    let name = &series.name;
    let labels: Vec<String> = series.labels.iter().map(|(name, value)| label(name, value)).collect();
    match reading {
        Reading::One(value) => line(out, format_args!("{name}{} {value}", braces(&labels))),
        Reading::Many { below, count, sum } => {
            let bounds = series.buckets.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
            for (bound, seen) in bounds.zip(below.iter().chain([count])) {
                let mut labels = labels.clone();
                labels.push(label("le", &bound));
                line(out, format_args!("{name}_bucket{} {seen}", braces(&labels)));
            }
            line(out, format_args!("{name}_sum{} {sum}", braces(&labels)));
            line(out, format_args!("{name}_count{} {count}", braces(&labels)));
        }
    }
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

fn braces(labels: &[String]) -> String {
    if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String never fails.
    let _ = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::runbook::Rehearsal;
    use crate::rehearsal::timeline::Timeline;

    #[test]
    fn families_stand_together_with_help_and_type_once() {
        let rehearsal: Rehearsal = toml::from_str(
            r#"
            series = [
              { name = "b_total", kind = "counter", value = 3, help = "All \\ b\nhere", labels = { path = "a\"b\\c\nd" } },
              { name = "g", kind = "gauge", value = 0.5 },
              { name = "b_total", kind = "counter", value = 4, labels = { path = "x" } },
              { name = "h", kind = "histogram", value = 100, buckets = [0.1, 1.0], p50 = 0.05, p95 = 0.5 },
            ]
            "#,
        )
        .unwrap();
        let clock = Clock { stretches: Timeline::default().stretches(0), unix: 0.0, speed: 1 };
        let page = page(&rehearsal.series, &clock);
        let sum = page.lines().find(|line| line.starts_with("h_sum ")).unwrap();
        let expected = format!(
            "# gonogo rehearsal: simulated\n# HELP b_total All \\\\ b\\nhere\n# TYPE b_total counter\n\
             b_total{{path=\"a\\\"b\\\\c\\nd\"}} 3\nb_total{{path=\"x\"}} 4\n# TYPE g gauge\ng 0.5\n# TYPE h histogram\n\
             h_bucket{{le=\"0.1\"}} 68\nh_bucket{{le=\"1\"}} 98\nh_bucket{{le=\"+Inf\"}} 100\n{sum}\nh_count 100\n"
        );
        assert_eq!(page, expected);
    }
}
