//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.into_head(); //~ E0599
}

fn main() {}
