use std::{
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
};

use tokio::sync::oneshot;

use super::{
    attempt_folder::{AttemptFolder, create_private},
    attempt_spec::AttemptSpec,
    error::ExecError,
    identity::Witness,
    shim,
};

/// Which program serves as the shim.
#[derive(Clone, Debug)]
pub struct Launcher {
    /// A gonogo binary.
    pub exe: PathBuf,
}

/// A command that has been started and is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launched {
    /// The shim's process id.
    pub shim: u32,
    /// Bash's process id.
    pub pid: u32,
}

/// Starts an attempt with this process's own program as the shim.
pub async fn launch(spec: &AttemptSpec) -> Result<Launched, ExecError> {
    let exe = std::env::current_exe().map_err(ExecError::files("find", "the gonogo binary"))?;
    Launcher { exe }.launch(spec).await
}

impl Launcher {
    /// Starts an attempt and returns once its shim has taken over: from then on it goes on without this process.
    pub async fn launch(&self, spec: &AttemptSpec) -> Result<Launched, ExecError> {
        create_private(&spec.state_dir).map_err(ExecError::files("create", &spec.state_dir))?;
        create_private(&spec.dir).map_err(ExecError::files("create", &spec.dir))?;
        let dir = spec.dir.canonicalize().map_err(ExecError::files("open", &spec.dir))?;
        let folder = AttemptFolder::new(&dir);
        if folder.lock().exists() {
            return Err(ExecError::FolderUsed { dir });
        }
        let spec = AttemptSpec {
            dir,
            state_dir: spec.state_dir.canonicalize().map_err(ExecError::files("open", &spec.state_dir))?,
            cwd: std::path::absolute(&spec.cwd).map_err(ExecError::files("find", &spec.cwd))?,
            ..spec.clone()
        };
        let exe = self.exe.clone();
        let (answer, answered) = oneshot::channel();
        thread::Builder::new()
            .name("launch-shim".into())
            .spawn(move || match start(&exe, &spec) {
                Ok((mut child, launched)) => {
                    let _ = answer.send(Ok(launched));
                    // Whoever starts a process must collect it, or it stays as a zombie.
                    let _ = child.wait();
                }
                Err(error) => {
                    let _ = answer.send(Err(error));
                }
            })
            .map_err(ExecError::files("start a thread for", folder.path()))?;
        answered.await.unwrap_or_else(|_| {
            Err(ExecError::NotStarted { reason: "the thread that starts commands stopped; try again".into() })
        })
    }
}

fn start(exe: &std::path::Path, spec: &AttemptSpec) -> Result<(Child, Launched), ExecError> {
    let folder = AttemptFolder::new(&spec.dir);
    let log = File::create(folder.log()).map_err(ExecError::files("create", folder.log()))?;
    let spawn_error = |source| ExecError::Spawn { exe: exe.to_path_buf(), source };
    let mut child = Command::new(exe)
        .arg(shim::VERB)
        .arg(&spec.dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(spawn_error)?;
    let answer = serde_json::to_vec(spec).map_err(std::io::Error::from).and_then(|json| {
        // Dropping the pipe tells the shim that the specification is complete.
        child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(&json))?;
        let mut line = String::new();
        child.stdout.take().map_or(Ok(0), |stdout| BufReader::new(stdout).read_line(&mut line))?;
        Ok(line)
    });
    let reason = match answer.as_deref().map(str::trim_end) {
        Ok("ok") => match Witness::read(&folder.pid()).map(|witness| (witness.shim.pid, witness.command)) {
            Some((shim, Some(command))) => return Ok((child, Launched { shim, pid: command.pid })),
            _ => "its shim wrote no process id".to_owned(),
        },
        Ok("") => format!("its shim stopped; see {}", folder.log().display()),
        Ok(reason) => reason.to_owned(),
        Err(error) => format!("its shim could not be told what to run: {error}"),
    };
    let _ = child.wait();
    Err(ExecError::NotStarted { reason })
}
