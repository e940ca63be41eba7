//! What was sent can be read, and not changed.

use headfirst::body::Sent;
use headfirst::{Head, Response, SetCookie};

fn page(mut res: Response<Head>, token: SetCookie) {
    res.after(move |sent: &Sent| {
        sent.set_cookie(token); //~ E0599
    });
}

fn main() {}
