//! Markdown documents in, runbooks out: what a second reader of Markdown finds must be in the result.

mod cases;
mod commands;
mod found;
mod languages;
mod properties;
mod seeds;
