//! Commands that need a terminal, lead somewhere else, or never end.

use super::simple::{behind_options, pipelines, plain_words, words};

/// What is special about a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hazard {
    /// Opens a session elsewhere: what follows is typed there.
    Remote(String),
    /// Opens a database's shell: SQL that follows is typed there.
    Database(String),
    /// Never ends by itself.
    Endless(String),
    /// Needs a terminal: an editor, a pager, a question.
    Terminal,
}

/// What is special about a command, if anything; what leads elsewhere counts before what merely needs a terminal.
pub(crate) fn hazard(command: &str) -> Option<Hazard> {
    let mut found = None;
    let background = command.trim_end().ends_with('&') && !command.trim_end().ends_with("&&");
    for (at, pipe) in pipelines(command).iter().enumerate() {
        let fed = pipe.fed;
        let words = words(&pipe.text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some(hazard) = of(&words, fed, background, at) else { continue };
        match hazard {
            Hazard::Terminal => found = found.or(Some(Hazard::Terminal)),
            other => return Some(other),
        }
    }
    found
}

/// Options of clients of servers, before the verb, that take a word.
const VALUED: &[&str] = &[
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "--cluster",
    "-s",
    "--server",
    "-f",
    "--file",
    "-p",
    "--project",
    "--project-name",
    "--profile",
    "--region",
    "-H",
    "--host",
    "-c",
    "-C",
    "--config",
    "--env-file",
    "-a",
    "--app",
];

fn of(words: &[&str], fed: bool, background: bool, at: usize) -> Option<Hazard> {
    let (first, rest) = words.split_first()?;
    let has = |flags: &[&str]| rest.iter().any(|word| flags.contains(word));
    let short = |letter: char| {
        rest.iter().any(|word| {
            word.starts_with('-') && !word.starts_with("--") && word.contains(letter) && word.len() <= 5
        })
    };
    let second = behind_options(rest, VALUED).first().copied().unwrap_or_default();
    let endless = || (!background).then(|| Hazard::Endless((*first).to_owned()));
    let name = first.rsplit('/').next().unwrap_or(first);
    match name {
        "sudo" => {
            let inner = behind_options(rest, &["-u", "-g", "-h", "-C", "-D", "-p", "-U", "-T"]);
            let options = &rest[..rest.len() - inner.len()];
            let shell = options.iter().any(|word| matches!(*word, "-i" | "-s"));
            if (inner.is_empty() && !has(&["-v", "-n", "-k", "-l"]))
                || inner.first() == Some(&"su")
                || (shell && inner.is_empty())
            {
                return Some(Hazard::Remote("sudo".to_owned()));
            }
            of(inner, fed, background, at).or(Some(Hazard::Terminal))
        }
        "time" | "exec" | "then" | "do" | "else" => of(rest, fed, background, at),
        "ssh" if !fed => ssh(rest),
        "su" if !short('c') => Some(Hazard::Remote("su".to_owned())),
        "screen" | "tmux" if rest.is_empty() || second == "attach" => Some(Hazard::Terminal),
        "telnet" | "ftp" | "sftp" => Some(Hazard::Remote(name.to_owned())),
        "psql" | "mysql" | "mongo" | "mongosh" | "sqlite3" | "clickhouse-client" | "cqlsh" | "mariadb"
            if !fed =>
        {
            database(name, rest)
        }
        "redis-cli"
            if !fed
                && !rest.iter().any(|word| {
                    word.chars().all(|c| c.is_ascii_uppercase())
                        || ["ping", "info", "get", "set", "keys", "--scan", "--stat", "--bigkeys"]
                            .contains(word)
                }) =>
        {
            let plain = plain_words(rest, &["-h", "-p", "-u", "-a", "-n", "--user", "--pass"]);
            (plain == 0).then(|| Hazard::Database(name.to_owned()))
        }
        "python" | "python3" | "node" | "irb" | "php" | "bash" | "sh" | "iex"
            if rest.is_empty() && !fed && at == 0 =>
        {
            Some(Hazard::Remote(name.to_owned()))
        }
        "rails" if matches!(second, "console" | "c" | "dbconsole" | "db") && !second.is_empty() => {
            Some(Hazard::Remote("rails".to_owned()))
        }
        "vim" | "vi" | "nvim" | "nano" | "emacs" | "pico" | "visudo" | "vipw" | "less" | "more" | "man"
        | "htop" | "k9s" | "passwd" | "mc_edit" | "read" | "ssh-keygen" | "ssh-copy-id" => {
            Some(Hazard::Terminal)
        }
        "top" if !short('b') => Some(Hazard::Terminal),
        "crontab" | "git" | "terraform" | "tofu" | "gcloud" | "gh" | "az" | "npm" | "vault" | "argocd"
        | "docker" | "aws" | "heroku"
            if asks(name, rest, second) =>
        {
            Some(Hazard::Terminal)
        }
        "watch" | "stern" => endless(),
        "tail" if short('f') || short('F') || has(&["--follow"]) => endless(),
        "journalctl" if short('f') || has(&["--follow"]) => endless(),
        "ping" | "tcpdump" if !short('c') => endless(),
        "while" if matches!(second, "true" | ":" | "true;" | "1") => endless(),
        "kubectl" | "oc" | "docker" | "docker-compose" | "podman" | "nerdctl" | "heroku" | "aws"
        | "crictl" => container(name, rest, second, background),
        _ => None,
    }
}

/// Whether a command asks something or opens an editor.
fn asks(name: &str, rest: &[&str], second: &str) -> bool {
    let has = |flags: &[&str]| rest.iter().any(|word| flags.contains(word));
    let given = |begins: &[&str]| rest.iter().any(|word| begins.iter().any(|it| word.starts_with(it)));
    match name {
        "crontab" => has(&["-e"]),
        "git" if second == "rebase" => has(&["-i", "--interactive"]),
        "git" => second == "commit" && !given(&["-m", "-am", "--message", "-F", "--no-edit"]),
        "terraform" | "tofu" => {
            matches!(second, "apply" | "destroy")
                && !rest.iter().any(|word| word.contains("auto-approve"))
                && plain_words(rest, &[]) < 2
        }
        "docker" => {
            second == "login"
                && !given(&["-p", "--password"])
                && !rest.iter().any(|word| word.contains("password-stdin"))
        }
        _ => has(&["login", "configure"]),
    }
}

fn ssh(rest: &[&str]) -> Option<Hazard> {
    let valued = ["-i", "-p", "-l", "-o", "-J", "-F", "-L", "-R", "-D", "-b", "-c", "-E", "-W"];
    if rest.iter().any(|word| matches!(*word, "-N" | "-fN" | "-f" | "-V" | "-T")) {
        return None;
    }
    let mut skip = false;
    let host = rest.iter().find(|word| {
        let value = std::mem::replace(&mut skip, valued.contains(word));
        !value && !word.starts_with('-')
    });
    // With a command it ends by itself.
    (plain_words(rest, &valued) == 1)
        .then(|| Hazard::Remote(format!("ssh {}", host.copied().unwrap_or_default())))
}

fn database(name: &str, rest: &[&str]) -> Option<Hazard> {
    let given = rest.iter().any(|word| {
        matches!(
            *word,
            "-l" | "-f" | "-e" | "--list" | "--version" | "-V" | "--eval" | "--execute" | "--quiet"
        ) || [
            "-c",
            "--command",
            "--file",
            "--execute",
            "--eval",
            "--query",
            "-q",
            "-Atc",
            "-tAc",
            "-tc",
            "-Ac",
        ]
        .iter()
        .any(|flag| word == flag || word.starts_with(&format!("{flag}=")))
            || (word.starts_with('-') && !word.starts_with("--") && word.ends_with('c') && word.len() <= 6)
            || word.starts_with("-c\"")
            || word.starts_with("-c'")
            || word.starts_with("-e\"")
            || word.starts_with("-e'")
    });
    let sql = name == "sqlite3" && rest.len() > 1;
    (!given && !sql).then(|| Hazard::Database(name.to_owned()))
}

fn container(name: &str, rest: &[&str], second: &str, background: bool) -> Option<Hazard> {
    let compose = name == "docker-compose" || second == "compose";
    let inner = rest.iter().position(|word| *word == "compose").map_or(rest, |at| &rest[at + 1..]);
    let second = if second == "compose" {
        behind_options(inner, VALUED).first().copied().unwrap_or_default()
    } else {
        second
    };
    let has = |flags: &[&str]| rest.iter().any(|word| flags.contains(word));
    let endless = |what: &str| (!background).then(|| Hazard::Endless(format!("{name} {what}")));
    let logs = rest.contains(&"logs");
    if logs && has(&["-f", "--follow", "-ft", "-tf"]) {
        return endless("logs -f");
    }
    if second == "get" && has(&["-w", "--watch", "--watch-only"]) {
        return endless("get -w");
    }
    if matches!(second, "port-forward" | "proxy") && name != "docker" {
        return endless(second);
    }
    if name == "docker" && second == "stats" && !has(&["--no-stream"]) {
        return endless("stats");
    }
    if name == "docker" && second == "events" {
        return endless("events");
    }
    if compose && second == "up" && !has(&["-d", "--detach", "--wait", "--no-start"]) {
        return endless("up");
    }
    if second == "edit" || second == "attach" {
        return Some(Hazard::Terminal);
    }
    let interactive = rest.iter().any(|word| matches!(*word, "-it" | "-ti" | "-t" | "--tty"))
        && rest.iter().any(|word| matches!(*word, "exec" | "run" | "debug"));
    if interactive
        || (matches!(name, "heroku") && second == "run")
        || (compose && second == "exec" && !has(&["-T"]))
    {
        let last =
            rest.last().map_or("", |word| word.rsplit('/').next().unwrap_or(word)).trim_matches(['"', '\'']);
        if matches!(last, "sh" | "bash" | "ash" | "zsh") {
            return Some(Hazard::Remote(format!("{name} {second}")));
        }
        return Some(Hazard::Terminal);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_special_is_seen() {
        for (command, wanted) in [
            ("ssh k3s-master", "remote"),
            ("ssh -i key -p 22 ops@web1", "remote"),
            ("psql -h 192.168.10.24 -U emr -d physioflow_dev", "database"),
            ("mysql -u root -p shop", "database"),
            ("docker exec -it web bash", "remote"),
            ("kubectl exec -it <pod-name> -n x -- /bin/sh", "remote"),
            ("sudo tail -f /var/log/x | grep y", "endless"),
            ("kubectl get pods -n x -w", "endless"),
            ("kubectl logs -f deployment/x", "endless"),
            ("watch -n 5 'curl -s x'", "endless"),
            ("docker stats web", "endless"),
            ("kubectl port-forward svc/x 8080:80", "endless"),
            ("ping db", "endless"),
            ("vim /etc/hosts", "terminal"),
            ("kubectl edit deployment x", "terminal"),
            ("sudo systemctl status x", "terminal"),
            ("kubectl run -it --rm t --image=p --restart=Never -- \\\n  psql -h x", "terminal"),
            ("git commit", "terminal"),
            ("kubectl -n checkout get pods -w", "endless"),
            ("docker compose -f x.yml logs -f", "endless"),
            ("docker compose up", "endless"),
            ("docker compose exec web bash", "remote"),
            ("sudo -i", "remote"),
            ("sudo -u postgres psql", "database"),
            ("sudo sed -i 's#a#b#' x", "terminal"),
        ] {
            let found = match hazard(command) {
                Some(Hazard::Remote(_)) => "remote",
                Some(Hazard::Database(_)) => "database",
                Some(Hazard::Endless(_)) => "endless",
                Some(Hazard::Terminal) => "terminal",
                None => "nothing",
            };
            assert_eq!(found, wanted, "{command}");
        }
    }

    #[test]
    fn what_ends_by_itself_is_left() {
        for command in [
            "ssh host 'systemctl status x'",
            "ssh host uptime",
            "psql \"$URL\" -c 'select 1'",
            "psql $DATABASE_URL -c \"\\dt\"",
            "psql x < dump.sql",
            "gunzip -c a | psql x",
            "psql -U u -d d -tAc 'x'",
            "kubectl port-forward svc/x 8080:80 &",
            "tail -n 5 x",
            "kubectl logs x --tail=100",
            "docker logs x --since 1h | grep ERROR | tail -20",
            "redis-cli LLEN bull:provisioning:",
            "redis-cli -u $REDIS_URL ping",
            "docker compose up -d",
            "docker compose exec -T web ls",
            "git -C x commit -m y",
            "ping -c 3 db",
            "git commit -m x",
            "python3 x.py",
            "docker stats --no-stream",
            "kubectl exec postgres-0 -n x -- pg_isready",
        ] {
            assert_eq!(hazard(command), None, "{command}");
        }
    }
}
