//! The public API is exactly the list in `docs/public-api.txt`.
//!
//! `TRYBUILD=overwrite cargo test --test api` rewrites the list, as it does the snapshots.

use std::fs;
use std::path::Path;
use std::process::Command;

use public_api::Builder;
use serde_json::Value;

fn output(command: &mut Command) -> String {
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns rustc's options for the features and the dependencies of this test.
///
/// `cargo rustdoc` would check each dependency again, which takes longer than everything else here.
fn built() -> Vec<String> {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--no-run", "--test=api", "--offline", "--message-format=json"]);
    let units = output(command.arg("--target-dir").arg(folder.ancestors().nth(2).unwrap()));
    let units: Vec<Value> = units.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let library = |package: &str, version: &str| {
        let id = format!("#{package}@{}", version.trim_start_matches('v'));
        let file =
            |unit: &Value| unit["filenames"][0].as_str().is_some_and(|f| f.ends_with(".rlib"));
        let is = |unit: &&Value| file(unit) && unit["package_id"].as_str().unwrap().ends_with(&id);
        units.iter().find(is).unwrap_or_else(|| panic!("{package} was not built"))
    };
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--package=headfirst", "--all-features", "--edges=normal", "--offline"]);
    let direct = output(command.args(["--depth=1", "--prefix=none", "--format={lib} {p}"]));
    let externs = direct.lines().skip(1).map(|line| {
        // The name of the library, and the name and the version of its package.
        let words: Vec<_> = line.split(' ').collect();
        let unit = library(words[1], words[2]);
        format!("--extern={}={}", words[0], unit["filenames"][0].as_str().unwrap())
    });
    let features = &library("headfirst", env!("CARGO_PKG_VERSION"))["features"];
    let features = features.as_array().unwrap().iter();
    let features = features.map(|name| format!("--cfg=feature={name}"));
    let folder = format!("-Ldependency={}", folder.display());
    externs.chain(features).chain([folder]).collect()
}

/// Returns one line for each public item, from the output of rustdoc with every feature.
fn listed() -> String {
    let list = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api");
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(["src/lib.rs", "--crate-name=headfirst", "--edition=2024", "--cap-lints=allow"]);
    rustdoc.args(["-Zunstable-options", "--output-format=json", "--out-dir"]).arg(&list);
    // Enables the JSON output, which is unstable. The compiler is the pinned one.
    output(rustdoc.args(built()).env("RUSTC_BOOTSTRAP", "1"));
    let api = Builder::from_rustdoc_json(list.join("headfirst.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .unwrap();
    let items = api.items().map(|item| format!("{item}\n"));
    // These are pages of the documentation, which no program can use.
    items.filter(|item| !item.starts_with("pub mod headfirst::_")).collect()
}

#[rustversion::attr(
    not(stable(1.95.0)),
    ignore = "the format of rustdoc belongs to rustc 1.95.0; the list is checked there"
)]
#[test]
fn the_public_api_matches_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let listed = listed();
    if std::env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite") {
        fs::write(path, listed).unwrap();
        return;
    }
    let known = fs::read_to_string(path).unwrap();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (known, listed) = (lines(&known), lines(&listed));
    let gone: Vec<_> = known.iter().filter(|line| !listed.contains(line)).collect();
    let new: Vec<_> = listed.iter().filter(|line| !known.contains(line)).collect();
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
    assert_eq!(known, listed, "the order");
}

/// No program can match on the variants of a phase, so a new phase breaks no program.
#[test]
fn a_phase_has_no_variants() {
    let list =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt"));
    let list = list.unwrap();
    let phases = list.lines().filter_map(|line| line.strip_prefix("pub enum headfirst::phase::"));
    let phases: Vec<_> = phases.collect();
    assert!(phases.len() >= 7, "{phases:?}");
    for phase in phases {
        let variant = format!("pub headfirst::phase::{phase}::");
        assert!(!list.contains(&variant), "{phase} has a variant");
    }
}

/// The bounds that other crates may rely on. Phases and capabilities are only ever added to this list.
#[test]
fn bounds_that_frameworks_rely_on_compile() {
    use headfirst::*;

    macro_rules! promised {
        ($($capability:ident: $($phase:ident)*;)*) => { $({
            fn has<P: $capability>() {}
            $(has::<$phase>();)*
        })* };
    }
    promised! {
        Phase: Middleware Action Head Shell Cacheable Answered Streaming;
        CanStart: Middleware Head Cacheable;
        CanReadCookies: Middleware Action Head Shell Answered Streaming;
        CanSetCookies: Middleware Action Head Shell Answered;
        CanSetHeaders: Middleware Action Head Shell Cacheable Answered;
        CanReadStatus: Action Head Shell Cacheable Answered;
        CanSetStatus: Action Head Shell Cacheable;
        CanChangeRequest: Middleware;
        CanRevalidate: Action;
        CanWriteBody: Shell Streaming;
        CanSendHeadOnly: Middleware Action Head;
        CanRelay: Middleware Action Head Shell Cacheable;
        CanSendBody: Head Shell Cacheable;
        CanFlush: Streaming;
        CanAddParts: Streaming;
        CanSetPageCache: Cacheable;
        CanAct: Action;
        CanReturn: Answered;
    }

    // A bound for a capability implies its supertraits.
    fn sets_cookies<P: CanSetCookies>() {
        sets_headers::<P>();
        reads_cookies::<P>();
    }
    fn sets_status<P: CanSetStatus>() {
        reads_status::<P>();
        sets_headers::<P>();
    }
    fn sends<P: CanSendBody>() {
        sets_headers::<P>();
    }
    fn sets_headers<P: CanSetHeaders>() {}
    fn reads_cookies<P: CanReadCookies>() {}
    fn reads_status<P: CanReadStatus>() {}
    sets_cookies::<Head>();
    sets_status::<Head>();
    sends::<Head>();
}
