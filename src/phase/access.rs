//! Sealed traits, one for each kind of access to the data of a phase.
//!
//! They are supertraits of the capabilities. A capability trait is public, so that it can be a
//! bound. It cannot be implemented outside this crate, because its supertrait cannot be named.

use bytes::Bytes;
use http::header::MaxSizeReached;
use http::{HeaderName, HeaderValue};

use super::data::{ActionData, AnsweredData, CacheableData, HeadData, MiddlewareData, ShellData};
use super::sealed::Sealed;
use super::{Action, Answered, Cacheable, Head, Middleware, Shell, Streaming};
use crate::action::revalidate::Changes;
use crate::body::{Body, Writer};
use crate::cache_permission::Ticket;
use crate::response::{Add, Header, RequestChanges, RequestLine, Response};

/// Phases whose data has response headers.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanSetHeaders`")]
pub trait HasHead: Sealed {
    fn head_data(data: &Self::Data) -> &HeadData;
    fn head_data_mut(data: &mut Self::Data) -> &mut HeadData;
    fn into_head_data(data: Self::Data) -> HeadData;

    /// Returns the ticket of a page that can be cached.
    fn ticket(_data: &Self::Data) -> Option<&Ticket> {
        None
    }

    /// Returns the head and the body bytes written so far.
    fn into_parts(data: Self::Data) -> (HeadData, Bytes) {
        (Self::into_head_data(data), Bytes::new())
    }

    /// Returns the request line for a response. If the phase stores it, it is in `_data`.
    fn request_line(_data: &Self::Data, line: RequestLine) -> RequestLine {
        line
    }

    fn insert(data: &mut Self::Data, name: HeaderName, value: HeaderValue) {
        Self::head_data_mut(data).response.headers_mut().insert(name, value);
    }
    fn append(data: &mut Self::Data, name: HeaderName, value: HeaderValue) {
        Self::head_data_mut(data).response.headers_mut().append(name, value);
    }

    /// Inserts or appends the header, or returns an error if the map is full.
    fn try_add(data: &mut Self::Data, header: Header, how: Add) -> Result<(), MaxSizeReached> {
        how.try_add(Self::head_data_mut(data).response.headers_mut(), header)
    }
}

#[diagnostic::do_not_recommend]
impl HasHead for Head {
    fn head_data(data: &HeadData) -> &HeadData {
        data
    }
    fn head_data_mut(data: &mut HeadData) -> &mut HeadData {
        data
    }
    fn into_head_data(data: HeadData) -> HeadData {
        data
    }
}
#[diagnostic::do_not_recommend]
impl HasHead for Shell {
    fn head_data(data: &ShellData) -> &HeadData {
        &data.head
    }
    fn head_data_mut(data: &mut ShellData) -> &mut HeadData {
        &mut data.head
    }
    fn into_head_data(data: ShellData) -> HeadData {
        data.head
    }
    fn into_parts(data: ShellData) -> (HeadData, Bytes) {
        (data.head, data.body.into_bytes())
    }
}
#[diagnostic::do_not_recommend]
impl HasHead for Cacheable {
    fn head_data(data: &CacheableData) -> &HeadData {
        &data.head
    }
    fn head_data_mut(data: &mut CacheableData) -> &mut HeadData {
        &mut data.head
    }
    fn into_head_data(data: CacheableData) -> HeadData {
        data.into_head_data()
    }
    fn ticket(data: &CacheableData) -> Option<&Ticket> {
        data.ticket.as_ref()
    }
}
#[diagnostic::do_not_recommend]
impl HasHead for Action {
    fn head_data(data: &ActionData) -> &HeadData {
        &data.head
    }
    fn head_data_mut(data: &mut ActionData) -> &mut HeadData {
        &mut data.head
    }
    fn into_head_data(data: ActionData) -> HeadData {
        data.into_head_data()
    }
}
#[diagnostic::do_not_recommend]
impl HasHead for Middleware {
    fn head_data(data: &Box<MiddlewareData>) -> &HeadData {
        data.head_data()
    }
    fn head_data_mut(data: &mut Box<MiddlewareData>) -> &mut HeadData {
        data.head_data_mut()
    }
    fn into_head_data(data: Box<MiddlewareData>) -> HeadData {
        data.into_head_data()
    }
    fn request_line(data: &Box<MiddlewareData>, _line: RequestLine) -> RequestLine {
        data.request_line()
    }
    fn insert(data: &mut Box<MiddlewareData>, name: HeaderName, value: HeaderValue) {
        data.insert(name, value);
    }
    fn append(data: &mut Box<MiddlewareData>, name: HeaderName, value: HeaderValue) {
        data.append(name, value);
    }
    fn try_add(
        data: &mut Box<MiddlewareData>,
        header: Header,
        how: Add,
    ) -> Result<(), MaxSizeReached> {
        data.try_add(header, how)
    }
}

#[diagnostic::do_not_recommend]
impl HasHead for Answered {
    fn head_data(data: &AnsweredData) -> &HeadData {
        &data.head
    }
    fn head_data_mut(data: &mut AnsweredData) -> &mut HeadData {
        &mut data.head
    }
    fn into_head_data(data: AnsweredData) -> HeadData {
        data.head
    }
}

/// Phases whose data has changes to the request.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanChangeRequest`")]
pub trait HasRequestChanges: Sealed {
    fn request_changes(data: &mut Self::Data) -> &mut RequestChanges;
}

#[diagnostic::do_not_recommend]
impl HasRequestChanges for Middleware {
    fn request_changes(data: &mut Box<MiddlewareData>) -> &mut RequestChanges {
        data.request_changes_mut()
    }
}

/// Phases whose data has revalidations.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanRevalidate`")]
pub trait HasRevalidations: Sealed {
    fn revalidations(data: &mut Self::Data) -> &mut Changes;
}

#[diagnostic::do_not_recommend]
impl HasRevalidations for Action {
    fn revalidations(data: &mut ActionData) -> &mut Changes {
        &mut data.revalidations
    }
}

/// Phases whose data is a complete response.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanReturn`")]
pub trait IntoHttpResponse: Sealed + super::Phase {
    fn into_http_response(response: Response<Self>) -> http::Response<Body>;
}

#[diagnostic::do_not_recommend]
impl IntoHttpResponse for Answered {
    fn into_http_response(response: Response<Self>) -> http::Response<Body> {
        response.into_answer()
    }
}

/// Phases whose data takes body bytes.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanWriteBody`")]
pub trait HasBodyBuffer: Sealed {
    fn copy(data: &mut Self::Data, bytes: &[u8]);
    /// Forwards bytes without a copy. `bytes` is never empty.
    fn forward(data: &mut Self::Data, bytes: Bytes);
}

impl HasBodyBuffer for Shell {
    fn copy(data: &mut ShellData, bytes: &[u8]) {
        data.body.copy(bytes);
    }
    fn forward(data: &mut ShellData, bytes: Bytes) {
        data.body.forward(bytes);
    }
}
impl HasBodyBuffer for Streaming {
    #[inline]
    fn copy(data: &mut Writer, bytes: &[u8]) {
        data.copy(bytes);
    }
    #[inline]
    fn forward(data: &mut Writer, bytes: Bytes) {
        data.forward(bytes);
    }
}

/// Phases whose data writes a body that is being sent.
#[allow(
    unnameable_types,
    reason = "unnameable is what seals `super::CanFlush` and `super::CanAddParts`"
)]
pub trait HasBodyWriter: Sealed<Data = Writer> {}

impl HasBodyWriter for Streaming {}

/// Phases whose data determines how the page cache stores the page.
#[allow(unnameable_types, reason = "unnameable is what seals `super::CanSetPageCache`")]
pub trait HasCacheableData: Sealed<Data = CacheableData> {}

impl HasCacheableData for Cacheable {}
