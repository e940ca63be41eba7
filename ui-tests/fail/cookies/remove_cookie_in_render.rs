//! A cookie removed in a render function would stay with the client.

use headfirst::cookie::RemoveCookie;
use headfirst::{Response, Streaming};

async fn log_out(mut page: Response<Streaming>, token: RemoveCookie) {
    page.remove_cookie(token); //~ E0277
}

fn main() {}
