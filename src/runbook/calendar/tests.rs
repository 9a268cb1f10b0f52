use super::*;

fn every(every: &str, start: &str, end: &str, zone: &str) -> Maintenance {
    serde_json::from_value(serde_json::json!({
        "id": "w", "title": "Window", "every": every, "start": start, "end": end, "zone": zone,
    }))
    .unwrap()
}

fn between(kind: &str, from: &str, to: &str) -> Maintenance {
    serde_json::from_value(
        serde_json::json!({"id": "f", "title": "Freeze", "kind": kind, "from": from, "to": to}),
    )
    .unwrap()
}

fn at(text: &str) -> Stamp {
    Stamp::try_from(text.to_owned()).unwrap()
}

#[track_caller]
fn opens(rule: &Maintenance, now: &str, wanted: &str) {
    let opening = opening(rule, at(now)).unwrap().unwrap();
    let text = format!("{} {}", opening.opens.date_time(), opening.closes.date_time());
    assert_eq!(text, wanted, "{now}");
}

#[test]
fn the_second_sunday_is_found_over_month_and_year_borders() {
    let rule = every("second sunday", "02:00", "04:00", "UTC");
    for (now, wanted) in [
        ("2026-11-01T00:00Z", "2026-11-08 02:00:00 2026-11-08 04:00:00"),
        ("2026-11-08T02:00Z", "2026-11-08 02:00:00 2026-11-08 04:00:00"),
        ("2026-11-08T03:59:59.999Z", "2026-11-08 02:00:00 2026-11-08 04:00:00"),
        ("2026-11-08T04:00Z", "2026-12-13 02:00:00 2026-12-13 04:00:00"),
        ("2026-11-21T06:33Z", "2026-12-13 02:00:00 2026-12-13 04:00:00"),
        ("2026-12-31T23:59Z", "2027-01-10 02:00:00 2027-01-10 04:00:00"),
        // The 14th is the latest that a second Sunday can be, the 8th the earliest.
        ("2027-02-01T00:00Z", "2027-02-14 02:00:00 2027-02-14 04:00:00"),
        ("2026-02-01T00:00Z", "2026-02-08 02:00:00 2026-02-08 04:00:00"),
    ] {
        opens(&rule, now, wanted);
    }
}

#[test]
fn leap_years_have_a_29th() {
    opens(
        &every("last tuesday", "00:00", "24:00", "UTC"),
        "2028-02-01T00:00Z",
        "2028-02-29 00:00:00 2028-03-01 00:00:00",
    );
    opens(
        &every("last sunday", "22:00", "02:00", "UTC"),
        "2032-02-28T00:00Z",
        "2032-02-29 22:00:00 2032-03-01 02:00:00",
    );
    opens(
        &every("last sunday", "22:00", "02:00", "UTC"),
        "2032-03-01T01:00Z",
        "2032-02-29 22:00:00 2032-03-01 02:00:00",
    );
    opens(
        &every("first monday", "22:00", "02:00", "UTC"),
        "2100-02-20T00:00Z",
        "2100-03-01 22:00:00 2100-03-02 02:00:00",
    );
}

#[test]
fn a_window_over_midnight_is_still_open_the_next_morning() {
    let rule = every("friday", "22:00", "02:00", "UTC");
    opens(&rule, "2026-11-21T01:59Z", "2026-11-20 22:00:00 2026-11-21 02:00:00");
    opens(&rule, "2026-11-21T02:00Z", "2026-11-27 22:00:00 2026-11-28 02:00:00");
}

#[test]
fn weekdays_leave_the_weekend_out() {
    let rule = every("weekdays", "09:00", "16:00", "UTC");
    opens(&rule, "2026-11-20T16:00Z", "2026-11-23 09:00:00 2026-11-23 16:00:00");
}

#[test]
fn a_zone_with_daylight_saving_keeps_its_wall_clock() {
    if zone("Europe/Berlin").is_err() {
        eprintln!("not run: zones need tzdata");
        return;
    }
    let rule = every("daily", "02:00", "04:00", "Europe/Berlin");
    // Winter is UTC+1, summer UTC+2.
    opens(&rule, "2026-03-28T00:00Z", "2026-03-28 01:00:00 2026-03-28 03:00:00");
    // On 29 March 02:00 to 03:00 does not exist: it opens when the gap ends, at 03:00 summer time.
    opens(&rule, "2026-03-28T12:00Z", "2026-03-29 01:00:00 2026-03-29 02:00:00");
    opens(&rule, "2026-03-29T12:00Z", "2026-03-30 00:00:00 2026-03-30 02:00:00");
    // On 25 October 02:00 to 03:00 comes twice: it opens with the first, and is three hours long.
    opens(&rule, "2026-10-24T12:00Z", "2026-10-25 00:00:00 2026-10-25 03:00:00");
    // A window that lies whole in the gap does not open on that day.
    let gone = every("daily", "02:00", "03:00", "Europe/Berlin");
    opens(&gone, "2026-03-28T12:00Z", "2026-03-30 00:00:00 2026-03-30 01:00:00");
    // Days are counted where the window is: Sunday in Auckland begins on Saturday in UTC.
    let auckland = every("second sunday", "02:00", "04:00", "Pacific/Auckland");
    opens(&auckland, "2026-11-01T00:00Z", "2026-11-07 13:00:00 2026-11-07 15:00:00");
    // A whole day of 23 hours.
    let whole = every("daily", "00:00", "24:00", "Europe/Berlin");
    opens(&whole, "2026-03-29T05:00Z", "2026-03-28 23:00:00 2026-03-29 22:00:00");
}

#[test]
fn limits_cut_a_rule_and_end_it() {
    let mut rule = every("daily", "02:00", "04:00", "UTC");
    rule.from = Some(at("2026-12-01T03:00Z"));
    rule.to = Some(at("2026-12-03T00:00Z"));
    opens(&rule, "2026-11-01T00:00Z", "2026-12-01 03:00:00 2026-12-01 04:00:00");
    opens(&rule, "2026-12-01T05:00Z", "2026-12-02 02:00:00 2026-12-02 04:00:00");
    assert_eq!(opening(&rule, at("2026-12-02T04:00Z")).unwrap(), None);
}

#[test]
fn what_stands_against_deploying() {
    let rules = [
        every("second sunday", "02:00", "04:00", "UTC"),
        every("daily", "01:00", "01:30", "UTC"),
        between("freeze", "2026-12-20T00:00Z", "2027-01-03T00:00Z"),
    ];
    let against = |now: &str| -> Vec<String> { closed(&rules, at(now)).iter().map(Closed::why).collect() };
    assert_eq!(against("2026-12-13T02:30Z"), Vec::<String>::new());
    assert_eq!(against("2026-12-14T01:10Z"), Vec::<String>::new(), "one open window is enough");
    assert_eq!(
        against("2026-12-14T12:00Z"),
        ["outside “Window”: it opens 2026-12-15 01:00:00 UTC (daily, 01:00-01:30 UTC)"]
    );
    assert_eq!(
        against("2026-12-25T01:10Z"),
        [
            "inside “Freeze”: until 2027-01-03 00:00:00 UTC (from 2026-12-20 00:00:00 UTC, to 2027-01-03 00:00:00 UTC)"
        ]
    );
    assert_eq!(against("2026-12-25T12:00Z").len(), 2);
    assert_eq!(closed(&rules[2..], at("2027-01-03T00:00Z")), []);
}

#[test]
fn an_unknown_zone_is_said() {
    let error =
        opening(&every("daily", "02:00", "04:00", "Europe/Atlantis"), at("2026-12-14T12:00Z")).unwrap_err();
    assert!(error.to_string().contains("Europe/Atlantis"));
}
