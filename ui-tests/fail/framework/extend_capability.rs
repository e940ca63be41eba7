//! A blanket `impl` for a capability excludes every other `impl`.

use headfirst::{CanSetCookies, Cacheable};

trait CanComment {}
impl<P: CanSetCookies> CanComment for P {}
impl CanComment for Cacheable {} //~ E0119

fn main() {}
