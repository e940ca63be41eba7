//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Head

use headfirst::{Head, Response};

async fn page(res: Response<Head>) {
    res.render(); //~ E0599
}

fn main() {}
