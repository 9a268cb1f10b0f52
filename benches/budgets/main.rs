//! The budgets, measured: one table of what gonogo takes beside what its peer takes, in the same run on the same machine.
//! Nothing is asserted about time; what does not do its work at all stops the bench.
//!
//! `cargo bench` measures everything, `cargo bench -- steps journal` only what is named so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_precision_loss,
    missing_docs,
    unreachable_pub,
    reason = "a bench stops where the product does not do what is measured"
)]

mod books;
mod client;
mod exposition;
mod first_frame;
mod home;
mod http;
mod idle;
mod import;
mod journal;
mod lines;
mod pty;
mod sample;
mod scroll;
mod steps;
mod table;

use table::Table;

type Measure = fn(&mut Table);

const ALL: [(&str, Measure); 10] = [
    ("first-frame", first_frame::measure),
    ("steps", steps::measure),
    ("lines", lines::measure),
    ("scroll", scroll::measure),
    ("idle", idle::measure),
    ("books", books::measure),
    ("import", import::measure),
    ("journal", journal::measure),
    ("exposition", exposition::measure),
    ("http", http::measure),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut table = Table::default();
    for (name, measure) in ALL {
        if wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str())) {
            eprintln!("measuring {name} …");
            measure(&mut table);
        }
    }
    table.print();
}
