//! The names of `http::header` that can be set directly on a response.

use http::header;

use super::ResponseHeaderName;

macro_rules! names {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("[`http::header::", stringify!($name), "`], which can be set directly.")]
            pub const $name: ResponseHeaderName = ResponseHeaderName(header::$name);
        )*
    };
}

names! {
    ACCEPT_RANGES
    ACCESS_CONTROL_ALLOW_CREDENTIALS
    ACCESS_CONTROL_ALLOW_HEADERS
    ACCESS_CONTROL_ALLOW_METHODS
    ACCESS_CONTROL_ALLOW_ORIGIN
    ACCESS_CONTROL_EXPOSE_HEADERS
    ACCESS_CONTROL_MAX_AGE
    AGE
    ALLOW
    ALT_SVC
    CACHE_STATUS
    CONTENT_DISPOSITION
    CONTENT_ENCODING
    CONTENT_LANGUAGE
    CONTENT_LOCATION
    CONTENT_RANGE
    CONTENT_SECURITY_POLICY
    CONTENT_SECURITY_POLICY_REPORT_ONLY
    CONTENT_TYPE
    DATE
    ETAG
    EXPIRES
    LAST_MODIFIED
    LINK
    LOCATION
    PRAGMA
    PROXY_AUTHENTICATE
    REFERRER_POLICY
    REFRESH
    RETRY_AFTER
    SERVER
    STRICT_TRANSPORT_SECURITY
    VARY
    VIA
    WWW_AUTHENTICATE
    X_CONTENT_TYPE_OPTIONS
    X_DNS_PREFETCH_CONTROL
    X_FRAME_OPTIONS
    X_XSS_PROTECTION
}
