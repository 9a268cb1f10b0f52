//! The home screen: how it looks, and where its keys lead.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::model::stamp::Stamp;
use crate::tui::theme::{Depth, Symbols};

fn entries() -> HomeEntries {
    let run = |id: &str, outcome: Option<RunOutcome>| HomeRun {
        run: id.into(),
        title: "Holi Labs production deployment".to_owned(),
        environment: Some("production".into()),
        rehearsal: outcome == Some(RunOutcome::Go),
        started: Stamp::from_millis(1_767_323_040_000),
        ended: outcome.map(|_| Stamp::from_millis(1_767_329_040_000)),
        outcome,
        stands: "step 4 of 10, Health checks".to_owned(),
    };
    HomeEntries {
        books: vec![
            HomeBook {
                book: "holi-labs".to_owned(),
                title: "Holi Labs production deployment".to_owned(),
                about: Some("The FHIR integration, without downtime.".to_owned()),
                origin: "built in".to_owned(),
                environments: vec!["staging".into(), "production".into()],
                scenarios: vec!["health-down".to_owned()],
                steps: 41,
                problem: None,
            },
            HomeBook {
                book: "runbooks/broken.toml".to_owned(),
                title: "Broken".to_owned(),
                problem: Some("line 3: unknown key `titel`".to_owned()),
                ..HomeBook::default()
            },
        ],
        unfinished: vec![run("7Q2M4X", None)],
        history: vec![run("3F0A11", Some(RunOutcome::Go)), run("2B9C00", Some(RunOutcome::NoGo))],
    }
}

fn keys(home: &mut Home, codes: &[KeyCode]) -> Option<HomeChoice> {
    codes.iter().map(|code| home.event(Event::Key((*code).into()))).last().flatten()
}

fn screen(home: &Home) -> String {
    let theme = Theme::load("dark", Depth::True, Symbols::UNICODE).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| home.render(frame, &theme)).unwrap();
    terminal.backend().to_string()
}

#[test]
fn home_shows_three_lists() {
    let mut home = Home::new(entries());
    insta::assert_snapshot!("home_80x24", screen(&home));
    keys(&mut home, &[KeyCode::Home, KeyCode::Enter]);
    insta::assert_snapshot!("home_where_80x24", screen(&home));
}

#[test]
fn each_key_leads_somewhere() {
    use KeyCode::{BackTab, Char, Down, Enter, Esc, Home as First, Tab};
    let start = |environment: &str| HomeChoice::Start {
        book: "holi-labs".to_owned(),
        environment: Some(environment.into()),
    };
    let run = |id: &str| crate::model::ids::RunId::new(id);
    let cases: [(&[KeyCode], Option<HomeChoice>); 9] = [
        (&[Enter], Some(HomeChoice::Attach { run: run("7Q2M4X"), observe: false })),
        (&[Char('o')], Some(HomeChoice::Attach { run: run("7Q2M4X"), observe: true })),
        (&[Tab, Enter], Some(HomeChoice::Export { run: run("3F0A11") })),
        (&[First, Enter, Down, Enter], Some(start("production"))),
        (&[First, Enter, Esc], None),
        (&[First, Down, Enter], None),
        (
            &[First, Char('r'), Down, Enter],
            Some(HomeChoice::Rehearse {
                book: "holi-labs".to_owned(),
                scenario: Some("health-down".to_owned()),
            }),
        ),
        (&[BackTab, Char('x')], None),
        (&[Char('q')], Some(HomeChoice::Quit)),
    ];
    for (codes, wanted) in cases {
        assert_eq!(keys(&mut Home::new(entries()), codes), wanted, "{codes:?}");
    }
}
