//! A Markdown runbook, as people write it, becomes a runbook of gonogo: decode → blocks → sections → what each is about →
//! steps, plans, troubles, contacts → text. Nothing of the document is lost: what isn't understood is kept as text.

mod alerts;
mod assemble;
mod block;
mod contact_column;
mod cx;
mod decode;
mod directory;
mod error;
mod expected;
mod fill;
mod front;
mod html;
mod kind;
mod kind_words;
mod label;
mod label_words;
mod ledger;
mod mojibake;
mod names;
mod options;
mod parse;
mod plain;
mod plans;
mod print;
mod quoting;
mod report;
mod section;
mod severity;
mod shell;
mod text;
mod tick;
mod times;
mod toml_text;
mod trouble;
mod walk;
mod walk_code;
mod walk_items;
mod walk_table;
mod work;

pub use assemble::{Imported, import, import_with};
pub use decode::MAX_DOCUMENT;
pub use error::ImportError;
pub use report::{Count, Made, Missed, Note, Report};
