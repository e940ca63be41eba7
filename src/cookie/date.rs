//! The dates of `Expires`.

use cookie::time::{OffsetDateTime, UtcOffset};

use super::error::CookieError;

/// Seconds from the epoch to the start of 2026.
///
/// This version was written in 2026.
const START_OF_2026: i64 = 1_767_225_600;

/// Formats `sane-cookie-date = IMF-fixdate`, as in RFC 9110 §5.6.7.
pub(super) fn format(date: OffsetDateTime) -> Result<String, CookieError> {
    let date = date.checked_to_offset(UtcOffset::UTC).ok_or(CookieError::InvalidExpires)?;
    if !(1601..=9999).contains(&date.year()) {
        return Err(CookieError::InvalidExpires);
    }
    let (weekday, month) = (date.weekday().to_string(), date.month().to_string());
    let (day, year) = (date.day(), date.year());
    let (hour, minute, second) = date.to_hms();
    Ok(format!("{weekday:.3}, {day:02} {month:.3} {year} {hour:02}:{minute:02}:{second:02} GMT"))
}

/// Returns whether a date is in the past, regardless of the clock.
///
/// A date before [`START_OF_2026`] was in the past when this version was written.
pub(super) fn is_past(date: OffsetDateTime) -> bool {
    date.unix_timestamp() < START_OF_2026
}
