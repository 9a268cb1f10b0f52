//! Pages to read: help, contacts, an issue, the metrics.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::{Doc, guards, help, inside, metrics};
use crate::model::ids::TroubleId;
use crate::model::runbook::{Metric, Step};
use crate::tui::app::{Model, Page, PageKind};
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// Draws the page.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, page: &Page, theme: &Theme) {
    let (lines, marks) = lines(model, page, area.width.saturating_sub(4), theme);
    let inner = inside(area);
    let height = usize::from(inner.height);
    let total = lines.len();
    let mut top = page.top.min(total.saturating_sub(height));
    if let Some(mark) = marks.get(page.at) {
        // The marked step is kept in sight.
        top = top.min(*mark).max((mark + 2).saturating_sub(height));
    }
    let mut block = Block::bordered()
        .border_set(theme.symbols.border)
        .border_style(theme.style(Role::Focus))
        .title(Line::styled(format!(" {} ", safe::line(&title(model, page))), theme.style(Role::Title)));
    if total > height {
        let note = format!(" lines {}-{} of {total} ", top + 1, (top + height).min(total));
        block = block.title(Line::styled(note, theme.style(Role::Muted)).right_aligned());
    }
    frame.render_widget(block, area);
    let lines: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(Paragraph::new(lines), inner);
}

fn title(model: &Model, page: &Page) -> String {
    match &page.kind {
        PageKind::Help => "Keys".to_owned(),
        PageKind::Contacts => "Contacts, escalation, channels, vendors, links".to_owned(),
        PageKind::Metrics => "Metrics and guards".to_owned(),
        PageKind::Trouble(id) => {
            let title = model.state.book.trouble.iter().find(|it| it.id == *id).map(|it| it.title.as_str());
            format!("Trouble: {}", title.unwrap_or(id.as_str()))
        }
    }
}

/// The page's lines, and on which of them its steps stand.
pub fn lines(model: &Model, page: &Page, width: u16, theme: &Theme) -> (Vec<Line<'static>>, Vec<usize>) {
    match &page.kind {
        PageKind::Help => (help::lines(width, theme), Vec::new()),
        PageKind::Contacts => (contacts(model, width, theme), Vec::new()),
        PageKind::Metrics => (charts(model, width, theme), Vec::new()),
        PageKind::Trouble(id) => trouble(model, id, page.at, width, theme),
    }
}

/// The steps that a page has.
pub fn items<'m>(model: &'m Model, page: &Page) -> Vec<&'m Step> {
    match &page.kind {
        PageKind::Trouble(id) => {
            let trouble = model.state.book.trouble.iter().find(|it| it.id == *id);
            trouble.map(|it| it.steps().collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn contacts(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let book = &model.state.book;
    let mut doc = Doc::new(width, theme);
    if !book.contact.is_empty() {
        doc.heading("Contacts");
    }
    for it in &book.contact {
        doc.text(Role::Strong, &it.role);
        let rows = [
            ("first", &it.primary),
            ("then", &it.secondary),
            ("phone", &it.phone),
            ("mail", &it.email),
            ("chat", &it.chat),
            ("note", &it.note),
        ];
        for (name, value) in rows {
            if let Some(value) = value {
                doc.item((Role::Muted, &format!("  {name:<7}")), Role::Text, value);
            }
        }
    }
    if !book.escalation.is_empty() {
        doc.heading("Escalation");
    }
    for it in &book.escalation {
        let after = it.after.map_or(String::new(), |after| format!("  (no answer after {after}: the next)"));
        doc.row(
            &[(Role::Strong, &format!("{:<5}", it.level))],
            &[(Role::Text, &it.when), (Role::Muted, ": "), (Role::Text, &it.action), (Role::Muted, &after)],
        );
    }
    if !book.channel.is_empty() {
        doc.heading("Channels");
    }
    for it in &book.channel {
        let note = it.note.as_ref().map_or(String::new(), |note| format!("  {note}"));
        doc.row(
            &[(Role::Strong, &format!("{:<12} ", it.title))],
            &[(Role::Text, &it.address), (Role::Muted, &note)],
        );
    }
    if !book.vendor.is_empty() {
        doc.heading("Vendors");
    }
    for it in &book.vendor {
        let sla = it.sla.as_ref().map_or(String::new(), |sla| format!("  {sla}"));
        doc.row(
            &[(Role::Strong, &format!("{:<16} ", it.title))],
            &[(Role::Text, &it.contact), (Role::Muted, &sla)],
        );
    }
    if !book.link.is_empty() {
        doc.heading("Links");
    }
    for it in &book.link {
        let url = model.resolved(&it.url);
        doc.row(&[(Role::Text, &format!("{:<20} ", it.title))], &[(Role::Active, &url)]);
    }
    for it in &book.note {
        doc.heading(&it.title);
        if let Some(line) = it.source_line {
            doc.text(Role::Muted, &format!("line {line} of the document"));
        }
        doc.text(Role::Text, &it.text);
    }
    if doc.is_empty() {
        doc.text(Role::Muted, "This runbook names nobody.");
    }
    doc.into_lines()
}

fn trouble(
    model: &Model,
    id: &TroubleId,
    at: usize,
    width: u16,
    theme: &Theme,
) -> (Vec<Line<'static>>, Vec<usize>) {
    let mut doc = Doc::new(width, theme);
    let mut marks = Vec::new();
    let Some(it) = model.state.book.trouble.iter().find(|it| it.id == *id) else {
        return (doc.into_lines(), marks);
    };
    let bullet = format!("{} ", theme.symbols.bullet);
    if !it.symptoms.is_empty() {
        doc.heading("Symptoms");
        for symptom in &it.symptoms {
            doc.item((Role::Muted, &bullet), Role::Text, symptom);
        }
    }
    if !it.diagnosis.is_empty() {
        doc.heading(&format!("Diagnosis ({} goes to the step, {0} there runs it)", theme.symbols.enter));
        for step in &it.diagnosis {
            marks.push(doc.len());
            step_line(&mut doc, model, step, marks.len() - 1 == at, theme);
        }
    }
    if !it.cause.is_empty() {
        doc.heading("Causes");
        for cause in &it.cause {
            doc.item((Role::Muted, &bullet), Role::Strong, &cause.title);
            if let Some(text) = &cause.text {
                doc.item((Role::Text, "  "), Role::Text, text);
            }
            doc.item((Role::Ok, "  do: "), Role::Text, &cause.solution);
        }
    }
    if !it.resolution.is_empty() {
        doc.heading("Resolution");
        for step in &it.resolution {
            marks.push(doc.len());
            step_line(&mut doc, model, step, marks.len() - 1 == at, theme);
        }
    }
    (doc.into_lines(), marks)
}

fn step_line(doc: &mut Doc<'_>, model: &Model, step: &Step, marked: bool, theme: &Theme) {
    let status = model.state.status(step);
    let role = if marked { Role::Selected } else { Theme::status(status) };
    let name = if marked { Role::Selected } else { Role::Text };
    let mark = format!("{} {} ", if marked { ">" } else { " " }, theme.symbols.status(status));
    doc.row(&[(role, &mark)], &[(name, &step.title), (Role::Muted, &format!("  {}", status.word()))]);
    if let Some(run) = step.run.as_ref().filter(|_| marked) {
        doc.code("command", run, true, &[]);
    }
}

/// Every metric with a chart of its own, then the guards.
fn charts(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for metric in &model.state.book.metric {
        lines.extend(chart(model, metric, width, theme));
        lines.push(Line::default());
    }
    if lines.is_empty() {
        lines.push(Line::styled("This runbook has no metrics.", theme.style(Role::Muted)));
    }
    if !model.state.book.guard.is_empty() {
        lines.push(Line::styled("Guards", theme.style(Role::Heading)));
        lines.extend(guards::lines(model, width.min(72), theme));
    }
    lines
}

const CHART: usize = 4;

fn chart(model: &Model, metric: &Metric, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let series = metrics::samples(model, metric);
    let (role, value) = metrics::current(metric, series.last());
    let limit = |name: &str, limit: &Option<crate::model::quantity::Threshold>| {
        limit.as_ref().map_or(String::new(), |limit| format!("  {name} {limit}"))
    };
    let mut doc = Doc::new(width, theme);
    doc.sides(
        &[
            (Role::Strong, &metric.title),
            (Role::Muted, &limit("warn", &metric.warning)),
            (Role::Muted, &limit("crit", &metric.critical)),
        ],
        &[(role, &value)],
    );
    if let Some(last) = series.last()
        && last.value.is_none()
    {
        doc.item((Role::Warn, "no data: "), Role::Warn, &last.reason);
    }
    let mut lines = doc.into_lines();
    let top = metrics::top_of(metric, &series);
    let columns = usize::from(width).saturating_sub(11);
    let critical = metric.critical.as_ref().or(metric.warning.as_ref()).map(|it| it.value() / top);
    let levels = theme.symbols.levels;
    for row in (0..CHART).rev() {
        let label = if row == CHART - 1 { metric.unit.show(top) } else { String::new() };
        let here = critical.is_some_and(|share| metrics::level(share, CHART * 8) / 8 == row);
        let mut spans =
            vec![Span::styled(format!("{:>10} ", text::cut(&label, 10)), theme.style(Role::Muted))];
        let skip = series.len().saturating_sub(columns);
        let mut cells: Vec<(char, Role)> = series
            .iter()
            .skip(skip)
            .map(|sample| {
                let full =
                    sample.value.filter(|v| v.is_finite()).map(|v| metrics::level(v / top, CHART * 8 + 1));
                match full.map(|full| full.saturating_sub(row * 8)) {
                    Some(0) | None => (' ', Role::Chart),
                    Some(part) => (levels[part.min(levels.len()) - 1], Role::Chart),
                }
            })
            .collect();
        cells.resize(columns, (' ', Role::Chart));
        for (c, role) in cells {
            let (c, role) = match c {
                ' ' if here => (theme.symbols.threshold.chars().next().unwrap_or('-'), Role::Threshold),
                c => (c, role),
            };
            match spans.last_mut() {
                Some(last) if last.style == theme.style(role) && spans_text(last) => {
                    last.content.to_mut().push(c);
                }
                _ => spans.push(Span::styled(c.to_string(), theme.style(role))),
            }
        }
        lines.push(Line::from(spans));
    }
    lines
}

fn spans_text(span: &Span<'_>) -> bool {
    !span.content.ends_with(' ') || span.content.trim().is_empty()
}
