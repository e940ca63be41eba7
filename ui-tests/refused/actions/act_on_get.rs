// A link, an image or a prefetch can send a `GET`, so no action is started by one.

use headfirst::{ActionGuard, NotAnAction, NothingKept};
use http::Request;

fn main() {
    let actions = ActionGuard::new(NothingKept);
    let link = Request::get("/log-out").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let refusal = actions.start(&link).unwrap_err();
    assert_eq!(refusal, NotAnAction::Method);
    assert_eq!(refusal.status(), 403);
    assert_eq!(refusal.to_string(), "this request method cannot start an action");
}
