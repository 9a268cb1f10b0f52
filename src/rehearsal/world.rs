//! The world while it is there.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use indexmap::IndexMap;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use super::cluster::{Cluster, kubeconfig};
use super::folder::{Folder, make_folder, write_file};
use super::peers::{Authority, Ports, Sockets};
use super::scene::{Kept, Scene, unix_ms};
use super::server::{Services, serve};
use super::template::{Call, expand};
use super::timeline::{Timeline, What};
use super::{RehearsalError, WorldOptions, host, ports, setup};
use crate::model::ids::{InputName, StepId};
use crate::model::runbook::{FaultPhase, Heals, Runbook, Scenario};

/// Requests in flight at the end get this long.
const GRACE: Duration = Duration::from_secs(1);

/// What a run tells its world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldSignal {
    /// The command of a step starts.
    CommandStarted(StepId),
    /// A command of a rollback plan has ended, however.
    PlanCommandEnded,
}

/// A world that is up. It goes down with [`World::stop`], or when it is dropped.
#[derive(Debug)]
pub struct World {
    services: Arc<Services>,
    scenario: Option<Scenario>,
    plan_steps: BTreeSet<StepId>,
    server: JoinHandle<()>,
    /// They end when this is dropped.
    _peers: JoinSet<()>,
    /// Brings the cluster on.
    tended: Option<JoinHandle<()>>,
    /// Serialises signals: a fault comes once.
    signals: Mutex<()>,
}

impl World {
    /// Starts the world that `book` describes, or takes the one in the folder up again as it was left, with its port
    /// where that is free. The folder is made absolute; it may hold nothing else.
    pub async fn start(book: &Runbook, options: WorldOptions) -> Result<Self, RehearsalError> {
        let rehearsal = book.rehearsal.clone().unwrap_or_default();
        let problems = rehearsal.problems(book.steps().map(|step| &step.id));
        if !problems.is_empty() {
            return Err(RehearsalError::Description { problems });
        }
        let scenario = find_scenario(&rehearsal.scenario, options.scenario.as_deref())?;
        make_folder(&options.folder)?;
        let path = options.folder.canonicalize().map_err(|source| RehearsalError::File {
            doing: "open",
            path: options.folder.clone(),
            source,
        })?;
        let folder = Folder::new(path);
        let before = Scene::read(folder.clone())?;
        let wished = options.port.into_iter().chain(before.as_ref().map(|scene| scene.kept.port));
        let listener = ports::bind(wished, TcpListener::bind::<SocketAddr>).await;
        let listener = listener.map_err(|source| RehearsalError::Listen { source })?;
        let port = listener.local_addr().map_err(|source| RehearsalError::Listen { source })?.port();
        let sockets =
            Sockets::bind(&rehearsal, before.as_ref().map_or_else(Ports::default, |scene| scene.kept.peers))
                .await?;
        let secret = book.input.iter().filter(|(_, input)| input.secret);
        let kept = Kept {
            runbook: book.id.clone(),
            scenario: scenario.as_ref().map(|scenario| scenario.name.clone()),
            port,
            peers: sockets.ports(),
            speed: options.speed.max(1),
            started_ms: before.as_ref().map_or_else(unix_ms, |scene| scene.kept.started_ms),
            secret: secret.map(|(name, _)| name.to_string()).collect(),
            rehearsal,
        };
        if let Some(before) = &before {
            same_world(before, &kept)?;
        }
        let scene = Scene { folder, kept };
        if before.is_none() {
            setup::lay_out(&scene, &options.exe)?;
        }
        setup::make_stand_ins(&scene, &options.exe, host::stand_ins(book).into_iter())?;
        // Last: from here on the world counts as laid out.
        scene.write()?;
        let set: Vec<InputName> = scene.kept.secret.iter().map(InputName::new).collect();
        let mut secrets = options.secrets;
        secrets
            .extend(vars(&scene).into_iter().filter(|(name, _)| set.contains(name)).map(|(_, value)| value));
        // As they stand in the cluster's secrets, too.
        secrets.extend(secrets.clone().iter().map(|value| BASE64.encode(value)));
        let shutdown = CancellationToken::new();
        let authority = authority(&scene)?;
        let cluster = Cluster::open(&scene, secrets.clone(), shutdown.clone())?;
        let tended = cluster.clone().map(|cluster| tokio::spawn(cluster.tend()));
        let services = Arc::new(Services { scene, secrets, saving: Mutex::new(None), cluster, shutdown });
        let peers = sockets.serve(&services, authority);
        let server = tokio::spawn(serve(listener, Arc::clone(&services)));
        let plan_steps = book.plan.iter().flat_map(|plan| &plan.step).map(|step| step.id.clone()).collect();
        let world =
            Self { services, scenario, plan_steps, server, _peers: peers, tended, signals: Mutex::new(()) };
        if world.scenario.as_ref().is_some_and(|scenario| scenario.from.is_none()) {
            world.go(FaultPhase::Before, FaultPhase::Faulty);
        }
        Ok(world)
    }

    /// Where the services listen.
    pub fn port(&self) -> u16 {
        self.services.scene.kept.port
    }

    /// The services' address, without a slash at its end.
    pub fn url(&self) -> String {
        self.services.scene.url()
    }

    /// The stand-ins' folder: to be put first on PATH.
    pub fn bin(&self) -> PathBuf {
        self.services.scene.folder.bin()
    }

    /// Where the commands run.
    pub fn workspace(&self) -> PathBuf {
        self.services.scene.folder.workspace()
    }

    /// The world's folder.
    pub fn folder(&self) -> &Path {
        self.services.scene.folder.path()
    }

    /// The kubeconfig that leads to the world's cluster, where it has one.
    pub fn kubeconfig(&self) -> Option<PathBuf> {
        self.services.cluster.as_ref().map(|_| kubeconfig(&self.services.scene))
    }

    /// Inputs and environment values as they are in the world.
    pub fn vars(&self) -> IndexMap<InputName, String> {
        vars(&self.services.scene)
    }

    /// Variables that every command of the rehearsal gets, PATH not among them. With them a client that keeps to the
    /// proxy variables, as curl does, can't leave the world by an address that the runbook has in clear.
    pub fn environment(&self) -> Vec<(String, String)> {
        let folder = self.folder().display().to_string();
        let mut all = vec![("GONOGO_WORLD".to_owned(), folder)];
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            all.push((name.to_owned(), self.url()));
        }
        for name in ["no_proxy", "NO_PROXY"] {
            all.push((name.to_owned(), "127.0.0.1,localhost".to_owned()));
        }
        if !self.services.scene.kept.rehearsal.tls.is_empty() {
            let file = self.services.scene.folder.authority().display().to_string();
            all.push(("SSL_CERT_FILE".to_owned(), file));
        }
        if let Some(kubeconfig) = self.kubeconfig() {
            all.push(("KUBECONFIG".to_owned(), kubeconfig.display().to_string()));
        }
        all
    }

    /// How far the scenario's fault has come; `Before` where none is played.
    pub fn phase(&self) -> FaultPhase {
        self.services.scene.moment().phase
    }

    /// Takes a signal of the run. Quick: at most one line is written.
    pub fn note(&self, signal: &WorldSignal) {
        let Some(scenario) = &self.scenario else { return };
        let acts_back = match signal {
            WorldSignal::CommandStarted(step) if scenario.from.as_ref() == Some(step) => {
                self.go(FaultPhase::Before, FaultPhase::Faulty);
                return;
            }
            // At its start already: most plans wait for the service in the command that brings it back.
            WorldSignal::CommandStarted(step) => self.plan_steps.contains(step),
            WorldSignal::PlanCommandEnded => true,
        };
        if acts_back && scenario.heals == Heals::Rollback {
            self.go(FaultPhase::Faulty, FaultPhase::Healed);
        }
    }

    /// Takes the services down. Requests in flight are answered first, for a second at most.
    pub async fn stop(mut self) {
        self.services.shutdown.cancel();
        // Past the grace the drop below aborts it.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
        if let Some(tended) = &mut self.tended {
            let _ = tokio::time::timeout(GRACE, tended).await;
        }
    }

    fn go(&self, from: FaultPhase, to: FaultPhase) {
        let _one = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        let scene = &self.services.scene;
        if scene.moment().phase == from {
            // A phase that can't be kept leaves the world as it was, which the screen shows.
            let _ = Timeline::add(&scene.folder.timeline(), scene.now_ms(), &What::Phase(to));
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.services.shutdown.cancel();
        self.server.abort();
        if let Some(tended) = &self.tended {
            tended.abort();
        }
    }
}

fn vars(scene: &Scene) -> IndexMap<InputName, String> {
    let set = &scene.kept.rehearsal.set;
    set.iter().map(|(name, text)| (name.clone(), expand(text, scene, Call::default()))).collect()
}

/// Who signs the certificates of the world's TLS server, with its own in a file; `None` where there is no such server.
fn authority(scene: &Scene) -> Result<Option<Authority>, RehearsalError> {
    let Some(first) = scene.kept.rehearsal.tls.first() else { return Ok(None) };
    let name = first.issuer.as_deref().unwrap_or("The rehearsal's authority (simulated)");
    let Some(authority) = Authority::new(name) else { return Err(RehearsalError::Certificate) };
    write_file(&scene.folder.authority(), authority.pem().as_bytes(), false)?;
    Ok(Some(authority))
}

fn find_scenario(all: &[Scenario], given: Option<&str>) -> Result<Option<Scenario>, RehearsalError> {
    let Some(given) = given else { return Ok(None) };
    match all.iter().find(|scenario| scenario.name.as_str() == given) {
        Some(scenario) => Ok(Some(scenario.clone())),
        None => Err(RehearsalError::UnknownScenario {
            given: given.to_owned(),
            known: all.iter().map(|scenario| scenario.name.to_string()).collect(),
        }),
    }
}

fn same_world(before: &Scene, now: &Kept) -> Result<(), RehearsalError> {
    let then = &before.kept;
    if then.runbook == now.runbook && then.scenario == now.scenario {
        return Ok(());
    }
    let scenario =
        then.scenario.as_ref().map_or("without a scenario".to_owned(), |name| format!("scenario {name}"));
    Err(RehearsalError::OtherWorld {
        folder: before.folder.path().to_owned(),
        held: format!("{}, {scenario}", then.runbook),
    })
}
