//! The texts of errors.

use std::error::Error;

use headfirst::body::Disconnected;
use headfirst::cookie::CookieError;
use headfirst::events::InvalidEvent;
use headfirst::header::{HeaderError, TrailerName};
use headfirst::html::InvalidNonce;
use headfirst::middleware::Matcher;
use headfirst::{Body, InvalidOrigin, NotAnAction};
use http::HeaderName;

/// An error about a value states the rule that the value breaks.
#[test]
fn an_error_states_the_broken_rule() {
    let trailer = TrailerName::try_from(HeaderName::from_static("set-cookie")).unwrap_err();
    let pattern = Matcher::paths(["/a{b"]).unwrap_err();
    for (error, rule) in [
        (&InvalidEvent as &dyn Error, "the name and the id of an event are one line each"),
        (&InvalidNonce, "a nonce is base64"),
        (&InvalidOrigin, "an origin is a scheme and a host"),
        (&NotAnAction::OpaqueOrigin, "the request's `Origin` is `null`"),
        (&NotAnAction::Malformed("host"), "the `host` header is missing, repeated or malformed"),
        (&CookieError::InvalidName, "the cookie name is not a token"),
        (&Disconnected, "the body was dropped"),
        (&trailer, "a recipient needs `set-cookie` before the content"),
        (&pattern, "invalid path pattern `/a{b`"),
    ] {
        assert!(error.to_string().starts_with(rule), "{error}");
    }
}

/// Its text is not sniffed as HTML.
#[test]
fn the_response_to_an_error_is_plain_text() {
    let responses: [(http::Response<Body>, u16); 3] = [
        (CookieError::InvalidName.into(), 500),
        (HeaderError::InvalidName.into(), 500),
        (NotAnAction::CrossOrigin.into(), 403),
    ];
    for (response, status) in responses {
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    }
}
