//! `kubectl create secret …` and its like: newer clients send what they make so as a Protocol Buffer, which the cluster
//! can't read. They write it as JSON instead, and create that.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::run::say;

/// The exit code of a stand-in that could not do its part.
const FAILED: u8 = 125;

/// Whether `args` make an object without a file.
pub(super) fn is_meant(verb: &str, args: &[String]) -> bool {
    let own = args.iter().take_while(|arg| *arg != "--");
    let elsewise =
        ["-f", "--filename", "-k", "--kustomize", "--raw", "--dry-run", "--edit", "--help", "-h", "token"];
    let mut names = own.map(|arg| arg.split_once('=').map_or(arg.as_str(), |(name, _)| name));
    matches!(verb, "create" | "autoscale")
        && !names.any(|name| elsewise.contains(&name) || name.starts_with("-f"))
}

/// Makes it; `program` is the host's own `kubectl` on its way to the cluster.
pub(super) fn run(program: impl Fn() -> Command, args: &[String]) -> u8 {
    let (own, rest) = args.split_at(args.iter().position(|arg| arg == "--").unwrap_or(args.len()));
    let (shared, output) = passed_on(own);
    let written = program()
        .args(own.iter().filter(|arg| !output.contains(arg)))
        .args(["--dry-run=client", "-o", "json"])
        .args(rest)
        .stderr(Stdio::inherit())
        .output();
    let written = match written {
        Ok(written) if written.status.success() => written.stdout,
        Ok(written) => return code(written.status),
        Err(error) => return failed(&error),
    };
    let child = program()
        .args(["create", "--validate=false", "-f", "-"])
        .args(shared)
        .args(output)
        .stdin(Stdio::piped())
        .spawn();
    let done = child.and_then(|mut child| {
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&written)?;
        }
        child.wait()
    });
    done.map_or_else(|error| failed(&error), code)
}

/// The options that both calls need, and those of the second alone.
fn passed_on(args: &[String]) -> (Vec<&String>, Vec<&String>) {
    let (mut shared, mut output) = (Vec::new(), Vec::new());
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let name = arg.split_once('=').map_or(arg.as_str(), |(name, _)| name);
        let list = match name {
            "-n" | "--namespace" | "--context" => &mut shared,
            "-o" | "--output" => &mut output,
            _ if arg.starts_with("-n") && !arg.starts_with("--") => &mut shared,
            _ if arg.starts_with("-o") && !arg.starts_with("--") => &mut output,
            _ => continue,
        };
        list.push(arg);
        if name == arg && (arg.len() == 2 || arg.starts_with("--")) {
            list.extend(rest.next());
        }
    }
    (shared, output)
}

fn code(status: std::process::ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

fn failed(error: &std::io::Error) -> u8 {
    say(&format!("kubectl: {error}"));
    FAILED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_comes_from_a_file_is_not_meant() {
        for (args, meant) in [
            ("create secret generic a --from-literal=b=c", true),
            ("create job a --image=b -- sh -f x", true),
            ("create -f x.yaml", false),
            ("create --filename=x.yaml", false),
            ("create secret generic a --dry-run=client -o yaml", false),
        ] {
            assert_eq!(is_meant("create", &own(args)), meant, "{args}");
        }
        assert!(!is_meant("get", &own("get pods")));
    }

    #[test]
    fn where_and_how_it_is_printed_is_passed_on() {
        let args = own("create ns a -n b --context=c -o yaml --labels=x");
        let (shared, output) = passed_on(&args);
        assert_eq!(shared, ["-n", "b", "--context=c"]);
        assert_eq!(output, ["-o", "yaml"]);
    }
}
