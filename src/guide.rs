//! The guide: documentation, and nothing else.
//!
//! A chapter is a page of `docs/guide`, which shows the programs of `guide`. `tests/guide` proves the programs,
//! and that the pages show them as they are; `tests/migrate` proves the pages of `docs/migrate`.

/// A module per page, in a module for the page that leads to them.
macro_rules! pages {
    ($all:ident in $folder:literal: $($name:ident = $file:literal;)*) => {
        #[doc = include_str!(concat!("../docs/", $folder, "/index.md"))]
        pub mod $all {$(
            #[doc = include_str!(concat!("../docs/", $folder, "/", $file, ".md"))]
            pub mod $name {}
        )*}
    };
}

pages! {
    _guide in "guide":
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
    _migrate in "migrate":
    tower_cookies = "tower_cookies";
    axum_extra = "axum_extra";
    tower_sessions = "tower_sessions";
    set_cookie = "set_cookie";
    next_js = "next_js";
}
