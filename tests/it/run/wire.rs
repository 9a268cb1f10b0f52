//! Peers that speak another protocol, or none.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use gonogo::model::Ask;
use gonogo::model::live::Seat;
use gonogo::session::client::ask_v0;
use gonogo::session::v0::V0;
use serde_json::{Value, json};

use super::client::Client;
use super::home::{Home, PATIENCE, is_alive, wait_for};
use super::recovery::{GATE, begun, parked};

fn socket(home: &Home, run: &str) -> PathBuf {
    home.places().socket(run).unwrap()
}

/// Sends these bytes and reads until the conductor closes the connection.
async fn exchange(home: &Home, run: &str, bytes: Vec<u8>) -> Vec<u8> {
    let socket = socket(home, run);
    tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset => panic!("{error}"),
            _ => answer,
        }
    })
    .await
    .unwrap()
}

fn frame(value: &Value) -> Vec<u8> {
    let json = value.to_string();
    let mut frame = u32::try_from(json.len()).unwrap().to_be_bytes().to_vec();
    frame.extend_from_slice(json.as_bytes());
    frame
}

fn first_frame(bytes: &[u8]) -> Value {
    let length = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
    serde_json::from_slice(&bytes[4..4 + length]).unwrap()
}

#[tokio::test]
async fn another_protocol_is_told_both_versions() {
    let (home, run) = parked(GATE);
    let mut driver = Client::driver(&home, &run).await;
    let hello = json!({ "oldest": 77, "newest": 78, "version": "9.9.9", "person": "x", "seat": "driver" });
    let bye = first_frame(&exchange(&home, &run, frame(&hello)).await);
    assert_eq!(bye["kind"], "bye", "{bye}");
    let reason = bye["reason"].as_str().unwrap();
    for part in [env!("CARGO_PKG_VERSION"), "9.9.9", "77-78", "--restart"] {
        assert!(reason.contains(part), "{part} is missing in: {reason}");
    }
    driver.ask(Ask::Note { step: None, text: "alive".to_owned() }).await.unwrap();
}

#[tokio::test]
async fn a_client_that_speaks_more_than_this_protocol_is_welcome() {
    let (home, run) = parked(GATE);
    let _driver = Client::driver(&home, &run).await;
    let hello = json!({
        "oldest": 1, "newest": 9, "version": "9.9.9", "person": "x", "seat": "observer", "new field": [1],
    });
    // Only the first frame is of interest: a detach ends the connection.
    let mut bytes = frame(&hello);
    bytes.extend(frame(&json!({ "kind": "detach" })));
    let welcome = first_frame(&exchange(&home, &run, bytes).await);
    assert_eq!((&welcome["kind"], &welcome["protocol"]), (&"welcome".into(), &1.into()), "{welcome}");
}

#[tokio::test]
async fn garbage_ends_the_connection_and_nothing_else() {
    let (home, run) = parked(GATE);
    let mut driver = Client::driver(&home, &run).await;
    let pid = home.conductor(&run).unwrap();
    let long = {
        let mut long = u32::MAX.to_be_bytes().to_vec();
        long.extend_from_slice(&[b'x'; 64]);
        long
    };
    let over = {
        let mut over = 5000_u32.to_be_bytes().to_vec();
        over.extend_from_slice(&[b'x'; 5000]);
        over
    };
    let garbage = [
        long,
        over,
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0; 4],
        [&[0, 0, 0, 4][..], &[0xff; 4]].concat(),
        frame(&json!("hello")),
        frame(&json!({ "v0": "format-the-disk" })),
        frame(&json!({ "oldest": -1 })),
    ];
    for bytes in garbage {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(24)]).into_owned();
        let answer = exchange(&home, &run, bytes).await;
        assert!(answer.is_empty() || first_frame(&answer)["kind"] == "bye", "{shown:?}: {answer:?}");
        driver.ask(Ask::Note { step: None, text: "alive".to_owned() }).await.unwrap();
    }
    assert!(is_alive(pid) && home.conductor(&run) == Some(pid));
    // A frame that is no message, after a good hello, ends that client alone.
    let hello = json!({ "oldest": 1, "newest": 1, "version": "x", "person": "x", "seat": "observer" });
    let bytes = [frame(&hello), frame(&json!({ "kind": "dance" }))].concat();
    let answer = exchange(&home, &run, bytes).await;
    assert_eq!(first_frame(&answer)["kind"], "welcome");
    driver.ask(Ask::Note { step: None, text: "alive".to_owned() }).await.unwrap();
}

#[tokio::test]
async fn protocol_0_shows_tails_and_stops() {
    let (home, run) = parked(&format!("echo first words\necho last words\n{GATE}"));
    let driver = begun(&home, &run).await;
    let (socket, pid) = (socket(&home, &run), home.conductor(&run).unwrap());
    let status = ask_v0(&socket, &V0::Status).await.unwrap();
    assert_eq!((status.version.as_str(), &status.run), (env!("CARGO_PKG_VERSION"), &run));
    assert!(status.lines.contains(&"running long".to_owned()), "{:?}", status.lines);
    loop {
        let tail = ask_v0(&socket, &V0::Tail).await.unwrap();
        if tail.lines == ["first words", "last words"] {
            break;
        }
        assert!(is_alive(pid), "{:?}", tail.lines);
    }
    let stop = ask_v0(&socket, &V0::Stop).await.unwrap();
    assert!(stop.lines.join(" ").contains("commands that run go on"), "{:?}", stop.lines);
    wait_for("the conductor's end", || (!is_alive(pid)).then_some(()));
    drop(driver);
    assert_eq!(home.text("marks"), "attempt\n");
    std::fs::write(home.work().join("go"), "").unwrap();
    let mut driver = Client::driver(&home, &run).await;
    driver.until_status("long", gonogo::model::state::Status::Failed).await;
    assert_eq!(driver.exit("long"), Some(7));
}

#[tokio::test]
async fn a_state_of_many_frames_arrives_whole() {
    let (home, run) = parked(GATE);
    let mut driver = Client::driver(&home, &run).await;
    let notes: Vec<String> = (0..40).map(|n| format!("{n} \"ü\" {}", "long ".repeat(3_000))).collect();
    for text in &notes {
        driver.ask(Ask::Note { step: None, text: text.clone() }).await.unwrap();
    }
    let pair = Client::attach(&home, &run, "ops2", Seat::Pair).await;
    let arrived: Vec<&str> = pair.state.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(arrived, notes.iter().map(|text| text.trim()).collect::<Vec<_>>());
}
