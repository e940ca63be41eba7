//! An index of mistakes, as rustc has one of its errors: it is documentation, and nothing else.
//!
//! `mistakes/list.rs` is the list. An entry is named like its programs: `area / name` is
//! `ui-tests/fail/area/name.rs`, with the code that rustc gives it, and its twin in `ui-tests/right`.
//! A mistake that is known only when the program runs is an `Err`, and its program is in
//! `ui-tests/refused`; one that is none here is `Ok`. The programs are doctests, so rustdoc proves the
//! codes and runs what compiles; `tests/mistakes.rs` reads the same list.

/// The text of a file in `ui-tests`.
macro_rules! text {
    ($folder:literal, $area:ident, $name:ident, $suffix:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            concat!("/ui-tests/", $folder, "/", stringify!($area), "/", stringify!($name), $suffix)
        ))
    };
}

/// What follows the sentences of an entry.
macro_rules! programs {
    (Ok, $area:ident, $name:ident) => {
        concat!("# Here it works\n```\n", text!("right", $area, $name, ".rs"), "```")
    };
    (Err, $area:ident, $name:ident) => {
        concat!(
            "# The mistake, and its `Err`\n```\n",
            text!("refused", $area, $name, ".rs"),
            "```\n# Instead\n```\n",
            text!("right", $area, $name, ".rs"),
            "```",
        )
    };
    ($code:ident, $area:ident, $name:ident) => {
        concat!(
            concat!("# The mistake\n```compile_fail,", stringify!($code), "\n"),
            text!("fail", $area, $name, ".rs"),
            "```\n# What the compiler says\n```text\n",
            text!("fail", $area, $name, ".stderr"),
            "```\n# Instead\n```\n",
            text!("right", $area, $name, ".rs"),
            "```",
        )
    };
}

/// Makes a page of each entry, and a table of contents of their first sentences.
macro_rules! mistakes {
    ($(
        #[doc = $title:literal]
        $group:ident {$(
            #[doc = $sentence:literal]
            $(#[doc = $more:literal])*
            $area:ident / $name:ident: $says:ident;
        )*}
    )*) => {
        #[doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mistakes.md"))]
        $(
            #[doc = concat!("\n#", $title, "\n")]
            $(
                #[doc = concat!(
                    concat!("- [", $sentence, "]"),
                    concat!("(_mistakes::", stringify!($group), "::", stringify!($name), ")"),
                )]
            )*
        )*
        pub mod _mistakes {
            $(
                #[doc = $title]
                pub mod $group {
                    $(
                        #[doc = $sentence]
                        $(#[doc = $more])*
                        #[doc = ""]
                        #[doc = programs!($says, $area, $name)]
                        pub mod $name {}
                    )*
                }
            )*
        }
    };
}

include!("mistakes/list.rs");
