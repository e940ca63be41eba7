//! A cookie for other sites is `Secure`.

use headfirst::cookie::SameSite;
use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").without_secure().same_site(SameSite::None)); //~ E0080

fn main() {}
