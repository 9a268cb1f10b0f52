//! The print copy: a checklist in a fence, its lines mapped to steps.

use std::collections::BTreeSet;

use super::block::Code;
use super::cx::Cx;
use super::plain;
use super::section::{Part, Section};
use super::shell::{Content, content};
use super::text::{fold, has_phrase};
use super::tick::ticked;
use crate::model::ids::{PhaseId, StepId};
use crate::model::runbook::{Line, Order, Phase, Print, Section as PrintSection, Stage, Step};

/// A section that holds the print copy.
pub(crate) fn section(cx: &mut Cx<'_>, it: &Section) {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    let mut rest = Vec::new();
    for part in &it.parts {
        match part {
            Part::Code(code) if content(&code.info, &code.text) == Content::Checklist => {
                cx.prints.push(code.clone());
            }
            other => rest.push(other.clone()),
        }
    }
    if !rest.is_empty() {
        plain::keep_parts(cx, &rest, "as a note");
        cx.note(&it.title.line(), &plain::parts(&rest), it.line);
    }
    for child in &it.children {
        super::work::section(cx, child, None);
    }
}

/// Makes the print copy of the fences that were found; comes last, when all steps are known.
pub(crate) fn finish(cx: &mut Cx<'_>) {
    let prints = std::mem::take(&mut cx.prints);
    for code in prints {
        if cx.book.print.is_some() || cx.book.phase.is_empty() && cx.book.plan.is_empty() {
            cx.ledger.kept(code.entry, "as a note");
            cx.note("Print copy", &code.text, code.line);
            continue;
        }
        one(cx, &code);
    }
}

/// A line of the document's print copy before it knows its steps.
struct Draft {
    line: u32,
    text: String,
}

fn one(cx: &mut Cx<'_>, code: &Code) {
    cx.ledger.placed(code.entry);
    let mut heading = String::new();
    let mut sections: Vec<(String, Vec<Draft>)> = Vec::new();
    let mut blanks = Vec::new();
    for (at, raw) in code.text.lines().enumerate() {
        let at = code.line.saturating_add(1).saturating_add(u32::try_from(at).unwrap_or(0));
        let bare = raw.trim().trim_start_matches(['-', '*', '+']).trim_start();
        if let Some((_, text)) = ticked(bare) {
            if sections.is_empty() {
                sections.push(("Checklist".to_owned(), Vec::new()));
            }
            if let Some((_, lines)) = sections.last_mut() {
                lines.push(Draft { line: at, text: text.trim().to_owned() });
            }
        } else if bare.contains("___") || bare.chars().all(|c| "=-_*# ".contains(c)) {
            if bare.chars().any(char::is_alphanumeric) {
                blanks.push(bare.to_owned());
            }
        } else if heading.is_empty() && sections.is_empty() && !bare.ends_with(':') {
            bare.clone_into(&mut heading);
        } else {
            sections.push((bare.trim_end_matches(':').to_owned(), Vec::new()));
        }
    }
    // Titles without lines say something all the same.
    let (full, empty): (Vec<_>, Vec<_>) = sections.into_iter().partition(|(_, lines)| !lines.is_empty());
    blanks.extend(empty.into_iter().map(|(title, _)| title));
    if !blanks.is_empty() {
        cx.note("Blanks of the print copy", &blanks.join("\n"), code.line);
    }
    let known = Known::of(cx);
    let mut taken = BTreeSet::new();
    let mut last = 0;
    let mut missing: Vec<Step> = Vec::new();
    let mut made = Vec::new();
    for (title, drafts) in full {
        let rollback =
            super::kind::kind(&title) == Some(super::kind::SectionKind::Rollback) && !known.plans.is_empty();
        let mut lines = Vec::new();
        for draft in drafts {
            lines.push(line(cx, draft, rollback, &known, (&mut taken, &mut last), &mut missing));
        }
        made.push(PrintSection { title, rollback, lines });
    }
    let heading = if heading.is_empty() { cx.book.title.clone() } else { heading };
    cx.book.print = Some(Print { heading, sections: made });
    if !missing.is_empty() {
        let id = PhaseId::new(cx.phases.give("Print copy", "print-copy"));
        cx.remark(code.line, format!("{} lines of the print copy fit no step of the document: each has a step of its own in the last phase", missing.len()));
        cx.book.phase.push(Phase {
            id,
            title: "Lines of the print copy without a step".to_owned(),
            text: Some(
                "The document's print copy has these lines, and nothing else in it covers them.".to_owned(),
            ),
            due: None,
            budget: None,
            order: Order::Free,
            stage: Some(Stage::After),
            step: missing,
        });
    }
}

struct Known {
    /// Of phases: id, words of the title, words of all else.
    steps: Vec<(StepId, BTreeSet<String>, BTreeSet<String>)>,
    /// The last step of each plan.
    plans: Vec<StepId>,
    plan_steps: Vec<(StepId, BTreeSet<String>, BTreeSet<String>)>,
}

impl Known {
    fn of(cx: &Cx<'_>) -> Self {
        let words_of = |step: &Step| {
            let mut all = step.text.clone().unwrap_or_default();
            for check in &step.check {
                all.push(' ');
                all.push_str(check.name.as_str());
            }
            all.push(' ');
            all.push_str(step.run.as_deref().unwrap_or_default());
            (step.id.clone(), words(&step.title), words(&all))
        };
        Self {
            steps: cx.book.phase_steps().map(words_of).collect(),
            plans: cx
                .book
                .plan
                .iter()
                .filter(|plan| !plan.part)
                .filter_map(|plan| plan.step.last())
                .map(|step| step.id.clone())
                .collect(),
            plan_steps: cx.book.plan.iter().flat_map(|plan| &plan.step).map(words_of).collect(),
        }
    }
}

fn words(text: &str) -> BTreeSet<String> {
    fold(text)
        .split(' ')
        .filter(|word| word.len() > 2 || word.chars().all(|c| c.is_ascii_digit()))
        .map(stemmed)
        .collect()
}

/// `deployed`, `deployment` and `deploying` are the same word here.
fn stemmed(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    let ends = [
        "ations", "ation", "ated", "ating", "ates", "ate", "ments", "ment", "ings", "ing", "ied", "ies",
        "ed", "es", "s", "e", "y",
    ];
    ends.iter()
        .find_map(|end| word.strip_suffix(end).filter(|stem| stem.len() > 3))
        .unwrap_or(word)
        .to_owned()
}

fn line(
    cx: &mut Cx<'_>,
    draft: Draft,
    rollback: bool,
    known: &Known,
    (taken, last): (&mut BTreeSet<StepId>, &mut usize),
    missing: &mut Vec<Step>,
) -> Line {
    let wanted = words(&draft.text);
    if rollback {
        let found = best(&wanted, &known.plan_steps, &BTreeSet::new(), 0);
        let any = found.map_or_else(|| known.plans.clone(), |id| vec![id]);
        return Line { text: draft.text, steps: Vec::new(), any };
    }
    let found = best(&wanted, &known.steps, taken, *last);
    if let Some(at) = found.as_ref().and_then(|id| known.steps.iter().position(|it| it.0 == *id)) {
        *last = at;
    }
    let id = found.unwrap_or_else(|| {
        let step = cx.step(&draft.text, draft.line);
        let id = step.id.clone();
        missing.push(step);
        id
    });
    taken.insert(id.clone());
    Line { text: draft.text, steps: vec![id], any: Vec::new() }
}

/// The step that shares most words with a line; those that no line has yet come first.
fn best(
    wanted: &BTreeSet<String>,
    steps: &[(StepId, BTreeSet<String>, BTreeSet<String>)],
    taken: &BTreeSet<StepId>,
    last: usize,
) -> Option<StepId> {
    let meaning = wanted
        .iter()
        .filter(|word| !has_phrase("done ok all yes the and for run check verif complet", word))
        .count()
        .max(1);
    let score = |at: usize, title: &BTreeSet<String>, other: &BTreeSet<String>, id: &StepId| {
        let in_title = wanted.iter().filter(|word| title.contains(*word)).count();
        let in_text = wanted.iter().filter(|word| !title.contains(*word) && other.contains(*word)).count();
        let points = in_title * 4 + in_text;
        let fits = in_title * 2 >= meaning || (in_title + in_text) >= meaning;
        // A print copy keeps the document's order.
        fits.then_some(points * 2 + usize::from(!taken.contains(id)) + 2 * usize::from(at > last))
    };
    let scored = steps
        .iter()
        .enumerate()
        .filter_map(|(at, (id, title, other))| Some((score(at, title, other, id)?, id)));
    // The first of the best.
    scored
        .filter(|(points, _)| *points > 3)
        .fold(None, |best: Option<(usize, &StepId)>, it| match best {
            Some(old) if old.0 >= it.0 => Some(old),
            _ => Some(it),
        })
        .map(|(_, id)| id.clone())
}
