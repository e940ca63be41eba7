//! The auto traits and sizes of the public types.

use std::convert::Infallible;
use std::fmt;
use std::fs;
use std::future::Ready;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::Path;
use std::pin::Pin;
use std::rc::Rc;
use std::str::FromStr;

use bytes::Bytes;
use headfirst::body::{Chunk, Completion, Disconnected, RenderError, ResponseSummary, Trailer};
use headfirst::cookie::__private::{Bound, Definition, Owned, Parts, Settings};
use headfirst::cookie::{
    CookieDefBuilder, CookieError, Keys, Lost, PercentEncoded, Private, ReadCookieError,
    RemoveCookie, Signed, prefix,
};
use headfirst::events::{Event, Events, InvalidEvent};
use headfirst::header::{
    ForbiddenTrailer, HeaderError, Location, RejectedHeaders, ReservedHeader, ResponseHeaderName,
    TrailerName,
};
use headfirst::html::{InvalidNonce, Nonce};
use headfirst::middleware::{
    KeepCookiesFuture, KeepCookiesLayer, KeepCookiesService, LayeredBody, Matcher,
    MiddlewareFuture, MiddlewareLayer, MiddlewareService, PatternError, RunToEndFuture,
    RunToEndLayer, RunToEndService, WithState,
};
use headfirst::page_cache::{
    CachedBody, CachedFuture, PageCacheLayer, PageCacheService, SharedRenderError,
};
use headfirst::testing::{Browser, TextError};
use headfirst::{
    Action, ActionGuard, ActionRejection, Answered, Body, CacheControl, Cacheable, CookieDef,
    Cookies, Flush, Head, Html, InvalidOrigin, InvalidPath, InvalidRevalidation, Local, LocalBody,
    Middleware, Next, NoPlaceForCookies, NotAnAction, NothingKept, PageCache, PagePath,
    PendingHead, PendingHeadThen, Redirect, Response, Revalidation, SetCookie, Shell, Streaming,
    Writable,
};
use http::Request;
use tower::util::ServiceFn;

type Handler = ServiceFn<fn(Request<()>) -> Ready<Result<http::Response<Body>, Infallible>>>;

/// Evaluates whether a bound holds.
///
/// If it holds, the inherent constant takes precedence over that of the trait.
macro_rules! is {
    ($type:ty: $first:ident $(+ $more:ident)*) => {{
        struct Of<T: ?Sized>(PhantomData<T>);
        #[allow(dead_code, reason = "unused if the bound holds")]
        trait Otherwise {
            const HOLDS: bool = false;
        }
        impl<T: ?Sized> Otherwise for Of<T> {}
        #[allow(dead_code, reason = "unused if the bound does not hold")]
        impl<T: ?Sized + $first $(+ $more)*> Of<T> {
            const HOLDS: bool = true;
        }
        Of::<$type>::HOLDS
    }};
}

/// A cookie value that is not `Send`.
struct Text(Rc<str>);

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.into()))
    }
}

/// The types that are `Send` and `Sync`, by whether they are unwind safe.
macro_rules! types {
    ($check:ident) => {
        $check! {
            // These hold user values: callbacks, render functions or errors. After a panic, such a value may
            // be in any state.
            false: Response<Middleware>, Response<Answered>, PendingHeadThen, Response<Action>, Response<Head>, Response<Shell>,
                Response<Cacheable>, Body, TextError, Next, PendingHead, RenderError, ActionGuard,
                LayeredBody<Body>, CachedBody<Body>,
                MiddlewareFuture<Ready<Next>, Handler, ()>,
                // These hold values of other crates.
                Matcher, MiddlewareLayer<fn()>, MiddlewareService<fn(), ()>, PageCache,
                PageCacheLayer, PageCacheService<()>, CachedFuture<Body, Infallible>, RunToEndLayer,
                RunToEndService<()>;
            // These hold bytes, or values behind a lock under which no user code runs.
            true: Response<Streaming>, Cookies, SetCookie, RemoveCookie, CookieError, CookieDef,
                CookieDefBuilder<'static, prefix::Plain>, CookieDefBuilder<'static, prefix::Secure>, CookieDefBuilder<'static, prefix::Host>,
                CookieDefBuilder<'static, prefix::Http>, CookieDefBuilder<'static, prefix::HostHttp>, Keys, ReadCookieError,
                // Only the macro creates these.
                Bound<str>, Definition<'static>, Owned, Parts, Settings<'static>,
                CookieDef<[u8]>, CookieDef<PercentEncoded>, CookieDef<Signed>, CookieDef<Private>, Chunk<'static>, Disconnected, Completion, ResponseSummary,
                Trailer, ResponseHeaderName, ReservedHeader, Location, HeaderError, RejectedHeaders, TrailerName, ForbiddenTrailer, CacheControl,
                Redirect, Revalidation, PagePath, InvalidPath, InvalidRevalidation, SharedRenderError,
                RunToEndFuture<Ready<()>, ()>, NothingKept, NotAnAction, InvalidOrigin, Html, Nonce,
                InvalidNonce, Events, Event, InvalidEvent, PatternError, Lost, NoPlaceForCookies,
                ActionRejection, KeepCookiesLayer, KeepCookiesService<()>,
                KeepCookiesFuture<Ready<()>>, Browser,
                WithState<(), fn()>,
                // A definition does not contain a value.
                CookieDef<Text>, CookieDef<Private<Text>>;
        }
    };
}

/// Responses and related types can be moved to another thread and shared with it. None is
/// self-referential.
#[test]
fn everything_is_send_sync_and_unpin() {
    macro_rules! check {
        ($($unwind_safe:literal: $($type:ty),+;)+) => {$($(
            assert!(is!($type: Send + Sync), "{}", stringify!($type));
            assert!(is!($type: Unpin), "{}", stringify!($type));
        )+)+};
    }
    types!(check);
    // These are `Send` although they contain a value that is not.
    assert!(is!(Local<Ready<Rc<()>>>: Send + Sync + Unpin));
    assert!(is!(LocalBody<Rc<()>>: Send + Sync + Unpin));
    // These futures borrow the page mutably.
    assert!(
        is!(Flush<'static>: Send + Sync + Unpin) && is!(Writable<'static>: Send + Sync + Unpin)
    );
}

#[test]
fn unwind_safety_is_as_listed() {
    macro_rules! check {
        ($($unwind_safe:literal: $($type:ty),+;)+) => {$($(
            assert_eq!(is!($type: UnwindSafe), $unwind_safe, "{}", stringify!($type));
            assert_eq!(is!($type: RefUnwindSafe), $unwind_safe, "{}", stringify!($type));
        )+)+};
    }
    types!(check);
    assert!(!is!(Flush<'static>: UnwindSafe) && !is!(Writable<'static>: UnwindSafe));
}

/// The wrapped type alone decides.
#[test]
fn wrappers_have_the_auto_traits_of_the_wrapped_type() {
    type Stays = Pin<Box<dyn http_body::Body<Data = Bytes, Error = Infallible>>>;
    assert!(!is!(LayeredBody<Stays>: Send) && !is!(CachedBody<Stays>: Send));
    assert!(!is!(MiddlewareLayer<Rc<()>>: Send) && !is!(KeepCookiesService<Rc<()>>: Send));
    assert!(!is!(MiddlewareService<fn(), Rc<()>>: Send) && !is!(PageCacheService<Rc<()>>: Send));
}

fn rust_files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_public_type_is_listed() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (_, rows) = include_str!("types.rs").split_once("$check! {").unwrap();
    let mut found = 0;
    for file in files {
        let mut before = "";
        for line in file.lines() {
            let item = line.trim_start();
            let name = item.strip_prefix("pub struct ").or(item.strip_prefix("pub enum "));
            if let (Some(name), false) = (name, before.starts_with("#[allow(unnameable_types")) {
                let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap();
                let mut words = rows.split(|c: char| !c.is_alphanumeric());
                assert!(words.any(|word| word == name), "{name} has no row");
                found += 1;
            }
            before = item;
        }
    }
    assert!(found > 50);
}

#[cfg(target_pointer_width = "64")]
mod sizes {
    use super::*;

    fn size<T>() -> usize {
        size_of::<T>()
    }

    /// Compares the size with the documented number of bytes.
    #[test]
    fn a_head_is_no_larger_than_documented() {
        let source = include_str!("../../src/response/mod.rs");
        let (before, _) =
            source.split_once(" bytes larger than [`http::response::Parts`]").unwrap();
        let extra: usize = before.rsplit(' ').next().unwrap().parse().unwrap();
        let (head, parts) = (size::<Response<Head>>(), size::<http::response::Parts>());
        assert!(head <= parts + extra, "{head} and {parts}");
    }

    /// A phase has only its own data.
    #[test]
    fn a_response_is_as_large_as_the_data_of_its_phase() {
        let pointer = size::<usize>();
        // The pointer is for the length of a response without content.
        let request_line = size::<http::Method>() + size::<http::Uri>() + pointer;
        // The writer, and the place of the request's cookies.
        assert!(size::<Response<Streaming>>() <= request_line + size::<Cookies>() + 6 * pointer);
        assert!(size::<Response<Streaming>>() < size::<Response<Head>>());
        // The buffered bytes, the full frames on two stacks, and the size of the next frame.
        assert!(size::<Response<Shell>>() <= size::<Response<Head>>() + 12 * pointer);
        // The revalidations and their receiver, or the cache policy.
        assert!(size::<Response<Action>>() <= size::<Response<Head>>() + 5 * pointer);
        assert!(size::<Response<Cacheable>>() <= size::<Response<Head>>() + 6 * pointer);
        // One box holds the request and the pending head, because a middleware moves its response.
        let cookies = size::<Cookies>() + 2 * pointer;
        assert!(size::<Response<Middleware>>() <= request_line + cookies + pointer);
    }

    /// Layers move a body, most of them several times.
    #[test]
    fn a_body_is_small_enough_to_be_moved() {
        assert!(size::<Body>() <= 6 * size::<usize>());
        assert!(size::<SetCookie>() <= size::<http::HeaderValue>() + size::<usize>());
    }

    /// `Option` and `Result` add no size.
    #[test]
    fn optional_values_use_a_niche() {
        assert_eq!(size::<Option<Response<Head>>>(), size::<Response<Head>>());
        assert_eq!(size::<Option<Response<Streaming>>>(), size::<Response<Streaming>>());
        assert_eq!(size::<Option<Body>>(), size::<Body>());
        assert_eq!(size::<Option<SetCookie>>(), size::<SetCookie>());
        assert_eq!(size::<Result<SetCookie, CookieError>>(), size::<SetCookie>());
        let answer = size::<http::Response<Body>>();
        assert_eq!(size::<Result<http::Response<Body>, CookieError>>(), answer);
        assert_eq!(size::<Next>(), size::<PendingHead>());
        assert_eq!(size::<Flush<'static>>(), size::<usize>());
        assert_eq!(size::<Writable<'static>>(), size::<usize>());
    }
}
