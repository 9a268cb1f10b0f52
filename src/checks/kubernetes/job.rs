use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Pod;

use super::rollout::told;
use super::told::Told;
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Trouble};

/// Whether a job has completed; one that has failed stays failed.
pub(super) async fn look(cluster: &Cluster, name: &str) -> Result<Told, Trouble> {
    let found: Job = cluster.get(name).await?;
    let status = found.status.unwrap_or_default();
    let counts = format!(
        "{} succeeded, {} failed, {} active",
        status.succeeded.unwrap_or_default(),
        status.failed.unwrap_or_default(),
        status.active.unwrap_or_default()
    );
    let is = |kind: &str| {
        status.conditions.iter().flatten().find(|it| it.type_ == kind && it.status == "True").cloned()
    };
    if is("Complete").is_some() {
        return Ok(Told::Settled(Seen::passed(counts, format!("job {name} has completed"))));
    }
    // Its pods tell more than the job does; where they can't be seen, the job must do.
    let pods: Vec<Pod> = cluster.list(&format!("job-name={name}")).await.unwrap_or_default();
    let observed = counts + &told(&pods);
    if let Some(failed) = is("Failed") {
        let parts: Vec<String> = [failed.reason, failed.message].into_iter().flatten().collect();
        let why = format!("job {name} has failed: {}", parts.join(", "));
        return Ok(Told::Settled(Seen { permanent: true, ..Seen::failed(observed, why) }));
    }
    let why = if is("Suspended").is_some() {
        format!("job {name} is suspended")
    } else {
        format!("job {name} has not finished")
    };
    Ok(Told::Open(Seen::failed(observed, why)))
}
