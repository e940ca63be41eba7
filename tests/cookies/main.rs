//! Cookies: their definitions, the rules, their values, and independent clients.

mod agreement;
mod definitions;
mod rules;
mod signed;
#[path = "../support/mod.rs"]
mod support;
mod variants;
#[path = "../support/visits.rs"]
mod visits;
