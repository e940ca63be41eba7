//! The prelude shadows no crate, and the definition of a cookie needs no other crate.

#![allow(unused_imports, reason = "they are what is tested")]

use axum::Router;
use axum::body::Body as AxumBody;
use cookie::Key as CrateKey;
use headfirst::cookie::{Cookie, Expiration, Key, SameSite};
use headfirst::prelude::*;
use tower::ServiceExt;

const THEME: CookieDef = cookie_def!(CookieDef::new("theme").same_site(SameSite::Strict));

async fn page(mut res: Response<Head>) -> Result<http::Response<Body>, CookieError> {
    res.set_cookie(THEME.value("dark"))?;
    Ok(res.send(""))
}

/// A file that needs the module and the `Next` of axum beside the ones of the library.
mod beside_axum {
    use axum::extract::Request;
    use axum::middleware::{self, Next};
    use axum::response::Response as AxumResponse;
    use headfirst::prelude::*;

    async fn around(request: Request, next: Next) -> AxumResponse {
        next.run(request).await
    }

    async fn before(res: Response<Middleware>) -> headfirst::Next {
        res.next()
    }

    pub(super) fn router() -> axum::Router {
        axum::Router::new()
            .layer(middleware::from_fn(around))
            .layer(middleware(Matcher::everything(), before))
    }
}

/// A module that imports the whole library: only `use cookie::..` is ambiguous then, and `::cookie` is not.
mod whole {
    use ::cookie::Cookie as CrateCookie;
    use axum::routing::get;
    use headfirst::*;
    use tower::service_fn;

    pub(super) fn router() -> axum::Router {
        let _: fn(_) -> _ = service_fn::<fn(())>;
        let cookie: CrateCookie<'_> = cookie::Cookie::new("a", "b");
        drop(cookie);
        axum::Router::new().route("/", get(async || Response::<Head>::new().no_content()))
    }
}

#[test]
fn main() {
    let _ = beside_axum::router();
    let _ = whole::router();
    let _: Router = axum::Router::new().route("/", axum::routing::get(page));
    let _: cookie::Cookie<'_> = Cookie::new("a", "b");
    let _: tower::util::BoxCloneService<(), (), ()>;
}
