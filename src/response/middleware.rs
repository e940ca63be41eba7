//! Before the handler: going on to it, or answering in its place.

use http::header::{CACHE_CONTROL, HeaderMap, SET_COOKIE};

use super::{Before, merge};
use crate::body::Body;
use crate::cache::CacheControl;
use crate::cookie::Cookies;

/// What a middleware has decided: the request goes on, or is answered.
#[must_use = "what is not returned is not done, and its cookies are lost"]
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
#[must_use = "what is not merged into the response is lost"]
#[derive(Debug)]
pub struct Pending {
    pub(super) cookies: Cookies,
    pub(super) before: Before,
}

impl Pending {
    /// Rewrites the `Cookie` field of a request to what the handler shall see.
    ///
    /// Nothing is changed where no cookie was. Otherwise a pair that is not ASCII is left out, since it
    /// would keep many a reader from the whole field.
    pub fn rewrite(&self, request: &mut HeaderMap) {
        self.cookies.rewrite(request);
    }

    /// Merges what was set into the head that came back, where the handler wins.
    ///
    /// A cookie or an inserted field that the handler has set too stays as the handler set it; an
    /// appended field comes besides. One `Set-Cookie` of each name is left, and a response that gains
    /// one here is kept out of shared caches, unless the handler says nothing of caches and
    /// [`CacheControl::even_with_cookies`](crate::CacheControl::even_with_cookies) was set.
    pub fn merge(self, response: &mut HeaderMap) {
        let Before { fields, appended, .. } = self.before;
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
        let handler_sets = response.contains_key(SET_COOKIE);
        let even =
            !handler_sets && control.as_ref().is_some_and(CacheControl::is_even_with_cookies);
        if let Some(control) = control {
            let value = match even {
                true => control.field(self.cookies.are_written()),
                false => {
                    control.field_without_exception(handler_sets || self.cookies.are_written())
                }
            };
            response.insert(CACHE_CONTROL, value);
        }
        merge::cookies(self.cookies, response, even);
    }
}

/// What a middleware may return: [`Next`], an answer, or a `Result` of those.
///
/// The error of a `Result` is a [`Failed`](super::Failed), or whatever becomes a response itself.
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
