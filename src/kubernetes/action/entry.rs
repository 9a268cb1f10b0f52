use std::process::ExitCode;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::fault::Fault;
use super::order::{Order, Reach};
use super::perform::perform;
use crate::kubernetes::near::Near;

/// The first argument by which gonogo calls itself to carry an action out.
pub const VERB: &str = "__kubernetes";

/// The exit code of an action that was asked for but whose outcome nobody knows.
pub const UNKNOWN: u8 = 75;

/// How long a cluster may take over one action.
const PATIENCE: Duration = Duration::from_mins(1);

/// Carries out the order in the environment: 0 done, 1 not done, [`UNKNOWN`] asked for without an answer.
pub fn main() -> ExitCode {
    let Some(order) = std::env::var(Order::VARIABLE).ok().and_then(|text| serde_json::from_str(&text).ok())
    else {
        eprintln!("gonogo: {VERB} carries out a runbook's action and is started by a run only");
        return ExitCode::FAILURE;
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("gonogo: the action could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(carry_out(&order));
    // A credential plugin that never ends must not hold the action up.
    runtime.shutdown_background();
    code
}

async fn carry_out(order: &Order) -> ExitCode {
    let near = Near {
        folder: std::env::current_dir().unwrap_or_default(),
        env: Vec::new(),
        which: order.reach.clone().into(),
    };
    if order.reach != Reach::Real {
        println!("REHEARSAL: simulated cluster");
    }
    println!("same by hand: {}", order.action.by_hand());
    let asked = std::cell::Cell::new(false);
    tokio::select! {
        biased;
        end = perform(&order.action, &near, &asked) => report(end),
        why = stopped() => stop(why, asked.get()),
    }
}

fn report(end: Result<String, Fault>) -> ExitCode {
    match end {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(fault) if fault.leaves_open() => {
            eprintln!("{fault}");
            unknown()
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn stop(why: &str, asked: bool) -> ExitCode {
    if asked {
        eprintln!("{why} while the cluster was being asked to change it");
        return unknown();
    }
    eprintln!("{why} before anything was asked to change; nothing was changed");
    ExitCode::FAILURE
}

fn unknown() -> ExitCode {
    eprintln!("outcome unknown: find out with kubectl what the cluster did, then decide");
    ExitCode::from(UNKNOWN)
}

/// Ends when the action is told to stop, or takes too long.
async fn stopped() -> &'static str {
    let told = async {
        match signal(SignalKind::terminate()) {
            Ok(mut term) => drop(term.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = told => "stopped",
        () = tokio::time::sleep(PATIENCE) => "no answer within a minute",
    }
}
