//! A definition is made of a builder, not of a name.

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!("token"); //~ a name is not a builder

fn main() {}
