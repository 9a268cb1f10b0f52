//! Actions: changes of a cluster that a run makes itself, with the discipline of commands.

use serde_json::json;

use super::home::Home;
use crate::servers::kubernetes::{Api, Manner, deployment, pod, replica_set, service};

/// An action, what happens to the cluster before it, and what is told of it.
type Case<'c> = (String, &'c dyn Fn(&Api), &'c str);

/// A book of these steps' lines, one step each: `id: fields`.
pub fn book(steps: &[(&str, &str)]) -> String {
    let mut text = "format = 1\nid = \"k\"\ntitle = \"K\"\n[input.version]\nask = \"Version\"\ndefault.value = \"2.0\"\n\
                    [[phase]]\nid = \"p\"\ntitle = \"P\"\n"
        .to_owned();
    for (id, fields) in steps {
        text = format!("{text}[[phase.step]]\nid = \"{id}\"\ntitle = \"{id}\"\n{fields}\n");
    }
    text
}

/// `action.kubernetes` with the home's kubeconfig.
pub fn action(change: &str) -> String {
    format!("action.kubernetes = {{ kubeconfig = 'kubeconfig', {change} }}")
}

pub async fn shop() -> Api {
    let green = json!({ "app": "api", "version": "green" });
    Api::start([
        deployment("api", "shop/api:1.9"),
        replica_set("api", 1, "shop/api:1.7"),
        replica_set("api", 2, "shop/api:1.8"),
        replica_set("api", 3, "shop/api:1.9"),
        replica_set("other", 9, "shop/other:1"),
        service("api", "blue"),
        pod("api-g1", &green, "ready", 0),
        pod("api-g2", &green, "CrashLoopBackOff", 3),
    ])
    .await
}

pub fn home(api: &Api, steps: &[(&str, &str)]) -> Home {
    let home = Home::with(&book(steps));
    api.kubeconfig(&home.work());
    home
}

fn template_image(object: &serde_json::Value) -> &str {
    object["spec"]["template"]["spec"]["containers"][0]["image"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_action_is_made_as_kubectl_makes_it() {
    let api = shop().await;
    let image =
        action("set_image = { deployment = 'api', container = 'web', image = 'shop/api:${version}' }");
    let scale = action("scale = { deployment = 'api', replicas = '${n}' }");
    let restart = action("restart = 'deployment/api'");
    let switch = action("switch = { service = 'api', label = 'version', from = 'blue', to = 'green' }");
    let home = home(
        &api,
        &[
            ("image", &image),
            ("count", "run = 'n=5'"),
            ("scale", &scale),
            ("restart", &restart),
            ("switch", &switch),
        ],
    );
    let run = home.headless([]).run().ended("go", 0);

    let after = api.object("deployments/api");
    assert_eq!(template_image(&after), "shop/api:2.0");
    let containers = after["spec"]["template"]["spec"]["containers"].as_array().unwrap();
    assert_eq!(containers.len(), 2, "{containers:?}");
    assert_eq!(containers[0]["ports"][0]["containerPort"], 8080, "the container's other fields stay");
    assert_eq!(after["spec"]["replicas"], 5);
    let mark = &after["spec"]["template"]["metadata"]["annotations"]["kubectl.kubernetes.io/restartedAt"];
    assert!(mark.as_str().unwrap().ends_with('Z'), "{mark}");
    assert_eq!(api.object("services/api")["spec"]["selector"], json!({ "app": "api", "version": "green" }));
    assert_eq!(api.changes(), 4);

    let image = home.transcript(&run, "image.1");
    assert!(
        image.contains("kubectl --kubeconfig kubeconfig set image deployment/api web=shop/api:2.0"),
        "{image}"
    );
    assert!(
        image.contains("context test, namespace shop") && image.contains("container web has shop/api:1.9"),
        "{image}"
    );
    assert!(home.transcript(&run, "scale.1").contains("scaled from 3 to 5 replicas"));
    assert!(home.transcript(&run, "switch.1").contains("1 of 2 ready"));
    let step = &home.show(&run)["phases"][0]["steps"][0];
    assert_eq!((&step["status"], &step["attempts"][0]["exit"]), (&json!("passed"), &json!(0)));
    assert_eq!(step["attempts"][0]["transcript_sha256"].as_str().unwrap().len(), 64);
    // What carries the order doesn't become a part of the shell's state.
    assert!(!home.show(&run).to_string().contains("GONOGO_ACTION"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deployment_is_taken_back_to_an_earlier_revision() {
    let api = shop().await;
    let mut first = replica_set("api", 1, "shop/api:1.7");
    first["spec"]["template"]["spec"]["ofANewerCluster"] = json!({ "mode": "strict" });
    api.put(first);
    let before = action("undo = { deployment = 'api' }");
    let first = action("undo = { deployment = 'api', revision = 1 }");
    let home = home(&api, &[("before", &before), ("first", &first), ("again", &first)]);
    let run = home.headless([]).run().ended("go", 0);
    let after = api.object("deployments/api");
    assert_eq!(template_image(&after), "shop/api:1.7");
    assert_eq!(after["spec"]["template"]["metadata"]["labels"], json!({ "app": "api" }), "without the hash");
    assert_eq!(after["spec"]["template"]["spec"]["ofANewerCluster"]["mode"], "strict", "nothing is lost");
    assert_eq!(
        after["metadata"]["annotations"],
        json!({ "deployment.kubernetes.io/revision": "3", "note": "of 1" })
    );
    assert!(home.transcript(&run, "before.1").contains("rolled back to revision 2"));
    assert!(home.transcript(&run, "before.1").contains("revisions 1, 2, 3"));
    assert!(home.transcript(&run, "again.1").contains("already; nothing was changed"));
    assert_eq!(api.changes(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_must_not_be_done_is_refused_before_anything_is_changed() {
    let switch = |more: &str| action(&format!("switch = {{ service = 'api', label = 'version', {more} }}"));
    let paused = |api: &Api| {
        let mut object = deployment("api", "x");
        object["spec"]["paused"] = json!(true);
        api.put(object);
    };
    let nothing = |_: &Api| {};
    let cases: [Case<'_>; 11] = [
        (switch("from = 'green', to = 'blue'"), &nothing, "is at version=blue already"),
        (switch("from = 'red', to = 'green'"), &nothing, "is at version=blue, not at version=red"),
        (
            switch("from = 'blue', to = 'green', guard_ready = '>= 2'"),
            &nothing,
            "1 pods with app=api,version=green are ready, not >= 2 (api-g2: CrashLoopBackOff",
        ),
        (switch("from = 'blue', to = 'purple'"), &nothing, "0 pods with app=api,version=purple"),
        (
            action("switch = { service = 'api', label = 'slot', from = 'a', to = 'b' }"),
            &nothing,
            "has no label slot",
        ),
        (
            action("set_image = { deployment = 'api', container = 'wbe', image = 'x' }"),
            &nothing,
            "has no container wbe: it has web, sidecar",
        ),
        (
            action("scale = { deployment = 'gone', replicas = 1 }"),
            &nothing,
            "there is no deployments.apps \"gone\"",
        ),
        (action("undo = { deployment = 'api', revision = 7 }"), &nothing, "has no revision 7"),
        (action("undo = { deployment = 'api' }"), &paused, "is paused"),
        (action("restart = 'deployment/api'"), &paused, "is paused"),
        (action("context = 'prod', restart = 'deployment/api'"), &nothing, "has no context prod"),
    ];
    for (fields, prepare, why) in cases {
        let api = shop().await;
        prepare(&api);
        let home = home(&api, &[("it", &fields)]);
        let run = home.headless([]).run().parked("failed");
        let said = home.transcript(&run, "it.1");
        assert!(said.contains(why), "{fields}\nwanted `{why}` in {said}");
        assert_eq!(api.changes(), 0, "{fields}");
        assert_eq!(home.show(&run)["phases"][0]["steps"][0]["status"], "failed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_by_somebody_else_in_between_is_not_overwritten() {
    let switch = action("switch = { service = 'api', label = 'version', from = 'blue', to = 'green' }");
    let undo = action("undo = { deployment = 'api' }");
    for (fields, manner, why, object, at, kept) in [
        (
            &switch,
            Manner::Raced("/spec/selector/version", json!("red")),
            "somebody else changed service api meanwhile: its selector is app=api,version=red",
            "services/api",
            "/spec/selector/version",
            json!("red"),
        ),
        (
            &undo,
            Manner::Raced("/metadata/generation", json!(5)),
            "was changed meanwhile",
            "deployments/api",
            "/spec/template/spec/containers/0/image",
            json!("shop/api:1.9"),
        ),
    ] {
        let api = shop().await;
        api.behaves(manner);
        let home = home(&api, &[("it", fields)]);
        let run = home.headless([]).run().parked("failed");
        let said = home.transcript(&run, "it.1");
        assert!(said.contains(why) && said.contains("nothing was changed"), "{said}");
        assert_eq!(api.object(object).pointer(at), Some(&kept));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_change_is_failed_with_the_right_that_lacks() {
    let api = shop().await;
    api.behaves(Manner::Forbids("patch", "deployments"));
    let fields = action("restart = 'deployment/api'");
    let home = home(&api, &[("it", &fields)]);
    let run = home.headless([]).run().parked("failed");
    let said = home.transcript(&run, "it.1");
    assert!(
        said.contains("not allowed to patch deployments.apps \"api\" in namespace \"shop\" (403"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn high_risk_asks_for_a_confirmation_and_secrets_are_masked() {
    let api = shop().await;
    let fields = action("set_image = { deployment = 'api', container = 'web', image = 'shop/api:${key}' }");
    let book = book(&[("it", &format!("risk = \"high\"\n{fields}"))])
        .replace("[[phase]]", "[input.key]\nenv = \"SHOP_KEY\"\nsecret = true\n[[phase]]");
    let home = Home::with(&book);
    api.kubeconfig(&home.work());
    home.headless([]).env("SHOP_KEY", "hunter2hunter2").run().parked("type");
    assert_eq!(api.changes(), 0);
    let run = home.headless(["--yes"]).env("SHOP_KEY", "hunter2hunter2").run().ended("go", 0);
    assert_eq!(template_image(&api.object("deployments/api")), "shop/api:hunter2hunter2");
    let said = home.transcript(&run, "it.1");
    assert!(said.contains("shop/api:***") && !said.contains("hunter2"), "{said}");
}

#[test]
fn the_lint_and_the_plan_know_actions() {
    let good = action("set_image = { deployment = 'api', container = 'web', image = 'shop/api:${version}' }");
    let home = Home::with(&book(&[("it", &good)]));
    home.gonogo(["check", "book.toml"]).run().exits(0);
    home.gonogo(["plan", "book.toml"])
        .run()
        .exits(0)
        .prints("action kubernetes: Sets the image of container web of deployment api to shop/api:2.0.")
        .prints("by hand: kubectl --kubeconfig kubeconfig set image deployment/api \"web=shop/api:2.0\"");
    for (fields, why) in [
        (format!("{good}\nrun = 'echo'"), "exclude one another"),
        (action("namespace = 'x'"), "changes nothing"),
        (action("restart = 'deployment/a', scale = { deployment = 'a', replicas = 1 }"), "one change"),
        (action("restart = 'pod/a'"), "is nothing to restart"),
        (action("scale = { deployment = 'a', replicas = 'many' }"), "not a whole number"),
        (action("scale = { deployment = 'a', replicas = -1 }"), "below 0"),
        (action("undo = { deployment = 'a', revision = 0 }"), "count from 1"),
        (action("undo = { deploymnet = 'a' }"), "deployment"),
        (action("switch = { service = 'a', label = 'v', from = 'b', to = 'b' }"), "the same as `from`"),
        (action("switch = { service = 'a', label = 'v', from = 'b', to = 'c', guard_ready = 'two' }"), "two"),
        (action("restart = 'deployment/${nmae}'"), "${nmae}"),
        (action("set_image = { deployment = 'a', container = 'b', image = 'x:<version>' }"), "still to be filled in"),
        ("[[phase.step.variant]]\nid = 'a'\ntitle = 'A'\n[[phase.step.variant]]\nid = 'b'\ntitle = 'B'\nrun = 'true'".to_owned(), "does nothing"),
    ] {
        home.book("book.toml", &book(&[("it", &fields)]));
        let ran = home.gonogo(["check", "book.toml"]).run().exits(1);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains(why), "{fields}\nwanted `{why}` in {said}");
    }
}
