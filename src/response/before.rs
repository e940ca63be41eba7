//! A request before its handler runs, and the head to merge into the response.

use std::sync::LazyLock;

use http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, MaxSizeReached};
use http::{Extensions, Method, Request, Uri, request};

use super::handed::Handed;
use super::head::RequestLine;
use super::{Add, Fields, Header};
use crate::header::cache_control::CacheControl;

/// A request, and a head that is merged into the response of the handler.
///
/// The data of the phase is boxed, because a response is moved into a future and out of it.
#[derive(Debug)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Before {
    /// The request as it was received.
    pub(super) request: request::Parts,
    /// The head, or `None` if nothing was set.
    pub(super) set: Option<Box<Under>>,
    /// The changes to the request, or `None` if there are none.
    pub(super) handed: Option<Box<Handed>>,
}

/// An empty head, for a response on which nothing was set.
static NOTHING: LazyLock<Fields> = LazyLock::new(Fields::default);

impl Before {
    #[inline(always)]
    pub(super) fn of(request: request::Parts) -> Box<Self> {
        Box::new(Self { request, set: None, handed: None })
    }

    /// Creates the data from a copy of the request headers.
    pub(crate) fn copy_of(headers: &HeaderMap) -> Box<Self> {
        let mut request = Request::new(()).into_parts().0;
        request.headers = headers.clone();
        Self::of(request)
    }

    /// Adds copies of the request line and of the extensions.
    pub(crate) fn add(&mut self, (method, target): (&Method, &Uri), extensions: &Extensions) {
        self.request.method = method.clone();
        self.request.uri = target.clone();
        self.request.extensions = extensions.clone();
    }

    /// Returns the request line, for a response in place of the handler.
    pub(crate) fn line(&self) -> RequestLine {
        RequestLine::of_parts(&self.request)
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.request.uri
    }

    pub(crate) fn request_headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    pub(crate) fn handed_mut(&mut self) -> &mut Handed {
        self.handed.get_or_insert_default()
    }

    pub(crate) fn fields(&self) -> &Fields {
        self.set.as_ref().map_or(&NOTHING, |set| &set.fields)
    }

    pub(crate) fn fields_mut(&mut self) -> &mut Fields {
        &mut self.set.get_or_insert_default().fields
    }

    pub(crate) fn into_fields(self) -> Fields {
        self.set.map(|set| set.fields).unwrap_or_default()
    }

    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        let set = self.set.get_or_insert_default();
        set.appended.remove(&name);
        set.fields.head.headers_mut().insert(name, value);
    }

    pub(crate) fn append(&mut self, name: HeaderName, value: HeaderValue) {
        let set = self.set.get_or_insert_default();
        set.appended.append(name.clone(), value.clone());
        set.fields.head.headers_mut().append(name, value);
    }

    pub(crate) fn try_add(&mut self, header: Header, how: Add) -> Result<(), MaxSizeReached> {
        let set = self.set.get_or_insert_default();
        how.try_add(set.fields.head.headers_mut(), header.clone())?;
        match how {
            Add::Insert => drop(set.appended.remove(&header.0)),
            Add::Append => how.try_add(&mut set.appended, header)?,
        }
        Ok(())
    }
}

/// A head that is merged into another one, which takes precedence.
#[derive(Debug, Default)]
pub(crate) struct Under {
    pub(super) fields: Fields,
    /// The appended headers, which are added to the values of the other head.
    pub(super) appended: HeaderMap,
}

impl Under {
    /// Merges into the headers of a response, which take precedence.
    ///
    /// `sets` is whether the response sets cookies, and `adds` is whether it gains some. Returns
    /// `true` if shared caches may store the response although it gains some.
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
        // The exception covers the cookies of the middleware, but not those of the handler.
        let even = !sets && control.as_ref().is_some_and(CacheControl::allows_set_cookie);
        if let Some(control) = control {
            let value = match even {
                true => control.to_header_value(adds),
                false => control.to_strict_header_value(sets || adds),
            };
            response.insert(CACHE_CONTROL, value);
        }
        even
    }
}
