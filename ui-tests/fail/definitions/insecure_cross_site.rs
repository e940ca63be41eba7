//! A cookie for other sites is `Secure`.

use headfirst::cookie::SameSite;
use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::plain("token").insecure().same_site(SameSite::None)); //~ E0080

fn main() {}
