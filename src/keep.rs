//! Running a handler so that no cookie is lost, where there is no tower to do it.

use std::future::Future;

use http::{Request, Response};

use crate::response::Lent;

/// Runs a handler for a request, and answers with nothing lost that was set.
///
/// For servers without tower, as `middleware::KeepCookiesLayer` is for those with it:
/// cookies that were written on a response to this request leave with its answer, also where that response was
/// dropped, by a `?` or in a future that has timed out inside of the handler. A cookie that the answer sets
/// itself wins.
///
/// The handler returns an [`http::Response`], or a `Result` whose error becomes one.
///
/// # Cancel safety
/// Dropped before its end, it answers nothing, and what was set is gone.
///
/// # Examples
/// A service of hyper:
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
    let lent = Lent::to(&mut request);
    let answer = handler(request).await;
    let mut response = answer.into_response();
    lent.merge(None, &mut response);
    response
}

/// What a handler of [`keep_cookies`] answers: an [`http::Response`], or a `Result` whose error becomes one.
/// Sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a handler answers with",
    label = "neither a response nor a `Result` of one",
    note = "return `res.send(..)`, or a `Result` whose error is `Into<http::Response<B>>`"
)]
pub trait Answer: sealed::Sealed {
    /// The body of the response.
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
        message = "`{Self}` is not what a handler answers with",
        label = "neither a response nor a `Result` of one",
        note = "return `res.send(..)`, or a `Result` whose error is `Into<http::Response<B>>`"
    )]
    pub trait Sealed {}

    #[diagnostic::do_not_recommend]
    impl<B> Sealed for Response<B> {}
    #[diagnostic::do_not_recommend]
    impl<B, E: Into<Response<B>>> Sealed for Result<Response<B>, E> {}
}
