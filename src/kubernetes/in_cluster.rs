//! The cluster that this program itself runs in: what kubectl takes in a pod without a kubeconfig.

use std::path::Path;

use kube::config::Kubeconfig;
use serde_json::json;

use super::near::Near;

/// Where a pod finds its service account.
pub(super) const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A kubeconfig of the service account in `account`; `None` outside a cluster.
pub(super) fn kubeconfig(near: &Near, account: &Path) -> Option<Kubeconfig> {
    let (host, port) = (near.variable("KUBERNETES_SERVICE_HOST")?, near.variable("KUBERNETES_SERVICE_PORT")?);
    let token = account.join("token");
    if !token.is_file() {
        return None;
    }
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let mut cluster = json!({ "server": format!("https://{host}:{port}") });
    let authority = account.join("ca.crt");
    if authority.is_file() {
        cluster["certificate-authority"] = json!(authority);
    }
    let namespace = std::fs::read_to_string(account.join("namespace")).unwrap_or_default();
    let namespace = Some(namespace.trim()).filter(|name| !name.is_empty()).unwrap_or("default");
    let name = "in-cluster";
    serde_json::from_value(json!({
        "clusters": [{ "name": name, "cluster": cluster }],
        "users": [{ "name": name, "user": { "tokenFile": token } }],
        "contexts": [{ "name": name, "context": { "cluster": name, "user": name, "namespace": namespace } }],
        "current-context": name,
    }))
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pods_service_account_becomes_a_context() {
        let account = tempfile::tempdir().unwrap();
        let near = |host: &str| Near {
            env: [("KUBERNETES_SERVICE_HOST", host), ("KUBERNETES_SERVICE_PORT", "443")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..Near::default()
        };
        assert!(kubeconfig(&near("10.0.0.1"), account.path()).is_none(), "without a token");
        for (file, text) in [("token", "secret"), ("ca.crt", "x"), ("namespace", "shop\n")] {
            std::fs::write(account.path().join(file), text).unwrap();
        }
        for (host, server) in [("10.0.0.1", "https://10.0.0.1:443"), ("fd00::1", "https://[fd00::1]:443")] {
            let found = kubeconfig(&near(host), account.path()).unwrap();
            let cluster = found.clusters[0].cluster.clone().unwrap();
            assert_eq!(cluster.server.as_deref(), Some(server));
            assert!(cluster.certificate_authority.unwrap().ends_with("ca.crt"));
            assert_eq!(found.contexts[0].context.clone().unwrap().namespace.as_deref(), Some("shop"));
            assert!(found.auth_infos[0].auth_info.clone().unwrap().token_file.unwrap().ends_with("token"));
        }
        assert!(kubeconfig(&near(""), account.path()).is_none(), "outside a cluster");
    }
}
