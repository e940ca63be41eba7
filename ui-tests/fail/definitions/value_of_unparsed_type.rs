//! What a cookie holds can be shown as text, and parsed from it.

use headfirst::CookieDef;

struct User {
    id: u64,
}

fn user(_definition: &CookieDef<User>) {} //~ E0277

fn main() {}
