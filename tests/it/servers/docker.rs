//! A Docker daemon of its own, without network or bridge, and an image that holds busybox alone.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::process::{Server, find};

/// The image of all containers here.
pub const IMAGE: &str = "gonogo-test:1";

pub struct Docker {
    server: Server,
}

impl Docker {
    /// `None`, and a word about it, where a daemon can't run: it wants root and control groups.
    pub fn start(test: &str) -> Option<Self> {
        let program = find(test, "dockerd", "docker.io")?;
        let busybox = find(test, "busybox", "busybox-static")?;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mut command = Command::new(program);
        command
            .args(["--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs"])
            .arg(format!("--host=unix://{}", path("socket").display()))
            .arg(format!("--data-root={}", path("data").display()))
            .arg(format!("--exec-root={}", path("exec").display()))
            .arg(format!("--pidfile={}", path("pid").display()));
        let docker = Self { server: Server::start(command, folder) };
        if let Err(why) = docker.up() {
            eprintln!("not run: {test} needs a Docker daemon, which this host refuses: {why}");
            return None;
        }
        docker.load(&busybox);
        Some(docker)
    }

    /// Where the daemon listens, as `DOCKER_HOST` has it.
    pub fn host(&self) -> String {
        format!("unix://{}/socket", self.server.path().display())
    }

    fn up(&self) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let log = std::fs::read_to_string(self.server.path().join("log")).unwrap_or_default();
            if self.docker(&["version"]).status.success() {
                return Ok(());
            }
            let fatal = log.lines().find(|line| line.starts_with("failed to start"));
            if let Some(fatal) = fatal {
                return Err(fatal.to_owned());
            }
            if Instant::now() > until {
                return Err(log.lines().last().unwrap_or("it says nothing").to_owned());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn load(&self, busybox: &PathBuf) {
        let root = self.server.path().join("root");
        std::fs::create_dir_all(root.join("bin")).unwrap();
        std::fs::copy(busybox, root.join("bin/busybox")).unwrap();
        for name in ["sh", "sleep", "cat"] {
            std::os::unix::fs::symlink("busybox", root.join("bin").join(name)).unwrap();
        }
        let archive = self.server.path().join("image.tar");
        let packed = Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(&root).arg(".").status();
        assert!(packed.unwrap().success());
        self.done(&["import", archive.to_str().unwrap(), IMAGE]);
    }

    pub fn docker(&self, words: &[&str]) -> Output {
        Command::new("docker").env("DOCKER_HOST", self.host()).args(words).output().unwrap()
    }

    /// The same, which must do what it says.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.docker(words);
        assert!(output.status.success(), "docker {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A container `name` that runs this line of shell, with further options before the image.
    pub fn run(&self, name: &str, options: &[&str], line: &str) {
        let mut words = vec!["run", "--detach", "--network", "none", "--name", name];
        words.extend(options);
        words.extend([IMAGE, "/bin/sh", "-c", line]);
        self.done(&words);
    }

    /// Waits until `docker inspect` says `wanted` of the container.
    pub fn wait(&self, name: &str, template: &str, wanted: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let seen = self.done(&["inspect", "--format", template, name]);
            if seen == wanted {
                return;
            }
            assert!(Instant::now() < until, "{name}: {template} is {seen}, not {wanted}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        // A daemon that is killed leaves its containers and its containerd behind.
        let names = self.docker(&["ps", "--all", "--quiet"]);
        let names = String::from_utf8_lossy(&names.stdout).into_owned();
        let mut words = vec!["rm", "--force"];
        words.extend(names.split_whitespace());
        if words.len() > 2 {
            self.docker(&words);
        }
        self.server.terminate();
    }
}
