//! Every integration test, in one binary.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may give up and says what it skips")]

mod support;

mod carried;
mod chain;
mod chain_screen;
mod cli;
mod clipboard;
mod closing;
mod corpus;
mod dialects;
mod document;
mod domains;
mod elsewhere;
mod formats;
mod gate;
mod gone;
mod headings;
mod history;
mod imports;
mod index;
mod ledger;
mod merge;
mod meter;
mod own_prompt;
mod parents;
mod pins;
mod plan;
mod profiles;
mod project;
mod project_edits;
mod project_kill;
mod prompt;
mod pty;
mod reader;
mod redact;
mod resume;
mod rules;
mod screens;
mod seal;
mod settle;
mod shapes;
mod sound;
mod store;
mod tidy;
mod walk;
