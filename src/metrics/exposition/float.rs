//! Numbers as Prometheus reads them.

use super::error::Fault;

/// Reads a value: decimal and exponent, `Inf` and `NaN` in any case. Refused are hexadecimal, underscores, a signed
/// NaN and what overflows, all of which Prometheus refuses too.
pub(super) fn float(text: &str) -> Result<f64, Fault> {
    let refused = || Fault::Number(text.chars().take(40).collect());
    let value: f64 = text.parse().map_err(|_| refused())?;
    let digits = text.trim_start_matches(['+', '-']);
    if value.is_nan() {
        return if digits.len() == text.len() { Ok(f64::NAN) } else { Err(refused()) };
    }
    let spelled = digits.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if value.is_infinite() && !spelled { Err(refused()) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_prometheus_reads_them() {
        for (text, value) in [
            ("1", 1.0),
            ("-0.5e+3", -500.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("Inf", f64::INFINITY),
            ("+inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("1e-999", 0.0),
        ] {
            assert_eq!(float(text), Ok(value), "{text}");
        }
        assert!(float("nan").unwrap().is_nan());
        for text in
            ["", ".", "+NaN", "-nan", "1e999", "-1e999", "0x10", "0x1p4", "1_0", "1\r", "infin", "--1", "１"]
        {
            assert!(float(text).is_err(), "{text}");
        }
    }
}
