//! Sealed supertraits of the phases and the capabilities, with the data of each phase.
//!
//! A capability trait is public, so that it can be a bound. It cannot be implemented outside this
//! crate, because its supertrait in this module cannot be named.

use bytes::Bytes;
use http::header::MaxSizeReached;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::{Action, Answered, Cacheable, Head, Middleware, Shell, Streaming};
use crate::body::{Body, Writer};
use crate::cache::Ticket;
use crate::cookie::Cookies;
use crate::response::{
    Add, AnsweredData, Before, Fields as HeadFields, Handed, Header, Kept, Performed, RequestLine,
    Response, ShellData,
};
use crate::revalidate::Changes;

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
    fn target<'a>(_data: &'a Self::Data, line: &'a RequestLine) -> &'a Uri
    where
        Self: Sized,
    {
        line.uri()
    }

    /// Reads the request's cookies, in a phase that defers it until they are needed.
    #[inline]
    fn read(_data: &Self::Data, _cookies: &Cookies)
    where
        Self: Sized,
    {
    }
}

#[diagnostic::do_not_recommend]
impl Sealed for Middleware {
    type Data = Box<Before>;

    #[inline]
    fn target<'a>(data: &'a Box<Before>, _line: &'a RequestLine) -> &'a Uri {
        data.uri()
    }

    #[inline]
    fn read(data: &Box<Before>, cookies: &Cookies) {
        cookies.read(data.request_headers());
    }
}
#[diagnostic::do_not_recommend]
impl Sealed for Action {
    type Data = Performed;
}
#[diagnostic::do_not_recommend]
impl Sealed for Head {
    type Data = HeadFields;
}
#[diagnostic::do_not_recommend]
impl Sealed for Shell {
    type Data = ShellData;
}
#[diagnostic::do_not_recommend]
impl Sealed for Cacheable {
    type Data = Kept;
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
pub trait CanStart: Sealed {
    fn data(request: &HeaderMap) -> Self::Data;

    /// Takes the ticket of the request. A phase that can read cookies voids it.
    fn take_ticket(_: &mut Self::Data, extensions: &Extensions) {
        Ticket::void_in(extensions);
    }

    /// Adds the rest of the request, if the phase forwards it.
    fn add_request(_: &mut Self::Data, _: (&Method, &Uri), _: &Extensions) {}

    fn cookies(request: &HeaderMap) -> Cookies {
        Cookies::of_request(request)
    }
}

#[diagnostic::do_not_recommend]
impl CanStart for Middleware {
    fn data(request: &HeaderMap) -> Box<Before> {
        Before::copy_of(request)
    }
    fn add_request(data: &mut Box<Before>, line: (&Method, &Uri), extensions: &Extensions) {
        data.add(line, extensions);
    }
}
#[diagnostic::do_not_recommend]
impl CanStart for Head {
    fn data(_request: &HeaderMap) -> HeadFields {
        HeadFields::default()
    }
}
#[diagnostic::do_not_recommend]
impl CanStart for Cacheable {
    fn data(_request: &HeaderMap) -> Kept {
        Kept::default()
    }
    fn take_ticket(data: &mut Kept, extensions: &Extensions) {
        data.ticket = extensions.get().cloned();
    }
    fn cookies(_request: &HeaderMap) -> Cookies {
        Cookies::default()
    }
}

/// Phases whose data has response headers.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanSetHeaders`")]
pub trait Fields: Sealed {
    fn fields(data: &Self::Data) -> &HeadFields;
    fn fields_mut(data: &mut Self::Data) -> &mut HeadFields;
    fn into_fields(data: Self::Data) -> HeadFields;

    /// Returns the ticket of a page that can be cached.
    fn ticket(_data: &Self::Data) -> Option<&Ticket> {
        None
    }

    /// Returns the head and the body bytes written so far.
    fn into_parts(data: Self::Data) -> (HeadFields, Bytes) {
        (Self::into_fields(data), Bytes::new())
    }

    /// Returns the request line for a response. If the phase stores it, it is in `_data`.
    fn line(_data: &Self::Data, line: RequestLine) -> RequestLine {
        line
    }

    fn insert(data: &mut Self::Data, name: HeaderName, value: HeaderValue) {
        Self::fields_mut(data).head.headers_mut().insert(name, value);
    }
    fn append(data: &mut Self::Data, name: HeaderName, value: HeaderValue) {
        Self::fields_mut(data).head.headers_mut().append(name, value);
    }

    /// Inserts or appends the header, or returns an error if the map is full.
    fn try_add(data: &mut Self::Data, header: Header, how: Add) -> Result<(), MaxSizeReached> {
        how.try_add(Self::fields_mut(data).head.headers_mut(), header)
    }
}

#[diagnostic::do_not_recommend]
impl Fields for Head {
    fn fields(data: &HeadFields) -> &HeadFields {
        data
    }
    fn fields_mut(data: &mut HeadFields) -> &mut HeadFields {
        data
    }
    fn into_fields(data: HeadFields) -> HeadFields {
        data
    }
}
#[diagnostic::do_not_recommend]
impl Fields for Shell {
    fn fields(data: &ShellData) -> &HeadFields {
        &data.fields
    }
    fn fields_mut(data: &mut ShellData) -> &mut HeadFields {
        &mut data.fields
    }
    fn into_fields(data: ShellData) -> HeadFields {
        data.fields
    }
    fn into_parts(data: ShellData) -> (HeadFields, Bytes) {
        (data.fields, data.body.into_bytes())
    }
}
#[diagnostic::do_not_recommend]
impl Fields for Cacheable {
    fn fields(data: &Kept) -> &HeadFields {
        &data.fields
    }
    fn fields_mut(data: &mut Kept) -> &mut HeadFields {
        &mut data.fields
    }
    fn into_fields(data: Kept) -> HeadFields {
        data.into_fields()
    }
    fn ticket(data: &Kept) -> Option<&Ticket> {
        data.ticket.as_ref()
    }
}
#[diagnostic::do_not_recommend]
impl Fields for Action {
    fn fields(data: &Performed) -> &HeadFields {
        &data.fields
    }
    fn fields_mut(data: &mut Performed) -> &mut HeadFields {
        &mut data.fields
    }
    fn into_fields(data: Performed) -> HeadFields {
        data.into_fields()
    }
}
#[diagnostic::do_not_recommend]
impl Fields for Middleware {
    fn fields(data: &Box<Before>) -> &HeadFields {
        data.fields()
    }
    fn fields_mut(data: &mut Box<Before>) -> &mut HeadFields {
        data.fields_mut()
    }
    fn into_fields(data: Box<Before>) -> HeadFields {
        data.into_fields()
    }
    fn line(data: &Box<Before>, _line: RequestLine) -> RequestLine {
        data.line()
    }
    fn insert(data: &mut Box<Before>, name: HeaderName, value: HeaderValue) {
        data.insert(name, value);
    }
    fn append(data: &mut Box<Before>, name: HeaderName, value: HeaderValue) {
        data.append(name, value);
    }
    fn try_add(data: &mut Box<Before>, header: Header, how: Add) -> Result<(), MaxSizeReached> {
        data.try_add(header, how)
    }
}

#[diagnostic::do_not_recommend]
impl Fields for Answered {
    fn fields(data: &AnsweredData) -> &HeadFields {
        &data.fields
    }
    fn fields_mut(data: &mut AnsweredData) -> &mut HeadFields {
        &mut data.fields
    }
    fn into_fields(data: AnsweredData) -> HeadFields {
        data.fields
    }
}

/// Phases whose data has changes to the request.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanChangeRequest`")]
pub trait Hands: Sealed {
    fn handed(data: &mut Self::Data) -> &mut Handed;
}

#[diagnostic::do_not_recommend]
impl Hands for Middleware {
    fn handed(data: &mut Box<Before>) -> &mut Handed {
        data.handed_mut()
    }
}

/// Phases whose data has revalidations.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanRevalidate`")]
pub trait Revalidates: Sealed {
    fn changes(data: &mut Self::Data) -> &mut Changes;
}

#[diagnostic::do_not_recommend]
impl Revalidates for Action {
    fn changes(data: &mut Performed) -> &mut Changes {
        &mut data.changes
    }
}

/// Phases whose data is a complete response.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanReturn`")]
pub trait Returns: Sealed + super::Phase {
    fn returned(response: Response<Self>) -> http::Response<Body>;
}

#[diagnostic::do_not_recommend]
impl Returns for Answered {
    fn returned(response: Response<Self>) -> http::Response<Body> {
        response.into_answer()
    }
}

/// Phases whose data takes body bytes.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanWriteBody`")]
pub trait Writes: Sealed {
    fn copy(data: &mut Self::Data, bytes: &[u8]);
    /// Forwards bytes without a copy. `bytes` is never empty.
    fn pass(data: &mut Self::Data, bytes: Bytes);
}

impl Writes for Shell {
    fn copy(data: &mut ShellData, bytes: &[u8]) {
        data.body.copy(bytes);
    }
    fn pass(data: &mut ShellData, bytes: Bytes) {
        data.body.forward(bytes);
    }
}
impl Writes for Streaming {
    #[inline]
    fn copy(data: &mut Writer, bytes: &[u8]) {
        data.copy(bytes);
    }
    #[inline]
    fn pass(data: &mut Writer, bytes: Bytes) {
        data.forward(bytes);
    }
}

/// Phases whose data writes a body that is being sent.
#[allow(
    unnameable_types,
    reason = "unnameable is what seals `super::CanFlush` and `super::CanAddParts`"
)]
pub trait Streams: Sealed<Data = Writer> {}

impl Streams for Streaming {}

/// Phases whose data determines how the page cache stores the page.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanSetPageCache`")]
pub trait Stores: Sealed<Data = Kept> {}

impl Stores for Cacheable {}

/// Phases whose data is a complete head, with the body bytes written so far.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanSendBody`")]
pub trait Commits: Sealed {
    fn commit(data: Self::Data) -> (HeadFields, Bytes);
}

impl Commits for Head {
    fn commit(data: HeadFields) -> (HeadFields, Bytes) {
        (data, Bytes::new())
    }
}
impl Commits for Shell {
    fn commit(data: ShellData) -> (HeadFields, Bytes) {
        (data.fields, data.body.into_bytes())
    }
}
impl Commits for Cacheable {
    fn commit(data: Kept) -> (HeadFields, Bytes) {
        (data.into_fields(), Bytes::new())
    }
}
