//! Who sits where: one driver, the rest pairs and observers; the seat is taken over, never shared.

use gonogo::model::ids::{Person, StepId};
use gonogo::model::live::Seat;
use gonogo::model::state::Status;
use gonogo::model::{Ask, Refusal};

use super::client::Client;
use super::recovery::{GATE, kill_conductor, parked};

fn done(step: &str) -> Ask {
    Ask::Done { step: StepId::new(step), note: String::new() }
}

#[tokio::test]
async fn the_second_is_the_pair_and_may_take_over() {
    let (home, run) = parked(GATE);
    let mut first = Client::driver(&home, &run).await;
    let mut second = Client::attach(&home, &run, "pair", Seat::Driver).await;
    assert_eq!(second.seat, Seat::Pair, "the seat is taken");

    let refusal = second.ask(done("start")).await.unwrap_err();
    assert_eq!(refusal, Refusal::NotDriver { person: "tester".to_owned() });
    second.ask(Ask::Note { step: None, text: "from the pair".to_owned() }).await.unwrap();
    first.until(|state| state.notes.iter().any(|note| note.text == "from the pair")).await;

    let epoch = first.state.epoch;
    second.ask(Ask::Drive { person: Person::new("pair") }).await.unwrap();
    second.until_seat(Seat::Driver).await;
    first.until_seat(Seat::Pair).await;
    first.until(|state| state.epoch == epoch + 1).await;
    assert_eq!(first.state.driver, Some(Person::new("pair")));
    let refusal = first.ask(done("start")).await.unwrap_err();
    assert_eq!(refusal, Refusal::NotDriver { person: "pair".to_owned() });
    second.ask(done("start")).await.unwrap();
    first.until_status("start", Status::Passed).await;
}

#[tokio::test]
async fn an_observer_changes_nothing() {
    let (home, run) = parked(GATE);
    let mut observer = Client::attach(&home, &run, "looker-on", Seat::Observer).await;
    assert_eq!(observer.seat, Seat::Observer);
    let events = observer.state.events;
    let asks = [
        done("start"),
        Ask::Note { step: None, text: "x".to_owned() },
        Ask::Drive { person: Person::new("looker-on") },
    ];
    for ask in asks {
        let refusal = observer.ask(ask).await.unwrap_err();
        assert!(matches!(refusal, Refusal::ReadOnly { .. }), "{refusal}");
    }
    let driver = Client::driver(&home, &run).await;
    assert!(driver.state.events <= events + 1, "{} events, then {}", events, driver.state.events);
}

#[tokio::test]
async fn a_seat_that_is_left_waits_for_its_driver() {
    let (home, run) = parked(GATE);
    let first = Client::driver(&home, &run).await;
    drop(first);
    let mut next = Client::attach(&home, &run, "next", Seat::Driver).await;
    assert_eq!(next.seat, Seat::Pair, "nobody drives by chance");
    assert_eq!(
        next.ask(done("start")).await.unwrap_err(),
        Refusal::NotDriver { person: "tester".to_owned() }
    );
    let epoch = next.state.epoch;
    loop {
        // The conductor notices the closed connection in its own time.
        let back = Client::attach(&home, &run, "tester", Seat::Driver).await;
        if back.seat == Seat::Driver {
            assert_eq!((back.state.driver, back.state.epoch), (Some(Person::new("tester")), epoch));
            break;
        }
    }
}

#[tokio::test]
async fn a_killed_conductor_gives_the_seat_back_to_its_driver_whoever_comes_first() {
    let (home, run) = parked(GATE);
    drop(Client::driver(&home, &run).await);
    kill_conductor(&home, &run);
    let mut pair = Client::attach(&home, &run, "pair", Seat::Driver).await;
    assert_eq!(pair.seat, Seat::Pair);
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(done("start")).await.unwrap();
    pair.until_status("start", Status::Passed).await;
    assert_eq!(pair.state.driver, Some(Person::new("tester")));

    pair.ask(Ask::Drive { person: Person::new("pair") }).await.unwrap();
    pair.until_seat(Seat::Driver).await;
    driver.until_seat(Seat::Pair).await;
}
