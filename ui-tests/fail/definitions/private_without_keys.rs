//! A private cookie is defined with its keys, which a constant does not have.

use headfirst::cookie::Private;
use headfirst::{CookieDef, cookie_def};

const SESSION: CookieDef<Private> = cookie_def!(CookieDef::host_prefix("__Host-session")); //~ E0277

fn main() {}
