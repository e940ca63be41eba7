//! Applications: middleware, layers and actions, with axum and without.

mod actions;
mod changes;
mod layers;
mod matcher;
mod middleware;
mod oneshot;
#[path = "../support/mod.rs"]
mod support;
