//! The compile errors: each case on disk is run, has a snapshot, and follows the rules for messages.

mod budgets;
mod cases;
mod messages;

// The programs that must compile are modules of this test, which also runs them.
#[path = "../../ui-tests/pass/every_exit_has_one_type.rs"]
mod every_exit_has_one_type;
#[path = "../../ui-tests/pass/glob_beside_crates.rs"]
mod glob_beside_crates;
#[path = "../../ui-tests/pass/helper_for_every_open_phase.rs"]
mod helper_for_every_open_phase;
#[path = "../../ui-tests/pass/render_without_send.rs"]
mod render_without_send;
#[path = "../../ui-tests/pass/set_cookie_in_shell.rs"]
mod set_cookie_in_shell;

/// `TRYBUILD=overwrite cargo test --test ui` rewrites the snapshots.
#[rustversion::attr(
    not(stable(1.95.0)),
    ignore = "the snapshots belong to rustc 1.95.0; `messages` checks code, line and message"
)]
#[test]
fn snapshots() {
    // Without passing cases, trybuild checks all cases by one call of cargo.
    trybuild::TestCases::new().compile_fail("ui-tests/fail/*/*.rs");
}
