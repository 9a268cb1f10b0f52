use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use gonogo::journal::{Journal, JournalError, verify};

use super::{RUN, folder, noted};

const FOLDER: &str = "GONOGO_TEST_JOURNAL";

/// Not a test of its own: what the tests here run in a process that they can kill. Adds events for ever, and says
/// of each, once it is acknowledged, which one it was; after an error it tries once more, and ends.
#[test]
#[ignore = "the writer process of other tests"]
fn writer() {
    let dir = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut journal = Journal::open(&dir).await.unwrap();
        let (mut next, _) = journal.head().await.unwrap();
        println!("\nopen {next}");
        loop {
            match journal.append(&[noted(next), noted(next + 1)]).await {
                Ok(_) => next += 2,
                Err(error) => {
                    println!("error {error}");
                    // One event is smaller than two, and may still fit.
                    next += journal.append(&[noted(next)]).await.map_or(0, |entries| entries.len() as u64);
                    println!("end {next} {}", journal.head().await.unwrap().0);
                    break;
                }
            }
            println!("acknowledged {}", next - 1);
        }
    });
}

pub(super) fn writer_command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

pub(super) fn arguments() -> [&'static str; 4] {
    ["journal::kill::writer", "--exact", "--ignored", "--nocapture"]
}

fn start(dir: &std::path::Path) -> Child {
    let program = std::env::current_exe().unwrap();
    writer_command(program.to_str().unwrap()).args(arguments()).env(FOLDER, dir).spawn().unwrap()
}

#[tokio::test]
async fn killing_the_writer_loses_nothing_acknowledged() {
    let folder = folder();
    Journal::create(&folder.dir, RUN).await.unwrap().close().await.unwrap();
    for round in 0..12 {
        let mut child = start(&folder.dir);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let of = |line: &str| line.strip_prefix("acknowledged ").map(|n| n.parse::<u64>().unwrap());
        let mut seen = lines.by_ref().filter_map(|line| of(&line)).take(1 + round * 3);
        let acknowledged = seen.by_ref().last().expect("the writer writes") + 1;
        child.kill().unwrap();
        child.wait().unwrap();
        // What it still said before it died counts as well.
        let dying_words = lines.filter_map(|line| of(&line)).last();
        let least = dying_words.map_or(acknowledged, |seq| seq + 1);

        let verified = verify(&folder.dir).await.unwrap();
        assert_eq!(verified.fault, None);
        assert!(verified.count >= least, "{} of at least {least} events", verified.count);
        let (mut journal, entries) = Journal::resume(&folder.dir).await.unwrap();
        for (entry, n) in entries.iter().zip(0..) {
            assert_eq!(entry.body["n"], n);
        }
        assert_eq!(journal.head().await.unwrap(), (verified.count, verified.head));
        assert_eq!(verified.count % 2, 0, "a batch of two is whole");
    }
}

#[tokio::test]
async fn a_second_writer_is_told_who_the_first_is() {
    let folder = folder();
    Journal::create(&folder.dir, RUN).await.unwrap().close().await.unwrap();
    let mut child = start(&folder.dir);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    lines.find(|line| line.starts_with("acknowledged")).unwrap();
    let error = Journal::open(&folder.dir).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, JournalError::AlreadyOpen { pid, .. } if pid == Some(child.id())), "{error}");

    let mut reader = Journal::open_read_only(&folder.dir).await.unwrap();
    let mut count = 0;
    for _ in 0..20 {
        let read = reader.read_from(count).await.unwrap();
        count += read.len() as u64;
        assert_eq!(verify(&folder.dir).await.unwrap().fault, None);
        lines.find(|line| line.starts_with("acknowledged")).unwrap();
    }
    assert!(count >= 20, "{count}");
    drop(reader);
    child.kill().unwrap();
    child.wait().unwrap();
    Journal::open(&folder.dir).await.unwrap();
}

#[tokio::test]
async fn a_file_size_limit_leaves_whole_batches() {
    let folder = folder();
    Journal::create(&folder.dir, RUN).await.unwrap().close().await.unwrap();
    let program = std::env::current_exe().unwrap();
    let script = "trap '' XFSZ; ulimit -f 256; exec \"$@\"";
    let output = writer_command("bash")
        .args(["-c", script, "bash", program.to_str().unwrap()])
        .args(arguments())
        .env(FOLDER, &folder.dir)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let error = said.lines().find_map(|line| line.strip_prefix("error ")).expect("the limit is met");
    assert!(error.contains("none was") && error.contains("limit"), "{error}");
    let end = said.lines().find_map(|line| line.strip_prefix("end ")).expect("it goes on after the error");
    let (acknowledged, head) = end.split_once(' ').unwrap();
    assert_eq!(acknowledged, head);
    let mut journal = Journal::open(&folder.dir).await.unwrap();
    let (count, _) = journal.head().await.unwrap();
    assert_eq!(count.to_string(), acknowledged);
    assert_eq!(journal.append(&[noted(0)]).await.unwrap()[0].seq, count);
}
