use std::fs;
use std::path::Path;

use gonogo::journal::{Damage, Hash, Journal, JournalError, verify};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Row};

use super::{RUN, folder, noted, tamper, written};

const UNGUARDED: &str = "DROP TRIGGER events_keep; DROP TRIGGER events_stay; DROP TRIGGER events_follow;";

/// Every way of looking at a damaged journal agrees on the fault.
async fn assert_damaged(dir: &Path, at: u64, expected: impl Fn(&Damage) -> bool) {
    let verified = verify(dir).await.unwrap();
    let fault = verified.fault.expect("the damage is seen");
    assert_eq!((verified.count, fault.seq, fault.last_good), (at, at, at.checked_sub(1)), "{}", fault.what);
    assert!(expected(&fault.what), "{:?}", fault.what);

    match Journal::open(dir).await.map(|_| ()).unwrap_err() {
        JournalError::Damaged { seq, what, last_good, .. } => {
            assert_eq!((seq, what, last_good), (fault.seq, fault.what.clone(), fault.last_good));
        }
        other => panic!("{other}"),
    }
    let good = Journal::open_read_only(dir).await.unwrap().read_good().await;
    assert_eq!(good.fault.as_ref(), Some(&fault));
    assert_eq!(good.entries.len() as u64, at);
    assert_eq!(good.entries.last().map_or(Hash::GENESIS, |entry| entry.hash), verified.head);
}

#[tokio::test]
async fn a_changed_body_is_seen() {
    let folder = written(10).await;
    let change = "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), 'note 4', 'note X') AS BLOB) WHERE seq = 4";
    tamper(&folder.dir, &format!("{UNGUARDED} {change}")).await;
    assert_damaged(&folder.dir, 4, |what| matches!(what, Damage::Hash { .. })).await;
}

#[tokio::test]
async fn a_changed_hash_is_seen() {
    let folder = written(10).await;
    tamper(&folder.dir, &format!("{UNGUARDED} UPDATE events SET hash = zeroblob(32) WHERE seq = 9")).await;
    assert_damaged(&folder.dir, 9, |what| matches!(what, Damage::Hash { .. })).await;
    let folder = written(3).await;
    tamper(&folder.dir, &format!("{UNGUARDED} UPDATE events SET hash = x'00' WHERE seq = 0")).await;
    assert_damaged(&folder.dir, 0, |what| matches!(what, Damage::Hash { .. })).await;
}

#[tokio::test]
async fn a_body_changed_together_with_its_hash_is_seen_at_the_next_event() {
    let folder = written(10).await;
    let options = SqliteConnectOptions::new().filename(folder.dir.join("journal.db"));
    let mut connection = options.connect().await.unwrap();
    let row = sqlx::query("SELECT line FROM events WHERE seq = 4").fetch_one(&mut connection).await.unwrap();
    let line = String::from_utf8(row.get(0)).unwrap().replace("note 4", "note X");
    drop(connection);
    let text = line.replace('\'', "''");
    let hash = Hash::of(line.as_bytes());
    let change = format!("UPDATE events SET line = CAST('{text}' AS BLOB), hash = x'{hash}' WHERE seq = 4");
    tamper(&folder.dir, &format!("{UNGUARDED} {change}")).await;
    assert_damaged(&folder.dir, 5, |what| matches!(what, Damage::Prev { .. })).await;
}

#[tokio::test]
async fn swapped_events_are_seen() {
    let folder = written(10).await;
    let swap = "UPDATE events SET seq = -1 WHERE seq = 3; UPDATE events SET seq = 3 WHERE seq = 4;
                UPDATE events SET seq = 4 WHERE seq = -1;";
    tamper(&folder.dir, &format!("{UNGUARDED} {swap}")).await;
    assert_damaged(&folder.dir, 3, |what| *what == Damage::Sequence { expected: 3, found: 4 }).await;
}

#[tokio::test]
async fn deleted_and_inserted_events_are_seen() {
    let folder = written(10).await;
    tamper(&folder.dir, &format!("{UNGUARDED} DELETE FROM events WHERE seq = 6")).await;
    assert_damaged(&folder.dir, 6, |what| *what == Damage::Sequence { expected: 6, found: 7 }).await;
    let folder = written(2).await;
    tamper(&folder.dir, &format!("{UNGUARDED} INSERT INTO events VALUES (-5, x'00', x'00')")).await;
    assert_damaged(&folder.dir, 0, |what| *what == Damage::Sequence { expected: 0, found: -5 }).await;
}

#[tokio::test]
async fn events_of_another_run_are_seen() {
    let folder = written(3).await;
    tamper(&folder.dir, "UPDATE run SET id = 'ZZZZZZ'").await;
    assert_damaged(&folder.dir, 0, |what| matches!(what, Damage::Run { .. })).await;
}

#[tokio::test]
async fn values_of_another_kind_are_seen() {
    let folder = written(3).await;
    let loose = "DROP TABLE events; CREATE TABLE events(seq, line, hash);
                 INSERT INTO events VALUES (0, NULL, 'text')";
    tamper(&folder.dir, loose).await;
    assert_damaged(&folder.dir, 0, |_| true).await;
}

#[tokio::test]
async fn a_tail_that_was_cut_off_changes_the_head() {
    let folder = written(10).await;
    let before = verify(&folder.dir).await.unwrap();
    tamper(&folder.dir, &format!("{UNGUARDED} DELETE FROM events WHERE seq > 7")).await;
    let after = verify(&folder.dir).await.unwrap();
    assert_eq!((before.count, after.count, after.fault), (10, 8, None));
    assert_ne!(before.head, after.head);
}

#[tokio::test]
async fn the_file_itself_refuses_changes() {
    let folder = written(3).await;
    let options = SqliteConnectOptions::new().filename(folder.dir.join("journal.db"));
    let mut connection = options.connect().await.unwrap();
    for (sql, why) in [
        ("UPDATE events SET line = x'00'", "never changed"),
        ("DELETE FROM events", "never deleted"),
        ("INSERT OR REPLACE INTO events VALUES (1, x'00', x'00')", "only added at the end"),
        ("INSERT INTO events VALUES (9, x'00', x'00')", "only added at the end"),
        ("INSERT INTO events(line, hash) VALUES (x'00', x'00')", "only added at the end"),
    ] {
        let error = sqlx::query(sql).execute(&mut connection).await.unwrap_err().to_string();
        assert!(error.contains(why), "{sql}: {error}");
    }
    assert_eq!(verify(&folder.dir).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_file_cut_short_is_refused() {
    let whole = written(2_000).await;
    let bytes = fs::read(whole.dir.join("journal.db")).unwrap();
    for part in 0..20 {
        let folder = folder();
        fs::create_dir(&folder.dir).unwrap();
        fs::write(folder.dir.join("journal.db"), &bytes[..bytes.len() * part / 20]).unwrap();
        for error in [verify(&folder.dir).await.map(|_| ()), Journal::open(&folder.dir).await.map(|_| ())] {
            let error = error.unwrap_err();
            assert!(matches!(error, JournalError::NotAJournal { .. }), "{part}/20: {error}");
        }
    }
}

#[tokio::test]
async fn a_page_of_rubbish_costs_only_what_follows_it() {
    let folder = written(2_000).await;
    let path = folder.dir.join("journal.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let verified = verify(&folder.dir).await.unwrap();
    assert!(verified.fault.is_some());
    assert!((100..1_900).contains(&verified.count), "{}", verified.count);
    assert_damaged(&folder.dir, verified.count, |_| true).await;
}

#[tokio::test]
async fn what_is_no_journal_is_refused() {
    for content in [&b""[..], b"not a database, but long enough to look at", &[0xff; 8192]] {
        let folder = folder();
        fs::create_dir(&folder.dir).unwrap();
        fs::write(folder.dir.join("journal.db"), content).unwrap();
        for error in [verify(&folder.dir).await.map(|_| ()), Journal::open(&folder.dir).await.map(|_| ())] {
            let error = error.unwrap_err();
            assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}");
            assert!(error.to_string().contains("journal.db"), "{error}");
        }
    }
    let missing = folder();
    assert!(matches!(verify(&missing.dir).await, Err(JournalError::Missing { .. })));
    assert!(matches!(Journal::open(&missing.dir).await, Err(JournalError::Missing { .. })));
}

#[tokio::test]
async fn a_newer_format_is_refused() {
    let folder = written(1).await;
    tamper(&folder.dir, "PRAGMA user_version = 2").await;
    let error = Journal::open(&folder.dir).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, JournalError::NewerFormat { found: 2, known: 1, .. }), "{error}");
    assert!(matches!(verify(&folder.dir).await, Err(JournalError::NewerFormat { .. })));
}

#[tokio::test]
async fn an_existing_journal_is_not_made_anew() {
    let folder = written(2).await;
    let error = Journal::create(&folder.dir, RUN).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, JournalError::AlreadyExists { .. }), "{error}");
    let mut journal = Journal::open(&folder.dir).await.unwrap();
    assert_eq!(journal.append(&[noted(2)]).await.unwrap()[0].seq, 2);
}
