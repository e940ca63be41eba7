//! Parsing the `Set-Cookie` of another server.

use http::HeaderValue;

use super::error::CookieError;
use super::set_cookie::SetCookie;
use super::{date, rules};

/// Parses the `Set-Cookie` of another server, without checking any rule.
pub(super) fn parse(line: HeaderValue) -> Result<SetCookie, CookieError> {
    let len = u32::try_from(line.len()).map_err(|_| CookieError::TooMuch)?;
    rules::check_total(1, len.saturating_add(rules::LINE_OVERHEAD))?;
    let name_hash = rules::name_hash(name(&line).as_bytes());
    let pair = line.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
    let value_end = pair.len() as u16;
    let name_end = pair.iter().position(|&byte| byte == b'=').unwrap_or(0) as u16;
    let is_removal = is_removal(line.as_bytes());
    Ok(SetCookie { line, name_end, value_end, name_hash, is_removal, is_additional: true })
}

/// Returns the name in a `Set-Cookie`, as a client reads it.
///
/// The name is `""` if there is no `=`.
pub(super) fn name(line: &HeaderValue) -> &str {
    let pair = line.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
    let end = pair.iter().position(|&byte| byte == b'=').unwrap_or(0);
    std::str::from_utf8(pair[..end].trim_ascii()).unwrap_or_default()
}

/// Returns whether a `Set-Cookie` of another server removes the cookie.
///
/// It does if its `Max-Age` is not positive, or if it has no `Max-Age` and its date is past.
fn is_removal(line: &[u8]) -> bool {
    let (mut max_age, mut expires) = (None, None);
    for attribute in line.split(|&byte| byte == b';').skip(1) {
        let text = std::str::from_utf8(attribute).unwrap_or_default();
        let (name, value) = text.split_once('=').unwrap_or_default();
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("max-age") {
            // "If the first character of the attribute-value is neither a DIGIT, nor a "-"
            // character followed by a DIGIT, ignore the cookie-av."
            let digits = value.strip_prefix('-').unwrap_or(value);
            if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
                max_age =
                    Some(digits.len() < value.len() || digits.bytes().all(|byte| byte == b'0'));
            }
        } else if name.eq_ignore_ascii_case("expires") {
            // The cookie crate parses the date formats that clients parse.
            let dated = cookie::Cookie::parse(format!("a=;Expires={value}"));
            expires = dated
                .ok()
                .and_then(|dated| dated.expires_datetime())
                .map(date::is_past)
                .or(expires);
        }
    }
    max_age.or(expires).unwrap_or(false)
}
