//! A trait object of a phase is no phase of a response.

use headfirst::{KnowsCookies, Response};

fn page(_res: &Response<dyn KnowsCookies<Data = ()>>) {} //~ E0277

fn main() {}
