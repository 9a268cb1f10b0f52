//! Actions: what the attempt of one is told, and what its end means.

use std::collections::BTreeMap;
use std::path::Path;

use crate::exec::End;
use crate::kubernetes::action::{COMMAND, Order};
use crate::kubernetes::{Near, Which};
use crate::model::event::AttemptEnd;
use crate::model::runbook::Action;
use crate::model::verdict::Verdict;

/// The bash text that carries `action` out, with what it must know put into `env`. `world` has the variables of a
/// rehearsal: in one, only its own cluster may be reached.
pub(super) fn order(
    action: &Action,
    values: &BTreeMap<String, String>,
    world: Option<Vec<(String, String)>>,
    exe: &Path,
    env: &mut Vec<(String, String)>,
) -> String {
    let which = world.map_or(Which::Real, |vars| Near { env: vars, ..Near::default() }.simulated().which);
    let Action::Kubernetes(action) = action;
    match Order::resolve(action, &|name| values.get(name).cloned(), which) {
        Ok(order) => {
            env.push((Order::PROGRAM.to_owned(), exe.display().to_string()));
            env.push((Order::VARIABLE.to_owned(), order.text()));
            COMMAND.to_owned()
        }
        // Told like any failure, so that it stands in the transcript.
        Err(why) => {
            env.push((Order::VARIABLE.to_owned(), why.to_string()));
            format!("printf '%s\\n' \"${}\" >&2; exit 1", Order::VARIABLE)
        }
    }
}

/// What the end of an action's command means: only 0 and 1 tell whether the change was made.
pub(super) fn end(end: AttemptEnd, how: End) -> AttemptEnd {
    let known = match end.exit {
        Some(0 | 1) => true,
        // Bash could not start it.
        Some(126 | 127) => how == End::Finished,
        _ => false,
    };
    // The line of bash that carried it out tells nobody anything.
    let end = AttemptEnd { failing: Vec::new(), ..end };
    if known {
        return end;
    }
    let why = match how {
        End::Finished => "the cluster was asked to change it, but what came of it is not known",
        End::Cancelled | End::TimedOut => {
            "it was stopped while the cluster was being asked to change it: what came of it is not known"
        }
    };
    let why = format!("{why}; find out with kubectl, then decide");
    AttemptEnd { verdict: Verdict::Interrupted, why: Some(why), ..end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(exit: Option<i32>, verdict: Verdict, how: End) -> Verdict {
        let plain = AttemptEnd {
            verdict,
            exit,
            signal: None,
            failing: Vec::new(),
            names: Vec::new(),
            state_lost: None,
            survivors: Vec::new(),
            bytes: 0,
            lines: 0,
            sha256: String::new(),
            why: None,
        };
        end(plain, how).verdict
    }

    #[test]
    fn only_an_action_that_says_so_is_done_or_not_done() {
        use Verdict::{Cancelled, Failed, Interrupted, Passed};
        for (exit, verdict, how, expected) in [
            (Some(0), Passed, End::Finished, Passed),
            (Some(1), Failed, End::Finished, Failed),
            (Some(75), Failed, End::Finished, Interrupted),
            (Some(137), Failed, End::Finished, Interrupted),
            (Some(127), Failed, End::Finished, Failed),
            (None, Failed, End::Finished, Interrupted),
            (Some(1), Cancelled, End::Cancelled, Cancelled),
            (Some(75), Cancelled, End::Cancelled, Interrupted),
            (None, Failed, End::TimedOut, Interrupted),
            (Some(1), Failed, End::TimedOut, Failed),
        ] {
            assert_eq!(ended(exit, verdict, how), expected, "{exit:?} {how:?}");
        }
    }

    #[test]
    fn a_rehearsal_never_gets_the_real_cluster() {
        let action: Action = toml::from_str("kubernetes = { restart = 'deployment/${name}' }").unwrap();
        let values = BTreeMap::from([("name".to_owned(), "api".to_owned())]);
        let mut env = Vec::new();
        let world = vec![("KUBECONFIG".to_owned(), "/root/.kube/config".to_owned())];
        order(&action, &values, Some(world), Path::new("/bin/gonogo"), &mut env);
        let told = env.iter().find(|(name, _)| name == "GONOGO_ACTION").unwrap();
        assert_eq!(told.1, r#"{"action":{"restart":"deployment/api"},"reach":{"simulated":null}}"#);
        let mut env = Vec::new();
        let body = order(&action, &BTreeMap::new(), None, Path::new("/bin/gonogo"), &mut env);
        assert!(body.ends_with("exit 1") && env[0].1.contains("${name}"), "{body} {env:?}");
    }
}
