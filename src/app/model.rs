//! The state of the UI.

use super::Settings;
use crate::project::Snapshot;
use std::sync::Arc;

/// Everything that a screen shows.
#[derive(Clone, Debug)]
pub struct Model {
    /// The project at this moment.
    pub snapshot: Arc<Snapshot>,
    /// Keys and theme.
    pub settings: Settings,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Model {
    /// Makes the first state of the UI over a project.
    pub fn new(snapshot: Arc<Snapshot>, settings: Settings) -> Model {
        Model { snapshot, settings, size: (80, 24) }
    }
}
