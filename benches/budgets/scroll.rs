//! What the terminal gets while a pane scrolls and while nothing happens, and how fast a key is answered meanwhile.

use std::time::{Duration, Instant};

use super::client::Client;
use super::home::{BenchHome, gonogo};
use super::pty::Pty;
use super::sample::{ms, percentile};
use super::table::Table;

const BOOK: &str = r#"
format = 1
id = "bench"
title = "Bench"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "slow"
title = "Four hundred lines a second"
run = '''
for ((n = 0; n < 400; n++)); do
    for ((m = 0; m < 10; m++)); do echo "line $n.$m of the migration: table users, row $RANDOM, done"; done
    sleep 0.02
done
'''
[[phase.step]]
id = "fast"
title = "As fast as it goes"
run = "for n in 1 2 3 4 5 6; do seq -f 'line %094.0f' 1000000; done"
[[phase.step]]
id = "last"
title = "The last"
"#;

const WINDOW: Duration = Duration::from_secs(6);
const PRESSES: usize = 100;
/// A text of the help page alone.
const HELP: &str = "find an action by its name";

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let run = home.run(BOOK);
    let conducting = home.conduct(&run);
    let mut client = Client::attach(&home, &conducting);
    let mut screen = Pty::start(&gonogo(), &["attach", run.as_str(), "--observe"], home.path());
    screen.shows("Four hundred");
    screen.settle(Duration::from_secs(1));
    let before = screen.bytes();
    std::thread::sleep(WINDOW);
    let idle = screen.bytes() - before;
    table.add(
        "bytes to the terminal in 6 s while nothing changes",
        (format!("{idle} B"), String::new()),
        String::new(),
        "0",
        Some(idle == 0),
    );
    client.start("slow");
    screen.until(|text| text.contains("of the migration: table"));
    rate(table, &screen, "bytes to the terminal, output at 400 lines a second");
    client.ended();
    client.start("fast");
    screen.until(|text| text.contains("line 0000"));
    let presses = keys(&mut screen);
    client.ended();
    let worst = percentile(presses.clone(), 99);
    table.add(
        &format!("key to frame while a command prints at full speed, p99 of {}", presses.len()),
        (ms(worst), String::new()),
        format!("median {}", ms(percentile(presses, 50))),
        "≤ 33 ms",
        Some(worst <= Duration::from_millis(33)),
    );
}

fn rate(table: &mut Table, screen: &Pty, what: &str) {
    let (before, since) = (screen.bytes(), Instant::now());
    std::thread::sleep(WINDOW);
    let rate = (screen.bytes() - before) as f64 / since.elapsed().as_secs_f64() / 1e3;
    table.add(
        what,
        (format!("{rate:.1} KB/s"), String::new()),
        String::new(),
        "≤ 50 KB/s",
        Some(rate <= 50.0),
    );
}

/// Help on and off, each until it is seen.
fn keys(screen: &mut Pty) -> Vec<Duration> {
    let mut all = Vec::new();
    for press in 0..PRESSES {
        let on = press % 2 == 0;
        let pressed = Instant::now();
        screen.press(if on { "?" } else { "q" });
        all.push(screen.until(|text| text.contains(HELP) == on).saturating_duration_since(pressed));
        // Presses must not fall into step with the frames.
        std::thread::sleep(Duration::from_millis(5 + (press as u64 * 7) % 23));
    }
    all
}
