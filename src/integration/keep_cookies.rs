//! A function that keeps the cookies of a handler, for servers without tower.

use std::future::Future;

use http::{Request, Response};

use crate::response::PlaceGuard;

/// Runs a handler, and adds the cookies that it has set to its response.
///
/// Use this function on a server without tower, and `middleware::KeepCookiesLayer` on one with
/// tower.
///
/// The cookies of every [`Response`](crate::Response) to this request are sent with the response
/// that the handler returns. This includes a `Response` that was dropped, by a `?` or in a future
/// that timed out inside the handler. If the returned response sets a cookie itself, that cookie
/// wins.
///
/// The handler returns an [`http::Response`], or a `Result` whose error is converted to one.
///
/// # Cancel safety
/// This function is not cancel safe. If the future is dropped before it completes, there is no
/// response, and the cookies are lost unless an outer layer keeps them.
///
/// # Examples
/// A hyper service:
/// ```
/// use std::convert::Infallible;
///
/// use headfirst::cookie::CookieError;
/// use headfirst::{Body, CookieDef, Head, Response, cookie_def, keep_cookies};
/// use http::{Request, StatusCode};
///
/// const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
///
/// enum AppError {
///     Cookie(CookieError),
///     Database,
/// }
/// # impl From<CookieError> for AppError {
/// #     fn from(error: CookieError) -> Self {
/// #         Self::Cookie(error)
/// #     }
/// # }
///
/// impl From<AppError> for http::Response<Body> {
///     fn from(_error: AppError) -> Self {
///         Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR).send("sorry")
///     }
/// }
///
/// async fn orders() -> Result<String, AppError> {
///     Err(AppError::Database)
/// }
///
/// async fn page<B>(request: Request<B>) -> Result<http::Response<Body>, AppError> {
///     let mut res = Response::<Head>::for_request(&request);
///     res.set_cookie(TOKEN.value("t2"))?;
///     let orders = orders().await?;
///     Ok(res.send(orders))
/// }
///
/// async fn service<B>(request: Request<B>) -> Result<http::Response<Body>, Infallible> {
///     Ok(keep_cookies(request, page).await)
/// }
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # let answer = runtime.block_on(service(Request::new(()))).unwrap();
/// # assert_eq!(answer.status(), 500);
/// # assert!(answer.headers().contains_key("set-cookie"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn keep_cookies<A, F, Fut>(
    mut request: Request<A>,
    handler: F,
) -> Response<<Fut::Output as Answer>::Body>
where
    F: FnOnce(Request<A>) -> Fut,
    Fut: Future<Output: Answer>,
{
    let place = PlaceGuard::attach(&mut request);
    let answer = handler(request).await;
    let mut response = answer.into_response();
    place.merge(None, &mut response);
    response
}

/// A return type of a [`keep_cookies`] handler.
///
/// It is an [`http::Response`], or a `Result` whose error is converted to one. This trait is
/// sealed.
#[diagnostic::on_unimplemented(
    message = "a handler of `keep_cookies` cannot return `{Self}`",
    label = "neither a response nor a `Result` of one",
    note = "return `res.send(..)`, or a `Result` whose error is `Into<http::Response<B>>`"
)]
pub trait Answer: sealed::Sealed {
    /// The body type of the response.
    type Body;

    #[doc(hidden)]
    fn into_response(self) -> Response<Self::Body>;
}

#[diagnostic::do_not_recommend]
impl<B> Answer for Response<B> {
    type Body = B;

    fn into_response(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<B, E: Into<Response<B>>> Answer for Result<Response<B>, E> {
    type Body = B;

    fn into_response(self) -> Response<B> {
        self.unwrap_or_else(E::into)
    }
}

mod sealed {
    use http::Response;

    #[allow(unnameable_types, reason = "unnameable is what seals `super::Answer`")]
    #[diagnostic::on_unimplemented(
        message = "a handler of `keep_cookies` cannot return `{Self}`",
        label = "neither a response nor a `Result` of one",
        note = "return `res.send(..)`, or a `Result` whose error is `Into<http::Response<B>>`"
    )]
    pub trait Sealed {}

    #[diagnostic::do_not_recommend]
    impl<B> Sealed for Response<B> {}
    #[diagnostic::do_not_recommend]
    impl<B, E: Into<Response<B>>> Sealed for Result<Response<B>, E> {}
}
