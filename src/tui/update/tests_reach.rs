//! Everything can be read on a small screen: long pages, long lists, long lines, many guards.

use crate::model::ids::StepId;
use crate::model::live::Live;
use crate::session::message::{FromClient, FromConductor, Line, Lines};
use crate::tui::app::Outgoing;
use crate::tui::fixture::Hand;
use crate::tui::update::fetch;

const BOOK: &str = r#"
[[note]]
title = "Conventions of this document"
text = "Times are UTC.\n\n1\n\n2\n\n3\n\n4\n\n5\n\n6\n\n7\n\n8\n\n9\n\n10\n\nTHE VERY LAST LINE."

[[trouble]]
id = "long"
title = "A long one"
symptoms = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"]
cause = [
  { title = "One", solution = "a" }, { title = "Two", solution = "b" }, { title = "Three", solution = "c" },
  { title = "Four", solution = "d" }, { title = "Five", solution = "e" }, { title = "Six", solution = "f" },
  { title = "Seven", solution = "g" }, { title = "Eight", solution = "h" }, { title = "THE LAST CAUSE", solution = "i" },
]

[[trouble.diagnosis]]
id = "long-1"
title = "First look"
run = "true"

[[trouble.diagnosis]]
id = "long-2"
title = "Second look"
run = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\nthirteen\nfourteen\nfifteen\nsixteen"
"#;

/// Every line that the keys bring into sight, and how often `key` was pressed until nothing changed.
fn walk(hand: &mut Hand, key: &str) -> String {
    let mut seen = hand.screen();
    for _ in 0..300 {
        let before = hand.screen();
        hand.keys(key);
        let after = hand.screen();
        if after == before {
            return seen;
        }
        seen.push_str(&after);
    }
    panic!("{key} never comes to an end:\n{}", hand.screen());
}

#[test]
fn lines_after_the_last_mark_are_read() {
    for key in ["<Down>", "<PgDn>", "<End>"] {
        let mut hand = Hand::with(80, 24, BOOK);
        hand.keys("c");
        let seen = walk(&mut hand, key);
        assert!(seen.contains("THE VERY LAST LINE"), "{key}");
        let back = walk(&mut hand, "<Up>");
        assert!(back.contains("Contacts (y copies"), "{key}: {}", hand.screen());
    }
}

#[test]
fn a_page_of_steps_is_read_whole_both_ways() {
    for (down, up) in [("<Down>", "<Up>"), ("<PgDn>", "<PgUp>"), ("<End>", "<Home>")] {
        let mut hand = Hand::with(80, 24, BOOK);
        hand.keys("tA<Esc>t");
        while !hand.screen().contains(">    A long one") {
            hand.keys("<Down>");
        }
        hand.keys("<Enter>");
        let seen = walk(&mut hand, down);
        assert!(seen.contains("THE LAST CAUSE"), "{down}");
        let back = walk(&mut hand, up);
        assert!(back.contains("Symptoms"), "{up}: {}", hand.screen());
        if down == "<Down>" {
            assert!(seen.contains("> · First look") && seen.contains("> · Second look"), "{seen}");
            assert!(seen.contains("sixteen"), "the marked step's command is read to its end");
        }
    }
}

#[test]
fn a_mark_out_of_sight_is_shown_before_anything_is_done_with_it() {
    let mut hand = Hand::with(80, 24, BOOK);
    hand.keys("c<End><PgUp>").sent.clear();
    while hand.screen().contains("> ") {
        hand.keys("<Down>");
        assert!(
            !hand.screen().contains("THE VERY LAST LINE") || !hand.screen().contains("> "),
            "no such place"
        );
    }
    hand.keys("y");
    assert!(!hand.sent.iter().any(|out| matches!(out, Outgoing::Copy(_))));
    assert!(hand.screen().contains("> "), "{}", hand.screen());
    hand.keys("y");
    assert!(hand.sent.iter().any(|out| matches!(out, Outgoing::Copy(_))));
}

#[test]
fn the_marked_line_of_a_list_is_whole() {
    let mut hand = Hand::with(80, 24, BOOK);
    hand.keys("t");
    let seen = walk(&mut hand, "<Down>");
    assert!(seen.contains("A long one"));
    let screen = hand.screen();
    assert!(screen.contains("17; 18; 19"), "{screen}");
}

#[test]
fn guards_below_the_pane_are_scrolled_to() {
    let guard = |n: i32| {
        format!(
            "[[guard]]\ntitle = \"Guard number {n} of the many that this runbook has\"\n\
             when = {{ metric = \"error-rate\", is = \"> 5%\" }}\nthen = {{ offer = \"manual-compose\" }}\n"
        )
    };
    let more = (0..20).map(guard).collect::<String>();
    for (width, height, keys) in [(80, 24, "<Tab><Tab><Tab>"), (120, 40, "<Tab><Tab>")] {
        let mut hand = Hand::with(width, height, &more);
        hand.keys(keys);
        assert!(!hand.screen().contains("Guard number 19"), "{}", hand.screen());
        let seen = walk(&mut hand, "<Down>");
        assert!(seen.contains("Guard number 19"), "{}", hand.screen());
        assert!(walk(&mut hand, "<Up>").contains("Guard number 0"));
    }
}

#[test]
fn long_lines_of_output_are_read_sideways() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").start("health");
    hand.live(Live::Output { step: StepId::new("health"), attempt: 1, bytes: 200, lines: 1 });
    hand.keys("o");
    let asked = fetch(&mut hand.model);
    let Some(Outgoing::Send(FromClient::Lines { id, step, attempt, from, .. })) =
        asked.into_iter().find(|out| matches!(out, Outgoing::Send(FromClient::Lines { .. })))
    else {
        panic!()
    };
    let text = format!("begins {} ends here", "x".repeat(100));
    let lines = vec![Line { text, stderr: false }];
    hand.conductor(FromConductor::Lines(Lines { id, step, attempt, from, total: 1, lines }));
    let screen = hand.screen();
    assert!(screen.contains("begins") && screen.contains("x…") && !screen.contains("ends here"), "{screen}");
    hand.keys("<Right><Right><Right>");
    let screen = hand.screen();
    assert!(screen.contains("ends here") && screen.contains("from column 61"), "{screen}");
    hand.keys("<Left><Left><Left><Left>");
    assert!(hand.screen().contains("begins"));
}
