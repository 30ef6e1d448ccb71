//! The terminal UI as plain data: a [`Model`], the [`Msg`]s that reach it, and the [`Effect`]s it asks for.
//!
//! Invariant: [`update`] reads no file, clock or terminal, and never waits. Everything that it wants
//! done it returns as an [`Effect`], which compares with `==`; what comes of it arrives as a later
//! [`Msg`]. The state of the project is the [`Snapshot`](crate::project::Snapshot) of the last
//! message; items are remembered by [`ItemRef`](crate::handoff::ItemRef) and looked up in each new one.

mod model;
mod msg;
mod settings;
mod update;

pub use model::Model;
pub use msg::{Effect, Msg};
pub use settings::Settings;
pub use update::update;
