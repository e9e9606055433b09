//! When an event that was not taken is sent again. Pure.

use cobro_wire::Timestamp;

/// How long to wait after each try in vain, in seconds: the example of Standard Webhooks 1.0,
/// "Deliverability and reliability". Three days and four hours in all.
const WAITS: [Timestamp; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3600,
    5 * 3600,
    10 * 3600,
    14 * 3600,
    20 * 3600,
    24 * 3600,
];

/// How often an event is sent at most.
pub const MOST_TRIES: u32 = 10;

/// The longest wait that a receiver may ask for, in seconds.
const LONGEST_REQUEST: Timestamp = 24 * 3600;

/// How long to wait, in seconds, after `tries` tries of at most `most` were in vain; nothing when
/// it is given up. A receiver may ask for longer. Each wait is drawn apart by up to an eighth, so
/// that what failed together does not come back together.
#[must_use]
pub fn wait_after(
    tries: u32,
    most: u32,
    asked_for: Option<Timestamp>,
    dice: u8,
) -> Option<Timestamp> {
    let last = tries
        .checked_sub(1)
        .and_then(|last| usize::try_from(last).ok())?;
    let wait = *WAITS.get(last).filter(|_| tries < most)?;
    let wait = wait.max(asked_for.unwrap_or(0).min(LONGEST_REQUEST));
    Some(wait + wait * Timestamp::from(dice) / 2048)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_sent_ten_times_over_three_days_and_then_given_up() {
        let waits: Vec<_> = (1..)
            .map_while(|tries| wait_after(tries, MOST_TRIES, None, 0))
            .collect();
        assert_eq!(waits, WAITS);
        let [least, most] = [0, 255].map(|dice| {
            let waits =
                (1..MOST_TRIES).filter_map(|tries| wait_after(tries, MOST_TRIES, None, dice));
            waits.sum::<Timestamp>() / 3600
        });
        assert_eq!((least, most), (75, 84));
    }

    #[test]
    fn waits_that_began_together_end_apart() {
        assert_eq!(wait_after(4, MOST_TRIES, None, 0), Some(7200));
        assert_eq!(wait_after(4, MOST_TRIES, None, 255), Some(8096));
    }

    #[test]
    fn fewer_tries_end_sooner() {
        assert_eq!(wait_after(2, 3, None, 0), Some(300));
        assert_eq!(wait_after(3, 3, None, 0), None);
        assert_eq!(wait_after(1, 1, None, 0), None);
        assert_eq!(wait_after(u32::MAX, u32::MAX, None, 0), None);
    }

    #[test]
    fn a_receiver_may_ask_for_longer_and_not_for_ever() {
        assert_eq!(wait_after(1, MOST_TRIES, Some(60), 0), Some(60));
        assert_eq!(wait_after(3, MOST_TRIES, Some(60), 0), Some(1800));
        assert_eq!(wait_after(1, MOST_TRIES, Some(i64::MAX), 0), Some(86_400));
        assert_eq!(wait_after(1, MOST_TRIES, Some(-5), 0), Some(5));
    }
}
