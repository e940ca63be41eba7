//! The head, by the APIs of frameworks.

use std::time::Duration;

use actix_web::HttpResponse;
use axum_core::response::IntoResponse;
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, header};

use super::{FIELDS, NAMES, PRIVATE, crate_cookie, value};
use crate::jars;

pub(super) fn axum_extra(cookies: usize) -> HeaderMap {
    let names = NAMES[..cookies].iter();
    let jar = names.fold(CookieJar::new(), |jar, name| jar.add(crate_cookie(name)));
    let mut headers = (jar, ()).into_response().into_parts().0.headers;
    headers.extend(FIELDS);
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    headers
}

pub(super) fn tower_cookies(cookies: usize) -> HeaderMap {
    let response = jars::tower_cookies(HeaderMap::new(), |jar| {
        NAMES[..cookies].iter().for_each(|name| jar.add(crate_cookie(name)));
    });
    let mut headers = response.into_parts().0.headers;
    headers.extend(FIELDS);
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    headers
}

pub(super) fn actix(cookies: usize) -> HttpResponse {
    use actix_web::cookie::{Cookie, SameSite, time};
    let mut response = HttpResponse::NoContent();
    for (name, value) in FIELDS {
        response.insert_header((name.as_str(), value.as_bytes()));
    }
    response.insert_header(("cache-control", "private"));
    for name in &NAMES[..cookies] {
        let cookie = Cookie::build(*name, value()).path("/").secure(true).http_only(true);
        let cookie = cookie.same_site(SameSite::Lax).max_age(time::Duration::days(1));
        response.cookie(cookie.finish());
    }
    response.finish()
}

pub(super) fn poem(cookies: usize) -> ::poem::Response {
    use ::poem::web::cookie::{Cookie, SameSite};
    jars::poem(HeaderMap::new(), move |jar| {
        for name in &NAMES[..cookies] {
            let mut cookie = Cookie::new_with_str(*name, value());
            cookie.set_path("/");
            cookie.set_secure(true);
            cookie.set_http_only(true);
            cookie.set_same_site(SameSite::Lax);
            cookie.set_max_age(Duration::from_secs(86_400));
            jar.add(cookie);
        }
        let mut response = ::poem::Response::default();
        response.headers_mut().extend(FIELDS);
        response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE);
        response
    })
}
