//! An `impl` cannot rely on the absence of a capability.

use headfirst::{CanReadCookies, Response, Cacheable};

trait Late {}

impl<P: CanReadCookies> Late for Response<P> {}

impl Late for Response<Cacheable> {} //~ E0119

fn main() {}
