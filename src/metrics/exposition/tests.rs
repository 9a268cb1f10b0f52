use proptest::prelude::*;

use super::*;
use crate::metrics::Timestamp;

fn labels<'page>(sample: &Sample<'page>) -> Vec<(&'page str, &'page str)> {
    sample.labels.iter().map(|label| (label.name.as_ref(), label.value.as_ref())).collect()
}

#[test]
fn a_page_is_read_with_all_it_says() {
    let text = b"# HELP a Line\\none \\\\ \"two\"\n# TYPE a counter\na{z=\"\\\"q\\\"\\n\\\\\\d\",b=\"\"} 1.5 1700000000123\n\
        # TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\n";
    let page = parse(text, Format::Text).unwrap();
    let samples: Vec<_> = page.samples().collect();
    assert_eq!(samples.len(), 2);
    assert_eq!((samples[0].name, samples[0].value), ("a", 1.5));
    assert_eq!(labels(&samples[0]), [("b", ""), ("z", "\"q\"\n\\\\d")]);
    assert_eq!(samples[0].timestamp, Some(Timestamp::from_millis(1_700_000_000_123)));
    assert_eq!(
        (samples[1].label("le"), samples[1].label("__name__"), samples[1].label("x")),
        ("+Inf", "h_bucket", "")
    );
    let kinds: Vec<_> = page.families().iter().map(|family| (family.name.as_ref(), family.kind)).collect();
    assert_eq!(kinds, [("a", Some(Kind::Counter)), ("h", Some(Kind::Histogram))]);
    assert_eq!(page.families()[0].help.as_deref(), Some("Line\none \\ \"two\""));
}

#[test]
fn quoted_names_are_read() {
    let text = b"{\"my.metric\",\"a.b\"=\"1\",c=\"2\"} 1\nplain{\"a b\"=\"3\"} 2\n{\"bare\"} 3\n# TYPE \"my.metric\" gauge\n";
    for format in [Format::Text, Format::OpenMetrics] {
        let eof: &[u8] = if format == Format::OpenMetrics { b"# EOF\n" } else { b"" };
        let text = [text, eof].concat();
        let page = parse(&text, format).unwrap();
        let names: Vec<_> = page.samples().map(|sample| (sample.name, labels(&sample))).collect();
        let expected = [
            ("my.metric", vec![("a.b", "1"), ("c", "2")]),
            ("plain", vec![("a b", "3")]),
            ("bare", Vec::new()),
        ];
        assert_eq!(names, expected);
        assert_eq!(page.families()[0].name, "my.metric");
    }
    for wrong in ["{a=\"1\"} 1", "{} 1", "{\"a\",\"b\"} 1", "a{\"b\"} 1", "{\"\"} 1"] {
        assert!(parse(wrong.as_bytes(), Format::Text).is_err(), "{wrong}");
    }
}

#[test]
fn open_metrics_timestamps_are_seconds_and_exemplars_are_passed_over() {
    let text = b"a_total{x=\"y\"} 1 1.5 # {t=\"q\",u=\"}\"} 0.5 1.25\nb 2 # {} 1\n# EOF\n";
    let page = parse(text, Format::OpenMetrics).unwrap();
    let samples: Vec<_> =
        page.samples().map(|sample| (sample.name, labels(&sample), sample.timestamp)).collect();
    let at = Some(Timestamp::from_millis(1500));
    assert_eq!(samples, [("a_total", vec![("x", "y")], at), ("b", Vec::new(), None)]);
}

#[test]
fn a_fault_is_told_with_its_line() {
    let error = parse(b"a 1\n\nb{x=\"\n\n\"} 1\nc 1e999\n", Format::Text).unwrap_err();
    assert_eq!(error, ExpositionError { line: 6, fault: Fault::Number("1e999".into()) });
    let error = parse(b"a 1\nb \xff\n", Format::Text).unwrap_err();
    assert_eq!(error.to_string(), "metrics page, line 2: not valid UTF-8");
    let error = parse(b"a 1\n", Format::OpenMetrics).unwrap_err();
    assert_eq!(error.fault, Fault::NoEof);
    let error = parse(&vec![b'#'; MAX_PAGE_BYTES + 1], Format::Text).unwrap_err();
    assert!(matches!(error.fault, Fault::TooLarge { .. }));
    let error = parse("a 1\n".repeat(MAX_SAMPLES + 1).as_bytes(), Format::Text).unwrap_err();
    assert_eq!(error.line, MAX_SAMPLES + 1);
    assert!(matches!(error.fault, Fault::TooMany { what: "samples", .. }));
    assert_eq!(Format::from_content_type("application/openmetrics-text; version=1.0.0"), Format::OpenMetrics);
    assert_eq!(Format::from_content_type("text/html"), Format::Text);
}

/// Bytes that look enough like a page to get past the first token.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"a",
        b"{",
        b"}",
        b"=",
        b"\"",
        b"\\",
        b",",
        b" ",
        b"\t",
        b"\n",
        b"\r",
        b"#",
        b"# HELP ",
        b"# TYPE ",
        b"# EOF",
        b"counter",
        b"1",
        b"-",
        b"1e9",
        b"NaN",
        b"+Inf",
        b" # {",
        b"\0",
        b"\xff",
        "é".as_bytes(),
        b"__name__",
    ];
    let piece = proptest::sample::select(pieces.to_vec()).prop_map(<[u8]>::to_vec);
    let random = proptest::collection::vec(any::<u8>(), 0..6);
    proptest::collection::vec(prop_oneof![8 => piece, 1 => random], 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic_the_parser(bytes in soup()) {
        for format in [Format::Text, Format::OpenMetrics] {
            match parse(&bytes, format) {
                Ok(page) => for sample in page.samples() {
                    prop_assert!(!sample.name.is_empty());
                    prop_assert!(sample.labels.windows(2).all(|pair| pair[0].name < pair[1].name));
                },
                Err(error) => prop_assert!(error.line >= 1 && error.line <= bytes.len() + 1, "{error}"),
            }
        }
    }
}
