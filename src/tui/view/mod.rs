//! Drawing: every file one `render(frame, area, &Model, &Theme)` that changes nothing.

pub mod banner;
pub mod contacts;
pub mod detail;
pub mod detail_parts;
pub mod dialog;
pub mod doc;
pub mod footer;
pub mod guards;
pub mod header;
pub mod help;
pub mod in_time;
pub mod layout;
pub mod menu;
pub mod metrics;
pub mod output;
pub mod pages;
pub mod pane;
pub mod root;
pub mod small;
pub mod status;
pub mod steps;
pub mod terminal;
pub mod times;

pub use detail_parts::PLAIN;
pub use dialog::render as render_dialog;
pub use doc::Doc;
pub use footer::spans_of as footer_spans;
pub use layout::{Areas, SMALLEST, areas, inside, terminal_size};
pub use pages::{copied as page_copied, items as page_items, lines as page_lines};
pub use pane::tab_at;
pub use root::render;
pub use small::render as render_small;
pub use steps::first as first_row;
