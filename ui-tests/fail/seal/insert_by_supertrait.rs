//! A sealing trait works on the data of a response, which is private.

use headfirst::{CanSetHeaders, Response};
use http::HeaderValue;
use http::header::SET_COOKIE;

fn set<P: CanSetHeaders>(res: &mut Response<P>, token: HeaderValue) {
    P::insert(&mut res.data, SET_COOKIE, token); //~ E0616
}

fn main() {}
