//! An error of a middleware becomes a response.

use headfirst::tower::{Matcher, middleware};
use headfirst::{Middleware, Next, Response};

struct NoDatabase;

async fn authenticate(_res: Response<Middleware>) -> Result<Next, NoDatabase> {
    Err(NoDatabase)
}

fn main() {
    middleware(Matcher::everything(), authenticate); //~ E0277
}
