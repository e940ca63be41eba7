//! The trait that seals the phases, and the data of each.
//!
//! [`StartData`] creates the data from a request.

use http::{Extensions, HeaderMap, Method, Uri};

use super::data::{ActionData, AnsweredData, CacheableData, HeadData, MiddlewareData, ShellData};
use super::{Action, Answered, Cacheable, Head, Middleware, Shell, Streaming};
use crate::body::Writer;
use crate::cache_permission::Ticket;
use crate::cookie::Cookies;
use crate::response::RequestLine;

// For a type that is not a phase, this bound fails first, so it has the message of `Phase`.
#[allow(unnameable_types, reason = "unnameable is what seals `super::Phase`")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phase of a response",
    label = "the phases are a closed set",
    note = "use `Middleware`, `Action`, `Head`, `Shell`, `Cacheable`, `Answered` or `Streaming`"
)]
pub trait Sealed: 'static {
    // The types are `pub` in private modules, because E0446 rejects a private type here. The bounds
    // hold for every phase, so a `Response<P>` has them without a bound on `P`.
    type Data: std::fmt::Debug + Send + Sync;

    /// Returns the request's URI. If the phase stores the request, it is in `_data`.
    #[inline]
    fn uri<'a>(_data: &'a Self::Data, line: &'a RequestLine) -> &'a Uri
    where
        Self: Sized,
    {
        line.uri()
    }

    /// Reads the request's cookies, in a phase that defers it until they are needed.
    #[inline]
    fn read_cookies(_data: &Self::Data, _cookies: &Cookies)
    where
        Self: Sized,
    {
    }
}

#[diagnostic::do_not_recommend]
impl Sealed for Middleware {
    type Data = Box<MiddlewareData>;

    #[inline]
    fn uri<'a>(data: &'a Box<MiddlewareData>, _line: &'a RequestLine) -> &'a Uri {
        data.uri()
    }

    #[inline]
    fn read_cookies(data: &Box<MiddlewareData>, cookies: &Cookies) {
        cookies.read(data.request_headers());
    }
}
#[diagnostic::do_not_recommend]
impl Sealed for Action {
    type Data = ActionData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Head {
    type Data = HeadData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Shell {
    type Data = ShellData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Cacheable {
    type Data = CacheableData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Answered {
    type Data = AnsweredData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Streaming {
    type Data = Writer;
}

/// Phases whose data can be created from a request.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanStart`")]
pub trait StartData: Sealed {
    fn data(request: &HeaderMap) -> Self::Data;

    /// Takes the ticket of the request. A phase that can read cookies voids it.
    fn take_ticket(_: &mut Self::Data, extensions: &Extensions) {
        Ticket::make_private_in(extensions);
    }

    /// Adds the rest of the request, if the phase forwards it.
    fn add_request(_: &mut Self::Data, _: (&Method, &Uri), _: &Extensions) {}

    fn cookies(request: &HeaderMap) -> Cookies {
        Cookies::from_headers(request)
    }
}

#[diagnostic::do_not_recommend]
impl StartData for Middleware {
    fn data(request: &HeaderMap) -> Box<MiddlewareData> {
        MiddlewareData::from_headers(request)
    }
    fn add_request(data: &mut Box<MiddlewareData>, line: (&Method, &Uri), extensions: &Extensions) {
        data.add_request(line, extensions);
    }
}
#[diagnostic::do_not_recommend]
impl StartData for Head {
    fn data(_request: &HeaderMap) -> HeadData {
        HeadData::default()
    }
}
#[diagnostic::do_not_recommend]
impl StartData for Cacheable {
    fn data(_request: &HeaderMap) -> CacheableData {
        CacheableData::default()
    }
    fn take_ticket(data: &mut CacheableData, extensions: &Extensions) {
        data.ticket = extensions.get().cloned();
    }
    fn cookies(_request: &HeaderMap) -> Cookies {
        Cookies::default()
    }
}
