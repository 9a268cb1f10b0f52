//! A clock for samples.

use std::time::{Duration, SystemTime};

use super::Timestamp;

/// Wall time at the start, carried on by a clock that a time server cannot step and that counts while the machine
/// sleeps: a rate over a suspend would otherwise be too high. A rehearsal's runs faster than the world's.
#[derive(Debug, Clone, Copy)]
pub struct SteadyClock {
    wall: Timestamp,
    started: Duration,
    speed: u32,
}

impl SteadyClock {
    /// A clock that begins now and runs `speed` times as fast as the world's.
    pub fn start(speed: u32) -> Self {
        Self { wall: SystemTime::now().into(), started: since_boot(), speed: speed.max(1) }
    }

    /// The time by this clock.
    pub fn now(&self) -> Timestamp {
        self.wall.plus(since_boot().saturating_sub(self.started).saturating_mul(self.speed))
    }

    /// How many times as fast as the world's it runs.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// The world's time at a time of this clock. Both are the same before it began.
    pub fn in_world(&self, at: Timestamp) -> Timestamp {
        if at <= self.wall { at } else { self.wall.plus(at.since(self.wall) / self.speed) }
    }

    /// This clock's time at a time of the world.
    pub fn of_world(&self, at: Timestamp) -> Timestamp {
        if at <= self.wall { at } else { self.wall.plus(at.since(self.wall).saturating_mul(self.speed)) }
    }
}

fn since_boot() -> Duration {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    let time = rustix::time::clock_gettime(clock);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_and_the_world_agree_on_the_past() {
        let clock = SteadyClock::start(60);
        let before = clock.wall.minus(Duration::from_mins(5));
        assert_eq!((clock.in_world(before), clock.of_world(before)), (before, before));
        let later = clock.wall.plus(Duration::from_mins(1));
        assert_eq!(clock.in_world(later), clock.wall.plus(Duration::from_secs(1)));
        assert_eq!(clock.of_world(clock.in_world(later)), later);
        assert!(clock.now() >= clock.wall);
    }
}
