//! The sent response can be read, but not changed.

use headfirst::body::ResponseSummary;
use headfirst::{Head, Response, SetCookie};

fn page(mut res: Response<Head>, token: SetCookie) {
    res.on_end(move |sent: &ResponseSummary| {
        sent.set_cookie(token); //~ E0599
    });
}

fn main() {}
