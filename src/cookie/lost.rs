//! Lost cookies, and the callback that reports them.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use http::HeaderValue;

use super::relayed;

/// The lost cookies of a dropped response.
///
/// Cookies are lost if the request had no place to keep them. They are reported to [`on_lost`], and
/// with the feature `tracing` to the subscriber, at the level `WARN`.
pub struct Lost {
    lines: Vec<HeaderValue>,
}

impl Lost {
    /// Returns the names, each as often as it was set.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(relayed::name)
    }
}

type Hook = Arc<dyn Fn(&Lost) + Send + Sync>;

static HOOK: RwLock<Option<Hook>> = RwLock::new(None);

/// Registers the callback for lost cookies in this process.
///
/// It replaces the previous callback. It is meant for tests, in which a lost cookie is a bug. The
/// callback runs on the thread that drops the response. It may panic. If the thread is already
/// panicking, a panic of the callback is caught.
///
/// # Examples
/// ```
/// use std::sync::mpsc;
///
/// use headfirst::cookie::on_lost;
/// use headfirst::{CookieDef, Head, Response, cookie_def};
///
/// const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
///
/// let (tell, told) = mpsc::channel();
/// on_lost(move |lost| tell.send(lost.names().collect::<String>()).unwrap());
///
/// let mut res = Response::<Head>::new();
/// res.set_cookie(TOKEN.value("t2"))?;
/// drop(res);
/// assert_eq!(told.recv()?, "__Host-token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn on_lost(hook: impl Fn(&Lost) + Send + Sync + 'static) {
    *HOOK.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(hook));
}

/// Reports the cookies of these lines, if there are any.
#[cold]
pub(crate) fn report(lines: Vec<HeaderValue>) {
    if lines.is_empty() {
        return;
    }
    let lost = Lost { lines };
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: "headfirst",
        cookies = ?lost,
        "a response with cookies was dropped where nothing keeps them: add `KeepCookiesLayer`, call \
         `keep_cookies`, or drop it by `drop_with_cookies`",
    );
    let hook = HOOK.read().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(hook) = hook else { return };
    if thread::panicking() {
        // A second panic would abort the process.
        let _ = catch_unwind(AssertUnwindSafe(|| hook(&lost)));
    } else {
        hook(&lost);
    }
}

/// Formats the names, without the values, which may be secrets.
impl fmt::Debug for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
