//! Locks and native threads, as the crates of canvas use them. Not part of the public API.

pub mod lock;
pub mod threads;
