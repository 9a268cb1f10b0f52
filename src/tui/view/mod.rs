//! Drawing: every file one `render(frame, area, &Model, &Theme)` that changes nothing.

pub mod banner;
pub mod chart;
pub mod detail;
pub mod detail_parts;
pub mod dialog;
pub mod doc;
pub mod footer;
pub mod guards;
pub mod header;
pub mod help;
pub mod layout;
pub mod logs;
pub mod menu;
pub mod metric_facts;
pub mod metric_page;
pub mod metrics;
pub mod output;
pub mod pages;
pub mod pane;
pub mod root;
pub mod small;
pub mod status;
pub mod steps;
pub mod terminal;

pub use detail_parts::PLAIN;
pub use dialog::render as render_dialog;
pub use doc::Doc;
pub use footer::spans_of as footer_spans;
pub use layout::{Areas, SMALLEST, areas, inside, is_narrow, terminal_size};
pub use logs::page_height as log_height;
pub use metric_page::columns as chart_columns;
pub use pages::{items as page_items, lines as page_lines};
pub use pane::tab_at;
pub use root::render;
pub use small::render as render_small;
pub use steps::first as first_row;
