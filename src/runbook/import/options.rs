//! `Option A`, `Option B`: ways of which one is chosen.

use super::cx::Cx;
use super::kind::{SectionKind, is_option};
use super::label::{Label, labelled};
use super::section::{Part, Section};
use super::walk::{append, walk_on};
use super::work::{flat, shell_below};
use crate::model::ids::{VariantId, slug};
use crate::model::runbook::{Step, Variant};

/// Which children of a section are options: at least two, all with commands and without sections of their own.
pub(crate) fn of(it: &Section) -> Option<Vec<usize>> {
    let options: Vec<usize> =
        (0..it.children.len()).filter(|at| is_option(&it.children[*at].title.line())).collect();
    let fit = options.iter().all(|at| shell_below(&it.children[*at]) && it.children[*at].children.is_empty());
    (options.len() > 1 && fit).then_some(options)
}

/// The section as one step with variants; what follows the last option belongs to all.
pub(crate) fn steps(cx: &mut Cx<'_>, it: &Section, options: &[usize], home: SectionKind) -> Vec<Step> {
    let title = it.title.line();
    let step = cx.step(&title, it.line);
    let mut before = walk_on(cx, step, &it.parts);
    let mut step = match before.pop() {
        // A command of its own comes first, as a step of its own.
        Some(step) if step.run.is_none() => step,
        Some(done) => {
            before.push(done);
            cx.step(&title, it.line)
        }
        None => cx.step(&title, it.line),
    };
    let mut trailing: Vec<Part> = Vec::new();
    let mut after: Vec<Step> = Vec::new();
    for (nth, at) in options.iter().enumerate() {
        let option = &it.children[*at];
        if let Some(entry) = option.entry {
            cx.ledger.placed(entry);
        }
        let (own, rest) =
            if nth + 1 == options.len() { split(&option.parts) } else { (option.parts.clone(), Vec::new()) };
        trailing = rest;
        let name = option.title.line();
        let mut draft = super::cx::Cx::step(cx, &name, option.line);
        draft.title = super::names::title(&name);
        let walked = walk_on(cx, draft, &own);
        match variant(&name, &walked) {
            Some(variant) => {
                for (at, one) in walked.into_iter().enumerate() {
                    if let Some(expect) = one.expect {
                        append(&mut step.expect, &expect);
                    }
                    step.link.extend(one.link);
                    if at == 0 {
                        step.takes = step.takes.or(one.takes);
                    }
                }
                let mut variant = variant;
                while step.variant.iter().any(|it| it.id == variant.id) {
                    variant.id = VariantId::new(format!("{}-{}", variant.id, step.variant.len() + 1));
                }
                step.variant.push(variant);
            }
            None => after.extend(walked.into_iter().map(|one| Step { optional: true, ..one })),
        }
    }
    if step.variant.len() == 1 {
        // Nothing to choose.
        if let Some(one) = step.variant.pop() {
            step.run = one.run;
            step.terminal = one.terminal;
            append(&mut step.text, &one.title);
            if let Some(text) = one.text {
                append(&mut step.text, &text);
            }
        }
    }
    let mut steps = before;
    steps.extend(walk_on(cx, step, &trailing));
    steps.extend(after);
    for (at, child) in it.children.iter().enumerate() {
        if !options.contains(&at) {
            let about = super::work::about(child, None);
            if about == SectionKind::Work || about == home {
                steps.extend(flat(cx, child, home));
            } else {
                super::work::section(cx, child, None);
            }
        }
    }
    steps
}

/// The parts of the last option, and those from a label on that speaks for all of them.
fn split(parts: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let command = parts.iter().position(|part| matches!(part, Part::Code(_))).unwrap_or(parts.len());
    let at = parts.iter().enumerate().position(|(at, part)| {
        let Part::Para(para) = part else { return false };
        let first = para.text.lines().next().unwrap_or_default().to_owned();
        at > command
            && labelled(&first).is_some_and(|(label, _)| {
                matches!(
                    label,
                    Label::Check | Label::Expect | Label::Rollback | Label::Criteria | Label::Watch
                )
            })
    });
    let at = at.unwrap_or(parts.len());
    (parts[..at].to_vec(), parts[at..].to_vec())
}

/// The variant of an option whose steps are all commands.
fn variant(name: &str, steps: &[Step]) -> Option<Variant> {
    let runs: Vec<&str> = steps.iter().filter_map(|step| step.run.as_deref()).collect();
    if runs.is_empty() {
        return None;
    }
    let run = super::walk_code::tidy(&runs.iter().map(|run| run.trim_end()).collect::<Vec<_>>().join("\n\n"));
    let mut text = Vec::new();
    for step in steps {
        text.extend(step.warning.iter().cloned());
        text.extend(step.text.iter().cloned());
        text.extend(step.points.iter().map(|point| format!("- {point}")));
        text.extend(step.check.iter().map(|check| {
            let run = check.probe.fields.get("run").and_then(|run| run.as_str());
            run.map_or_else(|| format!("- {}", check.name), |run| format!("{}:\n{run}", check.name))
        }));
    }
    // `Option A: Docker Compose` is chosen as `docker-compose`.
    let short = name.split_once([':', '–', '—']).map_or(name, |(_, rest)| rest);
    let id = slug(&super::text::fold(short));
    let id = if crate::model::ids::is_id(&id) { id } else { slug(&super::text::fold(name)) };
    let id = if crate::model::ids::is_id(&id) { id } else { "variant".to_owned() };
    let mut id = id;
    id.truncate(40);
    Some(Variant {
        id: VariantId::new(id.trim_end_matches('-')),
        title: super::names::title(name),
        text: (!text.is_empty()).then(|| text.join("\n")),
        run: Some(run),
        action: None,
        terminal: steps.iter().any(|step| step.terminal),
        check: Vec::new(),
    })
}
