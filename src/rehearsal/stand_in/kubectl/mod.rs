//! `kubectl` where the world has a cluster: the host's own works against it, but for what needs a real container; where
//! the host has none, a small client does the common verbs.

mod api;
mod apply;
mod args;
mod client;
mod config;
mod create;
mod delete;
mod describe;
mod fault;
mod get;
mod jsonpath;
mod jsonpath_text;
mod logs;
mod made;
mod manifest;
mod mark;
mod own;
mod patch;
mod print;
mod rollout;
mod rollout_status;
mod run;
mod scale;
mod set;
mod table;
mod target;
mod top;
mod undo;
mod wait;
mod yaml;

pub(super) use run::run;
