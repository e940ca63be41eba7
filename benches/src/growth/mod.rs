//! Work of which there can be much or little, besides that of the tables.

pub mod boundaries;
pub mod content;
pub mod fields;
pub mod layers;
