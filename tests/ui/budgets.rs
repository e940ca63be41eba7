//! The length and the quality of the messages: a table of every case, and the limits.
//!
//! `cargo test --test ui table -- --nocapture` prints the table.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::{self, Case};

/// The origin of the first line of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worded {
    /// This crate: it states the rule.
    Ours,
    /// rustc, if the mistake is not an unsatisfied bound.
    Rustc,
}

/// Parts of E0277 messages about traits of the standard library, which have their own texts.
const FOREIGN: [&str; 4] =
    ["the trait bound `", "`?` couldn't convert", "` is not a future", "expected a `FnOnce("];

pub(crate) fn worded(case: &Case) -> Worded {
    let (_, code) = case.mistake();
    let ours = matches!(code, Some("E0277" | "E0080"));
    if ours && !FOREIGN.iter().any(|part| case.message().contains(part)) {
        Worded::Ours
    } else {
        Worded::Rustc
    }
}

/// Returns every name in the list of the public API.
fn names() -> BTreeSet<String> {
    let list = fs::read_to_string(root("docs/public-api.txt")).unwrap();
    let words = list.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the public name that a text quotes, such as `stream` for `res.stream(render)`.
///
/// Prefers a call to a type.
fn quotes<'a>(text: &'a str, names: &BTreeSet<String>) -> Option<&'a str> {
    let mut quoted: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    quoted.sort_by_key(|code| !code.contains('('));
    let path = |code: &'a str| code.split(['(', '<', '{', '!']).next();
    let last = |path: &'a str| path.rsplit(['.', ':', '&', ' ']).next();
    quoted.into_iter().filter_map(path).filter_map(last).find(|name| names.contains(*name))
}

/// Returns the fix: from a note that quotes the public API, or from the list of phases.
fn fix(case: &Case, names: &BTreeSet<String>) -> Option<String> {
    let lines = || case.snapshot().lines().map(str::trim_start);
    let notes =
        case.notes().filter(|n| !n.starts_with("expected ") && !n.contains(" originates in "));
    let by_note = notes.clone().find_map(|note| quotes(note, names));
    let found = notes.clone().any(|note| note.ends_with(" was found for"));
    let phases = lines().filter_map(|line| line.strip_prefix("- `Response<")?.strip_suffix(">`"));
    match by_note {
        Some(name) => Some(format!("`{name}`")),
        None if found => Some(phases.collect::<Vec<_>>().join(", ")),
        None => None,
    }
}

#[test]
fn the_table_of_messages_stays_within_the_limits() {
    let (cases, names) = (cases::failing(), names());
    println!("| case | code | lines | first line | fix |\n|---|---|--:|---|---|");
    let (mut ours, mut lines) = (0, 0);
    for case in &cases {
        let (worded, fix) = (worded(case), fix(case, &names));
        let (_, code) = case.mistake();
        let count = case.snapshot().lines().count();
        let first = if worded == Worded::Ours { "the rule" } else { "rustc's" };
        let shown = fix.as_deref().unwrap_or("–");
        println!("| {} | {} | {count} | {first} | {shown} |", case.name(), code.unwrap_or("–"));
        ours += usize::from(worded == Worded::Ours);
        lines += count;
        // The message about a constant states the rule, which is also the fix.
        if worded == Worded::Ours && code != Some("E0080") {
            assert!(fix.is_some(), "{}: no note names the fix", case.name());
        }
    }
    println!("{ours} of {} are worded here; {} lines on average", cases.len(), lines / cases.len());
}

/// If a user implements a sealed trait, rustc adds the name of the sealing trait.
#[test]
fn no_message_names_a_private_item() {
    for case in cases::failing() {
        if case.snapshot().contains("is a \"sealed trait\"") {
            continue;
        }
        let written = |line: &&str| !case.text().contains(line.trim_start_matches(|c| c != '|'));
        for line in case.snapshot().lines().filter(written) {
            for private in
                ["sealed::", "headfirst::response::", "headfirst::body::writer", "kind::"]
            {
                assert!(!line.contains(private), "{}: {line}", case.name());
            }
        }
    }
}

/// An attribute with the texts of a message.
struct Words {
    message: String,
    label: String,
    notes: Vec<String>,
}

impl Words {
    /// Parses the lines between the parentheses of `on_unimplemented(..)`.
    fn of(attribute: &str) -> Self {
        // A string that continues in the next line.
        let entries = attribute.split("\\\n").map(str::trim_start).collect::<String>();
        let all = |key: &str| {
            let start = format!("{key} = \"");
            let lines = entries.lines().filter_map(|line| line.trim().strip_prefix(&start));
            lines.map(|text| text.trim_end_matches([',', '"']).to_owned()).collect::<Vec<_>>()
        };
        let one = |key: &str| all(key).pop().unwrap();
        Self { message: one("message"), label: one("label"), notes: all("note") }
    }
}

#[test]
fn the_messages_of_each_trait_follow_the_style() {
    let names = names();
    let mut traits = 0;
    for path in cases::files(&root("src")) {
        let text = fs::read_to_string(path).unwrap();
        for attribute in text.split("#[diagnostic::on_unimplemented(\n").skip(1) {
            let lines = attribute.lines().take_while(|line| line.trim() != ")]");
            let words = Words::of(&lines.map(|line| format!("{line}\n")).collect::<String>());
            let Words { message, label, notes } = words;
            assert_ne!(message, label);
            assert!(!message.ends_with('.') && !label.ends_with('.'), "{message}");
            assert!(message.starts_with(|c: char| c.is_lowercase() || c == '`'), "{message}");
            assert!(message.contains("{Self}"), "{message}: must name the phase");
            assert!(label.split_whitespace().count() <= 8, "{label}");
            assert!(
                notes.iter().any(|note| quotes(note, &names).is_some()),
                "{message}: {notes:?}"
            );
            traits += 1;
        }
        assert_eq!(
            text.matches("on_unimplemented").count(),
            text.matches("on_unimplemented(\n").count()
        );
    }
    assert!(traits > 0);
}
