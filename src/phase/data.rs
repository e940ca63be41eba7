//! The data of each phase, in the order of the phases.
//!
//! A struct is `pub` in a private module, because it is an associated type of a public trait.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::Duration;

use http::header::MaxSizeReached;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, request};

use crate::action::revalidate::Changes;
use crate::body::{Body, Buffer, EndCallbacks, Trailers};
use crate::cache_permission::{CachePermission, Ticket};
use crate::header::cache_control::CacheControl;
use crate::response::{Add, HeadDefaults, Header, RequestChanges, RequestLine};

/// A request, and a head that is merged into the response of the handler.
///
/// The data of the phase is boxed, because a response is moved into a future and out of it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct MiddlewareData {
    /// The request as it was received.
    pub(crate) request: request::Parts,
    /// The head, or `None` if nothing was set.
    pub(crate) defaults: Option<Box<HeadDefaults>>,
    /// The changes to the request, or `None` if there are none.
    pub(crate) request_changes: Option<Box<RequestChanges>>,
}

/// An empty head, for a response on which nothing was set.
static EMPTY_HEAD: LazyLock<HeadData> = LazyLock::new(HeadData::default);

impl MiddlewareData {
    #[inline(always)]
    pub(crate) fn new(request: request::Parts) -> Box<Self> {
        Box::new(Self { request, defaults: None, request_changes: None })
    }

    /// Creates the data from a copy of the request headers.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Box<Self> {
        let mut request = Request::new(()).into_parts().0;
        request.headers = headers.clone();
        Self::new(request)
    }

    /// Adds copies of the request line and of the extensions.
    pub(crate) fn add_request(
        &mut self,
        (method, target): (&Method, &Uri),
        extensions: &Extensions,
    ) {
        self.request.method = method.clone();
        self.request.uri = target.clone();
        self.request.extensions = extensions.clone();
    }

    /// Returns the request line, for a response in place of the handler.
    pub(crate) fn request_line(&self) -> RequestLine {
        RequestLine::from_parts(&self.request)
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.request.uri
    }

    pub(crate) fn request_headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    pub(crate) fn request_changes_mut(&mut self) -> &mut RequestChanges {
        self.request_changes.get_or_insert_default()
    }

    pub(crate) fn head_data(&self) -> &HeadData {
        self.defaults.as_ref().map_or(&EMPTY_HEAD, |defaults| &defaults.head)
    }

    pub(crate) fn head_data_mut(&mut self) -> &mut HeadData {
        &mut self.defaults.get_or_insert_default().head
    }

    pub(crate) fn into_head_data(self) -> HeadData {
        self.defaults.map(|defaults| defaults.head).unwrap_or_default()
    }

    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        let defaults = self.defaults.get_or_insert_default();
        defaults.appended.remove(&name);
        defaults.head.response.headers_mut().insert(name, value);
    }

    pub(crate) fn append(&mut self, name: HeaderName, value: HeaderValue) {
        let defaults = self.defaults.get_or_insert_default();
        defaults.appended.append(name.clone(), value.clone());
        defaults.head.response.headers_mut().append(name, value);
    }

    pub(crate) fn try_add(&mut self, header: Header, how: Add) -> Result<(), MaxSizeReached> {
        let defaults = self.defaults.get_or_insert_default();
        how.try_add(defaults.head.response.headers_mut(), header.clone())?;
        match how {
            Add::Insert => drop(defaults.appended.remove(&header.0)),
            Add::Append => how.try_add(&mut defaults.appended, header)?,
        }
        Ok(())
    }
}

/// A head, and the revalidations of an action.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ActionData {
    pub(crate) head: HeadData,
    pub(crate) revalidations: Changes,
}

impl ActionData {
    pub(crate) fn into_head_data(self) -> HeadData {
        HeadData { revalidations: Some(Box::new(self.revalidations)), ..self.head }
    }
}

/// A response head without its cookies.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct HeadData {
    /// Status and headers. For a page cache, an extension contains how to cache the page.
    pub(crate) response: http::Response<()>,
    pub(crate) cache_control: Option<CacheControl>,
    /// Whether the status was set, even to its previous value.
    pub(crate) is_status_set: bool,
    /// The revalidations of an action, which are reported when the head is sent.
    pub(crate) revalidations: Option<Box<Changes>>,
    /// The trailers and end callbacks, or `None` if there are none.
    pub(crate) hooks: Option<Box<BodyHooks>>,
}

/// The trailers and the end callbacks of a response.
#[derive(Debug, Default)]
pub(crate) struct BodyHooks {
    pub(crate) trailers: Trailers,
    /// The names of the declared trailers.
    pub(crate) trailer_names: String,
    pub(crate) callbacks: EndCallbacks,
}

/// A head that can still be changed, and the bytes that follow it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct ShellData {
    pub(crate) head: HeadData,
    pub(crate) body: Buffer,
}

/// The head of a page that may be cached, and how to cache it.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct CacheableData {
    pub(crate) head: HeadData,
    pub(crate) tags: Vec<Cow<'static, str>>,
    pub(crate) max_age: Option<Duration>,
    /// The ticket, or `None` if the request did not come through a page cache.
    pub(crate) ticket: Option<Ticket>,
}

impl CacheableData {
    pub(crate) fn into_head_data(self) -> HeadData {
        let Self { mut head, tags, max_age, ticket } = self;
        if let Some(ticket) = ticket {
            head.response.extensions_mut().insert(CachePermission { tags, max_age, ticket });
        }
        head
    }
}

/// The head and the body of the response of a handler.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct AnsweredData {
    pub(crate) head: HeadData,
    /// The body, or a placeholder if the layer holds the body.
    ///
    /// The type of that body is a parameter of the layer, which the data of a phase cannot name.
    pub(crate) body: Body,
}
