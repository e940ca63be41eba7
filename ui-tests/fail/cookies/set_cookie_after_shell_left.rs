//! A shell that streams has sent the head.

use headfirst::{Head, Response, SetCookie};

fn page(token: SetCookie) -> http::Response<headfirst::Body> {
    let mut shell = Response::<Head>::new().shell();
    let response = shell.stream(|_page| async {});
    shell.set_cookie(token); //~ E0382
    response
}

fn main() {}
