//! What becomes of a command when its conductor, or its shim, is killed.

use gonogo::model::Ask;
use gonogo::model::ids::StepId;
use gonogo::model::live::Seat;
use gonogo::model::state::Status;
use gonogo::model::verdict::Verdict;
use rustix::process::Signal;

use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};

/// A run that has parked before its step `long`, which leaves a line in `marks`, waits as `wait` says, and exits 7.
pub fn parked(wait: &str) -> (Home, String) {
    let home = Home::with(&format!(
        r#"
format = 1
id = "long"
title = "Long"
[[phase]]
id = "p"
title = "P"
[[phase.step]]
id = "start"
title = "Start"
[[phase.step]]
id = "long"
title = "Long"
run = '''
echo "attempt" >>marks
{wait}
exit 7
'''
"#
    ));
    let run = home.headless([]).run().parked("it is done by hand");
    (home, run)
}

/// A wait that the test ends by a file `go`.
pub const GATE: &str = "until [[ -e go ]]; do sleep 0.02; done";

/// A driver whose command has begun.
pub async fn begun(home: &Home, run: &str) -> Client {
    let mut driver = Client::driver(home, run).await;
    driver.ask(Ask::Done { step: StepId::new("start"), note: String::new() }).await.unwrap();
    driver.run("long").await;
    wait_for("the command's mark", || home.text("marks").starts_with("attempt").then_some(()));
    driver
}

fn go(home: &Home) {
    std::fs::write(home.work().join("go"), "").unwrap();
}

/// Kills the conductor without a chance to say anything.
pub fn kill_conductor(home: &Home, run: &str) -> i32 {
    let pid = home.conductor(run).unwrap();
    kill(pid);
    pid
}

fn kill(pid: i32) {
    assert!(is_alive(pid));
    signal(pid, Signal::KILL);
    wait_for("the end of a killed process", || (!is_alive(pid)).then_some(()));
}

/// The process ids of an attempt's shim and of its bash.
fn witness(home: &Home, run: &str, attempt: &str) -> (i32, i32) {
    let path = home.run_dir(run).join("attempts").join(attempt).join("pid");
    wait_for("the attempt's witness", || {
        let witness: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
        let pid = |who: &str| i32::try_from(witness[who]["pid"].as_i64()?).ok();
        Some((pid("shim")?, pid("command")?))
    })
}

fn verdict(client: &Client, step: &str) -> Option<Verdict> {
    let attempt = client.state.step(&StepId::new(step))?.attempt()?;
    Some(attempt.end.as_ref()?.1.verdict)
}

#[tokio::test]
async fn a_command_outlives_its_conductor_and_its_exit_is_recorded() {
    let (home, run) = parked("sleep 3");
    let driver = begun(&home, &run).await;
    let before = kill_conductor(&home, &run);
    drop(driver);
    let mut driver = Client::driver(&home, &run).await;
    assert_ne!(home.conductor(&run), Some(before), "a new conductor");
    driver.until_status("long", Status::Failed).await;
    assert_eq!((driver.exit("long"), driver.attempts("long")), (Some(7), 1));
    assert_eq!(home.text("marks"), "attempt\n");
}

#[tokio::test]
async fn a_command_that_ends_without_a_conductor_is_recorded_at_the_next_attach() {
    let (home, run) = parked(GATE);
    let driver = begun(&home, &run).await;
    let (shim, bash) = witness(&home, &run, "long.1");
    kill_conductor(&home, &run);
    drop(driver);
    assert!(is_alive(shim) && is_alive(bash), "the command goes on");
    go(&home);
    wait_for("the shim's end", || (!is_alive(shim)).then_some(()));
    let driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("long"), Status::Failed);
    assert_eq!((driver.exit("long"), verdict(&driver, "long")), (Some(7), Some(Verdict::Failed)));
    assert_eq!(home.text("marks"), "attempt\n");
}

#[tokio::test]
async fn with_the_shim_killed_too_it_is_interrupted_and_runs_again_only_when_asked() {
    let (home, run) = parked(GATE);
    let driver = begun(&home, &run).await;
    let (shim, bash) = witness(&home, &run, "long.1");
    kill_conductor(&home, &run);
    kill(shim);
    drop(driver);
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("long"), Status::Interrupted);
    assert_eq!((verdict(&driver, "long"), driver.exit("long")), (Some(Verdict::Interrupted), None));
    let end = driver.state.step(&StepId::new("long")).unwrap().attempt().unwrap().end.clone().unwrap().1;
    assert!(end.why.as_ref().unwrap().contains(&format!("process {bash}")), "{:?}", end.why);
    let refusal = driver.ask(Ask::Run { step: StepId::new("long"), confirm: None }).await.unwrap_err();
    assert!(refusal.to_string().contains("find out what the command did"), "{refusal}");
    assert_eq!(home.text("marks"), "attempt\n", "it is not run again by itself");
    assert_eq!(home.show(&run)["phases"][0]["steps"][1]["status"], "interrupted");

    go(&home);
    wait_for("the orphan's end", || (!is_alive(bash)).then_some(()));
    driver.ask(Ask::Rerun { step: StepId::new("long"), confirm: None }).await.unwrap();
    driver.until_status("long", Status::Failed).await;
    assert_eq!((driver.exit("long"), driver.attempts("long")), (Some(7), 2));
    assert_eq!(home.text("marks"), "attempt\nattempt\n");
}

#[tokio::test]
async fn with_the_whole_family_killed_it_is_interrupted() {
    let (home, run) = parked(GATE);
    let driver = begun(&home, &run).await;
    let (shim, bash) = witness(&home, &run, "long.1");
    kill_conductor(&home, &run);
    kill(shim);
    kill(bash);
    drop(driver);
    let driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("long"), Status::Interrupted);
    assert_eq!(home.text("marks"), "attempt\n");
}

#[tokio::test]
async fn a_shim_killed_under_a_living_conductor_leaves_it_interrupted() {
    let (home, run) = parked(GATE);
    let mut driver = begun(&home, &run).await;
    let (shim, bash) = witness(&home, &run, "long.1");
    kill(shim);
    driver.until_status("long", Status::Interrupted).await;
    assert_eq!(home.text("marks"), "attempt\n");
    go(&home);
    wait_for("the orphan's end", || (!is_alive(bash)).then_some(()));
}

#[tokio::test]
async fn a_client_that_is_gone_changes_nothing() {
    let (home, run) = parked(GATE);
    let driver = begun(&home, &run).await;
    let conductor = home.conductor(&run);
    drop(driver);
    go(&home);
    let mut other = Client::attach(&home, &run, "somebody else", Seat::Driver).await;
    other.until_status("long", Status::Failed).await;
    assert_eq!((other.exit("long"), other.attempts("long")), (Some(7), 1));
    assert_eq!(home.conductor(&run), conductor, "the same conductor");
}

#[tokio::test]
async fn a_headless_run_that_is_killed_is_taken_up_by_attach() {
    let (home, _) = parked(GATE);
    home.book(
        "book.toml",
        &home.text("book.toml").replace("[[phase.step]]\nid = \"start\"\ntitle = \"Start\"\n", ""),
    );
    let before = home.runs();
    let headless = home.headless([]).start();
    wait_for("the command's mark", || home.text("marks").starts_with("attempt").then_some(()));
    let run = home.runs().into_iter().find(|run| !before.contains(run)).unwrap();
    kill(headless.pid());
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("long"), Status::Running);
    go(&home);
    driver.until_status("long", Status::Failed).await;
    assert_eq!((driver.exit("long"), home.text("marks")), (Some(7), "attempt\n".to_owned()));
}

#[tokio::test]
async fn an_input_given_before_the_kill_reaches_the_next_command() {
    let home = Home::with(
        "format = 1\nid = \"i\"\ntitle = \"I\"\n[input.word]\nask = \"Word\"\ndefault.value = \"old\"\n\
         [[phase]]\nid = \"p\"\ntitle = \"P\"\n\
         [[phase.step]]\nid = \"first\"\ntitle = \"First\"\nrun = 'echo \"$word\"'\n\
         [[phase.step]]\nid = \"start\"\ntitle = \"Start\"\n\
         [[phase.step]]\nid = \"second\"\ntitle = \"Second\"\nrun = 'echo \"$word\"'\n",
    );
    let run = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &run).await;
    let name = gonogo::model::ids::InputName::new("word");
    driver.ask(Ask::GiveInput { name, value: "new".to_owned() }).await.unwrap();
    driver.ask(Ask::Done { step: StepId::new("start"), note: String::new() }).await.unwrap();
    kill_conductor(&home, &run);
    drop(driver);
    let mut driver = Client::driver(&home, &run).await;
    driver.run("second").await;
    driver.until_status("second", Status::Passed).await;
    assert_eq!(home.transcript(&run, "first.1"), "old\n");
    assert_eq!(home.transcript(&run, "second.1"), "new\n");
}
