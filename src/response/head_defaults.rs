//! A head that is merged into the head of another response.

use http::HeaderMap;
use http::header::CACHE_CONTROL;

use crate::header::cache_control::CacheControl;
use crate::phase::data::HeadData;

/// A head that is merged into another one, which takes precedence.
#[derive(Debug, Default)]
pub(crate) struct HeadDefaults {
    pub(crate) head: HeadData,
    /// The appended headers, which are added to the values of the other head.
    pub(crate) appended: HeaderMap,
}

impl HeadDefaults {
    /// Merges into the headers of a response, which take precedence.
    ///
    /// `sets` is whether the response sets cookies, and `adds` is whether it gains some. Returns
    /// `true` if shared caches may store the response although it gains some.
    pub(super) fn merge(self, response: &mut HeaderMap, sets: bool, adds: bool) -> bool {
        let Self { head, appended } = self;
        let headers = head.response.headers();
        for name in headers.keys() {
            let is_set = response.contains_key(name);
            let values = if is_set { &appended } else { headers }.get_all(name);
            for value in values {
                response.append(name, value.clone());
            }
        }
        let control = head.cache_control.filter(|_| !response.contains_key(CACHE_CONTROL));
        // The exception covers the cookies of the middleware, but not those of the handler.
        let allows_set_cookie =
            !sets && control.as_ref().is_some_and(CacheControl::allows_set_cookie);
        if let Some(control) = control {
            let value = match allows_set_cookie {
                true => control.to_header_value(adds),
                false => control.to_strict_header_value(sets || adds),
            };
            response.insert(CACHE_CONTROL, value);
        }
        allows_set_cookie
    }
}
