//! Work of variable size, in addition to that of the tables.

pub mod boundaries;
pub mod content;
pub mod fields;
pub mod layers;
