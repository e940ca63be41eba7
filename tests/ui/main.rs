//! The compile errors: each case on disk is run, has its snapshot, and says what it should.

mod budgets;
mod cases;
mod messages;

/// `TRYBUILD=overwrite cargo test --test ui` rewrites the snapshots.
#[rustversion::attr(
    not(stable(1.95.0)),
    ignore = "the snapshots belong to rustc 1.95.0; `messages` checks code, line and message"
)]
#[test]
fn snapshots() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui-tests/pass/*.rs");
    cases.compile_fail("ui-tests/fail/*/*.rs");
}
