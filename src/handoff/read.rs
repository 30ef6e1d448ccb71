//! From document to handoff.

use super::Handoff;
use crate::document::Document;

/// Reads a document.
pub(super) fn read(document: Document) -> Handoff {
    Handoff { document, sections: vec![], items: vec![], metadata: vec![], blocks: vec![], newest: None, prompt: None }
}
