//! Whole runs: the binary as its user calls it, its conductors, and clients at their sockets.

mod bad_input;
mod baselines;
mod case_management;
mod client;
mod damage;
mod gonogo;
mod guards;
mod hangups;
mod home;
mod hse_digital;
mod in_time;
mod logs;
mod output;
mod parks;
mod recovery;
mod rehearsal;
mod rehearsed;
mod scenarios;
mod seats;
mod secrets;
mod service;
mod silence;
mod steps;
mod verbs;
mod wire;
