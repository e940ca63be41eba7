//! A middleware of `from_fn` ends in one type.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::IntoResponse;
use headfirst::{Middleware, Response};

async fn protect(res: Response<Middleware>, request: Request, next: Next) -> impl IntoResponse {
    if res.cookies().get("session").is_none() {
        return res.redirect("/login");
    }
    res.run(request, next).await //~ E0308
}

fn main() {}
