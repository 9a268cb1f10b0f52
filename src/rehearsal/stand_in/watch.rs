//! `watch`, which in a rehearsal looks twice and ends.

use std::process::Command;
use std::time::Duration;

use super::run::say;
use super::sleep::wait;
use crate::rehearsal::scene::Scene;

/// How often it looks.
const LOOKS: usize = 2;

/// What the arguments ask for.
#[derive(Debug, PartialEq)]
struct Wish {
    every: Duration,
    exec: bool,
    command: Vec<String>,
}

/// Runs the command twice, with the pause that `args` ask for divided by the speed; returns its last exit code.
pub(super) fn run(scene: &Scene, args: &[String]) -> u8 {
    let wish = wish(args);
    let Some((program, rest)) = wish.command.split_first() else {
        say("watch: no command given");
        return 1;
    };
    let mut last = 0;
    for look in 0..LOOKS {
        if look > 0 {
            wait(scene, wish.every);
        }
        let status = if wish.exec {
            Command::new(program).args(rest).status()
        } else {
            Command::new("sh").arg("-c").arg(wish.command.join(" ")).status()
        };
        last = match status {
            Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
            Err(error) => {
                say(&format!("watch: {program}: {error}"));
                127
            }
        };
    }
    last
}

fn wish(args: &[String]) -> Wish {
    let mut wish = Wish { every: Duration::from_secs(2), exec: false, command: Vec::new() };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let every = match arg.as_str() {
            "-n" | "--interval" => rest.next().map(String::as_str),
            "-x" | "--exec" => {
                wish.exec = true;
                continue;
            }
            "--" => {
                wish.command = rest.cloned().collect();
                break;
            }
            long if long.starts_with("--interval=") => long.strip_prefix("--interval="),
            short if short.starts_with("-n") => short.strip_prefix("-n"),
            option if option.starts_with('-') => continue,
            _ => {
                wish.command = std::iter::once(arg).chain(rest).cloned().collect();
                break;
            }
        };
        let seconds = every.and_then(|every| every.parse::<f64>().ok());
        if let Some(every) = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
            wish.every = every;
        }
    }
    wish
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_end_where_the_command_begins() {
        for (args, every, exec, command) in [
            (vec!["-n", "5", "curl -s x | grep y"], 5, false, vec!["curl -s x | grep y"]),
            (vec!["-n5", "-d", "-x", "ls", "-n", "1"], 5, true, vec!["ls", "-n", "1"]),
            (vec!["--interval=7", "--", "-odd"], 7, false, vec!["-odd"]),
            (vec!["-n", "rubbish"], 2, false, vec![]),
        ] {
            let args: Vec<String> = args.into_iter().map(String::from).collect();
            let command: Vec<String> = command.into_iter().map(String::from).collect();
            assert_eq!(wish(&args), Wish { every: Duration::from_secs(every), exec, command });
        }
    }
}
