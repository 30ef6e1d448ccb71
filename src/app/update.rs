//! From message to effects.

use super::{Effect, Model, Msg};
use crossterm::event::KeyCode;

/// Takes one message in and returns what is to be done, in order.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) if key.code == KeyCode::Char('q') => vec![Effect::Quit],
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            vec![]
        }
        Msg::Ran { snapshot, .. } | Msg::Snapshot(snapshot) => {
            model.snapshot = snapshot;
            vec![]
        }
        _ => vec![],
    }
}
