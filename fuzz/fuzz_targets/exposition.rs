//! Bytes as a /metrics page: whatever they are, the parser takes them or tells the line, and what it takes is in order.
#![no_main]

use gonogo::metrics::exposition::{Format, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Text, Format::OpenMetrics] {
        match parse(bytes, format) {
            Ok(page) => {
                for sample in page.samples() {
                    assert!(!sample.name.is_empty());
                    assert!(sample.labels.windows(2).all(|pair| pair[0].name < pair[1].name));
                }
            }
            Err(error) => {
                assert!(error.line >= 1 && error.line <= bytes.len() + 1);
                assert!(!error.to_string().contains(['\x1b', '\n', '\0']));
            }
        }
    }
});
