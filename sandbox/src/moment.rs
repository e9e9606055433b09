//! Moments of the clock as dates of the Gregorian calendar, in UTC. Pure.

const SECONDS_OF_A_DAY: i64 = 86_400;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
}

impl Date {
    /// The day of a moment (days to civil date, as Howard Hinnant derives it).
    pub(crate) fn of(seconds: i64) -> Self {
        let days = seconds.div_euclid(SECONDS_OF_A_DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
        }
    }
}

/// A moment as .NET writes it, to the tenth of a microsecond: `2023-08-23T21:15:57.0000000Z`.
pub(crate) fn utc(seconds: i64) -> String {
    let Date { year, month, day } = Date::of(seconds);
    let of_day = seconds.rem_euclid(SECONDS_OF_A_DAY);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.0000000Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_has_its_date() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00.0000000Z"),
            (951_782_400, "2000-02-29T00:00:00.0000000Z"),
            (1_692_825_357, "2023-08-23T21:15:57.0000000Z"),
            (1_772_323_199, "2026-02-28T23:59:59.0000000Z"),
            (1_772_323_200, "2026-03-01T00:00:00.0000000Z"),
        ] {
            assert_eq!(utc(seconds), expected);
        }
    }
}
