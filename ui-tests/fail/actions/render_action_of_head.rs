//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Head

use headfirst::{Head, Response};

async fn page(res: Response<Head>) {
    res.into_head(); //~ E0599
}

fn main() {}
