//! What a service inside a layer answers with.

use http::Response;

/// An [`http::Response`], of whatever body. Sealed.
///
/// A bound `Service<R, Response = http::Response<B>>` would do as well, and would infer the body from
/// outside. But the compiler looks for such a `B` anew wherever it meets the bound, and each layer that is
/// around another doubles how often that is; what belongs to a type it remembers.
#[diagnostic::on_unimplemented(
    message = "a layer goes around what answers with an `http::Response`, not with `{Self}`",
    label = "this answer has no head",
    note = "answer with `res.send(..)`, or make a response of it inside this layer"
)]
pub trait HttpResponse: sealed::Sealed + Into<Response<Self::Body>> {
    /// The body.
    type Body;
}

#[diagnostic::do_not_recommend]
impl<B> HttpResponse for Response<B> {
    type Body = B;
}

mod sealed {
    #[allow(unnameable_types, reason = "unnameable is what seals `super::HttpResponse`")]
    #[diagnostic::on_unimplemented(
        message = "a layer goes around what answers with an `http::Response`, not with `{Self}`",
        label = "this answer has no head",
        note = "answer with `res.send(..)`, or make a response of it inside this layer"
    )]
    pub trait Sealed {}

    #[diagnostic::do_not_recommend]
    impl<B> Sealed for http::Response<B> {}
}
