use serde_json::json;

use super::{KubernetesAction, Switch, Wish};

impl KubernetesAction {
    /// The kubectl line that does the same; empty where there is not exactly one change.
    pub fn by_hand(&self) -> String {
        let Some(wish) = self.wish() else { return String::new() };
        let mut line = "kubectl".to_owned();
        let places =
            [("--kubeconfig", &self.kubeconfig), ("--context", &self.context), ("-n", &self.namespace)];
        for (option, value) in
            places.into_iter().filter_map(|(option, value)| Some((option, value.as_ref()?)))
        {
            line = format!("{line} {option} {}", word(value));
        }
        let does = match wish {
            Wish::SetImage(it) => format!(
                "set image {} {}",
                word(&format!("deployment/{}", it.deployment)),
                word(&format!("{}={}", it.container, it.image))
            ),
            Wish::Scale(it) => format!(
                "scale {} {}",
                word(&format!("deployment/{}", it.deployment)),
                word(&format!("--replicas={}", it.replicas))
            ),
            Wish::Restart(what) => format!("rollout restart {}", word(what)),
            Wish::Undo(it) => {
                let revision = it.revision.as_ref();
                let to =
                    revision.map_or(String::new(), |to| format!(" {}", word(&format!("--to-revision={to}"))));
                format!("rollout undo {}{to}", word(&format!("deployment/{}", it.deployment)))
            }
            Wish::Switch(it) => switch(it),
        };
        format!("{line} {does}")
    }
}

impl KubernetesAction {
    /// What it does, as a sentence; empty where there is not exactly one change.
    pub fn sentence(&self) -> String {
        let Some(wish) = self.wish() else { return String::new() };
        let does = match wish {
            Wish::SetImage(it) => {
                format!(
                    "Sets the image of container {} of deployment {} to {}",
                    it.container, it.deployment, it.image
                )
            }
            Wish::Scale(it) => format!("Scales deployment {} to {} replicas", it.deployment, it.replicas),
            Wish::Restart(what) => format!("Restarts {}", what.replace('/', " ")),
            Wish::Undo(it) => match &it.revision {
                Some(to) => format!("Takes deployment {} back to revision {to}", it.deployment),
                None => format!("Takes deployment {} back to the revision before", it.deployment),
            },
            Wish::Switch(it) => format!(
                "Switches service {}{} to {label}={}, if pods with {label}={}, ready {}",
                it.service,
                it.from.as_ref().map_or(String::new(), |from| format!(" from {}={from}", it.label)),
                it.to,
                it.to,
                it.least_ready(),
                label = it.label,
            ),
        };
        let in_namespace =
            self.namespace.as_ref().map_or(String::new(), |name| format!(", in namespace {name}"));
        let of_context = self.context.as_ref().map_or(String::new(), |name| format!(", context {name}"));
        format!("{does}{in_namespace}{of_context}.")
    }
}

/// A patch that is refused where the selector is no longer what it was.
fn switch(it: &Switch) -> String {
    let path = format!("/spec/selector/{}", it.label.replace('~', "~0").replace('/', "~1"));
    let test = it.from.as_ref().map(|from| json!({ "op": "test", "path": path, "value": from }));
    let replace = json!({ "op": "replace", "path": path, "value": it.to });
    let patch = serde_json::Value::Array(test.into_iter().chain([replace]).collect());
    format!("patch service {} --type=json -p {}", word(&it.service), word(&patch.to_string()))
}

/// `text` as one word of bash; `${name}` stays for the shell to fill in.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains("${") {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("\"");
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '"' | '\\' | '`') || (c == '$' && !rest.starts_with("${")) {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_has_its_line() {
        for (action, line) in [
            (
                "namespace = 'shop'\nset_image = { deployment = 'api', container = 'web', image = 'shop/api:${version}' }",
                "kubectl -n shop set image deployment/api \"web=shop/api:${version}\"",
            ),
            ("scale = { deployment = 'api', replicas = 3 }", "kubectl scale deployment/api --replicas=3"),
            (
                "context = 'a b'\nrestart = 'statefulset/db'",
                "kubectl --context 'a b' rollout restart statefulset/db",
            ),
            ("undo = { deployment = 'api' }", "kubectl rollout undo deployment/api"),
            (
                "undo = { deployment = 'api', revision = 4 }",
                "kubectl rollout undo deployment/api --to-revision=4",
            ),
            (
                "switch = { service = 'api', label = 'a/b', from = 'blue', to = 'green' }",
                "kubectl patch service api --type=json -p '[{\"op\":\"test\",\"path\":\"/spec/selector/a~1b\",\"value\":\"blue\"},\
                 {\"op\":\"replace\",\"path\":\"/spec/selector/a~1b\",\"value\":\"green\"}]'",
            ),
            (
                "switch = { service = 'api', label = 'slot', to = 'blue' }",
                "kubectl patch service api --type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/selector/slot\",\"value\":\"blue\"}]'",
            ),
            ("", ""),
        ] {
            let action: KubernetesAction = toml::from_str(action).unwrap();
            assert_eq!(action.by_hand(), line);
        }
    }
}
