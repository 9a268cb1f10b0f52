//! The one integration binary: every module drives the product as its user does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    unreachable_pub,
    reason = "a test states what it needs"
)]
mod export;
mod holi_labs;

mod journal;
mod world;

mod exec;

mod metrics;

mod model;

mod checks;

mod book;
mod servers;

mod layers;

mod readme;
mod screen;

mod import;

mod run;

mod seeded;
