//! The terminal UI as plain data: a [`Model`], the [`Msg`]s that reach it, and the [`Effect`]s it asks for.
//!
//! Invariant: [`update`] reads no file, clock or terminal, and never waits. Everything that it wants
//! done it returns as an [`Effect`], which compares with `==`; what comes of it arrives as a later
//! [`Msg`]. The state of the project is the [`Snapshot`](crate::project::Snapshot) of the last
//! message; items are remembered by [`ItemRef`](crate::handoff::ItemRef) and looked up in each new one.

pub mod actions;
pub mod arrival;
pub mod chain_screen;
pub mod closing;
pub mod edit;
mod field;
pub mod keymap;
mod keys;
pub mod layout;
pub mod list;
mod model;
mod msg;
pub mod overlay;
mod pane;
pub mod rows;
mod settings;
pub mod settle;
pub mod theme;
mod toml;
mod update;
pub mod wrap;

pub use actions::markdown_table;
pub use field::Field;
pub use keys::pretty;
pub use model::{Model, Notice};
pub use msg::{Effect, Msg};
pub use pane::{Pane, words};
pub use settings::Settings;
pub use update::{grouped, search_height, update};

pub use crate::project::ago;
