//! That a phase lacks a capability is nothing that an `impl` can rely on.

use headfirst::{KnowsCookies, Response, Shared};

trait Late {}

impl<P: KnowsCookies> Late for Response<P> {}

impl Late for Response<Shared> {} //~ E0119

fn main() {}
