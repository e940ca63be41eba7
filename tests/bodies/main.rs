//! Bodies: their frames, their ends, and their bytes on a socket.

mod body;
mod ends;
mod local;
mod passing;
mod stalls;
#[path = "../support/mod.rs"]
mod support;
mod wire;
