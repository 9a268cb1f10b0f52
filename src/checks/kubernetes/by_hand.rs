//! The same by kubectl.

use super::probe::{Kubernetes, Question};
use crate::checks::quote::quote;

/// The kubectl line that shows what the probe looks at.
pub(super) fn line(probe: &Kubernetes) -> String {
    let mut line = "kubectl".to_owned();
    for (option, value) in
        [("--kubeconfig", &probe.kubeconfig), ("--context", &probe.context), ("-n", &probe.namespace)]
    {
        if let Some(value) = value {
            line = format!("{line} {option} {}", quote(value));
        }
    }
    let questions = probe.questions();
    let Some((_, question)) = questions.first() else { return line };
    let asks = match question {
        Question::Rollout(what) => {
            let waits = match probe.timeout {
                Some(time) => format!("--timeout={}s", time.duration().as_secs().max(1)),
                None => "--watch=false".to_owned(),
            };
            format!("rollout status {} {waits}", quote(what))
        }
        Question::Pods(pods) => format!("get pods -l {}", quote(pods.selector)),
        Question::Image(image) => {
            format!("get deployment {} -o {}", quote(&image.deployment), quote(&image.path()))
        }
        Question::Selector(selector) => {
            format!("get service {} -o 'jsonpath={{.spec.selector}}'", quote(&selector.service))
        }
        Question::Job(name) => match probe.timeout {
            Some(time) => format!(
                "wait --for=condition=complete {} --timeout={}s",
                quote(&format!("job/{name}")),
                time.duration().as_secs().max(1)
            ),
            None => format!("get job {}", quote(name)),
        },
        Question::Secret(keys) => names("secret", &keys.name),
        Question::Config(keys) => names("configmap", &keys.name),
        Question::Endpoints(endpoints) => {
            format!(
                "get endpointslices -l {}",
                quote(&format!("kubernetes.io/service-name={}", endpoints.service))
            )
        }
    };
    format!("{line} {asks}")
}

/// The keys alone, without their values.
fn names(kind: &str, name: &str) -> String {
    format!(
        "get {kind} {} -o go-template='{{{{range $key, $value := .data}}}}{{{{$key}}}}{{{{\"\\n\"}}}}{{{{end}}}}'",
        quote(name)
    )
}
