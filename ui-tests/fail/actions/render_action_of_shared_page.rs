//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.render(); //~ E0599
}

fn main() {}
