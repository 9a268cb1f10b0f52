//! Which commands the host has, and which are never the host's own in a rehearsal.

use std::collections::BTreeSet;
use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::words::command_words;
use crate::model::runbook::Runbook;

/// What acts on other machines, on containers, or on the person's desktop: shadowed in every rehearsal. `sleep` and
/// `watch` go faster.
const SHADOWED: [&str; 66] = [
    "ansible",
    "ansible-playbook",
    "aws",
    "az",
    "certbot",
    "crontab",
    "dig",
    "docker",
    "docker-compose",
    "doctl",
    "flyctl",
    "ftp",
    "gcloud",
    "gh",
    "git",
    "glab",
    "halt",
    "helm",
    "heroku",
    "host",
    "iptables",
    "kubectl",
    "launchctl",
    "mail",
    "mongodump",
    "mongosh",
    "mongorestore",
    "mysql",
    "mysqldump",
    "netlify",
    "nft",
    "nginx",
    "nomad",
    "npm",
    "npx",
    "nslookup",
    "open",
    "openssl",
    "pg_dump",
    "pg_dumpall",
    "pg_restore",
    "pnpm",
    "podman",
    "poweroff",
    "psql",
    "pulumi",
    "reboot",
    "redis-cli",
    "rsync",
    "scp",
    "sendmail",
    "service",
    "sftp",
    "shutdown",
    "sleep",
    "ssh",
    "supervisorctl",
    "systemctl",
    "telnet",
    "terraform",
    "trivy",
    "vercel",
    "watch",
    "xdg-open",
    "yarn",
    "vault",
];

/// What bash does by itself.
const BUILTINS: [&str; 58] = [
    ".",
    ":",
    "[",
    "alias",
    "bg",
    "bind",
    "break",
    "builtin",
    "caller",
    "cd",
    "command",
    "compgen",
    "complete",
    "compopt",
    "continue",
    "declare",
    "dirs",
    "disown",
    "echo",
    "enable",
    "eval",
    "exec",
    "exit",
    "export",
    "false",
    "fc",
    "fg",
    "getopts",
    "hash",
    "help",
    "history",
    "jobs",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "popd",
    "printf",
    "pushd",
    "pwd",
    "read",
    "readarray",
    "readonly",
    "return",
    "set",
    "shift",
    "shopt",
    "source",
    "suspend",
    "test",
    "times",
    "trap",
    "true",
    "type",
    "typeset",
    "ulimit",
    "umask",
];

/// Builtins that are easily forgotten, for they read like programs.
const MORE_BUILTINS: [&str; 3] = ["unalias", "unset", "wait"];

/// The commands that stand-ins are made for.
pub(super) fn stand_ins(book: &Runbook) -> BTreeSet<String> {
    let declared = book.rehearsal.iter().flat_map(|rehearsal| &rehearsal.tool).map(|tool| tool.name.clone());
    let missing = command_words(book)
        .into_iter()
        .filter(|word| !BUILTINS.contains(&word.as_str()) && !MORE_BUILTINS.contains(&word.as_str()))
        .filter(|word| !is_on_path(word));
    declared.chain(SHADOWED.iter().map(|&name| name.to_owned())).chain(missing).collect()
}

fn is_on_path(name: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| may_run(&folder.join(name))))
}

fn may_run(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
