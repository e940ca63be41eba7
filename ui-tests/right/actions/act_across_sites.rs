// If the server cannot know its own origin, for example behind a proxy, the origin is configured.

use headfirst::{ActionGuard, NothingKept};
use http::Request;

fn main() {
    let actions = ActionGuard::new(NothingKept).allow_origin("https://shop.example").unwrap();
    let form = Request::post("/log-out")
        .header("host", "backend:8080")
        .header("origin", "https://shop.example")
        .body(())
        .unwrap();
    assert_eq!(actions.start(&form).unwrap().no_content().status(), 204);
}
