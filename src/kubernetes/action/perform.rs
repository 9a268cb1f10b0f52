use std::cell::Cell;

use super::fault::Fault;
use super::{restart, scale, set_image, switch, undo};
use crate::kubernetes::near::{Near, Place};
use crate::kubernetes::{Cluster, Trouble};
use crate::model::runbook::{KubernetesAction, Wish};

/// A cluster that is asked to change something, once.
pub(super) struct Hand<'h> {
    pub(super) cluster: Cluster,
    asked: &'h Cell<bool>,
}

impl Hand<'_> {
    /// Waits for the answer to a change; until it is there, nobody knows whether the change was made.
    pub(super) async fn change<T>(
        &self,
        answer: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Fault> {
        self.asked.set(true);
        let answer = answer.await;
        self.asked.set(false);
        Ok(answer?)
    }
}

/// Makes the change and tells what became of it; `asked` is set while it is not known.
pub(super) async fn perform(
    action: &KubernetesAction,
    near: &Near,
    asked: &Cell<bool>,
) -> Result<String, Fault> {
    let Some(wish) = action.wish() else { return Fault::refuse("the action is not exactly one change") };
    let place = Place {
        kubeconfig: action.kubeconfig.clone(),
        context: action.context.clone(),
        namespace: action.namespace.clone(),
    };
    let cluster = Cluster::connect(&place, near).await?;
    println!(
        "cluster {}, context {}, namespace {}",
        cluster.server(),
        cluster.context(),
        cluster.namespace()
    );
    let hand = Hand { cluster, asked };
    match wish {
        Wish::SetImage(it) => set_image::set_image(&hand, it).await,
        Wish::Scale(it) => scale::scale(&hand, it).await,
        Wish::Restart(what) => restart::restart(&hand, what).await,
        Wish::Undo(it) => undo::undo(&hand, it).await,
        Wish::Switch(it) => switch::switch(&hand, it).await,
    }
}
