//! Tables in a walk.

use super::block::{Row, Table};
use super::directory;
use super::label::{Label, label};
use super::shell::{Content, content};
use super::text::{Text, fold};
use super::tick::{cell_tick, without_tick};
use super::walk::{Taking, Walk, append};

impl Walk<'_, '_> {
    /// A table.
    pub(super) fn table(&mut self, table: &Table) {
        self.after_command = false;
        if directory::is_contacts(table) {
            directory::contacts(self.cx, table);
            return;
        }
        if table.rows.iter().any(|row| row.entry.is_some()) {
            self.task_rows(table);
        } else if let Some(labels) =
            labels(table).filter(|_| self.taking == Taking::AsStep || self.now.is_some())
        {
            self.cx.ledger.placed(table.entry);
            for (label, name, value) in labels {
                self.labelled(label, &value, &format!("{name}: {value}"));
            }
            self.label = None;
        } else if let Some(column) = command_column(table) {
            self.command_rows(table, column);
        } else {
            self.cx.ledger.kept(table.entry, "as text: a table");
            let text = table.plain();
            self.say(&text);
        }
        let links: Vec<_> = table.links().cloned().collect();
        self.text_links(&Text::new(String::new(), links));
    }

    /// Rows with a box are tasks.
    fn task_rows(&mut self, table: &Table) {
        self.cx.ledger.placed(table.entry);
        for row in &table.rows {
            if let Some(entry) = row.entry {
                self.cx.ledger.placed(entry);
            }
            let (title, rest) = row_title(table, row);
            let command = row.cells.iter().find_map(command_in);
            if self.taking == Taking::AsGroup || command.is_some() {
                self.row_step(row, &title, &rest, command);
            } else {
                self.step();
                let text = if rest.is_empty() { title } else { format!("{title} ({rest})") };
                self.question(&text);
            }
        }
    }

    /// Rows with a command are steps.
    fn command_rows(&mut self, table: &Table, column: usize) {
        self.cx.ledger.placed(table.entry);
        for row in &table.rows {
            let command = row.cells.get(column).and_then(command_in);
            let expects = table.header.iter().position(|cell| label(&cell.line()) == Some(Label::Expect));
            let expected = expects.and_then(|at| row.cells.get(at)).map(Text::line);
            // What the step runs and expects needs no other words.
            let mut said = row.clone();
            for at in command.iter().flat_map(|_| [Some(column), expects]).flatten() {
                if let Some(cell) = said.cells.get_mut(at) {
                    *cell = Text::default();
                }
            }
            let (title, rest) = row_title(table, &said);
            let whole = row_title(table, row);
            let (title, rest) = if title.is_empty() { whole } else { (title, rest) };
            self.row_step(row, &title, &rest, command);
            if let Some(expected) = expected.filter(|it| !it.is_empty())
                && let Some(step) = self.done.last_mut().filter(|step| step.run.is_some())
            {
                append(&mut step.expect, &expected);
            }
        }
    }

    fn row_step(&mut self, row: &Row, title: &str, rest: &str, command: Option<String>) {
        let intro = std::mem::take(&mut self.intro).join("\n");
        if !self.own_task && self.now.as_ref().is_some_and(super::walk_items::is_bare) {
            self.now = None;
        }
        let (short, long) = super::names::title_and_text(title);
        let run = command.and_then(|run| self.cx.command(&run, row.line));
        let step = self.open(&short, row.line);
        if !intro.is_empty() {
            append(&mut step.text, &intro);
        }
        if let Some(long) = long {
            append(&mut step.text, &long);
        }
        if !rest.is_empty() {
            append(&mut step.text, rest);
        }
        if let Some(run) = run {
            step.terminal = super::shell::hazard(&run).is_some();
            step.run = Some(run);
        }
        self.finish();
    }
}

/// A row's title, and its other cells with the names of their columns.
fn row_title(table: &Table, row: &Row) -> (String, String) {
    let cells: Vec<(usize, String)> = row
        .cells
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let line = cell.line();
            (at, if cell_tick(&line).is_some() { without_tick(&line) } else { line })
        })
        .filter(|(_, cell)| !cell.is_empty() && cell != "-" && cell != "–")
        .collect();
    let is_number = |cell: &str| cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '#' | ')'));
    let title_at =
        cells.iter().find(|(_, cell)| !is_number(cell)).or_else(|| cells.first()).map(|(at, _)| *at);
    let title =
        cells.iter().find(|(at, _)| Some(*at) == title_at).map(|(_, cell)| cell.clone()).unwrap_or_default();
    let rest: Vec<String> = cells
        .iter()
        .filter(|(at, cell)| Some(*at) != title_at && !(is_number(cell) && is_ordinal(table, *at)))
        .map(|(at, cell)| {
            let name = table.header.get(*at).map(Text::line).unwrap_or_default();
            if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") }
        })
        .collect();
    (title, rest.join("\n"))
}

/// The column that only counts the rows.
fn is_ordinal(table: &Table, at: usize) -> bool {
    at == 0
        && table.header.get(at).is_some_and(|cell| cell.line().chars().count() <= 4)
        && table.rows.iter().enumerate().all(|(nth, row)| {
            row.cells
                .get(at)
                .is_some_and(|cell| cell.line().trim_matches(['.', '#', ')', ' ']).parse() == Ok(nth + 1))
        })
}

/// A table of labels: each row a label and its value, or one row under labels.
fn labels(table: &Table) -> Option<Vec<(Label, String, String)>> {
    let pair =
        |name: &Text, value: &Text| label(&name.line()).map(|label| (label, name.line(), value.line()));
    if table.rows.len() == 1 && table.header.iter().all(|cell| label(&cell.line()).is_some()) {
        return table
            .header
            .iter()
            .zip(&table.rows[0].cells)
            .map(|(name, value)| pair(name, value))
            .collect();
    }
    if table.header.len() == 2 {
        let rows: Option<Vec<_>> =
            table.rows.iter().map(|row| pair(row.cells.first()?, row.cells.get(1)?)).collect();
        let mut rows = rows.filter(|rows| !rows.is_empty())?;
        if let Some(first) = pair(&table.header[0], &table.header[1]) {
            rows.insert(0, first);
        }
        return Some(rows);
    }
    None
}

/// The column of commands in a table of steps.
fn command_column(table: &Table) -> Option<usize> {
    let named = table.header.iter().position(|cell| label(&cell.line()) == Some(Label::Command))?;
    let known = fold(&table.header.iter().map(Text::line).collect::<Vec<_>>().join(" "));
    let steps = [
        "step",
        "action",
        "task",
        "schritt",
        "aktion",
        "paso",
        "accion",
        "etape",
        "tache",
        "passo",
        "acao",
        "#",
        "n",
        "nr",
        "no",
        "check",
        "checks",
        "test",
        "verification",
        "validation",
        "prufung",
        "prufpunkt",
        "aufgabe",
        "comprobacion",
        "verificacion",
        "tarea",
        "controle",
        "verificacao",
        "tarefa",
        "item",
        "what",
        "шаг",
        "действие",
        "проверка",
    ];
    let is_steps = known.split(' ').any(|word| steps.contains(&word))
        || ["手順", "確認", "作業", "步骤", "检查", "操作"].iter().any(|word| known.contains(word));
    (is_steps
        && table
            .rows
            .iter()
            .filter(|row| row.cells.get(named).is_some_and(|cell| command_in(cell).is_some()))
            .count()
            * 2
            > table.rows.len())
    .then_some(named)
}

/// The command that a cell holds.
fn command_in(cell: &Text) -> Option<String> {
    let text = cell.line();
    let code = text.strip_prefix('`')?.strip_suffix('`')?;
    (!code.contains('`') && content("bash", code) == Content::Shell && code.split_whitespace().count() > 1)
        .then(|| code.to_owned())
}
