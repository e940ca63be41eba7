//! A cookie value can be formatted as text, and parsed from text.

use headfirst::CookieDef;

struct User {
    id: u64,
}

fn user(_definition: &CookieDef<User>) {} //~ E0277

fn main() {}
