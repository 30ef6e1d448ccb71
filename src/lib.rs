//! baton keeps the thread between working sessions with language models.
//!
//! The modules stand here in reading order; each may use those above it, never those below
//! (ARCHITECTURE.md says why, `tests/tidy.rs` holds it).

pub mod shown;

pub mod secret;
pub mod template;
pub mod tokens;

pub mod document;

pub mod handoff;

pub mod imports;

pub mod merge;
pub mod prompt;
pub mod rules;

pub mod chain;
pub mod sources;

pub mod store;

pub mod project;

pub mod clipboard;

pub mod app;
pub mod view;

pub mod run;

pub mod cli;
