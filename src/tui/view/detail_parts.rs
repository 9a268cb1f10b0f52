//! The parts of the detail.

use std::sync::LazyLock;

use super::{Doc, in_time};
use crate::model::runbook::{Check, Step};
use crate::model::state::{Attempt, CheckState, Deployment, Signoff, StepState, polls};
use crate::model::verdict::{Assurance, Outcome, Verdict};
use crate::tui::app::{Group, Model};
use crate::tui::text;
use crate::tui::theme::{Depth, Role, Symbols, Theme};

/// A theme for counting lines: what is counted has no colour.
pub static PLAIN: LazyLock<Theme> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "the theme is a constant, read by every test of the themes")]
    Theme::load("mono", Depth::None, Symbols::UNICODE).unwrap()
});

/// A group of steps.
pub fn group(doc: &mut Doc<'_>, model: &Model, group: Group) {
    let state = &model.state;
    doc.text(Role::Strong, group.title(state));
    let (done, of) = model.tree.counts.get(&group).copied().unwrap_or_default();
    doc.text(Role::Muted, &format!("{done} of {of} steps settled. Space opens and closes the group."));
    match group {
        Group::Phase(at) => {
            if let Some(phase) = state.book.phase.get(at) {
                if let Some(due) = phase.due {
                    doc.text(Role::Text, &format!("Due {due} relative to the deployment."));
                    let now = model.state.phase_due(phase, model.now);
                    let known = now.filter(|it| !matches!(it.from, Deployment::Unknown(_)));
                    if let (Some(at), Some((late, words))) = (known, in_time::due(model, phase)) {
                        let role = if late { Role::Warn } else { Role::Text };
                        doc.text(role, &format!("That is {}: {words}.", in_time::utc(at.at)));
                    }
                }
                if let Some(budget) = phase.budget {
                    doc.text(Role::Text, &format!("May take {budget} in all."));
                }
                if phase.order == crate::model::runbook::Order::Free {
                    doc.text(Role::Text, "Its steps may be taken in any order.");
                }
                if let Some(text) = &phase.text {
                    doc.gap().text(Role::Text, text);
                }
            }
        }
        Group::Plan(at) => {
            if let Some(plan) = state.book.plan.get(at) {
                if let Some(run) = state.plans.iter().rev().find(|run| run.plan == plan.id) {
                    let text = format!("Started by {} at {}: {}", run.by, run.started.time(), run.because);
                    doc.text(Role::Text, &text);
                }
                for (role, text) in [(Role::Bad, &plan.warning), (Role::Text, &plan.text)] {
                    if let Some(text) = text {
                        doc.gap().text(role, text);
                    }
                }
            }
        }
        Group::Severity(at) => {
            if let Some(severity) = state.book.severity.get(at) {
                for text in severity.when.iter().chain(&severity.text) {
                    doc.gap().text(Role::Text, text);
                }
            }
        }
        Group::Trouble(at) => {
            if let Some(trouble) = state.book.trouble.get(at) {
                for symptom in &trouble.symptoms {
                    doc.item((Role::Muted, "- "), Role::Text, symptom);
                }
            }
        }
    }
}

/// The commands that failed inside the last attempt.
pub fn failing(doc: &mut Doc<'_>, of: Option<&StepState>) {
    let Some((_, end)) = of.and_then(StepState::attempt).and_then(|attempt| attempt.end.as_ref()) else {
        return;
    };
    for failed in &end.failing {
        let mark = format!("  line {}: exit {}  ", failed.line, failed.code);
        doc.item((Role::Bad, &mark), Role::Text, &failed.command);
    }
    if let Some(why) = &end.state_lost {
        doc.text(Role::Warn, &format!("The shell's state was not captured: {why}. What it set is lost."));
    }
    if !end.survivors.is_empty() {
        let pids: Vec<String> = end.survivors.iter().map(ToString::to_string).collect();
        doc.text(Role::Warn, &format!("It left processes behind: {}", pids.join(", ")));
    }
}

/// Checks, watch, signatures, attempts, notes.
pub fn came_of_it(doc: &mut Doc<'_>, model: &Model, step: &Step, theme: &Theme) {
    let of = model.selected_state();
    let checks: Vec<&Check> = step.checks(of.and_then(|of| of.variant.as_ref())).collect();
    if !checks.is_empty() {
        doc.heading("Checks");
        for it in checks {
            check(doc, it, of, theme);
        }
    }
    watch(doc, model, step, theme);
    signatures(doc, step, of, theme);
    let Some(of) = of else { return };
    if let Some(look) = &of.look {
        doc.gap().text(Role::Text, &format!("Looked at by {} at {}: {}", look.by, look.at.time(), look.note));
    }
    if !of.attempts.is_empty() {
        doc.heading("Attempts");
        for it in &of.attempts {
            attempt(doc, model, it, theme);
        }
    }
    if !of.notes.is_empty() {
        doc.heading("Notes");
        for (at, by, note) in &of.notes {
            doc.item((Role::Muted, &format!("{} {by}  ", at.time())), Role::Text, note);
        }
    }
}

fn check(doc: &mut Doc<'_>, check: &Check, of: Option<&StepState>, theme: &Theme) {
    let state: Option<&CheckState> = of.and_then(|of| of.checks.get(&check.name));
    let begun = of.is_some_and(|of| of.round > 0);
    let last = state.and_then(|state| state.tries.last());
    let symbols = &theme.symbols;
    let (role, mark, word) = match state.and_then(|state| state.verdict) {
        Some((_, Outcome::Passed)) => (Role::Ok, symbols.yes, "passed"),
        Some((_, verdict)) => {
            let role = if check.advisory { Role::Warn } else { Role::Bad };
            (role, symbols.no, verdict.word())
        }
        None if check.probe.is_person() => (Role::Strong, "?", if begun { "asks you" } else { "a question" }),
        None if begun => (Role::Active, symbols.busy, "under way"),
        None => (Role::Muted, "-", ""),
    };
    let tries = state.map_or(0, |state| state.tries.len());
    let mut right = word.to_owned();
    if tries > 1 {
        right = format!("{right}, try {tries}");
    }
    if check.advisory {
        right.push_str(" (advisory)");
    }
    let mark = format!("{mark} ");
    doc.row(&[(role, &mark)], &[(Role::Text, check.name.as_str()), (role, &format!("  {right}"))]);
    if let Some(it) = last {
        let seen = &it.observation;
        if !seen.observed.is_empty() {
            doc.item((Role::Muted, "  seen  "), Role::Text, &labelled(&seen.observed, seen.simulated));
        }
        if seen.outcome != Outcome::Passed {
            doc.item((Role::Muted, "  why   "), role, &seen.reason);
            doc.item((Role::Muted, "  asked "), Role::Muted, &seen.query);
        }
    }
    if let Some(answer) = state.and_then(|state| state.answer.as_ref()) {
        let yes = if answer.yes { "yes" } else { "NO" };
        doc.item(
            (Role::Muted, "  said  "),
            Role::Text,
            &format!("{yes}, by {}: {}", answer.by, answer.evidence),
        );
    } else if state.and_then(|state| state.verdict).is_some_and(|(_, verdict)| verdict != Outcome::Passed)
        && let Some(by_hand) = &check.by_hand
    {
        doc.item((Role::Muted, "  by hand  "), Role::Text, by_hand);
    }
}

/// `text`, labelled once where it is simulated: a stand-in's line bears the label already.
fn labelled(text: &str, simulated: bool) -> String {
    const LABEL: &str = "(simulated)";
    if !simulated || text.lines().all(|line| line.contains(LABEL)) {
        text.to_owned()
    } else {
        format!("{text} {LABEL}")
    }
}

fn watch(doc: &mut Doc<'_>, model: &Model, step: &Step, theme: &Theme) {
    let Some(watch) = &step.watch else { return };
    let of = model.selected_state().and_then(|of| of.watch.as_ref());
    let ended = of.and_then(|of| of.ended.as_ref());
    let live = model.seen.watches.get(&step.id).filter(|_| of.is_some() && ended.is_none());
    let head = match (of, ended, live) {
        (None, ..) => format!("Observe for {}", watch.lasts),
        (_, Some((at, verdict, _)), _) => {
            format!("Observed for {}: {} at {}", watch.lasts, verdict.word(), at.time())
        }
        (_, None, Some(live)) => {
            format!("Observing: {} left of {}", text::clock(live.until.since(model.now)), watch.lasts)
        }
        (Some(of), None, None) => format!("Observing since {}, for {}", of.started.time(), watch.lasts),
    };
    doc.heading(&head);
    let symbols = &theme.symbols;
    for criterion in &watch.criteria {
        let (role, mark, seen) = if let Some((_, _, ends)) = ended {
            match ends.iter().find(|end| end.name == criterion.name) {
                Some(end) if end.verdict == Outcome::Passed => (Role::Ok, symbols.yes, end.observed.clone()),
                Some(end) => (Role::Bad, symbols.no, format!("{}: {}", end.verdict.word(), end.observed)),
                None => (Role::Muted, "-", String::new()),
            }
        } else {
            match live.and_then(|live| live.criteria.iter().find(|it| it.0 == criterion.name)) {
                Some((_, true, seen)) => (Role::Ok, symbols.yes, seen.clone()),
                Some((_, false, seen)) => (Role::Bad, symbols.no, format!("MISSED: {seen}")),
                None => (Role::Muted, "-", format!("{} {}", criterion.metric, criterion.is)),
            }
        };
        doc.row(
            &[(role, &format!("{mark} "))],
            &[(Role::Text, &criterion.name), (role, &format!("  {seen}"))],
        );
    }
}

fn signatures(doc: &mut Doc<'_>, step: &Step, of: Option<&StepState>, theme: &Theme) {
    let signed = of.map_or(&[][..], |of| &of.signoffs);
    if step.signoff.is_none() && step.gate.is_none() && signed.is_empty() {
        return;
    }
    if let Some(gate) = &step.gate {
        doc.heading("Gate: GO or NO-GO");
        if let Some(ask) = &gate.ask {
            doc.text(Role::Text, ask);
        }
        let nothing = StepState::default();
        let polled: Vec<_> = polls(gate, of.unwrap_or(&nothing)).collect();
        for poll in &polled {
            let (role, mark) = match (poll.is_go(), poll.is_no_go()) {
                (true, _) => (Role::Ok, theme.symbols.yes),
                (_, true) => (Role::Bad, theme.symbols.no),
                _ => (Role::Muted, "-"),
            };
            let who =
                poll.said.map_or(String::new(), |said| format!("  {} at {}", said.person, said.at.time()));
            let (sure, assurance) = poll.said.map_or((Role::Muted, ""), assured);
            doc.row(
                &[(role, &format!("{mark} "))],
                &[
                    (Role::Text, &format!("{}: ", poll.role)),
                    (role, poll.word()),
                    (Role::Muted, &who),
                    (sure, assurance),
                ],
            );
            if let Some(said) = poll.said.filter(|said| !said.note.is_empty()) {
                doc.item((Role::Text, "  "), Role::Text, &said.note);
            }
        }
        let go = polled.iter().filter(|poll| poll.is_go()).count();
        doc.text(Role::Muted, &format!("{go} GO of {} needed; a NO-GO blocks.", gate.quorum()));
    } else {
        doc.heading("Sign-off");
    }
    if let Some(rule) = &step.signoff {
        if let Some(statement) = &rule.statement {
            doc.text(Role::Text, statement);
        }
        let who: Vec<&str> = rule.roles.iter().map(crate::model::ids::Role::as_str).collect();
        let who = if who.is_empty() { "anybody".to_owned() } else { who.join(" or ") };
        let eyes = if rule.four_eyes { ", two distinct persons" } else { "" };
        doc.text(Role::Muted, &format!("By {who}{eyes}."));
    }
    // What was polled stands above.
    let stands = |it: &Signoff| {
        let gate = step.gate.iter().filter_map(|gate| of.map(|of| polls(gate, of)));
        gate.flatten().any(|poll| poll.said == Some(it))
    };
    for it in signed.iter().filter(|it| !stands(it)) {
        let no = it.meaning == crate::model::verdict::Meaning::Rejected;
        let (role, mark) = if no { (Role::Bad, theme.symbols.no) } else { (Role::Ok, theme.symbols.yes) };
        let as_role = it.role.as_ref().map_or(String::new(), |role| format!(" ({role})"));
        let simulated = if it.simulated { ", simulated" } else { "" };
        let (sure, assurance) = assured(it);
        let text = format!("{}{as_role} {} at {}{simulated}", it.person, it.meaning.word(), it.at.time());
        doc.row(&[(role, &format!("{mark} "))], &[(Role::Text, &text), (sure, assurance)]);
        if !it.note.is_empty() {
            doc.item((Role::Text, "  "), Role::Text, &it.note);
        }
    }
}

/// What stands behind a signature.
fn assured(it: &Signoff) -> (Role, &'static str) {
    match it.assurance {
        Assurance::Unsigned => (Role::Warn, "  UNSIGNED"),
        Assurance::Key => (Role::Ok, "  signed with a key"),
    }
}

fn attempt(doc: &mut Doc<'_>, model: &Model, attempt: &Attempt, theme: &Theme) {
    let variant = attempt.variant.as_ref().map_or(String::new(), |id| format!(" ({id})"));
    let head = format!("{}{variant}  ", attempt.number);
    let (role, text) = match &attempt.end {
        None => (Role::Active, format!("running for {}", text::clock(model.now.since(attempt.started)))),
        Some((at, end)) => {
            let role = match end.verdict {
                Verdict::Passed => Role::Ok,
                Verdict::Look | Verdict::Interrupted => Role::Warn,
                Verdict::Failed | Verdict::Cancelled => Role::Bad,
            };
            let how = match (end.exit, end.signal) {
                (Some(code), _) => format!(", exit {code}"),
                (None, Some(signal)) => format!(", signal {signal}"),
                (None, None) => String::new(),
            };
            let took = text::span(at.since(attempt.started));
            (role, format!("{}{how} after {took}, {}", end.verdict.word(), text::count(end.lines, "line")))
        }
    };
    let by = format!("{}{} {}", theme.symbols.dot, attempt.by, attempt.started.time());
    doc.row(&[(Role::Muted, &head)], &[(role, &text), (Role::Muted, &by)]);
}

/// Variants and the command or action.
pub fn command(doc: &mut Doc<'_>, model: &Model, step: &Step, of: Option<&StepState>) {
    let chosen = of.and_then(|of| of.variant.as_ref());
    if !step.variant.is_empty() {
        doc.heading("Variants");
        for variant in &step.variant {
            let it = chosen == Some(&variant.id);
            let mark = if it { "(x) " } else { "( ) " };
            let role = if it { Role::Strong } else { Role::Text };
            doc.row(&[(role, mark)], &[(role, &variant.title), (Role::Muted, &format!("  {}", variant.id))]);
            if let Some(text) = &variant.text {
                doc.item((Role::Text, "    "), Role::Muted, text);
            }
        }
    }
    if let Some(text) = step.command(chosen) {
        let failing: Vec<usize> = of
            .and_then(StepState::attempt)
            .and_then(|attempt| attempt.end.as_ref())
            .map(|(_, end)| end.failing.iter().filter_map(|it| usize::try_from(it.line).ok()).collect())
            .unwrap_or_default();
        let terminal = if step.needs_terminal(chosen) { " (on a terminal)" } else { "" };
        doc.gap().code(&format!("command{terminal}"), text, true, &failing);
    }
    if let Some(action) = step.action(chosen) {
        doc.gap().text(Role::Text, &model.resolved(&action.sentence()));
        doc.code("same by hand", &action.by_hand(), false, &[]);
    }
}

/// Troubles, links, where it stands.
pub fn for_reference(doc: &mut Doc<'_>, model: &Model, step: &Step, theme: &Theme) {
    let book = &model.state.book;
    let troubles =
        book.trouble.iter().filter(|it| step.trouble.contains(&it.id) || it.steps.contains(&step.id));
    let titles: Vec<&str> = troubles.map(|it| it.title.as_str()).collect();
    if !titles.is_empty() {
        doc.heading("Known troubles (t)");
        for title in titles {
            doc.item((Role::Muted, &format!("{} ", theme.symbols.bullet)), Role::Text, title);
        }
    }
    if !step.link.is_empty() {
        doc.heading("Links");
        for link in &step.link {
            let url = model.resolved(&link.url);
            doc.row(&[], &[(Role::Text, &link.title), (Role::Muted, "  "), (Role::Active, &url)]);
        }
    }
    let from = step
        .source_line
        .map_or(String::new(), |line| format!("{}line {line} of the document", theme.symbols.dot));
    doc.gap().text(Role::Muted, &format!("step id {}{from}", step.id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_simulated_is_labelled_once() {
        assert_eq!(labelled("200 OK", true), "200 OK (simulated)");
        assert_eq!(
            labelled("[rehearsal] kubectl get pods (simulated)", true),
            "[rehearsal] kubectl get pods (simulated)"
        );
        assert_eq!(labelled("200 OK", false), "200 OK");
    }
}
