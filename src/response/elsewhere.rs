// The phases that are not of one page: before it, instead of it, and for every client. Included by `mod.rs`.

/// What is set here goes into the response that comes back, whatever the handler answers; and the
/// handler sees the cookies as the client will have them.
///
/// It ends by [`next`](Self::next), or by an answer of its own.
impl Response<Middleware> {
    /// Returns the header fields of the request, as they were sent.
    #[must_use]
    pub fn request_headers(&self) -> &HeaderMap {
        &self.data.request
    }

    #[doc = include_str!("../../docs/response/next.md")]
    pub fn next(self) -> Next {
        Next::On(Pending { line: self.line, jar: self.cookies.under(), before: self.data })
    }

    /// Answers in the place of the handler.
    ///
    /// `Middleware → Head`: the handler will not see the request.
    pub fn answer(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.fields }
    }

    /// Answers in the place of the handler, with a body that is known in full.
    ///
    /// `Middleware → http::Response`.
    #[track_caller]
    pub fn send(self, body: impl Into<Bytes>) -> http::Response<Body> {
        self.answer().send(body)
    }
}

/// A response to what a client interaction has started; [`Actions`](crate::Actions) makes it.
///
/// A helper that must not run because a page is shown takes `&mut Response<Action>`.
impl Response<Action> {
    pub(crate) fn begin(
        line: RequestLine,
        headers: &HeaderMap,
        extensions: &Extensions,
        to: Arc<dyn Revalidate>,
    ) -> Self {
        Self {
            line,
            cookies: Jar::open(Cookies::of_request(headers), extensions),
            data: Performed { fields: Fields::default(), changes: Changes::new(to) },
        }
    }

    #[doc = include_str!("../../docs/response/render.md")]
    pub fn render(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers with a body that is known in full.
    ///
    /// `Action → http::Response`.
    #[track_caller]
    pub fn send(self, body: impl Into<Bytes>) -> http::Response<Body> {
        self.render().send(body)
    }
}

#[doc = include_str!("../../docs/response/shared.md")]
impl Response<Shared> {
    /// Names something that the page shows: [`revalidate_tag`](Response::revalidate_tag) with the
    /// same name says that it has changed.
    pub fn tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self {
        self.data.keep.tags.push(tag.into());
        self
    }

    /// Keeps the page for this long at most; without it, until it is revalidated.
    pub fn keep_for(&mut self, max_age: Duration) -> &mut Self {
        self.data.keep.max_age = Some(max_age);
        self
    }

    /// Answers with a body that is known in full.
    ///
    /// `Shared → http::Response`, with a `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send(mut self, body: impl Into<Bytes>) -> http::Response<Body> {
        let mut fields = self.data.into_fields();
        let body = fields.full(&self.line.method, body.into());
        fields.leave(&mut self.cookies, body)
    }
}
