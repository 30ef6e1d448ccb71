//! From model to frame: reads the [`Model`], changes nothing.

use crate::app::Model;
use ratatui::Frame;

/// Draws the whole screen.
pub fn draw(model: &Model, frame: &mut Frame) {
    frame.render_widget(crate::shown::Shown::new(&model.snapshot.facts.project).as_str(), frame.area());
}
