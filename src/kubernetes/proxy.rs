//! Whether a proxy stands between this host and a cluster, as kubectl sees it.

use kube::Config;

use super::near::Near;
use super::trouble::Trouble;

/// Leaves out a proxy that doesn't count for this cluster; one that does is more than gonogo can use.
pub(super) fn settle(config: &mut Config, of_kubeconfig: bool, near: &Near) -> Result<(), Trouble> {
    let Some(proxy) = &config.proxy_url else { return Ok(()) };
    let host = config.cluster_url.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let no_proxy = near.variable("NO_PROXY").or_else(|| near.variable("no_proxy")).unwrap_or_default();
    let counts = of_kubeconfig
        || (config.cluster_url.scheme_str() == Some("https")
            && !is_local(&host)
            && !is_exempt(&host, &no_proxy));
    if counts {
        let proxy = proxy.authority().map_or_else(String::new, |it| it.host().to_owned());
        return Err(Trouble::Proxy { host, proxy });
    }
    config.proxy_url = None;
    Ok(())
}

pub(super) fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_exempt(host: &str, no_proxy: &str) -> bool {
    no_proxy.split(',').map(str::trim).filter(|rule| !rule.is_empty()).any(|rule| {
        let name = rule.trim_start_matches("*.").trim_start_matches('.');
        rule == "*"
            || host == name
            || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
            || in_network(host, rule)
    })
}

/// Whether `host` is an address in `network`, written like `10.0.0.0/8`.
fn in_network(host: &str, network: &str) -> bool {
    let parts = network.split_once('/').and_then(|(base, bits)| {
        Some((base.parse::<std::net::Ipv4Addr>().ok()?, bits.parse::<u32>().ok().filter(|bits| *bits <= 32)?))
    });
    let (Some((base, bits)), Ok(address)) = (parts, host.parse::<std::net::Ipv4Addr>()) else { return false };
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    base.to_bits() & mask == address.to_bits() & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_reached_without_a_proxy() {
        for (host, rules, exempt) in [
            ("k8s.corp", "corp", true),
            ("k8s.corp", ".corp,other", true),
            ("k8scorp", "corp", false),
            ("10.2.3.4", "10.0.0.0/8", true),
            ("11.2.3.4", "10.0.0.0/8", false),
            ("1.2.3.4", "0.0.0.0/0", true),
            ("a.b", "*", true),
            ("a.b", "", false),
        ] {
            assert_eq!(is_exempt(host, rules), exempt, "{host} {rules}");
        }
        assert!(is_local("127.0.0.1") && is_local("::1") && is_local("localhost") && !is_local("10.0.0.1"));
    }
}
