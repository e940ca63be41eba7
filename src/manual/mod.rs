//! The manual of this crate. It contains only documentation.
//!
//! - [`guide`]: how a typestate API is built, in twelve chapters with exercises.
//! - [`migrate`]: how to move a site from other libraries to this one.
//! - [`mistakes`]: an index of mistakes, with the compiler output and the correct program for each.
//! - [`attacks`]: the known ways to bypass a typestate, and what prevents each of them.
//! - [`escape_hatches`]: what the types do not prevent.

// A page is a file in `docs`. Those of the guide show the programs in `guide`: `tests/guide` proves the programs, and
// that the pages show them unchanged. `tests/migrate` proves the pages of `docs/migrate`.

#[macro_use]
mod index;

/// Creates a module for each page, below the page that links to it.
macro_rules! pages {
    ($all:ident in $folder:literal: $($name:ident = $file:literal;)*) => {
        #[doc = include_str!(concat!("../../docs/", $folder, "/index.md"))]
        pub mod $all {$(
            #[doc = include_str!(concat!("../../docs/", $folder, "/", $file, ".md"))]
            pub mod $name {}
        )*}
    };
}

pages! {
    guide in "guide":
    _01_flags_and_enums = "01";
    _02_a_type_per_state = "02";
    _03_phantom_parameters = "03";
    _04_closed_sets = "04";
    _05_data_per_phase = "05";
    _06_capabilities = "06";
    _07_messages = "07";
    _08_steps = "08";
    _09_callbacks = "09";
    _10_contexts_and_proofs = "10";
    _11_tests_and_attacks = "11";
    _12_costs_and_limits = "12";
    _13_design_your_own = "design";
    _14_build_on_headfirst = "framework";
}

pages! {
    migrate in "migrate":
    tower_cookies = "tower_cookies";
    axum_extra = "axum_extra";
    tower_sessions = "tower_sessions";
    set_cookie = "set_cookie";
    next_js = "next_js";
}

include!("mistakes.rs");

#[doc = include_str!("../../docs/attacks.md")]
pub mod attacks {}

#[doc = include_str!("../../docs/escape-hatches.md")]
pub mod escape_hatches {}
