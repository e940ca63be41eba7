//! A blanket `impl` for a capability excludes every other `impl`.

use headfirst::{CookiesOpen, Shared};

trait CanComment {}
impl<P: CookiesOpen> CanComment for P {}
impl CanComment for Shared {} //~ E0119

fn main() {}
