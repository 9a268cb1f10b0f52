//! The top line: what is run and where, who drives, how long it has taken and will take.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::in_time;
use crate::model::live::Seat;
use crate::model::state::{Mode, eta};
use crate::tui::app::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// The title and what follows it keep this much before a fact about the run is shown.
const LEAST: usize = 42;

/// They keep this much before the run's id is shown, which colleagues and support ask for first.
const LEAST_BESIDE_ID: usize = 22;

/// Draws the top line.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    let base = match model.state.mode {
        Mode::RollingBack(_) => Role::Alarm,
        _ => Role::Header,
    };
    let dot = theme.symbols.dot;
    let room = usize::from(area.width);
    let mut spans: Vec<Span<'static>> = Vec::new();
    for label in labels(model) {
        spans.push(Span::styled(format!(" {} ", safe::line(&label)), theme.style(Role::Label)));
    }
    spans.push(Span::raw(" "));
    let mut used: usize = spans.iter().map(Span::width).sum();
    let least = text::width(&what(model, dot, usize::MAX / 2)).min(LEAST);
    let mut right = fitting(facts(model), dot, room.saturating_sub(used + least + 2));
    let id = model.welcome.run.as_str();
    if right.is_empty() && used + LEAST_BESIDE_ID + 2 + text::width(id) <= room {
        right.push(id.to_owned());
    }
    let right = safe::line(&right.join(dot)).into_owned();
    let left = what(model, dot, room.saturating_sub(used + text::width(&right) + 2));
    used += text::width(&left) + text::width(&right) + 1;
    spans.push(Span::raw(left));
    spans.push(Span::raw(" ".repeat(room.saturating_sub(used))));
    spans.push(Span::raw(right));
    spans.push(Span::raw(" "));
    frame.render_widget(Paragraph::new(Line::from(spans)).style(theme.style(base)), area);
}

fn labels(model: &Model) -> Vec<String> {
    let mut labels = Vec::new();
    if let Mode::RollingBack(_) = model.state.mode {
        labels.push("ROLLING BACK".to_owned());
    }
    if let Some(of) = model.state.start.as_ref().and_then(|start| start.rehearsal.as_ref()) {
        let scenario = of.scenario.as_ref().map_or(String::new(), |name| format!(" {name}"));
        let speed = if of.speed > 1 { format!(" {}x", of.speed) } else { String::new() };
        labels.push(format!("REHEARSAL{scenario}{speed}"));
    }
    match model.welcome.seat {
        Seat::Driver => {}
        Seat::Pair => labels.push("PAIR".to_owned()),
        Seat::Observer => labels.push("OBSERVER".to_owned()),
    }
    labels
}

/// Title, environment, version; the title is cut first.
fn what(model: &Model, dot: &str, room: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(start) = &model.state.start {
        parts.extend(start.environment.as_ref().map(ToString::to_string));
    }
    let version = model.state.inputs.iter().find(|(name, _)| {
        matches!(name.as_str().to_ascii_lowercase().as_str(), "version" | "deploy_version" | "tag")
    });
    parts.extend(version.and_then(|(_, value)| value.clone()).filter(|value| !value.is_empty()));
    let rest = parts.iter().fold(String::new(), |rest, part| rest + dot + &safe::line(part));
    let title =
        text::cut(&safe::line(&model.state.book.title), room.saturating_sub(text::width(&rest)).max(8));
    text::cut(&format!("{title}{rest}"), room)
}

/// Those of the facts that fit, in their order: an earlier one before a later one.
fn fitting(facts: Vec<String>, dot: &str, room: usize) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let mut used = 0;
    for fact in facts {
        let width = text::width(&fact) + if taken.is_empty() { 0 } else { text::width(dot) };
        if used + width <= room {
            used += width;
            taken.push(fact);
        }
    }
    taken
}

/// Run, driver, elapsed, ETA, pair, what is due: the most important first.
fn facts(model: &Model) -> Vec<String> {
    let mut facts = vec![format!("run {}", model.welcome.run)];
    let open = !matches!(model.state.mode, Mode::Ended(_));
    let mut window = in_time::window(model).filter(|_| open);
    // Before the deployment begins, nothing matters more than whether it may.
    if model.state.deploy_began.is_none() {
        facts.extend(window.take());
    }
    if let Some(driver) = &model.state.driver {
        facts.push(format!("driver {driver}"));
    }
    if let Some(started) = model.state.started {
        let end = match &model.state.mode {
            Mode::Ended(ended) => ended.at,
            _ => model.now,
        };
        let gone = end.since(started);
        // Seconds are shown only while a clock moves them.
        facts.push(if model.is_busy() { text::clock(gone) } else { minutes(gone) });
    }
    if let Some(left) = eta(&model.state, &model.welcome.history, model.now) {
        facts.push(format!("ETA {}", text::clock(left.as_millis())));
    }
    let mut others: Vec<String> = model
        .seen
        .clients
        .iter()
        .filter(|here| here.role != Seat::Driver)
        .map(|here| {
            let role = if here.role == Seat::Pair { "pair" } else { "observer" };
            format!("{role} {}", here.person)
        })
        .collect();
    others.dedup();
    facts.extend(others);
    facts.extend(window);
    facts.extend(in_time::next_due(model).filter(|_| open));
    facts
}

fn minutes(millis: i64) -> String {
    let total = millis.max(0) / 60_000;
    match (total / 1_440, total / 60 % 24, total % 60) {
        (0, 0, m) => format!("{m} min"),
        (0, h, m) => format!("{h}h{m:02}"),
        (d, h, _) => format!("{d}d{h}h"),
    }
}
