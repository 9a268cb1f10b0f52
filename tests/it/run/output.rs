//! Commands that print too much, print what is no text, leave children behind, or never end.

use gonogo::model::Ask;
use gonogo::model::event::AttemptEnd;
use gonogo::model::ids::StepId;
use gonogo::model::state::Status;
use gonogo::model::verdict::Verdict;

use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};

fn book(run: &str) -> String {
    format!(
        "format = 1\nid = \"o\"\ntitle = \"O\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n\
         [[phase.step]]\nid = \"start\"\ntitle = \"Start\"\n\
         [[phase.step]]\nid = \"it\"\ntitle = \"It\"\nrun = '''\n{run}\n'''\n"
    )
}

/// A driver whose step `it` has been started.
async fn started(run: &str) -> (Home, String, Client) {
    let home = Home::with(&book(run));
    let id = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &id).await;
    driver.ask(Ask::Done { step: StepId::new("start"), note: String::new() }).await.unwrap();
    driver.run("it").await;
    (home, id, driver)
}

fn end(driver: &Client) -> AttemptEnd {
    driver.state.step(&StepId::new("it")).unwrap().attempt().unwrap().end.clone().unwrap().1
}

/// The most memory that a process has had, in KiB.
fn most_memory(pid: i64) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_hundred_megabytes_are_kept_in_little_memory() {
    let text = "x".repeat(99);
    let (home, run, mut driver) = started(&format!(
        "yes {text} | head -n 1000000\necho printed >printed\nuntil [[ -e go ]]; do sleep 0.02; done"
    ))
    .await;
    wait_for("the end of the printing", || home.work().join("printed").exists().then_some(()));
    let witness = std::fs::read(home.run_dir(&run).join("attempts/it.1/pid")).unwrap();
    let witness: serde_json::Value = serde_json::from_slice(&witness).unwrap();
    let most = 64 * 1024;
    let shim = most_memory(witness["shim"]["pid"].as_i64().unwrap());
    assert!(shim < most, "the shim has had {shim} KiB");
    std::fs::write(home.work().join("go"), "").unwrap();
    driver.until_status("it", Status::Passed).await;
    let end = end(&driver);
    assert_eq!((end.bytes, end.lines), (100_000_000, 1_000_000));
    let conductor = most_memory(home.conductor(&run).unwrap().into());
    assert!(conductor < most, "the conductor has had {conductor} KiB");
}

#[test]
fn binary_and_escape_sequences_are_kept_but_never_shown() {
    let nasty = r"printf '\033]0;evil\007\033[2Jred\377\376\000bin\r\nlast'; printf '\033[31m' >&2; false $'\e[5mblink'";
    let home = Home::with(&book(nasty).replace("[[phase.step]]\nid = \"start\"\ntitle = \"Start\"\n", ""));
    let ran = home.headless([]).run();
    let unsafe_char = |text: &str| text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
    assert_eq!(unsafe_char(&ran.stderr), None, "{:?}", ran.stderr);
    assert_eq!(unsafe_char(&ran.stdout), None, "{:?}", ran.stdout);
    let run = ran.exits(4).outcome().0;
    let kept = std::fs::read(home.run_dir(&run).join("attempts/it.1/output")).unwrap();
    // What comes by standard error may stand before a line that has no end yet.
    for wanted in [&b"\x1b]0;evil\x07\x1b[2Jred\xff\xfe\x00bin\r\n"[..], b"last", b"\x1b[31m"] {
        assert!(kept.windows(wanted.len()).any(|window| window == wanted), "{kept:?}");
    }
    for format in ["text", "markdown", "json"] {
        let export = home.gonogo(["export", &run, "--format", format]).run().exits(0);
        assert_eq!(unsafe_char(&export.stdout), None, "{format}: {:?}", export.stdout);
    }
}

#[tokio::test]
async fn a_command_cancelled_as_soon_as_it_is_started_is_stopped() {
    let (_home, _, mut driver) = started("sleep 1000").await;
    driver.ask(Ask::Cancel { step: StepId::new("it") }).await.unwrap();
    driver.until_status("it", Status::Failed).await;
    assert_eq!(end(&driver).verdict, Verdict::Cancelled);
}

#[tokio::test]
async fn a_child_left_behind_is_reported_and_lives() {
    let (home, _, mut driver) = started("sleep 300 &\necho $! >child").await;
    driver.until_status("it", Status::Passed).await;
    let child: i32 = home.text("child").trim().parse().unwrap();
    let survivors = end(&driver).survivors;
    assert_eq!(survivors, [u32::try_from(child).unwrap()]);
    assert!(is_alive(child));
    signal(child, rustix::process::Signal::KILL);
}

#[tokio::test]
async fn a_command_that_never_ends_is_cancelled_with_its_children() {
    let (home, _, mut driver) = started("sleep 1000 & echo $! >child\nwhile :; do sleep 1000; done").await;
    let child: i32 = wait_for("the child", || home.text("child").trim().parse().ok());
    driver.ask(Ask::Cancel { step: StepId::new("it") }).await.unwrap();
    driver
        .until(|state| {
            let attempt = state.step(&StepId::new("it")).and_then(|of| of.attempt());
            attempt.is_some_and(|attempt| attempt.end.is_some())
        })
        .await;
    assert_eq!(end(&driver).verdict, Verdict::Cancelled);
    assert_eq!(driver.status("it"), Status::Failed);
    wait_for("the child's end", || (!is_alive(child)).then_some(()));
}
