//! Retiring an item: it stays, marked with the reason, and no longer counts.

use super::{Error, ErrorKind, Outcome, Project};
use crate::handoff::{Concept, Intent, ItemRef, RefError, StatusKind};

impl Project {
    pub(super) fn retire(&mut self, reference: &ItemRef, why: &str) -> Result<Outcome, Error> {
        self.editable()?;
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        if why.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "retiring takes a reason").hint("say why it no longer holds: --why WHY"));
        }
        let item = self.handoff.resolve(reference).map_err(|e| gone(reference, &e))?;
        let exact = self.handoff.reference(item);
        let what = format!("retired {}", ItemRef { fingerprint: None, ..exact.clone() });
        let intents = match item.concept {
            // A pin reaches every prompt for as long as it stands among the constraints.
            Concept::Constraints => vec![
                Intent::Remove { item: exact },
                Intent::Add { concept: Concept::Exclusions, text: format!("Retired: {}", item.text), why: Some(why), status: None },
            ],
            Concept::Decisions => marked(exact, &self.handoff.edit_text(item), &why, StatusKind::Superseded),
            _ => marked(exact, &self.handoff.edit_text(item), &why, StatusKind::Dropped),
        };
        self.edit_as(&intents, what)
    }
}

/// The reason goes into the text, so that the item's own why stays; then the status.
fn marked(item: ItemRef, text: &str, why: &str, status: StatusKind) -> Vec<Intent> {
    let mut lines: Vec<&str> = text.lines().collect();
    let first = format!("{} [retired: {why}]", lines.first().map_or("", |l| l.trim_end()));
    if let Some(line) = lines.first_mut() {
        *line = &first;
    }
    // The text's fingerprint changes with it, so the status is set first.
    vec![Intent::SetStatus { item: item.clone(), status }, Intent::SetText { item, text: lines.join("\n") }]
}

fn gone(reference: &ItemRef, error: &RefError) -> Error {
    let message = match error {
        RefError::Gone(Some(there)) => format!("{reference} is not there any more; that place says now: {there}"),
        RefError::Gone(None) => format!("there is no {reference}"),
        RefError::Ambiguous(count) => format!("{reference} fits {count} items"),
        RefError::Malformed(why) => why.clone(),
    };
    Error::new(ErrorKind::Conflict, message).hint("baton list shows the items with their references")
}
