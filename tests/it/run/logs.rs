//! Followed logs of a real run.

use gonogo::model::live::{Live, LogNow, LogStanding};
use rustix::process::Signal;

use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};
use super::recovery::kill_conductor;

fn parked(run: &str, more: &str) -> (Home, String) {
    let home = Home::with(&format!(
        r#"
format = 1
id = "logged"
title = "Logged"
[input.password]
secret = true
optional = true
[[log]]
id = "api"
title = "API"
run = '''
{run}
'''
highlight = ["ERROR"]
count = ["ERROR", "line"]
[[phase]]
id = "deploy"
title = "Deploy"
step = [{{ id = "one", title = "One" }}]
{more}
"#
    ));
    let run = home.headless(["--set", "password=hunter22hunter22"]).run().parked("it is done by hand");
    (home, run)
}

/// Leaves its process ids, says a line, and goes on until it is killed.
const ENDLESS: &str = "sleep 1000 & echo $! >>pids; echo $$ >>pids; echo line; while :; do sleep 0.1; done";

fn pids(home: &Home) -> Vec<i32> {
    wait_for("the log's processes", || {
        let text = home.text("pids");
        let pids: Vec<i32> = text.lines().filter_map(|line| line.parse().ok()).collect();
        (pids.len() >= 2).then_some(pids)
    })
}

fn gone(pids: &[i32]) {
    for pid in pids {
        wait_for("the end of a log's process", || (!is_alive(*pid)).then_some(()));
    }
}

async fn now(client: &mut Client, so: impl Fn(&LogNow) -> bool) -> LogNow {
    client
        .until_live(|live| match live {
            Live::Log { now, .. } if so(now) => Some(now.clone()),
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_followed_from_the_first_look_masked_counted_and_told_to_who_comes_later() {
    let (home, run) = parked(
        "echo line one; printf '\\033[31mERROR\\033[2J line\\n' >&2; echo \"line $password\"; until [[ -e go ]]; do sleep 0.02; done; \
         echo line four; exit 3",
        "",
    );
    assert_eq!(home.text("pids"), "", "nobody has looked yet");
    let mut driver = Client::driver(&home, &run).await;
    let following = now(&mut driver, |now| now.lines == 3).await;
    assert_eq!(following.standing, LogStanding::Following);
    assert_eq!(following.counts.iter().map(|it| it.lines).collect::<Vec<_>>(), [1, 3]);
    let mut pair = Client::attach(&home, &run, "pair", gonogo::model::live::Seat::Pair).await;
    let lines = pair
        .until_live(|live| match live {
            Live::LogLines { lines, .. } => Some(lines.clone()),
            _ => None,
        })
        .await;
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["line one", "ERROR line", "line ******"]);
    assert_eq!(lines[1].marks, [(0, 5)]);
    std::fs::write(home.work().join("go"), "").unwrap();
    let ended = now(&mut driver, |now| matches!(now.standing, LogStanding::Ended { .. })).await;
    let LogStanding::Ended { why, again } = ended.standing else { unreachable!() };
    assert_eq!((why.as_str(), again.is_some()), ("exit 3", true));
    now(&mut driver, |now| now.lines >= 8).await;
    // Nothing of it is in the journal.
    assert_eq!(home.events(&run, "log").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_ends_with_the_run() {
    let (home, run) = parked(ENDLESS, "");
    let mut driver = Client::driver(&home, &run).await;
    let pids = pids(&home);
    let end = gonogo::model::Ask::End {
        outcome: gonogo::model::verdict::RunOutcome::NoGo,
        note: "enough".to_owned(),
    };
    driver.ask(end).await.unwrap();
    now(&mut driver, |now| now.standing == LogStanding::Idle).await;
    gone(&pids);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_ends_with_its_conductor_even_a_killed_one() {
    let (home, run) = parked(ENDLESS, "");
    let driver = Client::driver(&home, &run).await;
    let first = pids(&home);
    drop(driver);
    kill_conductor(&home, &run);
    gone(&first);
    std::fs::remove_file(home.work().join("pids")).unwrap();
    let _driver = Client::driver(&home, &run).await;
    let second = pids(&home);
    signal(home.conductor(&run).unwrap(), Signal::TERM);
    gone(&second);
}
