// A form on another site would act with the cookies of this one.

use headfirst::{ActionGuard, NotAnAction, NothingKept};
use http::Request;

fn main() {
    let actions = ActionGuard::new(NothingKept);
    let form = Request::post("/log-out").header("sec-fetch-site", "cross-site").body(()).unwrap();
    let refusal = actions.start(&form).unwrap_err();
    assert_eq!(refusal, NotAnAction::CrossOrigin);
    assert_eq!(refusal.status(), 403);
    assert_eq!(refusal.to_string(), "the request comes from another origin");
}
