//! A document's text becomes a runbook and a report.

use std::collections::BTreeSet;

use super::cx::Cx;
use super::decode::decode;
use super::error::ImportError;
use super::front;
use super::ledger::{Counted, Ledger};
use super::parse::parse;
use super::plain;
use super::report::Report;
use super::section::{Part, Reading, Section, sections};
use super::toml_text::toml_text;
use super::walk::{Taking, walk};
use super::{alerts, print, trouble, work};
use crate::model::ids::{PhaseId, RunbookId, is_id, slug};
use crate::model::runbook::{Order, Phase, Runbook};
use crate::model::uses::assigned;
use crate::runbook::bash_names::{declared, is_usual, uses};
use crate::runbook::lint::{Query, Syntax};

/// More steps than anybody walks through.
const MOST_STEPS: usize = 20_000;

/// What came of a document.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The runbook.
    pub book: Runbook,
    /// The same as the text of a runbook file.
    pub text: String,
    /// What was found, and what became of it.
    pub report: Report,
}

/// Reads the document `bytes`, called `name`, as a runbook. `sound` says whether bash takes a text; what it doesn't take
/// is kept as text.
pub fn import(name: &str, bytes: &[u8], sound: &Syntax<'_>) -> Result<Imported, ImportError> {
    import_with(name, bytes, sound, &|_| Ok(()))
}

/// As [`import`]; `promql` says whether a query of an alert rule can be asked, and a rule of which it can't stays text.
pub fn import_with(
    name: &str,
    bytes: &[u8],
    sound: &Syntax<'_>,
    promql: &Query<'_>,
) -> Result<Imported, ImportError> {
    let decoded = decode(name, bytes)?;
    let mut imported = read(name, &decoded.text, (sound, promql), Reading::ByTitle);
    // Nothing but the way back or troubles, going by the titles: then the words mislead, and the order counts.
    for reading in [Reading::InOrder, Reading::AllWork] {
        if imported.book.phase.is_empty() {
            imported = read(name, &decoded.text, (sound, promql), reading);
        }
    }
    if imported.book.phase.is_empty() {
        return Err(ImportError::NothingToDo { name: name.to_owned() });
    }
    let steps = imported.book.steps().count();
    if steps > MOST_STEPS {
        return Err(ImportError::TooManySteps { name: name.to_owned(), steps });
    }
    for note in decoded.notes.into_iter().rev() {
        imported.report.remark_first(note);
    }
    Ok(imported)
}

fn read(name: &str, text: &str, (sound, promql): (&Syntax<'_>, &Query<'_>), reading: Reading) -> Imported {
    let mut ledger = Ledger::default();
    let parsed = parse(text, &mut ledger);
    let mut cx = Cx::new(ledger, sound, promql);
    cx.inputs.taken = names_set(&cx.ledger);
    let given = parsed.front.as_deref().and_then(|front| front::matter(&mut cx, front));
    let mut root = sections(parsed.blocks);
    front::signature(&mut cx, &mut root);
    let (title, tops) = tops(&mut cx, root, given);
    let title = title.unwrap_or_else(|| from_file(name));
    cx.book.title = super::names::title(&title);
    if cx.book.title.is_empty() {
        "Runbook".clone_into(&mut cx.book.title);
    }
    let id = id(name, &cx.book.title);
    cx.book.id = RunbookId::new(id);
    if tops.iter().all(|it| it.level == 0) {
        cx.remark(
            1,
            "the document has no headings: everything stands in one phase; add `## Title` lines to part it",
        );
    }
    for top in &tops {
        if top.level == 0 {
            preamble(&mut cx, top);
        } else {
            let mut top = top.clone();
            top.take(reading);
            work::section(&mut cx, &top, None);
        }
    }
    finish(&mut cx);
    let text = toml_text(&cx.book);
    let report = Report::new(name, &cx.ledger, &cx.book, &cx.remarks);
    Imported { book: cx.book, text, report }
}

/// The document's title, and its sections; what stands before the first is one of level 0.
fn tops(cx: &mut Cx<'_>, root: Section, given: Option<String>) -> (Option<String>, Vec<Section>) {
    let mut tops: Vec<Section> = Vec::new();
    let mut title = given;
    let lead = Section { children: Vec::new(), level: 0, ..root.clone() };
    let mut children = root.children;
    let top_level = children.iter().map(|it| it.level).min().unwrap_or(7);
    let single = children.iter().filter(|it| it.level == top_level).count() == 1
        && children.first().is_some_and(|it| it.level == top_level && top_level < 7);
    if single && let Some(mut first) = (!children.is_empty()).then(|| children.remove(0)) {
        if let Some(entry) = first.entry {
            cx.ledger.placed(entry);
        }
        title = title.or_else(|| Some(first.title.line()));
        let own = Section {
            children: Vec::new(),
            title: first.title.clone(),
            parts: lead.parts.iter().cloned().chain(std::mem::take(&mut first.parts)).collect(),
            level: 0,
            line: first.line,
            entry: None,
            reading: Reading::ByTitle,
        };
        tops.push(own);
        tops.extend(first.children);
    } else {
        if let Some(first) = children.first().filter(|it| it.level == 1) {
            title = title.or_else(|| Some(first.title.line()));
        }
        tops.push(lead);
    }
    tops.extend(children);
    tops.retain(|it| it.level > 0 || !it.parts.is_empty());
    (title, tops)
}

/// What stands before the first section: what it is for, and perhaps work.
fn preamble(cx: &mut Cx<'_>, it: &Section) {
    let (prose, work): (Vec<Part>, Vec<Part>) =
        if it.has_work() { (Vec::new(), it.parts.clone()) } else { (it.parts.clone(), Vec::new()) };
    if !prose.is_empty() {
        plain::keep_parts(cx, &prose, "as a note");
        let text = plain::parts(&prose);
        if cx.book.about.is_none()
            && text.chars().count() <= 600
            && prose.iter().all(|part| matches!(part, Part::Para(_)))
        {
            cx.book.about = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
        } else {
            cx.note("About this runbook", &text, it.line);
        }
    }
    if work.is_empty() {
        return;
    }
    let title = if it.title.is_empty() { cx.book.title.clone() } else { it.title.line() };
    let walked = walk(cx, Taking::AsGroup, &title, it.line, &work);
    let id = PhaseId::new(cx.phases.give(&title, "phase"));
    let title = super::names::title(&title);
    let title = if title.is_empty() { "Steps".to_owned() } else { title };
    let text = Some(walked.intro).filter(|text| !text.is_empty());
    if walked.steps.is_empty() {
        if let Some(text) = text {
            cx.note(&title, &text, it.line);
        }
        return;
    }
    cx.book.phase.push(Phase {
        id,
        title,
        text,
        due: None,
        budget: None,
        order: Order::Strict,
        stage: None,
        step: walked.steps,
    });
}

fn finish(cx: &mut Cx<'_>) {
    print::finish(cx);
    let first = cx
        .book
        .plan
        .iter()
        .find(|plan| !plan.part && plan.step.iter().any(crate::model::runbook::Step::has_command));
    let first = first.or_else(|| cx.book.plan.iter().find(|plan| !plan.part));
    cx.book.rollback = first.map(|plan| plan.id.clone());
    trouble::attach(cx);
    alerts::attach(cx);
    variables(cx);
    left_over(cx);
    let mut inputs = std::mem::take(&mut cx.inputs.all);
    inputs.retain(|name, _| used_anywhere(&cx.book, name.as_str()));
    cx.book.input = inputs;
}

fn used_anywhere(book: &Runbook, name: &str) -> bool {
    let plain = format!("${name}");
    let braced = format!("${{{name}");
    let has = |text: &str| text.contains(&plain) || text.contains(&braced);
    book.steps().any(|step| {
        step.run.as_deref().is_some_and(has)
            || step.variant.iter().any(|it| it.run.as_deref().is_some_and(has))
            || step
                .check
                .iter()
                .any(|check| check.probe.fields.values().any(|value| value.as_str().is_some_and(has)))
    }) || book.source.values().any(|source| has(source.url()))
}

/// Names that commands of the document set.
fn names_set(ledger: &Ledger) -> BTreeSet<String> {
    ledger
        .all()
        .iter()
        .filter(|found| found.what == Counted::Code)
        .flat_map(|found| assigned(&found.text))
        .map(|name| name.to_string())
        .collect()
}

/// What commands use and none sets becomes an input that the caller's environment may give.
fn variables(cx: &mut Cx<'_>) {
    const NEVER: [&str; 8] =
        ["BASH_ENV", "ENV", "HOME", "IFS", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PWD"];
    let texts_of = |step: &crate::model::runbook::Step| -> Vec<String> {
        let checks =
            step.check.iter().filter_map(|check| check.probe.fields.get("run").and_then(|run| run.as_str()));
        let variants = step.variant.iter().filter_map(|it| it.run.as_deref());
        step.run.as_deref().into_iter().chain(variants).chain(checks).map(str::to_owned).collect()
    };
    let sets = |text: &str| -> Vec<String> {
        let declared = declared(text).into_iter().map(str::to_owned).collect::<Vec<_>>();
        assigned(text).into_iter().map(|name| name.to_string()).chain(declared).collect()
    };
    let all: BTreeSet<String> = cx.book.steps().flat_map(texts_of).flat_map(|text| sets(&text)).collect();
    let in_phases = cx.book.phase_steps().count();
    let mut before: BTreeSet<String> = BTreeSet::new();
    let mut wanted: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, step) in cx.book.steps().enumerate() {
        let texts = texts_of(step);
        let own: BTreeSet<String> = texts.iter().flat_map(|text| sets(text)).collect();
        for used in texts.iter().flat_map(|text| uses(text)).filter(|used| !used.guarded) {
            let name = used.name;
            // In a phase, what a later step sets comes too late.
            let set =
                own.contains(name) || if at < in_phases { before.contains(name) } else { all.contains(name) };
            let usual = is_usual(name) || NEVER.contains(&name) || name.starts_with("BASH");
            if !set && !usual && !cx.inputs.all.contains_key(name) && seen.insert(name.to_owned()) {
                wanted.push(name.to_owned());
            }
        }
        before.extend(own);
    }
    for name in wanted {
        cx.inputs.variable(&name);
    }
}

/// Nothing is lost: a task or a block that no stage has taken is kept as a note.
fn left_over(cx: &mut Cx<'_>) {
    let open: Vec<usize> = (0..cx.ledger.all().len()).filter(|at| cx.ledger.is_open(*at)).collect();
    for at in open {
        let found = cx.ledger.all()[at].clone();
        match found.what {
            Counted::Heading => cx.ledger.kept(at, "nothing to do stands under it"),
            Counted::Link => {
                cx.ledger.placed(at);
                let url = found.text;
                if !url.is_empty()
                    && !url.starts_with('#')
                    && !cx.book.link.iter().any(|link| link.url == url)
                {
                    cx.book.link.push(crate::model::runbook::Link { title: url.clone(), url });
                }
            }
            Counted::Task | Counted::Code | Counted::Table => {
                cx.ledger.kept(at, "as a note");
                cx.note(&format!("From line {}", found.line), &found.text, found.line);
            }
        }
    }
}

fn from_file(name: &str) -> String {
    let path = std::path::Path::new(name);
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or(name).to_owned()
}

/// An id of the file's name where that says something, else of the title.
fn id(name: &str, title: &str) -> String {
    const ANY: [&str; 12] = [
        "readme",
        "index",
        "runbook",
        "deploy",
        "deployment",
        "doc",
        "docs",
        "main",
        "guide",
        "stdin",
        "untitled",
        "checklist",
    ];
    let file = slug(&super::text::fold(&from_file(name)));
    let letters = file.chars().filter(char::is_ascii_alphabetic).count();
    let says = letters * 4 >= file.len() * 3 && letters > 2 && !ANY.contains(&file.as_str());
    let title = super::names::Ids::default().give(title, "runbook");
    if says && is_id(&file) { file } else { title }
}
