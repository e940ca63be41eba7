//! The response type of a service inside a layer.

use http::{Request, Response};
use tower_service::Service;

/// An [`http::Response`] with a body of any type.
///
/// This trait is sealed.
///
/// A bound `Service<R, Response = http::Response<B>>` on the layer would be enough, and would also
/// let the compiler infer the body type from the context. But the compiler would search for `B`
/// again each time it meets the bound, and each surrounding layer doubles how often that happens.
/// In contrast, the compiler caches the associated type of this trait.
#[diagnostic::on_unimplemented(
    message = "a layer needs a service that returns an `http::Response`, not `{Self}`",
    label = "not an `http::Response`",
    note = "return the result of `res.send(..)`, or convert it to a response inside this layer"
)]
pub trait HttpResponse: sealed::Sealed + Into<Response<Self::Body>> {
    /// The body type.
    type Body;
}

#[diagnostic::do_not_recommend]
impl<B> HttpResponse for Response<B> {
    type Body = B;
}

/// The response body of a service.
pub(crate) type BodyOf<S, A> = <<S as Service<Request<A>>>::Response as HttpResponse>::Body;

mod sealed {
    #[allow(unnameable_types, reason = "unnameable is what seals `super::HttpResponse`")]
    #[diagnostic::on_unimplemented(
        message = "a layer needs a service that returns an `http::Response`, not `{Self}`",
        label = "not an `http::Response`",
        note = "return the result of `res.send(..)`, or convert it to a response inside this layer"
    )]
    pub trait Sealed {}

    #[diagnostic::do_not_recommend]
    impl<B> Sealed for http::Response<B> {}
}
