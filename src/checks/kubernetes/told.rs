use crate::checks::seen::Seen;
use crate::kubernetes::Trouble;
use crate::model::verdict::Outcome;

/// What one look told.
pub(super) enum Told {
    /// Waiting can't change it.
    Settled(Seen),
    /// It may become true yet.
    Open(Seen),
}

impl Told {
    /// Passed and unclear stay as they are; what failed may come yet.
    pub(super) fn of(seen: Seen) -> Self {
        if seen.outcome == Outcome::Failed { Self::Open(seen) } else { Self::Settled(seen) }
    }

    pub(super) fn seen(self) -> Seen {
        match self {
            Self::Settled(seen) | Self::Open(seen) => seen,
        }
    }
}

/// What a trouble is for a check: an object that isn't there was looked for and not found; all else was not seen.
pub(super) fn troubled(trouble: &Trouble) -> Told {
    match trouble {
        Trouble::Absent { .. } => Told::Open(Seen::failed("not there", trouble.to_string())),
        _ if trouble.is_permanent() => Told::Settled(Seen::misconfigured(trouble.to_string())),
        Trouble::Unreachable { .. } | Trouble::Lost { .. } => Told::Open(Seen::errored(trouble.to_string())),
        Trouble::Refused { code, .. } if *code >= 500 || *code == 429 => {
            Told::Open(Seen::errored(trouble.to_string()))
        }
        _ => Told::Settled(Seen::errored(trouble.to_string())),
    }
}
