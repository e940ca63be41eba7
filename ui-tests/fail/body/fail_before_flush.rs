//! A render that ends with a flush has the error of the flush, to which no other error converts.

use headfirst::{Body, Head, Response};

fn page(res: Response<Head>) -> http::Response<Body> {
    res.stream(async |mut page| {
        let orders = std::fs::read_to_string("orders.html")?; //~ E0277
        page.write(orders).flush().await
    })
}

fn main() {}
