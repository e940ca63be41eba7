//! An error leaves with the head, so that no cookie is lost on the way.

use headfirst::{Body, Failed, Head, Response};

async fn page(res: Response<Head>) -> Result<http::Response<Body>, Failed<std::io::Error>> {
    let orders = std::fs::read("orders")?; //~ E0277
    Ok(res.send(orders))
}

fn main() {}
