//! From intent to edit.

use super::{Handoff, Intent, Item, Plan, Refusal};

/// Plans the splices that carry out `intent`, applies them, reads the result, and refuses unless the items differ in the intended one only.
///
/// # Errors
/// A [`Refusal`] that names the reason; the handoff is not changed either way.
pub fn plan(handoff: &Handoff, intent: &Intent) -> Result<Plan, Refusal> {
    let _ = (handoff, intent);
    Err(Refusal { message: "not built yet".into(), stale: false })
}

impl Handoff {
    /// Returns the text of an item as a text area offers it: the body without marker, checkbox, status token and separable why, continuation lines dedented.
    ///
    /// `Intent::SetText` with this text changes nothing.
    pub fn edit_text(&self, item: &Item) -> String {
        self.slice(item.body).to_owned()
    }
}
