//! The guide: documentation, and nothing else.
//!
//! A chapter is a page of `docs/guide`, which shows the programs of `guide`. `tests/guide` proves the programs,
//! and that the pages show them as they are.

/// A page per chapter, under the page that leads to them.
macro_rules! guide {
    ($($name:ident = $file:literal;)*) => {
        #[doc = include_str!("../docs/guide/index.md")]
        pub mod _guide {$(
            #[doc = include_str!(concat!("../docs/guide/", $file, ".md"))]
            pub mod $name {}
        )*}
    };
}

guide! {
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
