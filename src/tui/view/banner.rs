//! What is grave: each a line across the screen, until it is dealt with.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::in_time;
use crate::model::event::GuardPhase;
use crate::model::state::Mode;
use crate::tui::app::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// The lines, the gravest first; none is wider than the screen.
pub fn banners(model: &Model) -> Vec<(Role, String)> {
    let mut found = Vec::new();
    let width = usize::from(model.size.width).saturating_sub(2).max(20);
    for (role, text) in all(model) {
        found.extend(broken(&safe::line(&text), width).into_iter().take(2).map(|line| (role, line)));
    }
    found
}

fn all(model: &Model) -> Vec<(Role, String)> {
    let mut found = Vec::new();
    let state = &model.state;
    if let Some(why) = &model.seen.stuck {
        found.push((
            Role::Alarm,
            format!("JOURNAL CAN'T BE WRITTEN: {why}. Nothing new is started until it can."),
        ));
    }
    if let Some(why) = &model.welcome.read_only {
        found.push((Role::Alarm, format!("READ-ONLY: {why}")));
    }
    match &state.mode {
        Mode::RollingBack(plan) => found.push((Role::Alarm, rolling_back(model, plan.as_str()))),
        Mode::Returned(plan) => {
            let title = state.book.plan(plan).map_or(plan.as_str(), |plan| plan.title.as_str());
            found.push((
                Role::Label,
                format!("ROLLBACK IS THROUGH: {title}. e ends the run; R starts another plan."),
            ));
        }
        Mode::Ended(ended) => {
            let note = if ended.note.is_empty() { String::new() } else { format!(": {}", ended.note) };
            found.push((
                Role::Label,
                format!(
                    "ENDED {} at {}{note}. d leaves; `gonogo export {}` writes the print copy.",
                    ended.outcome.word().to_uppercase(),
                    ended.at.time(),
                    model.welcome.run
                ),
            ));
        }
        Mode::Deploying => {}
    }
    if let Some(offer) = &state.offer {
        let title = state.book.plan(&offer.plan).map_or(offer.plan.as_str(), |plan| plan.title.as_str());
        found.push((
            Role::Alarm,
            format!(
                "ROLLBACK OFFERED: {title}. {}.{}",
                offer.because.trim_end_matches('.'),
                if model.drives() { " R starts it, D declines it." } else { "" }
            ),
        ));
    }
    let ended = matches!(state.mode, Mode::Ended(_));
    found.extend(state.open_incidents().filter(|_| !ended).map(|it| in_time::incident(model, it)));
    for guard in &state.book.guard {
        if let Some(of) = state.guards.get(&guard.id())
            && of.phase == GuardPhase::Firing
            && !of.acknowledged
        {
            found.push((
                Role::Alarm,
                format!(
                    "GUARD FIRING: {} ({}).{}",
                    guard.title,
                    of.observed,
                    if model.drives() { " g: I have seen it." } else { "" }
                ),
            ));
        }
    }
    found.extend(in_time::clocks(model));
    if let Some(why) = &state.parked {
        found.push((Role::Label, format!("PARKED: {why}")));
    }
    found
}

fn rolling_back(model: &Model, id: &str) -> String {
    let state = &model.state;
    let Some(plan) = state.book.plan.iter().find(|plan| plan.id.as_str() == id) else {
        return format!("ROLLING BACK: {id}");
    };
    let settled = plan.step.iter().filter(|step| state.status(step).is_settled()).count();
    let mut text = format!("ROLLING BACK: {}, {settled} of {} steps done", plan.title, plan.step.len());
    if let (Some(within), Some(run)) = (plan.within, state.plans.iter().rev().find(|run| run.plan == plan.id))
    {
        let left = within.as_millis() / i64::from(state.speed()) - model.now.since(run.started);
        // In the time that the runbook means, as its clocks are.
        let told = text::clock(state.told(left.abs()).as_millis());
        text = if left >= 0 {
            format!("{text}, {told} left of {within}")
        } else {
            format!("{text}, {told} OVER its {within}")
        };
    }
    text
}

fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(last) = lines.last_mut() else { break };
        if !last.is_empty() && text::width(last) + 1 + text::width(word) > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    let total = lines.len();
    if total > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(text::cut(&rest, width));
    }
    lines
}

/// Draws the lines.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let mut found = banners(model);
    let height = usize::from(area.height);
    let hidden = found.len().saturating_sub(height);
    if hidden > 0
        && let Some((_, last)) = found.get_mut(height.saturating_sub(1))
    {
        let note = format!(" (+{})", text::count(hidden as u64, "line"));
        let room = usize::from(area.width).saturating_sub(2 + note.len());
        *last = format!("{}{note}", text::cut(last, room));
    }
    for ((role, text), y) in found.into_iter().zip(area.top()..area.bottom()) {
        let line = Rect { y, height: 1, ..area };
        frame.render_widget(Paragraph::new(Line::from(format!(" {text}"))).style(theme.style(role)), line);
    }
}
