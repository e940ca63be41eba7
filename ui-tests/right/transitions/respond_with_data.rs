// `Json` makes data a response; HTML is sent by `send`.

use axum::Json;
use headfirst::{Head, Response};
use serde_json::json;

fn main() {
    let response = Response::<Head>::new().respond(Json(json!({ "id": 7 })));
    assert_eq!(response.headers()["content-type"], "application/json");

    let mut res = Response::<Head>::new();
    res.set_html();
    let response = res.send("<h1>Order 7</h1>");
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
}
