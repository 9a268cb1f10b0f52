//! Pages that are bent at random: whatever comes, the parser takes it or tells the line, and what it takes is in order.
//! The same for ever longer is `fuzz/fuzz_targets/exposition.rs`.

use gonogo::metrics::exposition::{Format, parse};

use super::dice::Dice;
use super::exposition::{OPEN, TEXT};

const PAGES: usize = 60_000;

/// What a page is made of, and what it must not be made of.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"\"",
    b"\\",
    b",",
    b"=",
    b" ",
    b"\t",
    b"\n",
    b"\r\n",
    b"#",
    b"\0",
    b"\xff",
    b"\xe2\x82",
    b"\xef\xbb\xbf",
    b"# HELP ",
    b"# TYPE ",
    b"# UNIT ",
    b"# EOF",
    b" counter",
    b" histogram",
    b"le=\"+Inf\"",
    b"1e999",
    b"-0x1p3",
    b"NaN",
    b"+Inf",
    b"-",
    b"9223372036854775808",
    b" # {",
    b"__name__",
    b"\x1b[2J",
];

fn page() -> Vec<u8> {
    let mut page = b"# HELP http_request_duration_seconds How long \\\"it\\\" took.\n# TYPE http_request_duration_seconds histogram\n".to_vec();
    for (at, le) in ["0.1", "0.5", "1", "+Inf"].iter().enumerate() {
        let line = format!("http_request_duration_seconds_bucket{{path=\"/a\\\\b\",le=\"{le}\"}} {at}\n");
        page.extend_from_slice(line.as_bytes());
    }
    page.extend_from_slice(b"http_request_duration_seconds_sum 1.5e3 1700000000123\nup 1\n");
    page
}

/// One change at a random place: bytes lost, doubled, flipped, put in, or the page cut off.
fn bend(page: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.index(page.len() + 1);
    let end = (at + dice.index(12)).min(page.len());
    match dice.roll(7) {
        0 => drop(page.drain(at..end)),
        1 => page.truncate(at),
        2 if at < page.len() => page[at] ^= 1 << dice.roll(8),
        3 => {
            let again = page[at..end].to_vec();
            page.splice(at..at, again);
        }
        4 if at < page.len() => page[at] = u8::try_from(dice.roll(256)).unwrap(),
        _ => drop(page.splice(at..at, PIECES[dice.index(PIECES.len())].iter().copied())),
    }
}

#[test]
fn bent_pages_are_taken_or_told_with_their_line() {
    let mut dice = Dice::new(7);
    let seeds: Vec<Vec<u8>> =
        TEXT.iter().chain(OPEN).map(|(_, bytes, _)| bytes.to_vec()).chain([page()]).collect();
    let (mut taken, mut told) = (0, 0);
    for _ in 0..PAGES {
        let mut bytes = seeds[dice.index(seeds.len())].clone();
        if dice.roll(4) == 0 {
            bytes.extend_from_slice(&page());
        }
        for _ in 0..=dice.roll(4) {
            bend(&mut bytes, &mut dice);
        }
        for format in [Format::Text, Format::OpenMetrics] {
            match parse(&bytes, format) {
                Ok(page) => {
                    taken += 1;
                    for sample in page.samples() {
                        assert!(!sample.name.is_empty(), "{:?}", bytes.escape_ascii().to_string());
                        let sorted = sample.labels.windows(2).all(|pair| pair[0].name < pair[1].name);
                        assert!(sorted, "{:?}", bytes.escape_ascii().to_string());
                    }
                }
                Err(error) => {
                    told += 1;
                    let lines = bytes.split(|byte| *byte == b'\n').count();
                    assert!((1..=lines + 1).contains(&error.line), "{error} of {lines} lines");
                    let said = error.to_string();
                    assert!(!said.contains(['\x1b', '\n', '\0']) && said.len() < 500, "{said:?}");
                }
            }
        }
    }
    assert!(taken > PAGES / 10 && told > PAGES / 2, "{taken} taken, {told} told");
}
