//! The one table.

/// A line: what was measured, gonogo's figure, its peer's, what follows from the two, and what it should be.
struct Row {
    what: String,
    ours: String,
    peer: String,
    result: String,
    budget: &'static str,
    met: &'static str,
}

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds a line; `met` is `None` where there is no budget.
    pub fn add(
        &mut self,
        what: &str,
        (ours, peer): (String, String),
        result: String,
        budget: &'static str,
        met: Option<bool>,
    ) {
        let met = match met {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        self.rows.push(Row { what: what.to_owned(), ours, peer, result, budget, met });
    }

    /// Prints it as Markdown.
    pub fn print(&self) {
        let head = ["what", "gonogo", "peer", "result", "budget", "met"].map(str::to_owned);
        let cells = |row: &Row| {
            [
                row.what.clone(),
                row.ours.clone(),
                row.peer.clone(),
                row.result.clone(),
                row.budget.to_owned(),
                row.met.to_owned(),
            ]
        };
        let all: Vec<[String; 6]> = std::iter::once(head).chain(self.rows.iter().map(cells)).collect();
        let widths: Vec<usize> =
            (0..6).map(|at| all.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
        for (number, row) in all.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
                .collect();
            println!("| {} |", cells.join(" | "));
            if number == 0 {
                let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                println!("|-{}-|", dashes.join("-|-"));
            }
        }
    }
}
