//! Whole runs: the binary as its user calls it, its conductors, and clients at their sockets.

mod bad_input;
mod baselines;
mod client;
mod damage;
mod gonogo;
mod guards;
mod hangups;
mod home;
mod logs;
mod output;
mod parks;
mod recovery;
mod rehearsal;
mod scenarios;
mod seats;
mod secrets;
mod service;
mod silence;
mod steps;
mod terminal;
mod together;
mod verbs;
mod wire;
