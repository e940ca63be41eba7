//! The code, line, message and notes of every case, on a compiler other than that of the snapshots.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::budgets::{self, Worded};
use crate::cases::{self, Case};

const MANIFEST: &str = r#"
[package]
name = "headfirst-ui-messages"
version = "0.0.0"
edition = "2024"
autobins = false

[workspace]

[dependencies]
axum = { version = "0.8", default-features = false, features = ["json", "macros"] }
cookie = "0.18"
http = "1"
tokio = { version = "1", features = ["rt"] }
tower = "0.5"
"#;

/// An error of rustc.
#[derive(Debug)]
struct Diagnostic {
    code: Option<String>,
    line: usize,
    message: String,
    notes: Vec<String>,
}

/// Checks all cases in one package, and collects the errors of rustc for each.
fn diagnostics(cases: &[Case]) -> BTreeMap<String, Vec<Diagnostic>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui-messages");
    fs::create_dir_all(&package).unwrap();
    let mut manifest = String::from(MANIFEST);
    writeln!(
        manifest,
        "headfirst = {{ path = {root:?}, features = [\"axum\", \"signed\", \"tower\"] }}"
    )
    .unwrap();
    for case in cases {
        let name = case.name().replace('/', "-");
        write!(manifest, "\n[[bin]]\nname = {name:?}\npath = {:?}\n", case.path()).unwrap();
    }
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--bins", "--keep-going", "--offline", "--message-format=json"])
        .env("CARGO_TARGET_DIR", package.join("target"))
        .current_dir(&package)
        .output()
        .unwrap();
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let message = &value["message"];
        let spans = message["spans"].as_array();
        let primary = spans.and_then(|spans| spans.iter().find(|span| span["is_primary"] == true));
        if let (true, Some(primary)) = (message["level"] == "error", primary) {
            let target = value["target"]["name"].as_str().unwrap().to_owned();
            let code = message["code"]["code"].as_str().map(str::to_owned);
            let line = in_the_case(primary)["line_start"].as_u64().unwrap() as usize;
            let text = |value: &Value| value["message"].as_str().unwrap().to_owned();
            let notes = message["children"].as_array().unwrap().iter().map(text).collect();
            let message = text(message);
            found.entry(target).or_default().push(Diagnostic { code, line, message, notes });
        }
    }
    assert!(!found.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    found
}

/// Returns the span of the call of the macro that contains this span.
fn in_the_case(span: &Value) -> &Value {
    let call = &span["expansion"]["span"];
    if call.is_null() { span } else { in_the_case(call) }
}

#[rustversion::attr(
    stable(1.95.0),
    ignore = "on rustc 1.95.0, `snapshots` compares all of it and more"
)]
#[test]
fn messages() {
    let cases = cases::failing();
    let mut found = diagnostics(&cases);
    for case in cases {
        let (name, (line, code)) = (case.name(), case.mistake());
        let mut said = found.remove(&name.replace('/', "-")).unwrap_or_default();
        // Some versions repeat an error with fewer notes.
        said.dedup_by(|next, first| (next.line, &next.message) == (first.line, &first.message));
        let [said] = &said[..] else { panic!("{name}: expected one error, found {said:?}") };
        assert_eq!((said.code.as_deref(), said.line), (code, line), "{name}");
        // The texts of rustc change between versions.
        if budgets::worded(&case) == Worded::Ours {
            let message = case.message().replace("$DIR", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(said.message, message, "{name}");
            for note in case.notes().filter(|note| !note.contains(" originates in ")) {
                assert!(said.notes.iter().any(|said| said == note), "{name}: {note} in {said:#?}");
            }
        }
    }
}
