//! Applications: middleware, layers and actions, with axum and without.

mod actions;
mod layers;
mod matcher;
mod middleware;
mod oneshot;
mod stages;
#[path = "../support/mod.rs"]
mod support;
