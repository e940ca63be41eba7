//! After the handler, its response is returned.

use headfirst::{Answered, Middleware, Next, Response};

async fn before(res: Response<Middleware>) -> Next {
    res.next_then(|_answer: Response<Answered>| async {}) //~ E0277
}

fn main() {}
