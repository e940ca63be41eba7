//! The index of mistakes contains all the programs, unchanged.
//!
//! The doctests of the index run the programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

struct Entry {
    sentence: &'static str,
    /// `area/name`
    place: &'static str,
    /// A code of rustc, `Err` or `Ok`.
    says: &'static str,
}

/// The pages that `src/manual/index.rs` includes.
macro_rules! mistakes {
    ($(
        #[doc = $title:literal]
        $group:ident {$(
            #[doc = $sentence:literal]
            $(#[doc = $more:literal])*
            $area:ident / $name:ident: $says:ident;
        )*}
    )*) => {
        const ENTRIES: &[Entry] = &[$($(Entry {
            sentence: $sentence,
            place: concat!(stringify!($area), "/", stringify!($name)),
            says: stringify!($says),
        },)*)*];
    };
}

include!("../src/manual/mistakes.rs");

fn path(folder: &str, place: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("ui-tests").join(folder).join(place).with_extension("rs")
}

fn program(folder: &str, entry: &Entry) -> String {
    let path = path(folder, entry.place);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no {}", path.display()))
}

#[test]
fn each_entry_has_a_mistake_its_message_and_a_corrected_program() {
    assert!(ENTRIES.len() >= 26);
    for entry in ENTRIES {
        let Entry { place, sentence, says } = entry;
        assert!(sentence.ends_with('.'), "{place}: {sentence}");
        match *says {
            "Ok" => {}
            "Err" => {
                let wrong = program("refused", entry);
                assert!(wrong.contains("unwrap_err()"), "{place}: must be a typed error");
                assert!(
                    wrong.contains("error.to_string()") || wrong.contains("refusal.to_string()")
                );
            }
            code => {
                let wrong = program("fail", entry);
                assert!(wrong.contains(&format!("//~ {code}\n")), "{place}: {code}");
            }
        }
        assert!(program("right", entry).contains("assert"), "{place}: observes nothing");
    }
}

#[test]
fn every_program_is_in_the_index_once() {
    for (folder, has) in
        [("right", (|_| true) as fn(&&Entry) -> bool), ("refused", |entry| entry.says == "Err")]
    {
        let named: Vec<_> = ENTRIES.iter().filter(has).map(|e| path(folder, e.place)).collect();
        let once: BTreeSet<_> = named.iter().cloned().collect();
        assert_eq!(once.len(), named.len(), "a program is named twice");
        let areas = fs::read_dir(path(folder, "").with_extension("")).unwrap();
        let files = areas.flat_map(|area| fs::read_dir(area.unwrap().path()).unwrap());
        let files: BTreeSet<_> = files.map(|file| file.unwrap().path()).collect();
        assert_eq!(files, once);
    }
}

#[test]
fn the_programs_of_the_index_are_short_and_run() {
    for entry in ENTRIES {
        let folders: &[_] = if entry.says == "Err" { &["refused", "right"] } else { &["right"] };
        for folder in folders {
            let program = program(folder, entry);
            let rule = program.lines().next().unwrap();
            assert!(rule.starts_with("// ") && rule.ends_with('.'), "{}", entry.place);
            assert!(program.lines().count() <= 34, "{}", entry.place);
        }
    }
    let pages = include_str!("../src/manual/index.rs");
    for attribute in ["ignore", "no_run", "should_panic"] {
        assert!(!pages.contains(attribute), "{attribute}");
    }
}
