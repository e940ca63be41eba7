//! An error of a middleware becomes a response.

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Next, Response};

async fn authenticate(_res: Response<Middleware>) -> Result<Next, std::io::Error> {
    Err(std::io::Error::other("no database"))
}

fn main() {
    middleware(Matcher::everything(), authenticate); //~ E0277
}
