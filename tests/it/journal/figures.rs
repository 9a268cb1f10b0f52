use std::time::Instant;

use gonogo::journal::{Journal, verify};
use serde_json::json;

use super::{RUN, folder, noted};

/// Prints what the journal costs; run it by name, in release.
#[tokio::test]
#[ignore = "measures; see the budgets"]
async fn of_100_000_events() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    let event = |n: u64| {
        let at = format!("2026-06-01T12:00:{:02}Z", n % 60);
        let hash = "441ed938d1f2a0b3".repeat(4);
        let body = json!({"at": at, "boot": {"id": "b", "ns": n}, "by": "ops1", "step": "health-checks",
                          "attempt": {"number": 2, "exit": 0, "verdict": "passed", "sha256": hash}});
        ("attempt-ended", body)
    };
    let started = Instant::now();
    for chunk in 0..100 {
        journal.append(&(0..1000).map(|n| event(chunk * 1000 + n)).collect::<Vec<_>>()).await.unwrap();
    }
    println!("append 100,000 in batches of 1,000: {:?}", started.elapsed());
    let started = Instant::now();
    for n in 0..200 {
        journal.append(&[noted(n)]).await.unwrap();
    }
    println!("append one: {:?}", started.elapsed() / 200);
    journal.close().await.unwrap();
    println!("file: {} bytes", std::fs::metadata(folder.dir.join("journal.db")).unwrap().len());
    for _ in 0..3 {
        let started = Instant::now();
        let verified = verify(&folder.dir).await.unwrap();
        println!("verify: {:?}", started.elapsed());
        assert_eq!((verified.count, verified.fault), (100_200, None));
        let started = Instant::now();
        let mut exits = 0;
        let replayed = Journal::replay(&folder.dir, |entry| {
            exits += u64::from(entry.body["attempt"]["exit"] == 0);
        });
        let journal = replayed.await.unwrap();
        println!("replay, one entry at a time: {:?}", started.elapsed());
        assert_eq!(exits, 100_000);
        journal.close().await.unwrap();
        let started = Instant::now();
        let (journal, entries) = Journal::resume(&folder.dir).await.unwrap();
        println!("resume, all entries kept: {:?}", started.elapsed());
        assert_eq!(entries.len(), 100_200);
        journal.close().await.unwrap();
    }
}
