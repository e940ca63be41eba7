// The phases that are not of one page: before it, instead of it, and for every client. Included by `mod.rs`.

/// What is set here goes into the response that comes back, whatever the handler answers; and the
/// handler sees the cookies as the client will have them.
///
/// It ends by [`next`](Self::next), by [`next_then`](Self::next_then), or by an answer of its own.
impl Response<Middleware> {
    /// CanStart with a whole request.
    #[cfg(feature = "tower")]
    #[inline(always)]
    pub(crate) fn of(request: request::Parts, place: &Lent) -> Self {
        let data = Before::of(request);
        let method = data.request.method.clone();
        // The rest stays in the request until this answers.
        let line = RequestLine { method, ..RequestLine::default() };
        Self { line, cookies: place.jar(), data }
    }

    /// Returns the headers of the request, as they were sent.
    #[must_use]
    pub fn request_headers(&self) -> &HeaderMap {
        &self.data.request.headers
    }

    /// Returns the extensions of the request, as they came, such as those of a middleware outside.
    #[must_use]
    pub fn request_extensions(&self) -> &Extensions {
        &self.data.request.extensions
    }

    #[inline(always)]
    fn pending(mut self) -> PendingHead {
        if self.cookies.get().are_changed() {
            self.cookies.get().read(&self.data.request.headers);
        }
        self.cookies.go_under();
        PendingHead { jar: self.cookies, before: self.data }
    }

    #[doc = include_str!("../../docs/response/next.md")]
    #[inline(always)]
    pub fn next(self) -> Next {
        Next::Continue(self.pending())
    }

    #[doc = include_str!("../../docs/response/next_then.md")]
    pub fn next_then<F, Fut, By>(self, then: F) -> Next
    where
        F: FnOnce(Response<Answered>) -> Fut + Send + 'static,
        Fut: Future<Output: Amended<By>> + Send + 'static,
    {
        self.cookies.get().read(&self.data.request.headers);
        let (line, stage) = (self.data.line(), Stage::new(then));
        Next::ContinueThen(PendingHeadThen {
            boxed: Box::new(Then { pending: self.pending(), line, stage }),
        })
    }

    #[doc = include_str!("../../docs/response/run.md")]
    #[cfg(feature = "axum")]
    pub async fn run(
        self,
        mut request: axum::extract::Request,
        next: axum::middleware::Next,
    ) -> Response<Answered> {
        let line = self.data.line();
        self.cookies.get().read(&self.data.request.headers);
        let pending = self.pending();
        let jar = pending.jar.again();
        pending.rewrite(&mut request);
        let lent = Lent::to(&mut request);
        let outward = pending.into_outward(&lent);
        let mut answer = next.run(request).await;
        lent.merge(Some(outward), &mut answer);
        let jar = jar.knowing(answer.headers());
        Response::of_answer(line, jar, answer.map(|body| Body::passed(Bytes::new(), body)))
    }

    /// Answers in the place of the handler.
    ///
    /// `Middleware → Head`: the handler will not see the request.
    pub fn skip_handler(mut self) -> Response<Head> {
        self.line = self.data.line();
        self.cookies.get().read(&self.data.request.headers);
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers in the place of the handler, with a body that is known in full.
    ///
    /// `Middleware → http::Response`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.skip_handler().send(body)
    }
}

/// A response to what a client interaction has started; [`ActionGuard`](crate::ActionGuard) makes it.
///
/// A function that must not run because a page is shown is an action: it takes `&mut Response<P>` with
/// `P:` [`CanAct`](crate::CanAct). Called in a page, the compiler says what to do instead.
impl Response<Action> {
    pub(crate) fn begin(
        line: RequestLine,
        headers: &HeaderMap,
        extensions: &Extensions,
        to: Arc<dyn Revalidate>,
    ) -> Self {
        Ticket::void_in(extensions);
        Self {
            line,
            cookies: Jar::open(Cookies::of_request(headers), extensions),
            data: Performed { fields: Fields::default(), changes: Changes::new(to) },
        }
    }

    #[doc = include_str!("../../docs/response/into_head.md")]
    pub fn into_head(self) -> Response<Head> {
        Response { line: self.line, cookies: self.cookies, data: self.data.into_fields() }
    }

    /// Answers with a body that is known in full.
    ///
    /// `Action → http::Response`.
    #[track_caller]
    pub fn send<By>(self, body: impl IntoContent<By>) -> http::Response<Body> {
        self.into_head().send(body)
    }
}

/// How a page cache stores the page.
impl<P: Phase> Response<P> {
    /// Names something that the page shows: [`revalidate_tag`](Response::revalidate_tag) with the
    /// same name says that it has changed.
    pub fn add_tag(&mut self, tag: impl Into<Cow<'static, str>>) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.tags.push(tag.into());
        self
    }

    /// Limits how long the page cache stores the page.
    ///
    /// Defaults to no limit: the page is stored until it is revalidated. A shorter `s-maxage`, `max-age` or
    /// `Expires` of the response prevails, in this order.
    pub fn keep_for(&mut self, max_age: Duration) -> &mut Self
    where
        P: CanSetPageCache,
    {
        self.data.max_age = Some(max_age);
        self
    }
}

#[doc = include_str!("../../docs/response/shared.md")]
impl Response<Cacheable> {
    /// Answers with a body that is known in full.
    ///
    /// `Cacheable → http::Response`, with a `Content-Length` unless the status has no content.
    #[track_caller]
    pub fn send<By>(mut self, body: impl IntoContent<By>) -> http::Response<Body> {
        let mut fields = self.data.into_fields();
        let body = fields.full(&self.line, body.into_content());
        fields.leave(&mut self.cookies, body)
    }
}
