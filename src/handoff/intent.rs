//! What a person or an agent wants changed, and what comes of it.

use super::{Concept, ItemRef, StatusKind};
use crate::document::{Edit, Span};
use serde::{Deserialize, Serialize};

/// One change of a handoff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "intent", rename_all = "kebab-case")]
pub enum Intent {
    /// A new item at the end of its section (DESIGN §5 "Insert").
    Add {
        /// Where it belongs.
        concept: Concept,
        /// Its text; may have several lines.
        text: String,
        /// Its why or blocking reason.
        why: Option<String>,
        /// Its status.
        status: Option<StatusKind>,
    },
    /// Another text for an item, as [`edit_text`](super::Handoff::edit_text) offers it; why and status stay.
    SetText {
        /// The item.
        item: ItemRef,
        /// Its new text; may have several lines.
        text: String,
    },
    /// Another why or blocking reason; `None` or blank removes it.
    SetWhy {
        /// The item.
        item: ItemRef,
        /// The reason on one line.
        why: Option<String>,
    },
    /// Another status.
    SetStatus {
        /// The item.
        item: ItemRef,
        /// What it is now.
        status: StatusKind,
    },
    /// The item goes, its lines with it.
    Remove {
        /// The item.
        item: ItemRef,
    },
    /// The item takes another place among the items of its section.
    Move {
        /// The item.
        item: ItemRef,
        /// 1-based place among the items of its concept.
        to: usize,
    },
    /// Another objective: its section's prose or first item, or a new section.
    SetObjective {
        /// The objective.
        text: String,
    },
    /// Another body for a section, mapped or not, as plain text.
    SetBody {
        /// The section's heading line as it stands (empty for the preamble) and, with equal headings, its 1-based count.
        heading: String,
        /// Which of the sections with that heading, from 1.
        nth: usize,
        /// The new body.
        text: String,
    },
}

/// An edit that does what was intended and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The splices; empty when nothing has to change.
    pub edit: Edit,
    /// Where the changed item stands after the edit; `None` when it is gone or was no item.
    pub item: Option<Span>,
}

/// Why an intent cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What is wrong and what to do, in one sentence.
    pub message: String,
    /// Whether the item it names has changed or gone (exit 5) rather than the text being unfit (exit 1).
    pub stale: bool,
}
