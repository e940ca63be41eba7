//! The status and the header fields, while they can be changed.

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::header::IntoFieldName;
use crate::phase::HeadOpen;
use crate::response::Response;

/// What a head consists of, besides its cookies.
#[derive(Debug, Default)]
#[allow(unnameable_types, reason = "the data of a phase is private to the crate")]
pub struct Fields {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
}

/// While the head is open.
impl<P: crate::Phase> Response<P> {
    /// Returns the status as it would be sent now.
    #[must_use]
    pub fn status(&self) -> StatusCode
    where
        P: HeadOpen,
    {
        P::fields(&self.data).status
    }

    /// Returns the header fields that were set so far, without the cookies.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap
    where
        P: HeadOpen,
    {
        &P::fields(&self.data).headers
    }

    /// Sets the status; it is `200 OK` otherwise.
    ///
    /// With a status that has no content (204, 205, 304) the exit sends none, whatever was written.
    /// An interim status (1xx) is not a final response, and servers refuse it: see
    /// [the escape hatches](crate::_escape_hatches).
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    /// use http::StatusCode;
    ///
    /// let res = Response::<Head>::new().with_status(StatusCode::NOT_FOUND).send("no such page");
    /// assert_eq!(res.status(), StatusCode::NOT_FOUND);
    /// ```
    pub fn set_status(&mut self, status: StatusCode) -> &mut Self
    where
        P: HeadOpen,
    {
        P::fields_mut(&mut self.data).status = status;
        self
    }

    /// Sets a header field to one value, in place of those it had.
    ///
    /// The name is a [`FieldName`](crate::header::FieldName): `Set-Cookie` and the fields that
    /// frame the message have none.
    ///
    /// # Examples
    /// ```
    /// use headfirst::header::CACHE_CONTROL;
    /// use headfirst::{Head, Response};
    /// use http::HeaderValue;
    ///
    /// let mut res = Response::<Head>::new();
    /// res.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    /// assert_eq!(res.send("fresh").headers()["cache-control"], "no-store");
    /// ```
    ///
    /// A name that may be one of those does not compile:
    /// ```compile_fail,E0277
    /// use headfirst::{Head, Response};
    /// use http::HeaderValue;
    /// use http::header::SET_COOKIE;
    ///
    /// let mut res = Response::<Head>::new();
    /// res.insert_header(SET_COOKIE, HeaderValue::from_static("token=t2"));
    /// ```
    pub fn insert_header(&mut self, name: impl IntoFieldName, value: HeaderValue) -> &mut Self
    where
        P: HeadOpen,
    {
        P::fields_mut(&mut self.data).headers.insert(name.into_header_name(), value);
        self
    }

    /// Adds a value to a header field, after those it has.
    ///
    /// # Panics
    /// Panics when a head has more than 24,576 fields, as [`HeaderMap::append`] does.
    pub fn append_header(&mut self, name: impl IntoFieldName, value: HeaderValue) -> &mut Self
    where
        P: HeadOpen,
    {
        P::fields_mut(&mut self.data).headers.append(name.into_header_name(), value);
        self
    }

    /// Sets the status, as [`set_status`](Self::set_status) does, in a chain.
    pub fn with_status(mut self, status: StatusCode) -> Self
    where
        P: HeadOpen,
    {
        self.set_status(status);
        self
    }

    /// Sets a header field, as [`insert_header`](Self::insert_header) does, in a chain.
    pub fn with_header(mut self, name: impl IntoFieldName, value: HeaderValue) -> Self
    where
        P: HeadOpen,
    {
        self.insert_header(name, value);
        self
    }
}
