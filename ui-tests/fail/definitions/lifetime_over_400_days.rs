//! Clients cap a lifetime at 400 days.

use std::time::Duration;

use headfirst::{CookieDef, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::new("token").max_age(Duration::from_secs(34_560_001))); //~ E0080

fn main() {}
