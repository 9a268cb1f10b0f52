use futures::FutureExt;
use gonogo::journal::{BodyError, Chain, Entry, Hash, Journal, JournalError, verify};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{RUN, folder, noted, written};

fn body() -> impl Strategy<Value = Value> {
    const LIMIT: i64 = 1 << 53;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-LIMIT..=LIMIT).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = any::<String>().prop_filter("prev is the line's", |key| key != "prev");
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_body_comes_back_with_identical_bytes(bodies in prop::collection::vec(body(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = folder();
            let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
            let events: Vec<_> = bodies.iter().map(|body| ("noted", body.clone())).collect();
            let appended = journal.append(&events).await.unwrap();
            journal.close().await.unwrap();

            let (journal, resumed) = Journal::resume(&folder.dir).await.unwrap();
            assert_eq!(resumed, appended);
            let lines = Journal::open_read_only(&folder.dir).await.unwrap().lines().await.unwrap();
            drop(journal);
            let mut chain = Chain::new(RUN);
            for ((line, entry), body) in lines.iter().zip(&appended).zip(&bodies) {
                assert_eq!(&entry.body, body);
                assert_eq!(line, &canonical(entry));
                assert_eq!(chain.admit(line).as_ref(), Ok(entry));
            }
            assert_eq!(lines.len(), bodies.len());
        });
    }
}

/// The whole line by the library, instead of the journal's own frame.
fn canonical(entry: &Entry) -> Vec<u8> {
    let Entry { seq, kind, body, prev, .. } = entry;
    let whole = json!({"body": body, "prev": prev, "run": RUN, "seq": seq, "type": kind, "v": 1});
    serde_json_canonicalizer::to_vec(&whole).unwrap()
}

#[tokio::test]
async fn batches_go_on_where_the_last_one_ended() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    assert_eq!(journal.head().await.unwrap(), (0, Hash::GENESIS));
    let mut prev = Hash::GENESIS;
    for (seq, batch) in [(0, 1), (1, 3), (4, 0), (4, 2)] {
        let events: Vec<_> = (0..batch).map(noted).collect();
        let entries = journal.append(&events).await.unwrap();
        assert_eq!(entries.len() as u64, batch);
        for (entry, expected) in entries.iter().zip(seq..) {
            assert_eq!((entry.seq, entry.prev), (expected, prev));
            prev = entry.hash;
        }
    }
    assert_eq!(journal.head().await.unwrap(), (6, prev));
    journal.close().await.unwrap();

    let (mut journal, entries) = Journal::resume(&folder.dir).await.unwrap();
    assert_eq!(entries.len(), 6);
    assert_eq!(journal.run(), RUN);
    assert_eq!(journal.append(&[noted(9)]).await.unwrap()[0].prev, prev);
    for from in 0..9 {
        let read = journal.read_from(from).await.unwrap();
        assert_eq!(read.len(), 7_usize.saturating_sub(usize::try_from(from).unwrap()));
        assert!(read.first().is_none_or(|entry| entry.seq == from));
    }
    let mut reader = Journal::open_read_only(&folder.dir).await.unwrap();
    let chunk: Vec<_> = reader.read_chunk(2, 3).await.unwrap().iter().map(|entry| entry.seq).collect();
    assert_eq!(chunk, [2, 3, 4]);
    assert_eq!(reader.read_chunk(7, 3).await.unwrap(), []);
}

#[tokio::test]
async fn a_refused_event_keeps_its_whole_batch_out() {
    let folder = written(1).await;
    let mut journal = Journal::open(&folder.dir).await.unwrap();
    let head = journal.head().await.unwrap();
    let error = journal.append(&[noted(1), ("noted", json!({"a": [0.1]}))]).await.unwrap_err();
    assert!(
        matches!(&error, JournalError::Refused { index: 1, source: BodyError::Float { at, .. }, .. } if at == "/a/0"),
        "{error}"
    );
    let error = journal.append(&[("two words", json!(null))]).await.unwrap_err();
    assert!(matches!(error, JournalError::BadName { .. }), "{error}");
    assert_eq!(journal.head().await.unwrap(), head);
    assert_eq!(journal.append(&[noted(1)]).await.unwrap()[0].prev, head.1);
}

#[tokio::test]
async fn an_append_that_nobody_waits_for_is_whole() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    for round in 0..20 {
        let batch: Vec<_> = (0..5).map(noted).collect();
        assert!(journal.append(&batch).now_or_never().is_none(), "it cannot be done at the first poll");
        assert_eq!(journal.head().await.unwrap().0, (round + 1) * 6 - 1);
        assert_eq!(journal.append(&[noted(round)]).await.unwrap()[0].seq, (round + 1) * 6 - 1);
    }
    drop(journal);
    assert_eq!(verify(&folder.dir).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_journal_dropped_in_the_middle_of_an_append_is_whole() {
    let folder = folder();
    let mut journal = Journal::create(&folder.dir, RUN).await.unwrap();
    let batch: Vec<_> = (0..50).map(noted).collect();
    assert!(journal.append(&batch).now_or_never().is_none());
    drop(journal);
    // The lock stays with the transaction until that has ended.
    let mut again = loop {
        match Journal::open(&folder.dir).await {
            Ok(journal) => break journal,
            Err(JournalError::AlreadyOpen { .. }) => tokio::task::yield_now().await,
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(again.head().await.unwrap().0, 50);
}
