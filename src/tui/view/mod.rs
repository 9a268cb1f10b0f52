//! Drawing: every file one `render(frame, area, &Model, &Theme)` that changes nothing.

mod banner;
pub mod detail;
mod detail_parts;
mod dialog;
mod doc;
mod footer;
mod guards;
mod header;
mod help;
mod layout;
mod menu;
mod metrics;
mod output;
mod pages;
mod pane;
mod root;
mod small;
mod status;
mod steps;
mod terminal;

pub use detail_parts::PLAIN;
pub use dialog::render as render_dialog;
pub use doc::Doc;
pub use footer::spans_of as footer_spans;
pub use layout::{Areas, SMALLEST, areas, inside, terminal_size};
pub use pages::{items as page_items, lines as page_lines};
pub use pane::tab_at;
pub use root::render;
pub use small::render as render_small;
pub use steps::first as first_row;
