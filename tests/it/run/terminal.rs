//! A command on a terminal.

use gonogo::model::ids::StepId;
use gonogo::model::state::Status;
use gonogo::session::FromClient;

use super::client::Client;
use super::home::Home;

#[tokio::test]
async fn it_starts_with_the_pane_that_it_is_shown_in() {
    let home = Home::with(
        r#"
format = 1
id = "pane"
title = "Pane"
[[phase]]
id = "p"
title = "P"
[[phase.step]]
id = "hand"
title = "Hand"
[[phase.step]]
id = "size"
title = "Size"
terminal = true
run = "stty size"
"#,
    );
    let run = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(gonogo::model::Ask::Done { step: StepId::new("hand"), note: String::new() }).await.unwrap();
    driver.send(FromClient::Resize { step: StepId::new("size"), cols: 213, rows: 57 }).await;
    driver.run("size").await;
    driver.until_status("size", Status::Passed).await;
    assert_eq!(home.transcript(&run, "size.1").trim(), "57 213");
}
