//! A render function outlives the handler, so it cannot borrow from it.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    let title = String::from("Orders");
    let title = title.as_str(); //~ E0597
    res.stream(move |mut page| async move {
        page.write(title);
    })
}

fn main() {}
