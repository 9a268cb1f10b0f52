//! One call of the rehearsal's own kubectl: who asks, where, for what.

use std::io::Write as _;

use serde_json::Value;

use super::api::{Api, quoted};
use super::args::Args;
use super::config::Config;
use super::fault::Fault;
use super::target::Target;
use crate::rehearsal::cluster::Kind;
use crate::rehearsal::scene::Scene;

/// One call.
#[derive(Debug)]
pub(super) struct Client<'a> {
    /// Whose world it is.
    pub(super) scene: &'a Scene,
    /// The way to the API.
    pub(super) api: Api,
    /// The kinds that the cluster knows.
    pub(super) kinds: Vec<Kind>,
    /// The kubeconfig.
    pub(super) config: Config,
    /// The namespace.
    pub(super) namespace: String,
    /// The command line.
    pub(super) args: Args,
}

impl<'a> Client<'a> {
    /// The call `args` with the kubeconfig `text`.
    pub(super) fn new(scene: &'a Scene, text: &str, args: Args) -> Result<Self, Fault> {
        let config = Config::read(text)?;
        let context = args.get("context").unwrap_or(config.current()).to_owned();
        if args.get("context").is_some() && !config.contexts().contains(&context.as_str()) {
            let message =
                format!("Error in configuration: context was not found for specified context: {context}");
            return Err(Fault { message, missing: false });
        }
        let usual = config.namespace(&context).unwrap_or("default").to_owned();
        let namespace = args.get("namespace").map_or(usual, str::to_owned);
        let manifests: Vec<Value> =
            scene.kept.rehearsal.object.iter().map(|it| Value::Object(it.manifest.clone())).collect();
        let kinds = Kind::all(manifests.iter());
        Ok(Self { scene, api: Api { host: scene.host() }, kinds, config, namespace, args })
    }

    /// The path of a collection or of an object.
    #[expect(clippy::unused_self, reason = "every path is asked of the call")]
    pub(super) fn path(&self, kind: &Kind, namespace: Option<&str>, name: Option<&str>) -> String {
        let mut path = base(kind);
        if let Some(namespace) = namespace.filter(|_| kind.namespaced) {
            path.push_str("/namespaces/");
            path.push_str(&quoted(namespace));
        }
        path.push('/');
        path.push_str(&kind.plural);
        if let Some(name) = name {
            path.push('/');
            path.push_str(&quoted(name));
        }
        path
    }

    /// The path of the object `name` of the call's namespace.
    pub(super) fn one(&self, kind: &Kind, name: &str) -> String {
        self.path(kind, Some(&self.namespace), Some(name))
    }

    /// The path of what is changed about the object `name`, with what goes into the query.
    pub(super) fn change(&self, kind: &Kind, name: &str) -> String {
        self.one(kind, name) + self.dry()
    }

    /// The query of a change that is only tried.
    pub(super) fn dry(&self) -> &'static str {
        if self.args.dry_run().is_empty() { "" } else { "?dryRun=All" }
    }

    /// The path of the collection that the call asks for, with its selectors.
    pub(super) fn list(&self, kind: &Kind, further: &str) -> String {
        let space = (!self.args.has("all-namespaces")).then_some(self.namespace.as_str());
        let mut query: Vec<String> = Vec::new();
        for (option, key) in [("selector", "labelSelector"), ("field-selector", "fieldSelector")] {
            query.extend(self.args.get(option).map(|text| format!("{key}={}", quoted(text))));
        }
        query.extend((!further.is_empty()).then(|| further.to_owned()));
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path(kind, space, None), query.join("&"))
    }

    /// The objects of `target`: one, or all that the call's selectors take.
    pub(super) fn objects(&self, target: &Target) -> Result<Vec<Value>, Fault> {
        if let Some(name) = &target.name {
            return Ok(vec![self.api.get(&self.one(&target.kind, name), super::api::JSON)?]);
        }
        let mut list = self.api.get(&self.list(&target.kind, ""), super::api::JSON)?;
        Ok(match list.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        })
    }

    /// Every object that the call speaks of, with its kind.
    pub(super) fn all(&self, targets: &[Target]) -> Result<Vec<(Kind, Value)>, Fault> {
        let mut found = Vec::new();
        for target in targets {
            if target.name.is_none() && !self.args.has("all") && self.args.get("selector").is_none() {
                return Err(Fault::error("resource(s) were provided, but no name was specified"));
            }
            found.extend(self.objects(target)?.into_iter().map(|object| (target.kind.clone(), object)));
        }
        Ok(found)
    }

    /// The kind that objects like `object` have.
    pub(super) fn kind_of(&self, object: &Value) -> Result<&Kind, Fault> {
        let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
        let (version, name) = (text("apiVersion"), text("kind"));
        let group = version.split_once('/').map_or("", |(group, _)| group);
        let found = self.kinds.iter().find(|kind| kind.group == group && kind.name == name);
        found.ok_or_else(|| {
            Fault::error(format!(
                "resource mapping not found: no matches for kind \"{name}\" in version \"{version}\""
            ))
        })
    }

    /// What stands behind a message of what was done: nothing, or that it was only tried.
    pub(super) fn tried(&self) -> &'static str {
        match self.args.dry_run() {
            "" => "",
            "server" => " (server dry run)",
            _ => " (dry run)",
        }
    }
}

fn base(kind: &Kind) -> String {
    if kind.group.is_empty() {
        format!("/api/{}", kind.version)
    } else {
        format!("/apis/{}", kind.api_version())
    }
}

/// `deployment.apps`
pub(super) fn singular(kind: &Kind) -> String {
    let dot = if kind.group.is_empty() { "" } else { "." };
    format!("{}{dot}{}", kind.name.to_ascii_lowercase(), kind.group)
}

/// The text at `pointer`, empty where there is none.
pub(super) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The whole number at `pointer`, zero where there is none.
pub(super) fn number(object: &Value, pointer: &str) -> i64 {
    object.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

/// The object's name.
pub(super) fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

/// Writes on stdout. A reader that has gone away is none of kubectl's business.
pub(super) fn print(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
