use std::fs;
use std::os::unix::fs::MetadataExt;

use gonogo::journal::{Home, Journal, JournalError, list_runs, new_run_id, verify};

use super::{RUN, folder, noted, written};

#[tokio::test]
async fn everything_is_private_to_its_owner() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    journal.append(&[noted(0)]).await.unwrap();
    assert_eq!(fs::metadata(&folder.dir).unwrap().mode() & 0o777, 0o700);
    let mut names: Vec<_> = Vec::new();
    for file in fs::read_dir(&folder.dir).unwrap().map(Result::unwrap) {
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600, "{:?}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["journal.db", "journal.db-shm", "journal.db-wal", "lock"]);
}

#[tokio::test]
async fn a_second_writer_in_the_same_process_is_refused() {
    let folder = folder();
    let journal = Journal::create(&folder.dir, RUN).await.unwrap();
    for second in [Journal::open(&folder.dir).await, Journal::create(&folder.dir, RUN).await] {
        let error = second.map(|_| ()).unwrap_err();
        assert!(
            matches!(error, JournalError::AlreadyOpen { pid, .. } if pid == Some(std::process::id())),
            "{error}"
        );
    }
    journal.close().await.unwrap();
    Journal::open(&folder.dir).await.unwrap();
}

#[tokio::test]
async fn a_reader_sees_each_append_at_once() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    let mut reader = Journal::open_read_only(&folder.dir).await.unwrap();
    assert_eq!(reader.run(), RUN);
    for n in 0..10 {
        assert_eq!(reader.read_from(n).await.unwrap(), []);
        let entries = journal.append(&[noted(n)]).await.unwrap();
        assert_eq!(reader.read_from(n).await.unwrap(), entries);
    }
}

#[tokio::test]
async fn reading_leaves_the_journal_as_it_was() {
    let folder = written(20).await;
    let before = fs::read(folder.dir.join("journal.db")).unwrap();
    verify(&folder.dir).await.unwrap();
    Journal::open_read_only(&folder.dir).await.unwrap().lines().await.unwrap();
    assert_eq!(fs::read(folder.dir.join("journal.db")).unwrap(), before);
}

#[tokio::test]
async fn a_new_run_is_listed_as_locked_while_it_is_open() {
    let temp = tempfile::tempdir().unwrap();
    let home = Home::at(temp.path()).unwrap();
    let id = new_run_id(&home).unwrap();
    let journal = Journal::create(&home.run_dir(&id).unwrap(), &id).await.unwrap();
    let listed = |home: &Home| {
        list_runs(home).unwrap().into_iter().map(|run| (run.id, run.locked)).collect::<Vec<_>>()
    };
    assert_eq!(listed(&home), [(id.clone(), true)]);
    journal.close().await.unwrap();
    assert_eq!(listed(&home), [(id, false)]);
}
