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
        let item = self.handoff.resolve(reference).map_err(|e| self.gone(reference, &e))?;
        if item.text.contains("[retired: ") {
            return Err(Error::new(ErrorKind::Nothing, format!("{reference} is retired already")));
        }
        let (exact, text) = (self.handoff.reference(item), item.text.clone());
        let what = format!("retired {}", ItemRef { fingerprint: None, ..exact.clone() });
        let status = match item.concept {
            Concept::Decisions | Concept::Constraints => StatusKind::Superseded,
            _ => StatusKind::Dropped,
        };
        let marked = self.edit_as(&marked(exact.clone(), &self.handoff.edit_text(item), &why, status), what.clone());
        match marked {
            // A pin that cannot carry a mark would go on reaching every prompt: it moves to the exclusions.
            Err(e) if e.kind == ErrorKind::Failed && reference.concept == Concept::Constraints => {
                let text = format!("Retired: {text}");
                let excluded = Intent::Add { concept: Concept::Exclusions, text, why: Some(why), status: None };
                self.edit_as(&[Intent::Remove { item: exact }, excluded], what)
            }
            done => done,
        }
    }

    fn gone(&self, reference: &ItemRef, error: &RefError) -> Error {
        let message = match error {
            RefError::Gone(Some(there)) => format!("{reference} is not there any more; that place says now: {}", self.safe(there)),
            RefError::Gone(None) => format!("there is no {reference}"),
            RefError::Ambiguous(count) => format!("{reference} fits {count} items"),
            RefError::Malformed(why) => why.clone(),
        };
        Error::new(ErrorKind::Conflict, message).hint("baton list shows the items with their references")
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
