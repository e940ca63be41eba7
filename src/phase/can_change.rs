//! Capabilities to start a response, and to read and change what it consists of.

use super::can_send::{CanRelay, CanSendHeadOnly};
use super::{
    Action, Answered, Cacheable, Head, Middleware, Phase, Shell, Streaming, access, sealed,
};

/// Capability: a response can be created in this phase, from the request that it answers.
#[diagnostic::on_unimplemented(
    message = "a response cannot start in phase `{Self}`",
    label = "created by an earlier phase or a check",
    note = "start with `Response::<Head>::for_request(&request)`",
    note = "an action starts with a request that was checked: `guard.start(&request)?`"
)]
pub trait CanStart: Phase + sealed::StartData {}

#[diagnostic::do_not_recommend]
impl CanStart for Middleware {}
#[diagnostic::do_not_recommend]
impl CanStart for Head {}
#[diagnostic::do_not_recommend]
impl CanStart for Cacheable {}

/// Capability: the cookies of the request can be read.
///
/// # Examples
/// ```
/// use headfirst::{CanReadCookies, Head, Response};
///
/// fn is_dark<P: CanReadCookies>(res: &Response<P>) -> bool {
///     res.cookies().get("theme") == Some("dark")
/// }
///
/// let request = http::Request::get("/").header("cookie", "theme=dark").body(())?;
/// let res = Response::<Head>::for_request(&request);
/// assert!(is_dark(&res));
/// # let _ = res.no_content();
/// # Ok::<(), http::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "cookies cannot be read in phase `{Self}`",
    label = "this page may be cached for other clients",
    note = "a page that reads cookies starts as a `Response<Head>`, which the page cache never stores"
)]
pub trait CanReadCookies: Phase {}

#[diagnostic::do_not_recommend]
impl CanReadCookies for Middleware {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Action {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Head {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Shell {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Answered {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Streaming {}

/// Capability: headers can be read, inserted and appended.
#[diagnostic::on_unimplemented(
    message = "headers cannot be read or changed in phase `{Self}`",
    label = "the head may already have been sent",
    note = "set headers on the `Response<Head>` or the shell, before `stream(render)`",
    note = "the head is sent before the body, so it cannot be changed once the body streams"
)]
pub trait CanSetHeaders: Phase + access::HasHead {}

#[diagnostic::do_not_recommend]
impl CanSetHeaders for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Action {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Head {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Cacheable {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Answered {}

/// Capability: the status can be read.
#[diagnostic::on_unimplemented(
    message = "the status cannot be read in phase `{Self}`",
    label = "not known yet, or already sent",
    note = "middleware reads the status of the handler in `res.next_then(|answer| ..)`",
    note = "in a render function, read it before `stream(render)` and move it in"
)]
pub trait CanReadStatus: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanReadStatus for Action {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Head {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Shell {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Cacheable {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Answered {}

/// Capability: the status can be set.
#[diagnostic::on_unimplemented(
    message = "the status cannot be set in phase `{Self}`",
    label = "the status is not decided in this phase",
    note = "set it on the `Response<Head>` or the shell; middleware calls `skip_handler()` first",
    note = "a render function runs after the head was sent; in middleware, the handler decides"
)]
pub trait CanSetStatus: CanReadStatus {}

#[diagnostic::do_not_recommend]
impl CanSetStatus for Action {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Head {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Cacheable {}

/// Capability: cookies, which are a part of the head, can be set and removed.
///
/// # Examples
/// ```
/// use headfirst::cookie::CookieError;
/// use headfirst::{CanSetCookies, CookieDef, Head, Response, cookie_def};
///
/// const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));
///
/// fn mark_seen<P: CanSetCookies>(res: &mut Response<P>) -> Result<(), CookieError> {
///     res.set_cookie(SEEN.value("1"))?;
///     Ok(())
/// }
///
/// let mut shell = Response::<Head>::new().shell();
/// mark_seen(&mut shell)?;
/// assert_eq!(shell.cookies().get(&SEEN), Some("1"));
/// # let _ = shell.send();
/// # Ok::<(), CookieError>(())
/// ```
///
/// In a render function, the head has already been sent:
/// ```compile_fail,E0277
/// use headfirst::{CanSetCookies, Response, Streaming};
///
/// fn mark_seen<P: CanSetCookies>(res: &mut Response<P>) {}
///
/// async fn render(mut page: Response<Streaming>) {
///     mark_seen(&mut page);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "cookies cannot be set or removed in phase `{Self}`",
    label = "this phase sends no `Set-Cookie`",
    note = "set cookies on the `Response<Head>` or the shell, before `stream(render)`",
    note = "the head is sent before the body, so it cannot be changed once the body streams",
    note = "a `Response<Cacheable>` is for every client: a page with a cookie takes a `Response<Head>`"
)]
pub trait CanSetCookies: CanSetHeaders + CanReadCookies {}

#[diagnostic::do_not_recommend]
impl CanSetCookies for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Action {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Head {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Answered {}

/// Capability: the request that the handler will see can be changed.
#[diagnostic::on_unimplemented(
    message = "the request cannot be changed in phase `{Self}`",
    label = "the handler may already have read it",
    note = "do it in middleware, on the `Response<Middleware>`, before `next()`",
    note = "`set_cookie` sets a cookie of the client, and `cookies()` shows it in this phase too"
)]
pub trait CanChangeRequest: Phase + access::HasRequestChanges {}

impl CanChangeRequest for Middleware {}

/// Capability: cached pages can be marked as out of date.
#[diagnostic::on_unimplemented(
    message = "pages cannot be revalidated in phase `{Self}`",
    label = "only an action can revalidate pages",
    note = "do it in an action, which takes `&mut Response<P>` with `P: CanAct`, before `into_head()`",
    note = "rendering a page does not change data, so it has nothing to revalidate"
)]
pub trait CanRevalidate: Phase + access::HasRevalidations {}

impl CanRevalidate for Action {}

/// Capability: actions, which are functions that change what pages show, can be called.
///
/// It is the bound of such a function, and includes every capability of a
/// [`Response<Action>`](crate::Response):
/// ```
/// use headfirst::cookie::CookieError;
/// use headfirst::{CanAct, CookieDef, Response, cookie_def};
///
/// const CART: CookieDef = cookie_def!(CookieDef::new("cart"));
///
/// fn empty_cart<P: CanAct>(res: &mut Response<P>) -> Result<(), CookieError> {
///     res.revalidate_tag("cart").remove_cookie(&CART)?;
///     Ok(())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "an action cannot be called in phase `{Self}`",
    label = "no client interaction has started this",
    note = "an action changes data, so only a form or a script of this site starts it: give it a route of \
            its own, whose handler takes a `Response<Action>`",
    note = "a function that only sets cookies takes `P: CanSetCookies`: pages and middleware can call it too"
)]
pub trait CanAct:
    CanSetCookies + CanSetStatus + CanRevalidate + CanSendHeadOnly + CanRelay + Phase
{
}

impl CanAct for Action {}

/// Capability: the page can say how a page cache stores it.
#[diagnostic::on_unimplemented(
    message = "no page cache stores a response in phase `{Self}`",
    label = "only a cacheable page has cache tags",
    note = "take a `Response<Cacheable>`, and call this before the page is sent",
    note = "it has no cookies, so that the page is the same for every client"
)]
pub trait CanSetPageCache: Phase + access::HasCacheableData {}

impl CanSetPageCache for Cacheable {}
