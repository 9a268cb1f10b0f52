//! The dialogs: what each says and asks for.

use crate::model::Ask;
use crate::model::ids::{CheckName, InputName, PlanId, Role as Part, StepId};
use crate::model::runbook::{Input, InputDefault, Step};
use crate::model::state::{Mode, Next, StepState, polls};
use crate::model::verdict::{Meaning, RunOutcome};
use crate::tui::app::{Block, Dialog, Field, Model, Purpose, Rule};
use crate::tui::theme::Role;

fn reason(label: &str) -> Field {
    Field::text("reason", label, "", Rule::default())
}

fn lines(name: &str, label: &str, optional: bool) -> Field {
    Field::text(name, label, "", Rule { optional, lines: true, ..Rule::default() })
}

fn exactly(text: &str) -> Field {
    let rule = Rule { exactly: Some(text.to_owned()), ..Rule::default() };
    Field::text("confirm", &format!("Type {text} to go on"), "", rule)
}

/// Typed confirmation before a command of high or critical risk.
pub(super) fn confirm_run(model: &Model, id: &StepId, again: bool) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let of = model.state.step(id);
    let purpose = if again { Purpose::Rerun(id.clone()) } else { Purpose::Run(id.clone()) };
    let word = if again { "run again" } else { "run" };
    let title = format!("{} risk: {}", step.risk.word().to_uppercase(), step.title);
    let mut dialog = Dialog::new(title, word, purpose).grave();
    if again {
        dialog = dialog.say(Role::Bad, "It has run before: this runs it once more.");
    }
    if let Some(warning) = &step.warning {
        dialog = dialog.say(Role::Bad, format!("WARNING: {warning}"));
    }
    let chosen = of.and_then(|of| of.variant.as_ref());
    if let Some(variant) = chosen {
        let title =
            step.variant.iter().find(|it| it.id == *variant).map_or(variant.as_str(), |it| it.title.as_str());
        dialog = dialog.say(Role::Text, format!("Variant: {title}"));
    }
    if let Some(environment) = model.state.start.as_ref().and_then(|start| start.environment.as_ref()) {
        dialog = dialog.say(Role::Text, format!("Environment: {environment}"));
    }
    if let Some(command) = step.command(chosen) {
        dialog = dialog.block(Block::Code("command".to_owned(), command.to_owned()));
    }
    if let Some(action) = step.action(chosen) {
        dialog = dialog
            .say(Role::Text, model.resolved(&action.sentence()))
            .block(Block::Code("same by hand".to_owned(), action.by_hand()));
    }
    Some(dialog.field(exactly(id.as_str())))
}

/// To accept a look.
pub(super) fn look(model: &Model, id: &StepId) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let (_, end) = model.state.step(id)?.attempt()?.end.as_ref()?;
    let mut dialog =
        Dialog::new(format!("Look: {}", step.title), "it is all right", Purpose::Look(id.clone()))
            .say(Role::Warn, "The command ended with exit 0, but commands inside it failed:");
    for failed in &end.failing {
        let text = format!("line {}, exit {}: {}", failed.line, failed.code, failed.command);
        dialog = dialog.block(Block::Point(Role::Text, text));
    }
    dialog = dialog.say(Role::Muted, "Esc, then f calls the step failed.");
    Some(dialog.field(lines("note", "Why is it all right?", false)))
}

/// To answer a check's question.
pub(super) fn answer(model: &Model, id: &StepId, check: &CheckName) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let variant = model.state.step(id).and_then(|of| of.variant.as_ref());
    let it = step.checks(variant).find(|it| it.name == *check)?;
    let ask = ["ask", "question", "text"].iter().find_map(|name| it.probe.fields.get(*name)?.as_str());
    let open = match model.state.next(step) {
        Next::Answer(open) => open.len(),
        _ => 1,
    };
    let purpose = Purpose::Answer(id.clone(), check.clone());
    let mut dialog = Dialog::new(format!("Check: {check}"), "answer", purpose);
    if let Some(ask) = ask {
        dialog = dialog.say(Role::Strong, ask);
    }
    if let Some(by_hand) = &it.by_hand {
        dialog = dialog.block(Block::Code("by hand".to_owned(), by_hand.clone()));
    }
    if open > 1 {
        dialog = dialog.say(Role::Muted, format!("{open} questions are open in this step."));
    }
    let both = [("yes", "yes, it is as it should be"), ("no", "NO, it is not")];
    let both = both.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec();
    Some(dialog.field(Field::choice("answer", "Is it so?", both, 0)).field(lines(
        "evidence",
        match it.probe.fields.get("evidence").and_then(|evidence| evidence.as_str()) {
            Some("number") => "Which number, with its unit?",
            Some("file") => "Which file?",
            Some("link") => "Which link?",
            _ => "What did you see?",
        },
        it.probe.fields.get("evidence").and_then(|evidence| evidence.as_str()) == Some("none"),
    )))
}

/// To sign a step, or to poll at its gate.
pub(super) fn sign(model: &mut Model, id: &StepId) -> Option<Dialog> {
    let step = model.state.book.find(id)?.clone();
    if step.signoff.is_none() && step.gate.is_none() {
        model.ui.say(Role::Text, "this step asks for no signature: n writes a note");
        return None;
    }
    let of = model.state.step(id).cloned().unwrap_or_default();
    let rule = step.signoff.clone().unwrap_or_default();
    let statement = step.gate.as_ref().and_then(|gate| gate.ask.clone()).or(rule.statement);
    let (title, word) = if step.gate.is_some() { ("Poll", "poll") } else { ("Sign off", "sign") };
    let mut dialog = Dialog::new(format!("{title}: {}", step.title), word, Purpose::Sign(id.clone()))
        .say(
            Role::Strong,
            statement.unwrap_or_else(|| format!("“{}” is done and as it should be.", step.title)),
        )
        .say(Role::Warn, format!("{} signs, UNSIGNED: a typed name, no key stands behind it.", model.me));
    for (name, check) in &of.checks {
        let verdict = check.verdict.map_or("open", |(_, verdict)| verdict.word());
        dialog = dialog.block(Block::Point(Role::Muted, format!("check {name}: {verdict}")));
    }
    if let Some((_, end)) = of.attempt().and_then(|attempt| attempt.end.as_ref()) {
        let exit = end.exit.map_or("none".to_owned(), |code| code.to_string());
        dialog =
            dialog.block(Block::Point(Role::Muted, format!("command: {}, exit {exit}", end.verdict.word())));
    }
    let gate_roles = step.gate.as_ref().map(|gate| gate.roles.clone()).unwrap_or_default();
    let roles: Vec<(String, String)> = gate_roles
        .iter()
        .chain(&rule.roles)
        // A role that has polled changes its mind by the same mouth only.
        .filter(|role| {
            let last = of.signoffs.iter().rev().find(|it| it.role.as_ref() == Some(role));
            !gate_roles.contains(role) || last.is_none_or(|it| it.person == model.me)
        })
        .map(|role| (role.to_string(), polled(&step, &of, role)))
        .collect();
    if !roles.is_empty() {
        // The first role that nobody has answered for.
        let open = roles.iter().position(|(role, shown)| role == shown).unwrap_or(0);
        dialog = dialog.field(Field::choice("role", "As", roles, open));
    }
    let meanings: &[(Meaning, &str)] = if step.gate.is_some() {
        &[(Meaning::Approved, "GO: I agree that it goes on"), (Meaning::Rejected, "NO-GO: I do not agree")]
    } else {
        &[
            (Meaning::Performed, "performed: I did it"),
            (Meaning::Verified, "verified: I saw that it is so"),
            (Meaning::Approved, "approved: I agree that it goes on"),
            (Meaning::Rejected, "REJECTED: I do not agree"),
        ]
    };
    let second = usize::from(step.gate.is_none() && !of.signoffs.is_empty());
    let meanings = meanings.iter().map(|(m, label)| (m.word().to_owned(), (*label).to_owned())).collect();
    Some(
        dialog
            .field(Field::choice("meaning", "It means", meanings, second))
            .field(lines("note", "Note", true)),
    )
}

/// A role, with what was said for it at the gate.
fn polled(step: &Step, of: &StepState, role: &Part) -> String {
    let mut polls = step.gate.iter().flat_map(|gate| polls(gate, of));
    match polls.find(|poll| poll.role == role).and_then(|poll| Some((poll.word(), poll.said?))) {
        Some((word, said)) => format!("{role}  ({word} by {})", said.person),
        None => role.to_string(),
    }
}

/// To call a step failed.
pub(super) fn fail(model: &Model, id: &StepId) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let title = format!("Call it failed: {}", step.title);
    Some(Dialog::new(title, "failed", Purpose::Fail(id.clone())).grave().field(reason("What is wrong?")))
}

/// To leave a step out.
pub(super) fn skip(model: &Model, id: &StepId) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let mut field = reason("Why is it left out?");
    field.rule.optional = step.optional;
    Some(Dialog::new(format!("Skip: {}", step.title), "skip", Purpose::Skip(id.clone())).field(field))
}

/// To accept a step that didn't pass.
pub(super) fn waive(model: &Model, id: &StepId) -> Option<Dialog> {
    let step = model.state.book.find(id)?;
    let mut dialog =
        Dialog::new(format!("Waive: {}", step.title), "waive", Purpose::Waive(id.clone())).grave();
    if let Next::Failed(why) = model.state.next(step) {
        dialog = dialog.say(Role::Bad, why);
    }
    Some(dialog.field(reason("Why is it accepted all the same?")))
}

/// A note on a step, or on the run.
pub(super) fn note(model: &Model, id: Option<StepId>) -> Dialog {
    let title = match id.as_ref().and_then(|id| model.state.book.find(id)) {
        Some(step) => format!("Note on {}", step.title),
        None => "Note on the run".to_owned(),
    };
    Dialog::new(title, "note", Purpose::Note(id)).field(lines("note", "", false))
}

/// To start a plan.
pub(super) fn start_plan(model: &Model, id: &PlanId) -> Option<Dialog> {
    let plan = model.state.book.plan(id)?;
    let offer = model.state.offer.as_ref().filter(|offer| offer.plan == *id);
    let title = format!("ROLL BACK: {}", plan.title);
    let mut dialog = Dialog::new(title, "start the rollback", Purpose::StartPlan(id.clone())).grave();
    dialog = dialog.say(Role::Strong, "The deployment stands still while the plan's steps are taken.");
    if let Some(text) = &plan.text {
        dialog = dialog.say(Role::Text, text.clone());
    }
    if let Some(within) = plan.within {
        dialog = dialog.say(Role::Text, format!("It should be through within {within}."));
    }
    if let Some(warning) = &plan.warning {
        dialog = dialog.block(Block::Gap).say(Role::Bad, format!("WARNING: {warning}"));
    }
    dialog = dialog.block(Block::Gap);
    for step in &plan.step {
        dialog = dialog.block(Block::Point(Role::Text, step.title.clone()));
    }
    if let Some(then) = plan.then.as_ref().and_then(|then| model.state.book.plan(then)) {
        dialog = dialog.block(Block::Point(Role::Muted, format!("then the plan “{}”", then.title)));
    }
    let because = offer.map(|offer| offer.because.clone()).unwrap_or_default();
    let mut dialog = dialog.field(Field::text("reason", "Why?", &because, Rule::default()));
    if plan.warning.is_some() {
        dialog = dialog.field(exactly(id.as_str()));
    }
    if !because.is_empty() {
        dialog.focus = dialog.fields.len() - 1;
    }
    Some(dialog)
}

/// To decline the offered plan.
pub(super) fn decline(model: &Model) -> Option<Dialog> {
    let offer = model.state.offer.as_ref()?;
    let title = model.state.book.plan(&offer.plan).map_or(offer.plan.as_str(), |plan| plan.title.as_str());
    Some(
        Dialog::new(
            format!("Decline the rollback: {title}"),
            "decline",
            Purpose::Decline(offer.plan.clone()),
        )
        .grave()
        .say(Role::Text, format!("Offered because: {}", offer.because))
        .field(reason("Why is it not taken?")),
    )
}

/// To end the run.
pub(super) fn end(model: &Model) -> Dialog {
    let open = model.state.book.phase_steps().filter(|step| !model.state.status(step).is_settled()).count();
    let mut dialog = Dialog::new("End the run", "end the run", Purpose::End);
    let mut ways = Vec::new();
    if matches!(model.state.mode, Mode::Returned(_)) {
        ways.push((RunOutcome::RolledBack, "ROLLED BACK: the deployment was taken back"));
    }
    if open == 0 && matches!(model.state.mode, Mode::Deploying) {
        ways.push((RunOutcome::Go, "GO: the deployment stands"));
    }
    ways.push((RunOutcome::NoGo, "NO-GO: the deployment is called off"));
    if let Mode::RollingBack(plan) = &model.state.mode {
        let title = model.state.book.plan(plan).map_or(plan.as_str(), |plan| plan.title.as_str());
        let text = format!("The rollback “{title}” is not through: now the run can only end NO-GO.");
        dialog = dialog.say(Role::Bad, text);
    } else if open > 0 && !model.state.rolled_back() {
        let steps = crate::tui::text::count(open as u64, "step");
        dialog = dialog.say(
            Role::Warn,
            format!("{steps} still open, so the run can't end GO: settle, skip or waive them first."),
        );
    } else {
        dialog = dialog.say(Role::Text, "Nothing can be changed after it.");
    }
    for incident in model.state.open_incidents() {
        let text = format!("Incident {} is not resolved: {}", incident.number, incident.reason);
        dialog = dialog.say(Role::Bad, text);
    }
    let ways = ways.into_iter().map(|(way, label)| (way.word().to_owned(), label.to_owned())).collect();
    dialog.field(Field::choice("outcome", "How does it end?", ways, 0)).field(lines(
        "note",
        "Note, or for a NO-GO the reason",
        true,
    ))
}

/// To sit down in the driver's seat.
pub(super) fn take_over(model: &Model) -> Dialog {
    let dialog = Dialog::new("Take the driver's seat", "take over", Purpose::TakeOver).grave();
    match model.state.driver.as_ref().filter(|driver| **driver != model.me) {
        Some(driver) => dialog.say(
            Role::Warn,
            format!("{driver} drives this run and becomes the pair. Speak to them first. It is recorded."),
        ),
        None => dialog.say(Role::Warn, "Your other window becomes the pair. It is recorded."),
    }
}

/// To leave.
pub(super) fn detach(model: &Model) -> Dialog {
    let running = model.state.running().and_then(|step| model.state.book.find(step));
    let text = match running {
        Some(step) => format!("“{}” goes on running.", step.title),
        None => "Nothing runs now.".to_owned(),
    };
    Dialog::new("Detach", "detach", Purpose::Detach)
        .say(Role::Text, format!("{text} `gonogo attach {}` comes back to this screen.", model.welcome.run))
}

/// To stop what runs in a step.
pub(super) fn cancel(model: &Model, id: StepId) -> Dialog {
    let title = model.state.book.find(&id).map_or(id.to_string(), |step| step.title.clone());
    Dialog::new(format!("Stop: {title}"), "stop it", Purpose::Cancel(id)).grave().say(
        Role::Warn,
        "What it has done so far stays done. A command is asked to end first, and killed if it does not.",
    )
}

/// A form for `inputs`, each with the value to offer.
pub fn inputs<'a>(
    title: &str,
    inputs: impl Iterator<Item = (&'a InputName, &'a Input, Option<String>)>,
    purpose: Purpose,
) -> Dialog {
    let mut dialog = Dialog::new(title, "go on", purpose);
    for (name, input, offered) in inputs {
        let label = input.ask.clone().unwrap_or_else(|| name.to_string());
        let offered = offered.or_else(|| match &input.default {
            Some(InputDefault::Value(value)) => Some(value.clone()),
            _ => None,
        });
        let field = if input.choices.is_empty() {
            let rule = Rule {
                optional: input.optional,
                pattern: input.pattern.clone(),
                secret: input.secret,
                ..Rule::default()
            };
            Field::text(name.as_str(), &label, offered.as_deref().unwrap_or_default(), rule)
        } else {
            let at = input.choices.iter().position(|it| Some(it) == offered.as_ref()).unwrap_or(0);
            let options = input.choices.iter().map(|it| (it.clone(), it.clone())).collect();
            Field::choice(name.as_str(), &label, options, at)
        };
        dialog = dialog.field(field.about(input.about.clone()));
    }
    dialog
}

/// A form for the inputs that a refusal names; `None` where the runbook has none of them.
pub(super) fn missing(model: &Model, names: &str, again: Ask) -> Option<Dialog> {
    let wanted: Vec<&str> = names
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|name| !name.is_empty())
        .collect();
    let book = &model.state.book;
    let found = book.input.iter().filter(|(name, _)| wanted.contains(&name.as_str()));
    let dialog = inputs(
        "This step needs values first",
        found.map(|(name, input)| (name, input, model.state.inputs.get(name).cloned().flatten())),
        Purpose::Inputs(Some(Box::new(again))),
    );
    (!dialog.fields.is_empty()).then_some(dialog)
}
