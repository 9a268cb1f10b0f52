//! Functions of single numbers.

/// Rounds half up to a multiple of `to`, as Prometheus does.
pub(super) fn round(value: f64, to: f64) -> f64 {
    let inverse = 1.0 / to;
    (value * inverse + 0.5).floor() / inverse
}

/// Limits a number; a NaN anywhere gives NaN.
pub(super) fn clamp(value: f64, low: Option<f64>, high: Option<f64>) -> f64 {
    let high_limited =
        high.map_or(value, |high| if value.is_nan() || high.is_nan() { f64::NAN } else { value.min(high) });
    low.map_or(high_limited, |low| {
        if high_limited.is_nan() || low.is_nan() { f64::NAN } else { high_limited.max(low) }
    })
}

/// -1, 0 or 1; NaN stays.
pub(super) fn sign(value: f64) -> f64 {
    if value < 0.0 {
        -1.0
    } else if value > 0.0 {
        1.0
    } else {
        value
    }
}
