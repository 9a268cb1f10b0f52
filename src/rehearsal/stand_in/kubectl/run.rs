//! Who acts: the host's own kubectl, the rehearsal's own, or another stand-in.

use std::env;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::own;
use crate::rehearsal::cluster::{kubeconfig, leads_home};
use crate::rehearsal::scene::Scene;
use crate::rehearsal::stand_in::run::say;
use crate::rehearsal::stand_in::{forward, inside, making};

/// The exit code of a stand-in that could not do its part.
const FAILED: u8 = 125;

/// Options that lead elsewhere; each takes a value.
const ELSEWHERE: [&str; 12] = [
    "--kubeconfig",
    "--server",
    "-s",
    "--cluster",
    "--user",
    "--token",
    "--certificate-authority",
    "--client-certificate",
    "--client-key",
    "--tls-server-name",
    "--username",
    "--password",
];

/// Options before the verb that take a value.
const WITH_VALUE: [&str; 9] =
    ["-n", "--namespace", "--context", "--request-timeout", "--cache-dir", "--as", "--as-group", "-v", "--v"];

/// What the host's own `kubectl` may do here. Anything else may be a plugin, which can reach anything.
const VERBS: [&str; 30] = [
    "annotate",
    "api-resources",
    "api-versions",
    "apply",
    "auth",
    "autoscale",
    "cluster-info",
    "config",
    "cordon",
    "create",
    "delete",
    "describe",
    "diff",
    "drain",
    "edit",
    "events",
    "explain",
    "expose",
    "get",
    "kustomize",
    "label",
    "logs",
    "options",
    "patch",
    "replace",
    "rollout",
    "scale",
    "set",
    "top",
    "uncordon",
];

/// Short verbs that go the same way.
const MORE_VERBS: [&str; 4] = ["version", "wait", "completion", "taint"];

/// Acts as `kubectl`; `None` where there is nothing here to do it by.
pub(in crate::rehearsal::stand_in) fn run(scene: &Scene, args: &[String]) -> Option<u8> {
    let args = home(args);
    let verb = verb(&args)?;
    match verb {
        "port-forward" => return Some(forward::run(scene, &args)),
        "exec" | "run" | "debug" => return Some(inside::run(scene, &args)),
        _ if VERBS.contains(&verb) || MORE_VERBS.contains(&verb) => {}
        _ => return None,
    }
    let config = kubeconfig(scene);
    let text = std::fs::read_to_string(&config).unwrap_or_default();
    if !leads_home(scene, &text) {
        say(&format!("kubectl: {} leads out of the rehearsal: nothing was sent there", config.display()));
        return Some(FAILED);
    }
    let Some(real) = real(scene) else { return Some(own::run(scene, &text, verb, &args)) };
    let program = || {
        let mut command = Command::new(&real);
        command
            .arg(format!("--kubeconfig={}", config.display()))
            .arg(format!("--cache-dir={}", scene.folder.path().join("kube-cache").display()))
            .env("KUBECONFIG", &config);
        command
    };
    if making::is_meant(verb, &args) {
        return Some(making::run(program, &args));
    }
    if verb == "auth" && args.iter().any(|arg| arg == "can-i") {
        let _ = writeln!(std::io::stdout(), "yes");
        return Some(0);
    }
    if verb == "rollout" && args.iter().any(|arg| arg == "restart") {
        wait_for_the_next_second();
    }
    let mut command = program();
    command.args(&args);
    // In its place, so that whoever ends the stand-in ends it.
    let error = command.exec();
    say(&format!("kubectl: {error}"));
    Some(FAILED)
}

/// kubectl marks a restart by the second, and refuses the second one within it, which time at a speed brings about.
fn wait_for_the_next_second() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let passed = Duration::from_nanos(now.subsec_nanos().into());
    std::thread::sleep(Duration::from_secs(1).saturating_sub(passed));
}

/// The arguments without those that lead elsewhere.
fn home(args: &[String]) -> Vec<String> {
    let mut kept = Vec::with_capacity(args.len());
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--" {
            kept.push(arg.clone());
            kept.extend(rest.cloned());
            break;
        }
        let name = arg.split_once('=').map_or(arg.as_str(), |(name, _)| name);
        let glued = arg.starts_with("-s") && arg.len() > 2 && !arg.starts_with("--");
        if ELSEWHERE.contains(&name) || glued {
            say(&format!("[rehearsal] kubectl: {name} is left out: here is the rehearsal's cluster"));
            if name == arg && !glued {
                rest.next();
            }
            continue;
        }
        if name == "--insecure-skip-tls-verify" {
            continue;
        }
        kept.push(arg.clone());
    }
    kept
}

/// The verb.
fn verb(args: &[String]) -> Option<&str> {
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if WITH_VALUE.contains(&arg.as_str()) {
            rest.next();
        } else if !arg.starts_with('-') {
            return Some(arg);
        }
    }
    // `kubectl --help`, `kubectl --version`
    None
}

/// The host's own `kubectl`.
fn real(scene: &Scene) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let own = scene.folder.bin();
    env::split_paths(&path)
        .filter(|folder| *folder != own)
        .map(|folder| folder.join("kubectl"))
        .find(|it| is_real(it))
}

/// A program, and no stand-in of another rehearsal.
fn is_real(path: &Path) -> bool {
    use std::io::Read as _;
    let runs = path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    let mut head = [0; 128];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    runs && !String::from_utf8_lossy(&head[..read]).contains("in a rehearsal of gonogo")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_leads_elsewhere_is_left_out() {
        for (given, kept) in [
            ("--kubeconfig /etc/real get pods -n a", "get pods -n a"),
            ("get pods --server=https://real --token x -A", "get pods -A"),
            ("-s https://real get pods", "get pods"),
            ("-shttps://real get pods", "get pods"),
            ("exec a -- psql --user x -s", "exec a -- psql --user x -s"),
        ] {
            assert_eq!(home(&own(given)), own(kept), "{given}");
        }
    }

    #[test]
    fn the_verb_is_found_behind_the_options() {
        assert_eq!(verb(&own("-n a --context b --v=3 rollout status x")), Some("rollout"));
        assert_eq!(verb(&own("--help")), None);
    }
}
