//! The cluster while it is up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::kind::Kind;
use super::settle::Round;
use super::store::Store;
use super::{kubeconfig, seed};
use crate::rehearsal::RehearsalError;
use crate::rehearsal::folder::write_file;
use crate::rehearsal::record::without;
use crate::rehearsal::scene::{Scene, unix_ms};

/// How often the controllers look at the time.
const BEAT: Duration = Duration::from_millis(50);
/// How often the objects are written down, at most.
const KEEP: Duration = Duration::from_millis(500);

/// A cluster that is up.
#[derive(Debug)]
pub(in crate::rehearsal) struct Cluster {
    /// The world that it is in.
    pub(super) scene: Scene,
    /// The kinds that it knows.
    pub(super) kinds: Vec<Kind>,
    /// Values that are not written down.
    secrets: Vec<String>,
    store: Mutex<Store>,
    version: watch::Sender<u64>,
    /// Ends when the world does.
    pub(super) shutdown: CancellationToken,
}

impl Cluster {
    /// The cluster of `scene`, as it was left or as the runbook describes it; `None` where it describes none.
    pub(in crate::rehearsal) fn open(
        scene: &Scene,
        secrets: Vec<String>,
        shutdown: CancellationToken,
    ) -> Result<Option<Arc<Self>>, RehearsalError> {
        let rehearsal = &scene.kept.rehearsal;
        if !rehearsal.has_cluster() {
            return Ok(None);
        }
        kubeconfig::write(scene)?;
        let path = scene.folder.cluster();
        let store = match std::fs::read(&path) {
            Ok(bytes) => Store::read(&bytes).map_err(|source| RehearsalError::Damaged { path, source })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => seed::seed(scene),
            Err(source) => return Err(RehearsalError::File { doing: "read", path, source }),
        };
        let manifests: Vec<serde_json::Value> =
            rehearsal.object.iter().map(|it| serde_json::Value::Object(it.manifest.clone())).collect();
        let kinds = Kind::all(manifests.iter());
        let version = watch::Sender::new(store.version());
        Ok(Some(Arc::new(Self {
            scene: scene.clone(),
            kinds,
            secrets,
            store: Mutex::new(store),
            version,
            shutdown,
        })))
    }

    /// Brings the objects on until the world ends.
    pub(in crate::rehearsal) async fn tend(self: Arc<Self>) {
        let mut kept = (Instant::now(), 0);
        loop {
            let version = self.settle(&mut self.lock());
            if version != kept.1 && kept.0.elapsed() >= KEEP {
                self.keep();
                kept = (Instant::now(), version);
            }
            tokio::select! {
                () = tokio::time::sleep(BEAT) => {}
                () = self.shutdown.cancelled() => break,
            }
        }
        self.keep();
    }

    /// Reads or changes the objects; the controllers see to what follows.
    pub(super) fn with<R>(&self, act: impl FnOnce(&mut Store) -> R) -> R {
        let mut store = self.lock();
        let before = store.version();
        let result = act(&mut store);
        if store.version() != before {
            self.settle(&mut store);
        }
        result
    }

    /// Whether an `Authorization` header is this cluster's.
    pub(super) fn knows(&self, header: &str) -> bool {
        header.strip_prefix("Bearer ").is_some_and(|token| token == kubeconfig::token(&self.scene))
    }

    /// Tells of each change.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One round of the controllers; returns the version that they left.
    fn settle(&self, store: &mut Store) -> u64 {
        let moment = self.scene.moment();
        let kept = &self.scene.kept;
        let mut round = Round::new(store, &kept.rehearsal, &moment, unix_ms(), kept.speed);
        round.run();
        let (marks, unmarks) = (std::mem::take(&mut round.marks), std::mem::take(&mut round.unmarks));
        // A mark that can't be kept is tried again in the next round.
        let _ = self.scene.mark(&marks, &unmarks);
        let version = store.version();
        self.version.send_if_modified(|known| std::mem::replace(known, version) != version);
        version
    }

    /// Writes the objects down. A full disk must not end the cluster; the conductor says that the disk is full.
    fn keep(&self) {
        let text = self.lock().to_text();
        if let Ok(text) = text {
            let bytes = without(text, self.secrets.iter().map(String::as_str)).into_bytes();
            let _ = write_file(&self.scene.folder.cluster(), &bytes, false);
        }
    }
}
