//! The origin of a request, and the origin of its target.

use std::net::Ipv6Addr;

use http::header::{HOST, ORIGIN};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Uri};

use super::error::NotAnAction;

/// An origin (RFC 6454 §4), with an explicit port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// Parses the serialization of RFC 6454 §6.2.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(is_scheme)
        {
            return None;
        }
        let authority = parse_authority(authority)?;
        let scheme = scheme.to_ascii_lowercase();
        let port = authority.port_u16().or_else(|| default_port(&scheme));
        Some(Self { host: authority.host().to_ascii_lowercase(), port, scheme })
    }

    /// Returns whether the request's target may have this origin.
    ///
    /// The scheme is compared only if it is known. An HTTP/1.1 request does not contain it.
    pub(super) fn matches_host(
        &self,
        target: &Uri,
        headers: &HeaderMap,
        trusts_forwarded_headers: bool,
    ) -> Result<bool, NotAnAction> {
        let (mut forwarded, mut scheme) = (None, None);
        if trusts_forwarded_headers {
            forwarded = single_value(headers, "x-forwarded-host")?;
            scheme = single_value(headers, "x-forwarded-proto")?;
        }
        // RFC 9112 §3.2.2:
        //
        // > When an origin server receives a request with an absolute-form of request-target, the
        // > origin server MUST ignore the received Host header field (if any) and instead use the
        // > host information of the request-target.
        let authority = match (forwarded, target.authority()) {
            (Some(text), _) => parse_header(text, "x-forwarded-host")?,
            (None, Some(authority)) => parse_header(authority.as_str(), "host")?,
            (None, None) => {
                let host = single_value(headers, HOST.as_str())?;
                parse_header(host.ok_or(NotAnAction::Malformed("host"))?, "host")?
            }
        };
        // An HTTP/2 request has the scheme. A proxy that terminates TLS may have changed it to
        // `http`.
        let is_downgrade = target.scheme() == Some(&Scheme::HTTPS) && self.scheme != "https";
        // Only schemes with a default port are served here.
        let Some(default) = default_port(&self.scheme) else { return Ok(false) };
        Ok(authority.host().eq_ignore_ascii_case(&self.host)
            && Some(authority.port_u16().unwrap_or(default)) == self.port
            && !is_downgrade
            && scheme.is_none_or(|scheme| scheme.eq_ignore_ascii_case(&self.scheme)))
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    }
}

/// Parses a host and a port, and nothing else.
///
/// `Authority` also accepts user information before the host, hosts that no browser requests, and
/// ports that are not numbers.
fn parse_authority(text: &str) -> Option<Authority> {
    let authority: Authority = text.parse().ok()?;
    let host = authority.host();
    let after = text.strip_prefix(host)?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_name),
    };
    let is_port = match after.strip_prefix(':') {
        Some(port) => port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok(),
        None => after.is_empty(),
    };
    (is_host && is_port).then_some(authority)
}

fn parse_header(text: &str, header: &'static str) -> Result<Authority, NotAnAction> {
    parse_authority(text).ok_or(NotAnAction::Malformed(header))
}

/// Returns the value of a header that must not be repeated.
fn single_value<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<Option<&'a str>, NotAnAction> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| NotAnAction::Malformed(name)),
        (Some(_), Some(_)) => Err(NotAnAction::Malformed(name)),
    }
}

/// The value of a request's `Origin`.
pub(super) enum RequestOrigin {
    /// `null`: the page has no origin, or withholds it.
    Opaque,
    Origin(Origin),
}

impl RequestOrigin {
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, NotAnAction> {
        match single_value(headers, ORIGIN.as_str())? {
            None => Ok(None),
            Some("null") => Ok(Some(Self::Opaque)),
            Some(text) => {
                let origin = Origin::parse(text).ok_or(NotAnAction::Malformed("origin"))?;
                Ok(Some(Self::Origin(origin)))
            }
        }
    }
}

/// The relation between the requesting page and this server.
///
/// Browsers send it in `Sec-Fetch-Site`
/// ([Fetch Metadata §2.4](https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FetchSite {
    SameOrigin,
    /// Another origin of the same site, such as a sibling domain.
    SameSite,
    Other,
}

impl FetchSite {
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, NotAnAction> {
        match single_value(headers, "sec-fetch-site")? {
            None => Ok(None),
            Some("same-origin") => Ok(Some(Self::SameOrigin)),
            Some("same-site") => Ok(Some(Self::SameSite)),
            // `none`: the user opened the URL directly, not from a page.
            Some("cross-site" | "none") => Ok(Some(Self::Other)),
            Some(_) => Err(NotAnAction::Malformed("sec-fetch-site")),
        }
    }
}
