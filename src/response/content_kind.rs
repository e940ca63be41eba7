//! The kind of content of a response.

use http::{Method, StatusCode};

use super::RequestLine;
use crate::body::Body;

/// The kind of content that follows a response head.
///
/// It depends on the status and on the request method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// The content is sent.
    Full,
    /// Nothing is sent, but the head describes the response to a `GET`.
    HeadOnly,
    /// Content of zero bytes, which is framed like other content.
    Empty,
    /// No content is possible.
    None,
}

impl ContentKind {
    /// Returns the kind of content for a method and a status.
    pub(super) fn of(method: &Method, status: StatusCode) -> Self {
        // RFC 9110 §6.4.1: "2xx (Successful) responses to a CONNECT request method switch the
        // connection to tunnel mode instead of having content. All 1xx (Informational), 204 (No
        // Content), and 304 (Not Modified) responses do not include content."
        if status.is_informational()
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            || method == Method::CONNECT && status.is_success()
        {
            Self::None
        // RFC 9110 §15.3.6: "a server MUST NOT generate content in a 205 response". Unlike the
        // responses above, this one is ended by a length in HTTP/1.1.
        } else if status == StatusCode::RESET_CONTENT {
            Self::Empty
        // RFC 9110 §9.3.2: "the server MUST NOT send content in the response" to a HEAD.
        } else if method == Method::HEAD {
            Self::HeadOnly
        } else {
            Self::Full
        }
    }

    /// Returns the body for a response that sends no content.
    pub(super) fn empty_body(self, line: &RequestLine) -> Body {
        match self {
            Self::Full | Self::Empty => Body::empty(),
            Self::HeadOnly | Self::None => Body::no_content(line.size_hint_callers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_sent_unless_the_method_or_the_status_forbids_it() {
        let of =
            |method: Method, code| ContentKind::of(&method, StatusCode::from_u16(code).unwrap());
        for (code, get, head) in [
            (100, ContentKind::None, ContentKind::None),
            (200, ContentKind::Full, ContentKind::HeadOnly),
            (204, ContentKind::None, ContentKind::None),
            (205, ContentKind::Empty, ContentKind::Empty),
            (303, ContentKind::Full, ContentKind::HeadOnly),
            (304, ContentKind::None, ContentKind::None),
            (404, ContentKind::Full, ContentKind::HeadOnly),
        ] {
            assert_eq!(of(Method::GET, code), get, "GET {code}");
            assert_eq!(of(Method::HEAD, code), head, "HEAD {code}");
        }
        assert_eq!(of(Method::CONNECT, 200), ContentKind::None);
        assert_eq!(of(Method::CONNECT, 407), ContentKind::Full);
    }
}
