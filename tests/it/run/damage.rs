//! A journal or a runbook that somebody has changed: told, and the run opens for reading only.

use std::path::Path;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use gonogo::model::live::Seat;

use super::client::Client;
use super::recovery::{GATE, parked};

/// Does `change` to the events of the journal in a run's folder, past the triggers that guard them.
pub async fn tampered(run: &Path, change: &str) {
    let options = SqliteConnectOptions::new().filename(run.join("journal.db"));
    let mut connection = options.connect().await.unwrap();
    let change = format!("DROP TRIGGER events_keep; DROP TRIGGER events_stay; {change}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_changed_event_is_told_with_the_last_good_one() {
    let (home, run) = parked(GATE);
    let change = "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), 'tester', 'nobody') AS BLOB) WHERE seq = 2";
    let first = "UPDATE events SET line = CAST(CAST(line AS TEXT) || ' ' AS BLOB) WHERE seq = 2";
    tampered(&home.run_dir(&run), &format!("{change}; {first}")).await;
    let told = "last good event: 1";
    home.gonogo(["show", &run]).run().exits(0).says(told);
    home.gonogo(["show", &run, "--json"]).run().exits(0).says(told).prints("\"phases\"");
    home.gonogo(["export", &run]).run().exits(0).says(told).prints("BROKEN");
    home.gonogo(["verify", &run]).run().exits(1).prints("TAMPERED");
    home.gonogo(["runs", "--json"]).run().exits(0).prints(&run);
    let error = Client::try_attach(&home, &run, "tester", Seat::Driver).await.err().unwrap().to_string();
    assert!(error.contains("damaged at event 2"), "{error}");
    assert_eq!(home.text("marks"), "", "nothing was run");
}

#[tokio::test]
async fn a_file_that_is_no_journal_any_more_is_told() {
    let (home, run) = parked(GATE);
    std::fs::write(home.run_dir(&run).join("journal.db"), [0x55; 8192]).unwrap();
    home.gonogo(["show", &run]).run().exits(1).says("journal.db").says_one_line();
    home.gonogo(["export", &run]).run().exits(1).says("journal.db").says_one_line();
    assert!(Client::try_attach(&home, &run, "tester", Seat::Driver).await.is_err());
}

#[tokio::test]
async fn a_changed_runbook_of_a_run_is_refused() {
    let (home, run) = parked(GATE);
    let path = home.run_dir(&run).join("runbook.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("exit 7", "exit 0")).unwrap();
    let error = Client::try_attach(&home, &run, "tester", Seat::Driver).await.err().unwrap().to_string();
    assert!(
        error.contains("is not the runbook that run") && error.contains("put the original back"),
        "{error}"
    );
    home.gonogo(["show", &run]).run().exits(1).says("put the original back").says_one_line();
    home.gonogo(["export", &run]).run().exits(1).says("put the original back");
    home.gonogo(["verify", &run]).run().exits(1).says("put the original back");
    std::fs::write(&path, text).unwrap();
    home.gonogo(["show", &run]).run().exits(0);
    Client::driver(&home, &run).await;
}
