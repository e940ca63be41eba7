//! A helper for several phases names the capability that it needs.

use headfirst::header::VARY;
use headfirst::{Action, Head, Response, header_value};

fn vary(res: &mut Response<Head>) {
    res.insert_header(VARY, header_value!("cookie"));
}

fn log_in(res: &mut Response<Action>) {
    vary(res); //~ E0308
}

fn main() {}
