//! Whole runs: the binary as its user calls it, its conductors, and clients at their sockets.

mod actions;
mod actions_rehearsed;
mod actions_unknown;
mod bad_input;
mod client;
mod damage;
mod gonogo;
mod hangups;
mod home;
mod output;
mod parks;
mod recovery;
mod rehearsal;
mod scenarios;
mod seats;
mod secrets;
mod steps;
mod verbs;
mod wire;
