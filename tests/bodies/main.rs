//! Bodies: their frames, their ends, and their bytes on a socket.

mod body;
mod chunks;
mod ends;
mod errors;
mod local;
mod stalls;
#[path = "../support/mod.rs"]
mod support;
mod wire;
