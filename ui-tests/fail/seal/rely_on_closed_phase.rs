//! That a phase lacks a capability is nothing that an `impl` can rely on.

use headfirst::{CanReadCookies, Response, Cacheable};

trait Late {}

impl<P: CanReadCookies> Late for Response<P> {}

impl Late for Response<Cacheable> {} //~ E0119

fn main() {}
