//! What stands on kubectl's command line.

use std::time::Duration;

use super::fault::Fault;

/// Options that take a value.
const WITH_VALUE: [&str; 46] = [
    "all-pods",
    "as",
    "as-group",
    "cache-dir",
    "chunk-size",
    "container",
    "context",
    "current-replicas",
    "env",
    "field-manager",
    "field-selector",
    "filename",
    "for",
    "from",
    "from-env-file",
    "from-file",
    "from-literal",
    "grace-period",
    "image",
    "kustomize",
    "label-columns",
    "limit-bytes",
    "max-log-requests",
    "namespace",
    "output",
    "overrides",
    "patch",
    "patch-file",
    "pod-running-timeout",
    "port",
    "replicas",
    "request-timeout",
    "resource-version",
    "revision",
    "schedule",
    "selector",
    "since",
    "since-time",
    "sort-by",
    "subresource",
    "tail",
    "template",
    "timeout",
    "to-revision",
    "type",
    "v",
];

/// Options that take none, or only behind `=`.
const SWITCHES: [&str; 33] = [
    "all",
    "all-containers",
    "all-namespaces",
    "allow-missing-template-keys",
    "cascade",
    "client",
    "containers",
    "current",
    "dry-run",
    "flatten",
    "follow",
    "force",
    "force-conflicts",
    "help",
    "ignore-not-found",
    "insecure-skip-tls-verify-backend",
    "local",
    "minify",
    "no-headers",
    "now",
    "overwrite",
    "prefix",
    "previous",
    "quiet",
    "raw",
    "record",
    "recursive",
    "save-config",
    "server-side",
    "show-labels",
    "timestamps",
    "validate",
    "wait",
];

/// The command line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Args {
    /// What is no option, the verb included.
    pub(super) words: Vec<String>,
    /// What stands behind `--`.
    pub(super) inner: Vec<String>,
    options: Vec<(String, String)>,
}

impl Args {
    /// Reads `args` of `verb`.
    pub(super) fn read(verb: &str, args: &[String]) -> Result<Self, Fault> {
        let mut read = Self::default();
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if arg == "--" {
                read.inner = rest.cloned().collect();
                break;
            }
            if let Some(long) = arg.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                let value = match value {
                    Some(value) => value,
                    None if takes_value(verb, name) => needed(arg, rest.next())?,
                    None => "true".to_owned(),
                };
                if !takes_value(verb, name) && !SWITCHES.contains(&name) && name != "watch" {
                    return Err(unknown(arg));
                }
                read.options.push((name.to_owned(), value));
            } else if arg.len() > 1 && arg.starts_with('-') {
                read.short(verb, arg, &mut rest)?;
            } else {
                read.words.push(arg.clone());
            }
        }
        Ok(read)
    }

    fn short<'a>(
        &mut self,
        verb: &str,
        arg: &str,
        rest: &mut impl Iterator<Item = &'a String>,
    ) -> Result<(), Fault> {
        let mut letters = arg.chars().skip(1);
        while let Some(letter) = letters.next() {
            let name = long(verb, letter).ok_or_else(|| unknown(arg))?;
            if !takes_value(verb, name) {
                self.options.push((name.to_owned(), "true".to_owned()));
                continue;
            }
            let glued: String = letters.by_ref().collect();
            let glued = glued.strip_prefix('=').map_or(glued.clone(), str::to_owned);
            let value = if glued.is_empty() { needed(arg, rest.next())? } else { glued };
            self.options.push((name.to_owned(), value));
        }
        Ok(())
    }

    /// The last value of an option.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of an option.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.options.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a switch is on.
    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value != "false")
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Fault> {
        let read = |text: &str| text.parse().map_err(|_| invalid(name, text));
        self.get(name).map(read).transpose()
    }

    /// A time such as `1h5m` or `30s`; zero stays zero.
    pub(super) fn time(&self, name: &str) -> Result<Option<Duration>, Fault> {
        self.get(name).map(|text| time(text).ok_or_else(|| invalid(name, text))).transpose()
    }

    /// What is done without being done: `client`, `server`, or empty.
    pub(super) fn dry_run(&self) -> &str {
        match self.get("dry-run") {
            Some("server") => "server",
            None | Some("none" | "false") => "",
            Some(_) => "client",
        }
    }
}

fn takes_value(verb: &str, name: &str) -> bool {
    WITH_VALUE.contains(&name) && !(verb == "get" && name == "all-pods")
}

/// The long name of a short option.
fn long(verb: &str, letter: char) -> Option<&'static str> {
    Some(match letter {
        'n' => "namespace",
        'o' => "output",
        'l' => "selector",
        'A' => "all-namespaces",
        'w' => "watch",
        'R' => "recursive",
        'k' => "kustomize",
        'c' => "container",
        'L' => "label-columns",
        'e' => "env",
        'h' => "help",
        'q' => "quiet",
        'v' => "v",
        'f' if verb == "logs" => "follow",
        'f' => "filename",
        'p' if verb == "logs" => "previous",
        'p' => "patch",
        _ => return None,
    })
}

fn needed(arg: &str, next: Option<&String>) -> Result<String, Fault> {
    next.cloned().ok_or_else(|| Fault::error(format!("flag needs an argument: {arg}")))
}

fn unknown(arg: &str) -> Fault {
    Fault::not_simulated(&format!("the option {arg} of kubectl"))
}

fn invalid(name: &str, text: &str) -> Fault {
    Fault::error(format!("invalid argument \"{text}\" for \"--{name}\" flag"))
}

/// Reads a time as Go writes it.
pub(super) fn time(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..end)?.parse().ok()?;
        let tail = rest.get(end..)?;
        let stop = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, further) = tail.split_at(stop);
        seconds += number
            * match unit {
                "ms" => 0.001,
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
        rest = further;
    }
    // A negative time means: as long as it takes.
    if text.starts_with('-') {
        return Some(Duration::from_hours(24 * 7));
    }
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(verb: &str, text: &str) -> Result<Args, Fault> {
        Args::read(verb, &text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_stand_anywhere() {
        let args = read("get", "-n shop get pods -lapp=a -o=name --no-headers --tail 5 x -- ls -l").unwrap();
        assert_eq!(args.words, ["get", "pods", "x"]);
        assert_eq!(args.inner, ["ls", "-l"]);
        assert_eq!((args.get("namespace"), args.get("selector")), (Some("shop"), Some("app=a")));
        assert_eq!((args.get("output"), args.has("no-headers")), (Some("name"), true));
        assert_eq!(args.number("tail"), Ok(Some(5)));
    }

    #[test]
    fn letters_mean_what_the_verb_says() {
        assert!(read("logs", "logs -fp x").unwrap().has("follow"));
        assert_eq!(read("apply", "apply -f -").unwrap().get("filename"), Some("-"));
        assert_eq!(read("patch", "patch svc x -p {}").unwrap().get("patch"), Some("{}"));
    }

    #[test]
    fn what_is_unknown_is_told() {
        for bad in ["get --nonesuch", "get -Z", "get -n"] {
            assert!(read("get", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_are_read_as_go_reads_them() {
        for (text, seconds) in [("30s", 30), ("1h5m", 3900), ("0", 0), ("2m0s", 120)] {
            assert_eq!(time(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for bad in ["", "5", "x", "5y", "-", "1.2.3s"] {
            assert_eq!(time(bad), None, "{bad}");
        }
    }
}
