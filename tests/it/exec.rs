//! Commands under the shim, with the real bash.

use std::{
    fs,
    io::Write as _,
    os::unix::{
        fs::{OpenOptionsExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use gonogo::exec::{
    self, AttemptSpec, Captured, End, Ended, ExecError, Exit, Launched, Launcher, Line, Mask, Recovered,
    Stream, TerminalSize, Transcript, terminal,
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(20);

/// A run's folders, and attempts one after the other.
struct Bench {
    home: TempDir,
    launcher: Launcher,
    attempts: u32,
}

impl Bench {
    fn new() -> Self {
        let exe = PathBuf::from(env!("CARGO_BIN_EXE_gonogo"));
        Self { home: tempfile::tempdir().unwrap(), launcher: Launcher { exe }, attempts: 0 }
    }

    fn spec(&mut self, body: &str) -> AttemptSpec {
        self.attempts += 1;
        AttemptSpec {
            dir: self.home.path().join(format!("attempt {}", self.attempts)),
            state_dir: self.home.path().join("it's state"),
            body: body.to_owned(),
            cwd: self.home.path().to_path_buf(),
            env: Vec::new(),
            set: Vec::new(),
            secrets: Vec::new(),
            terminal: None,
            timeout: None,
            grace: Duration::from_secs(10),
        }
    }

    fn fifo(&self, name: &str) -> PathBuf {
        let fifo = self.home.path().join(name);
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        fifo
    }

    async fn run(&mut self, body: &str) -> Done {
        let spec = self.spec(body);
        self.run_spec(spec).await
    }

    async fn run_spec(&self, spec: AttemptSpec) -> Done {
        self.launch(&spec).await;
        Done::wait(&spec.dir).await
    }

    async fn launch(&self, spec: &AttemptSpec) -> Launched {
        self.launcher.launch(spec).await.unwrap()
    }
}

/// An ended attempt with its output.
struct Done {
    ended: Ended,
    output: String,
    dir: PathBuf,
}

impl Done {
    async fn wait(dir: &Path) -> Self {
        let ended = tokio::time::timeout(PATIENCE, exec::wait(dir)).await.expect("the end").unwrap();
        let bytes = fs::read(dir.join("output")).unwrap_or_default();
        assert_eq!(ended.transcript.bytes, bytes.len() as u64);
        assert_eq!(ended.transcript.sha256, hex(&bytes));
        assert_eq!(exec::recover(dir), Recovered::Done(ended.clone()));
        let output = String::from_utf8_lossy(&bytes).into_owned();
        Self { ended, output, dir: dir.to_path_buf() }
    }

    fn code(&self) -> i32 {
        match self.ended.exit {
            Exit::Code(code) => code,
            Exit::Signal(signal) => panic!("ended by signal {signal}: {}", self.output),
        }
    }

    fn names(&self) -> Vec<String> {
        match &self.ended.state {
            Captured::Names { names } => names.clone(),
            Captured::NotCaptured { why } => panic!("{why}: {}", self.output),
        }
    }

    fn failing(&self) -> Vec<(u32, i32, &str)> {
        self.ended.failing.iter().map(|failed| (failed.line, failed.code, failed.command.as_str())).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn until_output(dir: &Path, text: &str) {
    let output = dir.join("output");
    until(text, || fs::read(&output).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text))).await;
}

/// Lets the command go on that reads a line from `fifo`.
async fn go(fifo: &Path) {
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap();
    until("a reader", || {
        let writer = fs::OpenOptions::new().write(true).custom_flags(flags).open(fifo);
        writer.is_ok_and(|mut writer| writer.write_all(b"\n").is_ok())
    })
    .await;
}

fn is_running(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat[stat.rfind(')').unwrap() + 1..].trim_start().starts_with('Z'))
}

fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

fn signal_group(name: &str, leader: u32) {
    assert!(Command::new("kill").args([name, "--", &format!("-{leader}")]).status().unwrap().success());
}

#[tokio::test]
async fn output_and_exit_code_are_kept() {
    let mut bench = Bench::new();
    let done = bench.run("echo one\necho two >&2\nprintf three\nexit 3\n").await;
    assert_eq!(done.code(), 3);
    assert_eq!(done.ended.end, End::Finished);
    assert_eq!(done.ended.fault, None);
    let mut lines: Vec<&str> = done.output.split_inclusive('\n').collect();
    lines.sort_unstable();
    assert!(done.output.contains("one\n") && done.output.contains("two\n"), "{}", done.output);
    assert_eq!(done.ended.transcript.bytes, 13);
    assert!(done.ended.started <= done.ended.ended);
    assert_eq!(fs::metadata(&done.dir).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!done.dir.join("control").exists());
    let state = fs::read_dir(bench.home.path().join("it's state")).unwrap();
    assert_eq!(state.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>(), ["snapshot"]);
}

#[tokio::test]
async fn streams_are_told_apart() {
    let mut bench = Bench::new();
    let spec = bench.spec("echo out\nread -r < go\necho err >&2\nread -r < on\necho out again\n");
    // Two of them: a process forked by another test may keep the first one's writer open for a moment.
    let fifos = ["go", "on"].map(|name| bench.fifo(name));
    bench.launch(&spec).await;
    for (text, fifo) in ["out\n", "err\n"].into_iter().zip(fifos) {
        until_output(&spec.dir, text).await;
        go(&fifo).await;
    }
    let done = Done::wait(&spec.dir).await;
    assert_eq!(done.output, "out\nerr\nout again\n");
    let mut transcript = Transcript::open(&done.dir).unwrap();
    assert_eq!(transcript.line_count().unwrap(), 3);
    let streams: Vec<Stream> = transcript.lines(0, 9).unwrap().iter().map(|line| line.stream).collect();
    assert_eq!(streams, [Stream::Stdout, Stream::Stderr, Stream::Stdout]);
}

#[tokio::test]
async fn state_survives_every_way_out() {
    for (body, exit) in [
        ("a=1\n", Exit::Code(0)),
        ("a=1\ntrap 'echo bye; exit 9' EXIT\nexit 2\n", Exit::Code(9)),
        ("a=1\nreturn 4\n", Exit::Code(4)),
        ("a=1\n{ exit 3; }\n", Exit::Code(3)),
        ("f() { local a=2; exit 5; }\na=1\nf\n", Exit::Code(5)),
        ("set -euo pipefail\na=1\nfalse | true\n", Exit::Code(1)),
        ("set -u\na=1\necho $nothing\n", Exit::Code(1)),
        ("a=1\nkill -TERM $$\n", Exit::Signal(15)),
        ("a=1\nsleep 0.01 &\n", Exit::Code(0)),
        ("a=1\ncat <<EOF\n$a\nEOF\n", Exit::Code(0)),
        ("a=1\ncat >/dev/null\nread -r b\n", Exit::Code(1)),
        ("a=1\nset -C\nset -x\nset -f\n", Exit::Code(0)),
        ("a=1\nshopt -s nocasematch nullglob failglob\nIFS=,\n", Exit::Code(0)),
        ("a=1\nset -o posix\n", Exit::Code(0)),
    ] {
        let mut bench = Bench::new();
        let done = bench.run(body).await;
        assert_eq!(done.ended.exit, exit, "{body}\n{}", done.output);
        if !body.starts_with('f') {
            assert!(done.names().contains(&"a".to_owned()), "{body}\n{}", done.output);
            let next = bench.run("set +eux; echo \"a is $a\"\n").await;
            assert!(next.output.contains("a is 1\n"), "{body}\n{}", next.output);
            assert!(!next.output.contains("attempt-"), "{body}\n{}", next.output);
        }
    }
}

#[tokio::test]
async fn all_kinds_of_state_are_carried() {
    let mut bench = Bench::new();
    fs::create_dir(bench.home.path().join("sub dir")).unwrap();
    let first = bench
        .run(
            "plain='it'\\''s'\nexport shared=$'two\\nlines'\ndeclare -a list=(a 'b c')\ndeclare -A map=([k]='v w')\n\
             declare -i number=3\nreadonly fixed=yes\ngreet() { echo \"hello $1\"; }\nexport -f greet\n\
             shopt -s extglob expand_aliases\nfirst() { case $1 in !(b)) echo notb ;; esac; }\nalias hi='echo aliased'\n\
             set -o pipefail\ncd 'sub dir'\numask 027\nexit 0\n",
        )
        .await;
    assert_eq!(first.code(), 0, "{}", first.output);
    let mut names = first.names();
    names.sort();
    assert_eq!(names, ["fixed", "list", "map", "number", "plain", "shared"]);
    let second = bench
        .run(
            "echo \"$plain|$(printenv shared)|${list[1]}|${#list[@]}|${map[k]}\"\nprintenv plain\nnumber+=4; echo $number\n\
             greet you\nbash -c 'greet child'\nfirst a\nhi\n(fixed=no) 2>/dev/null || echo still fixed\n\
             pwd\necho \"$OLDPWD\"\numask\nset -o | grep pipefail\n",
        )
        .await;
    let home = bench.home.path().canonicalize().unwrap();
    let home = home.display();
    assert_eq!(
        second.output,
        format!(
            "it's|two\nlines|b c|2|v w\n7\nhello you\nhello child\nnotb\naliased\nstill fixed\n{home}/sub dir\n{home}\n0027\n\
             pipefail       \ton\n"
        )
    );
    assert_eq!(second.names(), ["number"]);
    let values = exec::state_values(&bench.home.path().join("it's state"));
    assert_eq!(values["plain"], "it's");
    assert_eq!(values["shared"], "two\nlines");
    assert!(!values.contains_key("list"));
    let mode = fs::metadata(bench.home.path().join("it's state/snapshot")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn what_is_set_wins_over_what_is_carried_and_that_over_the_environment() {
    let mut bench = Bench::new();
    bench.run("export from_env=carried from_set=carried").await;
    let mut spec = bench.spec("echo \"$from_env $from_set\"; printenv from_set\n");
    spec.env = vec![("from_env".into(), "given".into())];
    spec.set = vec![("from_set".into(), "it's $set".into())];
    assert_eq!(bench.run_spec(spec).await.output, "carried it's $set\nit's $set\n");
}

#[tokio::test]
async fn a_lost_state_is_told_and_the_one_before_stays() {
    let mut bench = Bench::new();
    bench.run("a=1").await;
    for body in ["a=2\nexec true\n", "a=2\nkill -9 $$\n", "a=2\ncommand trap - EXIT\n", "a=2\nulimit -n 3\n"]
    {
        let done = bench.run(body).await;
        assert!(matches!(done.ended.state, Captured::NotCaptured { .. }), "{body}: {:?}", done.ended.state);
        assert_eq!(bench.run("echo $a").await.output, "1\n", "{body}");
    }
}

#[tokio::test]
async fn failing_commands_are_named_with_their_lines() {
    let mut bench = Bench::new();
    let body = "echo start\nfalse\nf() {\n  ls /does/not/exist 2>/dev/null\n}\nf || echo fallback\nf\n(\n  exit 7\n)\n\
                local_one() { local y=$(false); }\nlocal_one\ntrue | false | true\nif false; then :; fi\ntrue\n";
    let done = bench.run(body).await;
    assert_eq!(done.code(), 0);
    let failing = done.failing();
    assert!(failing.contains(&(2, 1, "false")), "{failing:?}");
    assert!(failing.contains(&(4, 2, "ls /does/not/exist 2> /dev/null")), "{failing:?}");
    assert!(failing.contains(&(9, 7, "exit 7")) || failing.iter().any(|failed| failed.1 == 7), "{failing:?}");
    assert!(!failing.iter().any(|(line, ..)| [6, 13, 14].contains(line)), "{failing:?}");
    assert_eq!(bench.run("false || true\nx=$(true)\n").await.failing(), []);
}

#[tokio::test]
async fn a_function_from_an_earlier_step_is_named_where_it_was_called() {
    let mut bench = Bench::new();
    bench.run("\n\n\n\ncheck() { false; }\n").await;
    let done = bench.run("echo one\ncheck\ntrue\n").await;
    assert!(done.failing().contains(&(2, 1, "false")), "{:?}", done.failing());
}

#[tokio::test]
async fn the_bodys_own_traps_work() {
    let mut bench = Bench::new();
    let done = bench
        .run(
            "trap 'echo err $?' ERR\ntrap 'echo usr1' USR1\ntrap 'echo left $?' EXIT\nkill -USR1 $$\n\
             (trap 'echo subshell' EXIT; true)\nfalse\ntrap -p EXIT\nexit 6\n",
        )
        .await;
    assert_eq!(done.output, "usr1\nsubshell\nerr 1\ntrap -- 'echo left $?' EXIT\nleft 6\n");
    assert_eq!((done.code(), done.failing()), (6, vec![(6, 1, "false")]));
    assert_eq!(bench.run("trap 'echo no' EXIT\ntrap - EXIT\ntrap 'echo no' 0\ntrap 0\n").await.output, "");
}

#[tokio::test]
async fn messages_carry_the_bodys_lines_and_no_private_path() {
    let mut bench = Bench::new();
    let done = bench.run("echo one\nno-such-command\n").await;
    assert_eq!(done.code(), 127);
    assert!(done.output.contains("step: line 2: no-such-command: command not found\n"), "{}", done.output);
    assert!(!done.output.contains("attempt-"), "{}", done.output);
}

#[tokio::test]
async fn secrets_reach_the_command_and_no_file() {
    let mut bench = Bench::new();
    let secret = "s3cr3t'value with $pecials";
    let mut spec = bench.spec(
        "set -x\necho \"$token\"\nset +x\nprintf %s \"${token:0:5}\"; read -rt 0.05 < <(sleep 1); printf '%s\\n' \"${token:5}\"\n\
         printf %s \"user:$token\" | base64 -w0\necho\ndeclare -p token >&2\n[ \"$token\" = no ] # s3cr3t'\n",
    );
    spec.set = vec![("token".into(), secret.into())];
    spec.env = vec![("other".into(), secret.into())];
    spec.secrets = vec![secret.into()];
    let (dir, state_dir) = (spec.dir.clone(), spec.state_dir.clone());
    let launched = bench.launch(&spec).await;
    let arguments = fs::read(format!("/proc/{}/cmdline", launched.shim)).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&arguments).contains("s3cr3t"));
    let done = Done::wait(&dir).await;
    assert!(done.output.contains("******\n"), "{}", done.output);
    assert_eq!(done.output.matches("s3cr3t").count(), 0, "{}", done.output);
    for folder in [&dir, &state_dir] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains("s3cr3t"), "{}: {text}", path.display());
        }
    }
    assert!(!format!("{spec:?}").contains("s3cr3t"));
    assert_eq!(Mask::new(&[secret]).text(&format!("a {secret} b")), "a ****** b");
}

#[tokio::test]
async fn cancel_asks_first_and_kills_after_the_grace_time() {
    let mut bench = Bench::new();
    let spec =
        bench.spec("trap 'echo asked; exit 0' TERM\necho ready\nwhile :; do read -rt 1 < <(sleep 2); done\n");
    bench.launch(&spec).await;
    until_output(&spec.dir, "ready").await;
    assert_eq!(exec::recover(&spec.dir), Recovered::Running);
    exec::cancel(&spec.dir).unwrap();
    let done = Done::wait(&spec.dir).await;
    assert_eq!((done.ended.end, done.code()), (End::Cancelled, 0));
    assert_eq!(done.output, "ready\nasked\n");
    assert!(matches!(exec::cancel(&spec.dir), Err(ExecError::NotRunning { .. })));

    let mut spec =
        bench.spec("trap '' TERM\nset -m\nsleep 300 & echo pid $!\nset +m\necho ready\nsleep 300\n");
    spec.grace = Duration::from_millis(100);
    bench.launch(&spec).await;
    until_output(&spec.dir, "ready").await;
    exec::cancel(&spec.dir).unwrap();
    let done = Done::wait(&spec.dir).await;
    assert_eq!((done.ended.end, done.ended.exit), (End::Cancelled, Exit::Signal(9)));
    let pid: u32 = done.output.lines().find_map(|line| line.strip_prefix("pid ")).unwrap().parse().unwrap();
    assert!(!is_running(pid), "the stray job goes on");
}

#[tokio::test]
async fn cancel_reaches_members_of_the_group_that_outlive_bash() {
    let mut bench = Bench::new();
    let mut spec =
        bench.spec("(trap '' TERM; echo pid $BASHPID; while :; do sleep 0.1; done) &\nsleep 300\n");
    spec.grace = Duration::from_millis(200);
    bench.launch(&spec).await;
    until_output(&spec.dir, "pid ").await;
    exec::cancel(&spec.dir).unwrap();
    let done = Done::wait(&spec.dir).await;
    assert_eq!(done.ended.end, End::Cancelled);
    let pid: u32 = done.output.lines().find_map(|line| line.strip_prefix("pid ")).unwrap().parse().unwrap();
    assert!(!is_running(pid), "the stubborn one goes on");
}

#[tokio::test]
async fn cancel_reaches_daemons_too() {
    let mut bench = Bench::new();
    let body = "setsid sh -c 'trap \"\" TERM; echo pid $$; while :; do sleep 0.01; done' &\nsleep 300\n";
    let mut spec = bench.spec(body);
    spec.grace = Duration::from_millis(50);
    bench.launch(&spec).await;
    until_output(&spec.dir, "pid ").await;
    exec::cancel(&spec.dir).unwrap();
    let done = Done::wait(&spec.dir).await;
    assert_eq!(done.ended.end, End::Cancelled);
    assert_eq!(done.ended.survivors, Vec::<u32>::new());
    let pid: u32 = done.output.lines().find_map(|line| line.strip_prefix("pid ")).unwrap().parse().unwrap();
    assert!(!is_running(pid));
}

#[tokio::test]
async fn time_runs_out() {
    let mut bench = Bench::new();
    let mut spec = bench.spec("echo ready\nsleep 300\n");
    spec.timeout = Some(Duration::from_millis(300));
    let done = bench.run_spec(spec).await;
    assert_eq!((done.ended.end, done.ended.exit), (End::TimedOut, Exit::Signal(15)));
    assert_eq!(done.output, "ready\n");
}

#[tokio::test]
async fn survivors_are_named_and_keep_their_pipe() {
    let mut bench = Bench::new();
    let log = bench.home.path().join("log");
    let body =
        "(while [ ! -e stop ]; do echo noise; sleep 0.02; done; echo \"alive\" > log) &\necho pid $!\n";
    let done = bench.run(body).await;
    assert_eq!(done.code(), 0);
    let pid: u32 = done.output.lines().find_map(|line| line.strip_prefix("pid ")).unwrap().parse().unwrap();
    assert!(done.ended.survivors.contains(&pid), "{:?}", done.ended.survivors);
    assert!(is_running(pid));
    fs::write(bench.home.path().join("stop"), "").unwrap();
    until("the survivor's own end", || fs::read_to_string(&log).is_ok_and(|text| text == "alive\n")).await;
    assert_eq!(fs::metadata(done.dir.join("output")).unwrap().len(), done.ended.transcript.bytes);
}

#[tokio::test]
async fn a_daemon_is_a_survivor() {
    let mut bench = Bench::new();
    let done = bench.run("(setsid sleep 300 >/dev/null 2>&1 & echo pid $!)\n").await;
    let pid: u32 = done.output.trim().strip_prefix("pid ").unwrap().parse().unwrap();
    assert_eq!(done.ended.survivors, [pid]);
    signal("-9", pid);
}

#[tokio::test]
async fn a_killed_shim_is_an_interruption() {
    let mut bench = Bench::new();
    let spec = bench.spec("echo ready\nsleep 300\n");
    let launched = bench.launch(&spec).await;
    until_output(&spec.dir, "ready").await;
    let waiting = tokio::spawn({
        let dir = spec.dir.clone();
        async move { exec::wait(&dir).await }
    });
    signal("-9", launched.shim);
    let seen = tokio::time::timeout(PATIENCE, waiting).await.unwrap().unwrap();
    assert!(matches!(seen, Err(ExecError::Interrupted { .. })), "{seen:?}");
    assert_eq!(exec::recover(&spec.dir), Recovered::Orphan { pid: launched.pid });
    signal_group("-9", launched.pid);
    until("the orphan's end", || exec::recover(&spec.dir) == Recovered::Interrupted).await;
    assert!(matches!(exec::cancel(&spec.dir), Err(ExecError::NotRunning { .. })));
    assert_eq!(exec::recover(&bench.home.path().join("never was")), Recovered::Interrupted);
    let again = bench.launcher.launch(&spec).await;
    assert!(matches!(again, Err(ExecError::FolderUsed { .. })), "{again:?}");
}

/// Started by hand, killed with its whole process group: the shim and the command must go on.
#[tokio::test]
async fn a_command_outlives_its_launcher() {
    let mut bench = Bench::new();
    let spec = bench.spec("echo ready\nread -r < go\nfor i in 1 2 3; do echo $i; done\nexit 5\n");
    let fifo = bench.fifo("go");
    fs::create_dir_all(&spec.dir).unwrap();
    fs::create_dir_all(&spec.state_dir).unwrap();
    let json = bench.home.path().join("spec.json");
    fs::write(&json, serde_json::to_vec(&spec).unwrap()).unwrap();
    let mut launcher = Command::new("bash")
        .args(["-c", "\"$1\" __shim \"$2\" <\"$3\" | { read -r; echo; sleep 300; }", "launcher"])
        .args([Path::new(env!("CARGO_BIN_EXE_gonogo")), &spec.dir, &json])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    until_output(&spec.dir, "ready").await;
    signal_group("-9", launcher.id());
    launcher.wait().unwrap();
    assert_eq!(exec::recover(&spec.dir), Recovered::Running);
    go(&fifo).await;
    let done = Done::wait(&spec.dir).await;
    assert_eq!((done.code(), done.output.as_str()), (5, "ready\n1\n2\n3\n"));
}

#[tokio::test]
async fn bytes_of_any_kind_are_kept() {
    let mut bench = Bench::new();
    let body =
        "printf '\\e[31mred\\e[0m\\e]52;c;eA==\\a\\0\\377\\n'; head -c 300000 /dev/urandom | tee random\n";
    let done = bench.run(body).await;
    let random = fs::read(bench.home.path().join("random")).unwrap();
    let output = fs::read(done.dir.join("output")).unwrap();
    assert!(output.starts_with(b"\x1b[31mred\x1b[0m\x1b]52;c;eA==\x07\0\xff\n"));
    assert!(output.ends_with(&random));
}

#[tokio::test]
async fn much_output_is_kept_and_found() {
    let mut bench = Bench::new();
    let done = bench.run("seq -f '%099.0f' 50000 | tee copy\n").await;
    let sum = Command::new("sha256sum").arg(bench.home.path().join("copy")).output().unwrap();
    assert!(String::from_utf8(sum.stdout).unwrap().starts_with(&done.ended.transcript.sha256));
    assert_eq!((done.ended.transcript.bytes, done.ended.transcript.lines), (5_000_000, 50_000));
    let mut transcript = Transcript::open(&done.dir).unwrap();
    assert_eq!(transcript.line_count().unwrap(), 50_000);
    for from in [0_u64, 1, 255, 256, 257, 511, 512, 31_337, 49_960, 49_999] {
        let lines = transcript.lines(from, 3).unwrap();
        assert_eq!(lines.len(), 3.min(usize::try_from(50_000 - from).unwrap()));
        for (line, number) in lines.iter().zip(from + 1..) {
            assert_eq!(line.offset, (number - 1) * 100);
            assert_eq!(line.bytes, format!("{number:099}").into_bytes());
        }
    }
    assert_eq!(transcript.lines(50_000, 3).unwrap(), Vec::<Line>::new());
    assert_eq!(transcript.read(100, 5).unwrap(), b"00000");
    assert_eq!(transcript.read(4_999_998, 50).unwrap(), b"0\n");
}

#[tokio::test]
async fn a_transcript_is_read_while_it_grows() {
    let mut bench = Bench::new();
    let spec = bench.spec("seq 1000\nprintf part\nread -r < go\necho ' whole'\n");
    let fifo = bench.fifo("go");
    bench.launch(&spec).await;
    until_output(&spec.dir, "part").await;
    let mut transcript = Transcript::open(&spec.dir).unwrap();
    assert_eq!(transcript.line_count().unwrap(), 1001);
    assert_eq!(transcript.lines(1000, 2).unwrap()[0].bytes, b"part");
    go(&fifo).await;
    Done::wait(&spec.dir).await;
    assert_eq!(transcript.line_count().unwrap(), 1001);
    assert_eq!(transcript.lines(1000, 2).unwrap()[0].bytes, b"part whole");
}

#[tokio::test]
async fn a_terminal_takes_keys_and_sizes() {
    let mut bench = Bench::new();
    let mut spec = bench.spec(
        "tty -s && echo on a terminal\nstty size\nread -rp 'name? ' name\necho \"hello $name\"\n\
         trap 'stty size; exit 4' WINCH\nkept=$name\necho waiting\nwhile :; do sleep 0.05; done\n",
    );
    spec.terminal = Some(TerminalSize { rows: 30, columns: 101 });
    bench.launch(&spec).await;
    until_output(&spec.dir, "name? ").await;
    terminal::send_keys(&spec.dir, "wörld\r".as_bytes()).unwrap();
    until_output(&spec.dir, "waiting").await;
    terminal::resize(&spec.dir, TerminalSize { rows: 31, columns: 77 }).unwrap();
    let done = Done::wait(&spec.dir).await;
    assert!(done.output.contains("on a terminal\r\n30 101\r\nname? "), "{}", done.output);
    assert!(done.output.contains("hello wörld\r\n") && done.output.contains("31 77\r\n"), "{}", done.output);
    assert_eq!(done.code(), 4);
    assert_eq!(bench.run("echo $kept").await.output, "wörld\n");
}

#[tokio::test]
async fn a_terminal_command_is_interrupted_by_its_key() {
    let mut bench = Bench::new();
    let mut spec = bench.spec("echo ready\nsleep 300\n");
    spec.terminal = Some(TerminalSize { rows: 24, columns: 80 });
    bench.launch(&spec).await;
    until_output(&spec.dir, "ready").await;
    // Bash loses an interrupt that comes while it starts a program; a person presses again.
    until("the end", || {
        let _ = terminal::send_keys(&spec.dir, b"\x03");
        matches!(exec::recover(&spec.dir), Recovered::Done(_))
    })
    .await;
    let done = Done::wait(&spec.dir).await;
    assert_eq!((done.ended.end, done.ended.exit), (End::Finished, Exit::Signal(2)));
}

#[tokio::test]
async fn a_full_disk_stops_the_transcript_and_not_the_command() {
    let mut bench = Bench::new();
    let script = bench.home.path().join("limited");
    let exe = bench.launcher.exe.display().to_string();
    fs::write(&script, format!("#!/bin/bash\nulimit -f 40\nexec '{exe}' \"$@\"\n")).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    bench.launcher.exe = script;
    let done = bench.run("seq 30000\nexit 3\n").await;
    assert_eq!(done.code(), 3);
    let fault = done.ended.fault.clone().unwrap();
    assert!(fault.starts_with("the transcript stops at byte 40960: "), "{fault}");
    assert_eq!(done.ended.transcript.bytes, 40_960);
}

#[tokio::test]
async fn a_command_that_cannot_start_says_why() {
    let mut bench = Bench::new();
    let mut spec = bench.spec("echo hi");
    spec.cwd = bench.home.path().join("gone");
    let failed = bench.launcher.launch(&spec).await;
    assert!(
        matches!(&failed, Err(ExecError::NotStarted { reason }) if reason.contains("gone")),
        "{failed:?}"
    );
    let Recovered::Done(ended) = exec::recover(&spec.dir) else { panic!() };
    assert_eq!(ended.exit, Exit::Code(126));
    assert!(ended.fault.unwrap().contains("gone"));

    let mut spec = bench.spec("echo hi");
    spec.env = vec![("BIG".into(), "x".repeat(200_000))];
    let failed = bench.launcher.launch(&spec).await;
    assert!(matches!(failed, Err(ExecError::NotStarted { .. })), "{failed:?}");
}

#[tokio::test]
async fn ignored_signals_are_not_handed_down() {
    let mut bench = Bench::new();
    let script = bench.home.path().join("ignoring");
    let exe = bench.launcher.exe.display().to_string();
    fs::write(&script, format!("#!/bin/bash\ntrap '' HUP INT QUIT PIPE TERM USR1\nexec '{exe}' \"$@\"\n"))
        .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    bench.launcher.exe = script;
    let done = bench.run("grep -E 'Sig(Ign|Blk)' /proc/self/status | cut -f2\n").await;
    for mask in done.output.lines() {
        // The two real-time signals that the C library keeps for itself are not a program's to change.
        let mask = u64::from_str_radix(mask, 16).unwrap() & !(0b11 << 31);
        assert_eq!(mask, 0, "{}", done.output);
    }
    assert_eq!(done.output.lines().count(), 2);
}

#[tokio::test]
async fn an_ended_record_reads_back() {
    let mut bench = Bench::new();
    let done = bench.run("false\nx=1\nkill -KILL $$\n").await;
    let json = serde_json::to_string(&done.ended).unwrap();
    assert_eq!(serde_json::from_str::<Ended>(&json).unwrap(), done.ended);
    assert!(json.contains(r#""exit":{"signal":9}"#), "{json}");
    assert!(json.contains(r#""end":"finished""#), "{json}");
}
