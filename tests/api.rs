//! The public API is exactly the list in `docs/public-api.txt`.
//!
//! `TRYBUILD=overwrite cargo test --test api` rewrites the list, as it does the snapshots.

use std::fs;
use std::path::Path;
use std::process::Command;

use public_api::Builder;

/// Returns one line for each public item, from the output of rustdoc with every feature.
fn listed() -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api");
    let output = Command::new(env!("CARGO"))
        .args(["rustdoc", "--package=headfirst", "--lib", "--all-features", "--offline", "--"])
        .args(["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", &target)
        // Enables the JSON output, which is unstable. The compiler is the pinned one.
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let api = Builder::from_rustdoc_json(target.join("doc/headfirst.json"))
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
