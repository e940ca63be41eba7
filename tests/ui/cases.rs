//! The cases on disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui-tests");

/// A program that must not compile.
pub(crate) struct Case {
    path: PathBuf,
    text: String,
    snapshot: String,
}

impl Case {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `area/what_the_user_did`
    pub(crate) fn name(&self) -> String {
        let path = self.path.strip_prefix(format!("{ROOT}/fail")).unwrap().with_extension("");
        path.to_str().unwrap().to_owned()
    }

    /// Returns the line of the mistake and the expected error code, or `None` if rustc has no code.
    pub(crate) fn mistake(&self) -> (usize, Option<&str>) {
        let marked: Vec<_> =
            self.text.lines().enumerate().filter(|l| l.1.contains("//~ ")).collect();
        let [(line, text)] = marked[..] else { panic!("{}: one `//~`", self.name()) };
        let code = text.split_once("//~ ").unwrap().1;
        (line + 1, code.starts_with('E').then_some(code))
    }

    pub(crate) fn snapshot(&self) -> &str {
        &self.snapshot
    }

    /// Returns the notes of the snapshot.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &str> + Clone {
        self.snapshot.lines().filter_map(|line| line.trim_start().strip_prefix("= note: "))
    }

    /// Returns the message: the first line of the snapshot after `error[CODE]: `.
    pub(crate) fn message(&self) -> &str {
        self.snapshot.lines().next().unwrap().split_once(": ").unwrap().1
    }
}

pub(crate) fn failing() -> Vec<Case> {
    let files = files(Path::new(ROOT));
    let sources = files.iter().filter(|path| path.starts_with(format!("{ROOT}/fail")));
    let mut cases: Vec<_> = sources
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| Case {
            text: fs::read_to_string(path).unwrap(),
            snapshot: fs::read_to_string(path.with_extension("stderr"))
                .unwrap_or_else(|_| panic!("{} has no snapshot", path.display())),
            path: path.clone(),
        })
        .collect();
    cases.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!cases.is_empty());
    cases
}

pub(crate) fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|e| if e.is_dir() { files(&e) } else { BTreeSet::from([e]) }).collect()
}

#[test]
fn every_case_on_disk_is_run() {
    for path in files(Path::new(ROOT)) {
        let place = path.strip_prefix(ROOT).unwrap();
        let parts: Vec<_> = place.iter().map(|part| part.to_str().unwrap()).collect();
        match parts[..] {
            ["pass", file] if include_str!("main.rs").contains(&format!("pass/{file}\"")) => {}
            // `tests/mistakes.rs` checks that these are doctests.
            ["right" | "refused", _area, file] if file.ends_with(".rs") => {}
            ["fail", _area, file] if file.ends_with(".rs") => {}
            ["fail", _area, file] if file.ends_with(".stderr") => {
                assert!(path.with_extension("rs").exists(), "{place:?} has no case");
            }
            _ => panic!("no test runs {place:?}"),
        }
    }
}

#[test]
fn every_case_is_short_and_states_its_rule() {
    for case in failing() {
        let name = case.name();
        let rule = case.text.lines().next().unwrap();
        assert!(
            rule.starts_with("//! ") && rule.ends_with('.'),
            "{name}: must start with a sentence"
        );
        assert!(case.text.lines().count() <= 20, "{name}: at most 20 lines");
        // A list of phases at the end of a snapshot has seven lines.
        assert!(case.snapshot.lines().count() <= 26, "{name}: a snapshot of at most 26 lines");
        let errors = case.snapshot.lines().filter(|line| line.starts_with("error")).count();
        assert_eq!(errors, 1, "{name}: must have one mistake");
        let (line, code) = case.mistake();
        let place = format!("ui-tests/fail/{name}.rs:{line}:");
        assert!(case.snapshot.contains(&place), "{name}: the error must be at the marked line");
        let code = code.map_or(String::from("error: "), |code| format!("error[{code}]: "));
        assert!(case.snapshot.starts_with(&code), "{name}: must have the marked code");
    }
}
