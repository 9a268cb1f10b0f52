//! The tries of one check: how long, how often, how many, and the verdict over them.
//!
//! One future, no tasks: dropping it, or cancelling, stops the try in flight.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::kind::Probe;
use super::kinds;
use super::mask::Mask;
use super::seen::Seen;
use crate::model::event::Observation;
use crate::model::runbook::Check;
use crate::model::span::Span;
use crate::model::verdict::Outcome;

/// Runs `check` to its verdict; `tried` hears every try, from number 1, as it ends.
///
/// The verdict is passed after enough passes in a row; else the gravest outcome of all tries, and inconclusive where
/// all that was seen passed but not often enough. A check that is itself wrong is errored at once.
pub async fn run(
    check: &Check,
    context: &Context,
    cancel: CancellationToken,
    mut tried: impl FnMut(u32, Observation),
) -> Outcome {
    let mask = Mask::new(&context.secrets);
    let prepared = kinds::prepare(&check.probe.kind, &check.probe.fields, &context.values);
    let plan = Plan::of(check, context);
    match prepared {
        Ok(probe) => {
            let plan = plan.with_patience(probe.patience(), context);
            tries(&plan, probe.as_ref(), context, &mask, &cancel, &mut tried).await
        }
        Err(reason) => {
            let query = format!("probe.{}", check.probe.kind);
            tried(1, observation(&Seen::misconfigured(reason), &query, Duration::ZERO, context, &mask));
            Outcome::Errored
        }
    }
}

/// When to try and when to give up.
struct Plan {
    timeout: Duration,
    every: Duration,
    attempts: Option<u32>,
    deadline: Option<Duration>,
    consecutive: u32,
    delay: Duration,
}

impl Plan {
    fn of(check: &Check, context: &Context) -> Self {
        let sped = |span: Span| context.sped(span.duration());
        let consecutive = check.consecutive.unwrap_or(1).max(1);
        let default_attempts = check.deadline.is_none().then_some(consecutive);
        Self {
            timeout: check.timeout.unwrap_or(Span::seconds(10)).duration(),
            every: sped(check.every.unwrap_or(Span::seconds(5))),
            attempts: check.attempts.map(|attempts| attempts.max(1)).or(default_attempts),
            deadline: check.deadline.map(sped),
            consecutive,
            delay: check.delay.map_or(Duration::ZERO, sped),
        }
    }

    /// A try that waits has that time on top.
    fn with_patience(self, patience: Option<Span>, context: &Context) -> Self {
        let patience = patience.map_or(Duration::ZERO, |span| context.sped(span.duration()));
        Self { timeout: self.timeout.saturating_add(patience), ..self }
    }
}

async fn tries(
    plan: &Plan,
    probe: &dyn Probe,
    context: &Context,
    mask: &Mask,
    cancel: &CancellationToken,
    tried: &mut impl FnMut(u32, Observation),
) -> Outcome {
    if !pause(plan.delay, cancel).await {
        return Outcome::Cancelled;
    }
    let query = probe.query();
    let deadline = plan.deadline.map(|time| Instant::now() + time);
    let (mut gravest, mut streak) = (Outcome::Passed, 0);
    for number in 1_u32.. {
        let started = Instant::now();
        let seen = try_once(plan, deadline, probe, context, cancel).await;
        let (outcome, permanent) = (seen.outcome, seen.permanent);
        tried(number, observation(&seen, &query, started.elapsed(), context, mask));

        gravest = gravest.max(outcome);
        streak = if outcome == Outcome::Passed { streak + 1 } else { 0 };
        let missing = plan.consecutive.saturating_sub(streak);
        if missing == 0 {
            return Outcome::Passed;
        }
        let too_few_left = plan
            .attempts
            .is_some_and(|attempts| u64::from(number) + u64::from(missing) > u64::from(attempts));
        let too_late = deadline.is_some_and(|deadline| Instant::now() + plan.every >= deadline);
        if permanent || outcome == Outcome::Cancelled || too_few_left || too_late {
            break;
        }
        if !pause(plan.every, cancel).await {
            return Outcome::Cancelled;
        }
    }
    if gravest == Outcome::Passed { Outcome::Inconclusive } else { gravest }
}

async fn try_once(
    plan: &Plan,
    deadline: Option<Instant>,
    probe: &dyn Probe,
    context: &Context,
    cancel: &CancellationToken,
) -> Seen {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let (limit, cut) = match left {
        Some(left) if left < plan.timeout => (left, true),
        _ => (plan.timeout, false),
    };
    tokio::select! {
        biased;
        () = cancel.cancelled() => Seen::new(Outcome::Cancelled, "", "stopped before it was observed"),
        seen = timeout(limit, probe.look(context)) => seen.unwrap_or_else(|_| {
            let after = Span::millis(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX));
            Seen::errored(if cut {
                format!("no answer within the {after} that were left of the deadline")
            } else {
                format!("no answer within {after}")
            })
        }),
    }
}

/// Waits; false where it was cancelled.
async fn pause(time: Duration, cancel: &CancellationToken) -> bool {
    tokio::select! {
        biased;
        () = cancel.cancelled() => false,
        () = sleep(time) => true,
    }
}

fn observation(seen: &Seen, query: &str, took: Duration, context: &Context, mask: &Mask) -> Observation {
    Observation {
        outcome: seen.outcome,
        query: mask.text(query),
        observed: mask.text(&seen.observed),
        reason: mask.text(&seen.reason),
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        simulated: context.simulated,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::BoxFuture;

    use super::*;

    /// Says what it was told to, one after the other, each after a time; the last again and again.
    struct Fake {
        says: Vec<(u64, Outcome)>,
        asked: AtomicUsize,
        starts: Mutex<Vec<Instant>>,
        permanent: bool,
    }

    impl Fake {
        fn new(says: &[(u64, Outcome)]) -> Self {
            Self {
                says: says.to_vec(),
                asked: AtomicUsize::new(0),
                starts: Mutex::new(Vec::new()),
                permanent: false,
            }
        }
    }

    impl Probe for Fake {
        fn query(&self) -> String {
            "ask hunter2".to_owned()
        }

        fn look<'a>(&'a self, _: &'a Context) -> BoxFuture<'a, Seen> {
            Box::pin(async {
                self.starts.lock().unwrap().push(Instant::now());
                let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.says.len() - 1);
                let (after, outcome) = self.says[at];
                sleep(Duration::from_secs(after)).await;
                Seen { permanent: self.permanent, ..Seen::new(outcome, "hunter2!", "has hunter2") }
            })
        }
    }

    struct Ran {
        verdict: Outcome,
        tries: Vec<Observation>,
        took: u64,
        starts: Vec<u64>,
    }

    async fn go(fields: &str, fake: Fake, cancel: CancellationToken, speed: u32) -> Ran {
        let check: Check = toml::from_str(&format!("name = \"x\"\nprobe.fake = {{}}\n{fields}")).unwrap();
        let context = Context { speed, secrets: vec!["hunter2".to_owned()], ..Context::new("/") };
        let began = Instant::now();
        let mut seen = Vec::new();
        let plan = Plan::of(&check, &context);
        let mask = Mask::new(&context.secrets);
        let verdict = tries(&plan, &fake, &context, &mask, &cancel, &mut |number, observation| {
            seen.push(observation);
            assert_eq!(seen.len(), number as usize);
        })
        .await;
        let starts = fake.starts.lock().unwrap().iter().map(|at| (*at - began).as_secs()).collect();
        Ran { verdict, tries: seen, took: began.elapsed().as_secs(), starts }
    }

    async fn plain(fields: &str, says: &[(u64, Outcome)]) -> Ran {
        go(fields, Fake::new(says), CancellationToken::new(), 1).await
    }

    use Outcome::{Cancelled, Errored, Failed, Inconclusive, Passed};

    #[tokio::test(start_paused = true)]
    async fn one_try_is_the_default() {
        for outcome in [Passed, Failed, Errored, Inconclusive] {
            let ran = plain("", &[(0, outcome)]).await;
            assert_eq!((ran.verdict, ran.tries.len(), ran.took), (outcome, 1, 0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_runs_from_the_end_of_a_try_to_the_start_of_the_next() {
        let ran = plain("attempts = 3\nevery = \"5s\"", &[(2, Failed)]).await;
        assert_eq!(ran.starts, [0, 7, 14]);
        assert_eq!((ran.verdict, ran.took), (Failed, 16));
    }

    #[tokio::test(start_paused = true)]
    async fn a_delay_comes_before_the_first_and_outside_the_deadline() {
        let ran = plain("delay = \"30s\"\ndeadline = \"10s\"", &[(0, Failed)]).await;
        assert_eq!(ran.starts, [30, 35]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_try_that_takes_too_long_is_errored() {
        let ran = plain("timeout = \"3s\"", &[(60, Passed)]).await;
        assert_eq!((ran.verdict, ran.took), (Errored, 3));
        assert_eq!(ran.tries[0].reason, "no answer within 3s");
        assert_eq!(ran.tries[0].took_ms, 3_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_cuts_a_try_in_flight() {
        let ran = plain("deadline = \"12s\"\nevery = \"5s\"", &[(1, Failed), (60, Passed)]).await;
        assert_eq!((ran.verdict, ran.took, ran.tries.len()), (Failed, 12, 2));
        assert_eq!(ran.tries[1].outcome, Errored);
        assert!(ran.tries[1].reason.contains("deadline"), "{}", ran.tries[1].reason);
    }

    #[tokio::test(start_paused = true)]
    async fn with_a_deadline_there_is_no_limit_of_tries_and_no_idle_wait_at_the_end() {
        let ran = plain("deadline = \"1h\"\nevery = \"7s\"", &[(0, Failed)]).await;
        assert_eq!(ran.tries.len(), 515);
        assert_eq!(ran.took, 3_598);
        let late = plain("deadline = \"1h\"", &[(0, Errored), (0, Failed), (0, Passed)]).await;
        assert_eq!((late.verdict, late.tries.len()), (Passed, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn both_limits_hold_and_the_first_to_come_ends_it() {
        let few = plain("deadline = \"1h\"\nattempts = 2", &[(0, Failed)]).await;
        assert_eq!(few.tries.len(), 2);
        let short = plain("deadline = \"6s\"\nattempts = 50", &[(0, Failed)]).await;
        assert_eq!(short.tries.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn passes_must_come_in_a_row() {
        let says = [(0, Passed), (0, Failed), (0, Passed), (0, Passed), (0, Passed)];
        let ran = plain("consecutive = 3\nattempts = 9", &says).await;
        assert_eq!((ran.verdict, ran.tries.len()), (Passed, 5));
        let alone = plain("consecutive = 3", &[(0, Passed)]).await;
        assert_eq!((alone.verdict, alone.tries.len()), (Passed, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_as_soon_as_passing_is_impossible() {
        let ran = plain("consecutive = 3\nattempts = 4", &[(0, Passed), (0, Failed)]).await;
        assert_eq!((ran.verdict, ran.tries.len()), (Failed, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn too_few_passes_before_the_deadline_say_nothing() {
        let ran = plain("consecutive = 9\ndeadline = \"12s\"", &[(0, Passed)]).await;
        assert_eq!((ran.verdict, ran.tries.len()), (Inconclusive, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn the_gravest_outcome_is_the_verdict() {
        for (says, verdict) in [
            ([(0, Failed), (0, Errored), (0, Inconclusive)], Failed),
            ([(0, Errored), (0, Inconclusive), (0, Inconclusive)], Errored),
            ([(0, Inconclusive), (0, Inconclusive), (0, Inconclusive)], Inconclusive),
            ([(0, Errored), (0, Failed), (0, Passed)], Passed),
        ] {
            assert_eq!(plain("attempts = 3", &says).await.verdict, verdict, "{says:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_wrong_in_itself_is_not_tried_again() {
        let fake = Fake { permanent: true, ..Fake::new(&[(0, Errored)]) };
        let ran = go("deadline = \"1h\"", fake, CancellationToken::new(), 1).await;
        assert_eq!((ran.verdict, ran.tries.len(), ran.took), (Errored, 1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn cancelling_stops_a_delay_a_try_and_a_pause() {
        for (fields, says, tries) in [
            ("delay = \"1h\"", (0, Passed), 0),
            ("timeout = \"1h\"", (3_600, Passed), 1),
            ("every = \"1h\"\nattempts = 5", (0, Failed), 1),
        ] {
            let cancel = CancellationToken::new();
            let stop = async {
                sleep(Duration::from_mins(1)).await;
                cancel.cancel();
            };
            let (ran, ()) = tokio::join!(go(fields, Fake::new(&[says]), cancel.clone(), 1), stop);
            assert_eq!((ran.verdict, ran.tries.len(), ran.took), (Cancelled, tries, 60), "{fields}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_rehearsal_shortens_pauses_but_not_the_time_for_a_try() {
        let fields = "delay = \"60s\"\nevery = \"60s\"\ndeadline = \"10m\"\ntimeout = \"3s\"";
        let ran = go(fields, Fake::new(&[(2, Failed)]), CancellationToken::new(), 60).await;
        assert_eq!(ran.starts, [1, 4, 7, 10]);
        assert_eq!(ran.verdict, Failed);
    }

    #[tokio::test(start_paused = true)]
    async fn secrets_are_in_no_part_of_an_observation() {
        let ran = plain("", &[(0, Failed)]).await;
        let seen = &ran.tries[0];
        assert_eq!(
            (seen.query.as_str(), seen.observed.as_str(), seen.reason.as_str()),
            ("ask ***", "***!", "has ***")
        );
    }

    #[tokio::test]
    async fn a_name_without_a_value_is_said_and_nothing_is_asked() {
        let check: Check =
            toml::from_str("name = \"x\"\nprobe.http = { url = \"http://${host}/\" }\ndeadline = \"1h\"")
                .unwrap();
        let mut tries = Vec::new();
        let verdict =
            run(&check, &Context::new("/"), CancellationToken::new(), |_, seen| tries.push(seen)).await;
        assert_eq!((verdict, tries.len()), (Errored, 1));
        assert!(tries[0].reason.contains("${host}"), "{}", tries[0].reason);
    }
}
