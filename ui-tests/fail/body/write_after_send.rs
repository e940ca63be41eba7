//! A response that was sent accepts no more bytes.

use headfirst::{Response, Shell};

fn page(mut shell: Response<Shell>) -> http::Response<headfirst::Body> {
    shell.write("<h1>Orders</h1>");
    let response = shell.send();
    shell.write("<p>none</p>"); //~ E0382
    response
}

fn main() {}
