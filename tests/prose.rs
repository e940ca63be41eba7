//! The rules for prose of `CONTRIBUTING.md` that a program can hold.
//!
//! `cargo test --test prose -- --nocapture` prints the counts.

use std::fs;
use std::path::{Path, PathBuf};

/// Openings of a definition that does not name the kind of thing.
const OPENINGS: [&str; 7] = ["What", "Who", "Those", "That", "One", "None", "Of"];

/// Unusual or archaic words.
const BANNED: [&str; 15] = [
    "somebody",
    "nobody",
    "whoever",
    "whatever",
    "elsewhere",
    "besides",
    "dearer",
    "seldom",
    "octet",
    "octets",
    "is told",
    "are told",
    "is none",
    "comes to",
    "stands",
];

/// `field` is a header in RFC 9110 only; a form and a struct have fields.
const FIELDS: [&str; 2] = ["field", "fields"];
const BEFORE_FIELDS: [&str; 5] = ["form", "struct", "private", "public", "named"];

/// The maximum number of words of the first sentence of a doc comment.
const FIRST: usize = 14;

/// A line of prose, without its code and quotations.
struct Line {
    at: String,
    text: String,
    /// Whether it is the first line of the documentation of an item.
    is_first: bool,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| files(entry, found));
    } else if path.extension().is_some_and(|end| end == "rs" || end == "md") {
        found.push(path.to_owned());
    }
}

/// Replaces code spans and quotations by a letter, because they are exempt.
///
/// If a quotation continues in the next line, `is_quoted` is set.
fn without_quotes(line: &str, is_quoted: &mut bool) -> String {
    let mut text = String::new();
    let mut end = is_quoted.then_some('"');
    for c in line.chars() {
        match end {
            Some(quote) if c == quote => end = None,
            Some(_) => {}
            None if c == '`' || c == '"' => {
                end = Some(c);
                text.push('x');
            }
            None => text.push(c),
        }
    }
    *is_quoted = end == Some('"');
    text
}

/// Returns the lines of prose of a file: Markdown outside code, comments, and texts in strings.
fn lines(path: &Path) -> Vec<Line> {
    let text = fs::read_to_string(path).unwrap();
    let name = path.strip_prefix(root("")).unwrap().display().to_string();
    let is_markdown = name.ends_with(".md");
    let (mut is_code, mut is_quoted, mut before, mut found) = (false, false, "", Vec::new());
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let marker = ["///", "//!", "//"].into_iter().find(|marker| trimmed.starts_with(marker));
        let (comment, is_doc) = match marker {
            _ if is_markdown => (line, true),
            Some(marker) => (trimmed[marker.len()..].trim_start(), marker != "//"),
            None => {
                (before, is_code, is_quoted) = ("", false, false);
                let texts = trimmed.split('"').skip(1).step_by(2).filter(|text| text.contains(' '));
                found.extend(texts.map(|text| Line {
                    at: format!("{name}:{}", number + 1),
                    text: without_quotes(text, &mut false),
                    is_first: false,
                }));
                continue;
            }
        };
        if is_doc && comment.starts_with("```") {
            is_code = !is_code;
        } else if !is_code && !comment.starts_with("> ") {
            found.push(Line {
                at: format!("{name}:{}", number + 1),
                text: without_quotes(comment, &mut is_quoted),
                is_first: !is_markdown && is_doc && marker.is_some_and(|marker| marker != before),
            });
        }
        before = marker.unwrap_or_default();
    }
    found
}

/// Returns the prose of the crate: its sources, its manual and its top-level pages.
fn prose() -> Vec<Line> {
    let mut paths = Vec::new();
    for path in ["src", "docs", "examples", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
        files(&root(path), &mut paths);
    }
    paths.retain(|path| !path.components().any(|part| part.as_os_str() == "target"));
    paths.iter().flat_map(|path| lines(path)).collect()
}

fn words(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '\'';
    text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect()
}

/// Reports everything that breaks a rule at once.
fn hold(rule: &str, broken: &[String], among: usize) {
    println!("{rule}: {} of {among}", broken.len());
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn definitions_name_the_kind_of_thing() {
    let prose = prose();
    let firsts: Vec<_> = prose.iter().filter(|line| line.is_first).collect();
    let opens =
        |line: &&&Line| OPENINGS.contains(&words(&line.text).first().copied().unwrap_or(""));
    let broken: Vec<_> =
        firsts.iter().filter(opens).map(|line| format!("{}: {}", line.at, line.text)).collect();
    hold("doc comments that open with a relative clause", &broken, firsts.len());
}

#[test]
fn the_vocabulary_is_that_of_std_and_tokio() {
    let prose = prose();
    let is_banned = |line: &&Line| {
        let words = words(&line.text).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>();
        let spaced = format!(" {} ", words.join(" "));
        BANNED.iter().any(|word| spaced.contains(&format!(" {word} ")))
    };
    let broken: Vec<_> =
        prose.iter().filter(is_banned).map(|line| format!("{}: {}", line.at, line.text)).collect();
    hold("lines with a banned word", &broken, prose.len());
}

#[test]
fn a_header_is_a_header() {
    let prose = prose();
    let says_field = |line: &&Line| {
        let words = words(&line.text);
        // The guide is about the fields of structs.
        !line.at.starts_with("docs/guide/")
            && (0..words.len()).any(|index| {
                let before = index.checked_sub(1).map_or("", |before| words[before]);
                FIELDS.contains(&words[index].to_lowercase().as_str())
                    && !BEFORE_FIELDS.contains(&before.to_lowercase().as_str())
            })
    };
    let broken: Vec<_> =
        prose.iter().filter(says_field).map(|line| format!("{}: {}", line.at, line.text)).collect();
    hold("lines that call a header a field", &broken, prose.len());
}

#[test]
fn first_lines_are_short() {
    let prose = prose();
    let firsts: Vec<_> = prose.iter().filter(|line| line.is_first).collect();
    let sentence = |text: &str| {
        let end = text.find(". ").or_else(|| text.find(": ")).unwrap_or(text.len());
        text[..end].split_whitespace().count()
    };
    let broken: Vec<_> = firsts
        .iter()
        .filter(|line| sentence(&line.text) > FIRST)
        .map(|line| format!("{}: {}", line.at, line.text))
        .collect();
    let mean =
        firsts.iter().map(|line| sentence(&line.text)).sum::<usize>() as f64 / firsts.len() as f64;
    println!("{mean:.1} words in a first line on average");
    hold("first lines that are long", &broken, firsts.len());
}

#[test]
fn the_rules_find_what_they_are_for() {
    let path = std::env::temp_dir().join(format!("headfirst-prose-{}.rs", std::process::id()));
    fs::write(&path, "/// What is sent.\nstruct A; // `octet` in code\n").unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let first = text.lines().next().unwrap().trim_start_matches("/// ");
    assert!(OPENINGS.contains(&words(first)[0]));
    let mut is_quoted = false;
    assert_eq!(without_quotes("RFC 9110: \"a field", &mut is_quoted), "RFC 9110: x");
    assert_eq!(without_quotes("of octets\" is a header", &mut is_quoted), " is a header");
    assert_eq!(without_quotes("a `octet` and \"a field\"", &mut false), "a x and x");
}
