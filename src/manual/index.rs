//! The macro that creates the index of mistakes.
//!
//! The index is like the index of compiler errors of rustc. `mistakes.rs` is the list. It is one
//! file, because one call of the macro creates the table of contents. The name of an entry,
//! `area / name`, is the name of its programs. The mistake is `ui-tests/fail/area/name.rs`, with
//! the error code of rustc, and the correct program has the same name in `ui-tests/right`. A
//! mistake that is found at run time has the code `Err`, and its program is in `ui-tests/refused`.
//! A mistake in other frameworks that works in this crate has the code `Ok`.
//!
//! The programs are doctests, so rustdoc checks the codes and runs what compiles. A program that
//! compiles begins with `//`: rustdoc compiles each program with a `//!` on its own.
//! `tests/mistakes.rs` reads the same list.

/// Includes the text of a file in `ui-tests`.
macro_rules! text {
    ($folder:literal, $area:ident, $name:ident, $suffix:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            concat!("/ui-tests/", $folder, "/", stringify!($area), "/", stringify!($name), $suffix)
        ))
    };
}

/// Creates the sections that follow the description of an entry.
macro_rules! programs {
    (Ok, $area:ident, $name:ident) => {
        concat!("# What works here\n```\n", text!("right", $area, $name, ".rs"), "```")
    };
    (Err, $area:ident, $name:ident) => {
        concat!(
            "# The mistake and its error\n```\n",
            text!("refused", $area, $name, ".rs"),
            "```\n# The correct program\n```\n",
            text!("right", $area, $name, ".rs"),
            "```",
        )
    };
    ($code:ident, $area:ident, $name:ident) => {
        concat!(
            concat!("# The mistake\n```compile_fail,", stringify!($code), "\n"),
            text!("fail", $area, $name, ".rs"),
            "```\n# The compiler output\n```text\n",
            text!("fail", $area, $name, ".stderr"),
            "```\n# The correct program\n```\n",
            text!("right", $area, $name, ".rs"),
            "```",
        )
    };
}

/// Creates a page for each entry, and a table of contents.
///
/// The table of contents consists of the first sentences of the entries.
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
                    concat!("(mistakes::", stringify!($group), "::", stringify!($name), ")"),
                )]
            )*
        )*
        pub mod mistakes {
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
