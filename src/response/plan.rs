// What is said of the body while the head is open. Included by `mod.rs`.

/// Planning what comes after the head.
impl<P: Phase> Response<P> {
    /// Sets `Content-Type: text/html; charset=utf-8`, and returns what opens boundaries in the page.
    pub fn html(&mut self) -> Html
    where
        P: HeadOpen,
    {
        const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
        P::insert(&mut self.data, CONTENT_TYPE, HTML);
        Html::new(P::ticket(&self.data).cloned())
    }

    /// Sets `Content-Type: text/event-stream` and `Cache-Control: no-store`, and returns what sends events.
    pub fn events(&mut self) -> Events
    where
        P: HeadOpen,
    {
        const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
        P::insert(&mut self.data, CONTENT_TYPE, EVENTS);
        P::fields_mut(&mut self.data).cache_control = Some(CacheControl::no_store());
        Events::new()
    }

    #[doc = include_str!("../../docs/response/declare_trailer.md")]
    pub fn declare_trailer(&mut self, name: TrailerName) -> Trailer
    where
        P: MayStream,
    {
        let plan = P::fields_mut(&mut self.data).plan.get_or_insert_default();
        let name = name.into_header_name();
        if !plan.trailer_names.is_empty() {
            plan.trailer_names += ", ";
        }
        plan.trailer_names += name.as_str();
        plan.trailers.declare(name)
    }

    #[doc = include_str!("../../docs/response/after.md")]
    pub fn after(&mut self, then: impl FnOnce(&Sent) + Send + 'static) -> &mut Self
    where
        P: MayStream,
    {
        P::fields_mut(&mut self.data).plan.get_or_insert_default().watchers.add(then);
        self
    }
}
