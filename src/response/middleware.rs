//! Before the handler: going on to it, or answering in its place.

use http::header::{CACHE_CONTROL, HeaderMap, SET_COOKIE};

use super::jar::Jar;
use super::{Before, RequestLine, merge};
use crate::body::Body;
use crate::cache::{CacheControl, Keep};
use crate::cookie::default_path;

/// What a middleware has decided: the request goes on, or is answered.
#[must_use = "what is not returned is not done"]
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "most go on, and a box would cost each an allocation")]
pub enum Next {
    /// The handler answers.
    On(Pending),
    /// The middleware has answered.
    Answer(http::Response<Body>),
}

impl From<http::Response<Body>> for Next {
    fn from(answer: http::Response<Body>) -> Self {
        Self::Answer(answer)
    }
}

/// What a middleware has set, on its way round the handler.
///
/// Dropped without being merged, it gives its cookies to the place of the request, as a response does.
#[must_use = "what is not merged into the response is lost"]
#[derive(Debug)]
pub struct Pending {
    pub(super) line: RequestLine,
    pub(super) jar: Jar,
    pub(super) before: Before,
}

impl Pending {
    /// Rewrites the `Cookie` field of a request to what the handler shall see.
    ///
    /// Nothing is changed where no cookie was, and otherwise what was not written over stays as it came, byte
    /// for byte.
    pub fn rewrite(&self, request: &mut HeaderMap) {
        self.jar.get().rewrite(request);
    }

    /// Merges what was set into the response that came back, where the handler wins.
    ///
    /// A cookie or an inserted field that the handler has set too stays as the handler set it; an
    /// appended field comes besides. Cookies are told apart as clients do it, by name, domain, path and
    /// partition (RFC 6265bis §5.7): a response that gains one here is left with one line of each, and is
    /// kept out of shared caches, unless the handler says nothing of caches and
    /// [`CacheControl::even_with_cookies`](crate::CacheControl::even_with_cookies) was set. Where nothing was
    /// set, nothing is changed; but a page that came through a middleware is not kept by the page cache.
    pub fn merge<B>(self, response: &mut http::Response<B>) {
        let Self { line, jar, before } = self;
        response.extensions_mut().remove::<Keep>();
        let headers = response.headers_mut();
        let sets = headers.contains_key(SET_COOKIE);
        let even = before.merge(headers, sets, jar.get().are_written());
        let cookies = jar.leave(false);
        let path = default_path(line.target.path());
        if merge::lines(cookies.lines(), headers, path) && !even {
            merge::keep_private(headers);
        }
    }
}

impl Before {
    /// Merges the fields into those of a response, which win, and which may set cookies. Returns whether
    /// shared caches may keep it although it gains some.
    pub(super) fn merge(self, response: &mut HeaderMap, sets: bool, adds: bool) -> bool {
        let Self { fields, appended, .. } = self;
        let headers = fields.head.headers();
        for name in headers.keys() {
            let besides = response.contains_key(name);
            let values = if besides { &appended } else { headers }.get_all(name);
            for value in values {
                response.append(name, value.clone());
            }
        }
        let control = fields.cache_control.filter(|_| !response.contains_key(CACHE_CONTROL));
        // What the handler has set, it did not set for shared caches.
        let even = !sets && control.as_ref().is_some_and(CacheControl::is_even_with_cookies);
        if let Some(control) = control {
            let value = match even {
                true => control.field(adds),
                false => control.field_without_exception(sets || adds),
            };
            response.insert(CACHE_CONTROL, value);
        }
        even
    }
}

/// What a middleware may return: [`Next`], an answer, or a `Result` of those.
///
/// The error of a `Result` is whatever becomes a response: cookies that were set before it leave with that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a middleware decides",
    label = "neither `Next` nor a response of `headfirst::Body`",
    note = "return `res.next()`, or an answer such as `res.redirect(..)`"
)]
pub trait Decision: sealed::Sealed {}

impl Decision for Next {}
impl Decision for http::Response<Body> {}
impl<D: Decision, E: Into<http::Response<Body>>> Decision for Result<D, E> {}

/// What was decided, for the layer.
#[cfg(feature = "tower")]
pub(crate) fn decided(decision: impl Decision) -> Next {
    sealed::Sealed::next(decision)
}

mod sealed {
    use super::{Body, Next};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::Decision`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not what a middleware decides",
        label = "neither `Next` nor a response of `headfirst::Body`",
        note = "return `res.next()`, or an answer such as `res.redirect(..)`"
    )]
    pub trait Sealed {
        fn next(self) -> Next;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for Next {
        fn next(self) -> Next {
            self
        }
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for http::Response<Body> {
        fn next(self) -> Next {
            Next::Answer(self)
        }
    }

    #[diagnostic::do_not_recommend]
    impl<D: Sealed, E: Into<http::Response<Body>>> Sealed for Result<D, E> {
        fn next(self) -> Next {
            match self {
                Ok(decision) => decision.next(),
                Err(error) => Next::Answer(error.into()),
            }
        }
    }
}
