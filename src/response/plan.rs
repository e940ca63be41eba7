// What is said of the body while the head is open. Included by `mod.rs`.

/// Planning what comes after the head.
impl<P: Phase> Response<P> {
    /// Sets `Content-Type: text/html; charset=utf-8`, and returns what opens boundaries in the page.
    pub fn set_html(&mut self) -> Html
    where
        P: CanSetHeaders,
    {
        P::insert(&mut self.data, CONTENT_TYPE, content_type::TEXT_HTML_UTF_8);
        Html::new(P::ticket(&self.data).cloned())
    }

    /// Sets the headers of server-sent events, and returns the sender of events.
    ///
    /// The headers are `Content-Type: text/event-stream`, `Cache-Control: no-store` and
    /// `X-Accel-Buffering: no`. Without the last one, nginx and other proxies buffer the response.
    pub fn set_event_stream(&mut self) -> Events
    where
        P: CanSetHeaders,
    {
        const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
        P::insert(&mut self.data, CONTENT_TYPE, content_type::TEXT_EVENT_STREAM);
        P::insert(&mut self.data, X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
        P::fields_mut(&mut self.data).cache_control = Some(CacheControl::no_store());
        Events::new()
    }

    #[doc = include_str!("../../docs/response/declare_trailer.md")]
    pub fn declare_trailer(&mut self, name: TrailerName) -> Trailer
    where
        P: CanSendBody,
    {
        let plan = P::fields_mut(&mut self.data).plan.get_or_insert_default();
        let name = name.into_header_name();
        if !plan.trailer_names.is_empty() {
            plan.trailer_names += ", ";
        }
        plan.trailer_names += name.as_str();
        plan.trailers.declare(name)
    }

    #[doc = include_str!("../../docs/response/on_end.md")]
    pub fn on_end(&mut self, then: impl FnOnce(&ResponseSummary) + Send + 'static) -> &mut Self
    where
        P: CanSendBody,
    {
        P::fields_mut(&mut self.data).plan.get_or_insert_default().watchers.add(then);
        self
    }
}
