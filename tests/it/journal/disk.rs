use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gonogo::journal::{Journal, JournalError, WriteFailure, verify};

use super::{RUN, noted, written};

/// Something mounted for a test; taken away again at its end.
struct Mount(PathBuf);

impl Mount {
    /// `None`, with a word about it, where this user may not mount.
    fn new(test: &str, at: &Path, arguments: &[&str]) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(arguments).arg(at).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            Some(Self(at.to_owned()))
        } else {
            eprintln!("not run: {test} needs the right to mount");
            None
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _gone = Command::new("umount").args(["-l"]).arg(&self.0).output();
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mount::new(
        "a_full_disk_is_said_and_survived",
        &temp.path().join("disk"),
        &["-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs"],
    ) else {
        return;
    };
    let dir = disk.0.join(RUN);
    let ballast = disk.0.join("ballast");
    fs::write(&ballast, vec![0; 128 * 1024]).unwrap();
    let mut journal = Journal::create(&dir, RUN).await.unwrap();
    let batch: Vec<_> = (0..10).map(noted).collect();
    let mut acknowledged = 0;
    let error = loop {
        match journal.append(&batch).await {
            Ok(entries) => acknowledged += entries.len() as u64,
            Err(error) => break error,
        }
        assert!(acknowledged < 1_000_000, "the disk never fills up");
    };
    assert!(
        matches!(&error, JournalError::NotWritten { count: 10, cause: WriteFailure::DiskFull, .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("none was: the disk is full"), "{error}");
    assert!(acknowledged > 0);
    assert_eq!(journal.head().await.unwrap().0, acknowledged);
    assert_eq!(verify(&dir).await.unwrap().count, acknowledged);
    assert!(journal.append(&batch).await.is_err());

    fs::remove_file(&ballast).unwrap();
    let entries = journal.append(&batch).await.unwrap();
    assert_eq!(entries[0].seq, acknowledged);
    journal.close().await.unwrap();
    let verified = verify(&dir).await.unwrap();
    assert_eq!((verified.count, verified.fault), (acknowledged + 10, None));
}

#[tokio::test]
async fn no_room_for_a_new_journal_leaves_none() {
    let temp = tempfile::tempdir().unwrap();
    let Some(disk) = Mount::new(
        "no_room_for_a_new_journal_leaves_none",
        &temp.path().join("disk"),
        &["-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs"],
    ) else {
        return;
    };
    let dir = disk.0.join(RUN);
    let error = Journal::create(&dir, RUN).await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("journal.db"), "{error}");
    assert!(!dir.join("journal.db").exists());
}

#[tokio::test]
async fn a_read_only_disk_can_be_read_with_and_without_a_writer() {
    let folder = written(5).await;
    let view = folder.dir.with_file_name("view");
    let source = folder.dir.to_str().unwrap();
    let test = "a_read_only_disk_can_be_read_with_and_without_a_writer";
    let Some(mount) = Mount::new(test, &view, &["--bind", "-o", "ro", source]) else { return };
    assert!(fs::write(mount.0.join("probe"), "").is_err(), "the view is read-only");

    assert_eq!(verify(&mount.0).await.unwrap().count, 5);
    let error = Journal::open(&mount.0).await.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("Read-only file system"), "{error}");

    let mut journal = Journal::open(&folder.dir).await.unwrap();
    journal.append(&[noted(5)]).await.unwrap();
    assert_eq!(verify(&mount.0).await.unwrap().count, 6);
    // What waits in the log is never passed over in silence, even where SQLite cannot use the log.
    let copy = folder.dir.with_file_name("copy");
    fs::create_dir(&copy).unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(folder.dir.join(name), copy.join(name)).unwrap();
    }
    drop(mount);
    let Some(mount) = Mount::new(test, &view, &["--bind", "-o", "ro", copy.to_str().unwrap()]) else {
        return;
    };
    match verify(&mount.0).await {
        Ok(verified) => assert_eq!(verified.count, 6),
        Err(error) => assert!(matches!(error, JournalError::Unreadable { .. }), "{error}"),
    }
    assert_eq!(verify(&copy).await.unwrap().count, 6);
}
