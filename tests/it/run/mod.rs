//! Whole runs: the binary as its user calls it, its conductors, and clients at their sockets.

mod bad_input;
mod client;
mod damage;
mod gonogo;
mod hangups;
mod home;
mod in_time;
mod output;
mod parks;
mod physioflow;
mod recovery;
mod rehearsal;
mod rehearsed;
mod scenarios;
mod seats;
mod secrets;
mod steps;
mod tenant_provisioning;
mod verbs;
mod wire;
