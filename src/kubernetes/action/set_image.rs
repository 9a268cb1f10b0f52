use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Container;
use kube::api::Patch;
use serde_json::json;

use super::fault::Fault;
use super::perform::Hand;
use crate::model::runbook::SetImage;

/// As `kubectl set image` does it, for one container that must be there.
pub(super) async fn set_image(hand: &Hand<'_>, wish: &SetImage) -> Result<String, Fault> {
    let SetImage { deployment: name, container, image } = wish;
    let found: Deployment = hand.cluster.get(name).await?;
    let template = found.spec.as_ref().and_then(|spec| spec.template.spec.as_ref());
    let (main, first): (&[Container], &[Container]) = template
        .map_or((&[], &[]), |pod| (&pod.containers, pod.init_containers.as_deref().unwrap_or_default()));
    let is_it = |one: &&Container| one.name == *container;
    let (key, now) = match (main.iter().find(is_it), first.iter().find(is_it)) {
        (Some(one), _) => ("containers", one),
        (None, Some(one)) => ("initContainers", one),
        (None, None) => {
            let names: Vec<&str> = main.iter().chain(first).map(|one| one.name.as_str()).collect();
            return Fault::refuse(format!(
                "deployment {name} has no container {container}: it has {}",
                names.join(", ")
            ));
        }
    };
    let before = now.image.as_deref().unwrap_or("no image");
    println!("deployment {name}: container {container} has {before}");
    if before == image {
        return Ok(format!("deployment {name} has {image} already; nothing was changed"));
    }
    // Merged by the container's name, so that its other fields and the other containers stay.
    let mut pod = serde_json::Map::new();
    pod.insert(key.to_owned(), json!([{ "name": container, "image": image }]));
    let patch = Patch::Strategic(json!({ "spec": { "template": { "spec": pod } } }));
    let after: Deployment = hand.change(hand.cluster.patch::<Deployment, _, _>(name, None, &patch)).await?;
    let generation = after.metadata.generation.unwrap_or_default();
    Ok(format!("deployment {name}: container {container} is set to {image} (generation {generation})"))
}
