//! The edit overlay: what is edited, in which fields, and the command that writes it.
//!
//! Invariant: a text that was typed is in the fields, in a command that runs, or in a kept draft;
//! closing the overlay in any way loses none of it.

use super::Model;
use super::field::Field;
use super::pane::words;
use crate::handoff::{Concept, Handoff, Intent, Item, ItemRef};
use crate::project::{Command, Draft};
use std::sync::Arc;

/// What a text area changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item.
    Item(ItemRef),
    /// A new item.
    Add(Concept),
    /// The body of a section.
    Body {
        /// The heading's line.
        heading: String,
        /// Which of the sections with that heading, from 1.
        nth: usize,
    },
    /// What stands for a conflict, by its id.
    Conflict(String),
}

/// An open text area.
#[derive(Clone, Debug)]
pub struct Session {
    /// What it changes.
    pub target: Target,
    /// Text, and why where there can be one.
    pub fields: Vec<Field>,
    /// The field that has the keys.
    pub active: usize,
    /// Cells before the text in its pane, for the glyphs of other items.
    pub indent: usize,
    /// Why the text could not be written.
    pub refused: Option<String>,
    /// The handoff that it was opened on: what changed there since is merged, never overwritten.
    pub opened: Option<Arc<Handoff>>,
}

impl Target {
    /// Returns the words by which a draft names it.
    pub fn name(&self) -> String {
        match self {
            Target::Item(item) => item.to_string(),
            Target::Add(concept) => format!("add {}", concept.id()),
            Target::Body { heading, nth } => format!("body {nth} {heading}"),
            Target::Conflict(id) => format!("conflict {id}"),
        }
    }

    /// Reads [`Target::name`].
    pub fn parse(words: &str) -> Option<Target> {
        if let Some(concept) = words.strip_prefix("add ") {
            return Concept::from_word(concept).map(Target::Add);
        }
        if let Some(rest) = words.strip_prefix("body ") {
            let (nth, heading) = rest.split_once(' ')?;
            return Some(Target::Body { heading: heading.to_owned(), nth: nth.parse().ok()? });
        }
        if let Some(id) = words.strip_prefix("conflict ") {
            return Some(Target::Conflict(id.to_owned()));
        }
        ItemRef::parse(words).ok().map(Target::Item)
    }
}

impl Session {
    /// Opens an item; what was typed for it before comes back.
    pub fn item(model: &Model, item: &Item) -> Session {
        let handoff = &model.snapshot.handoff;
        let mut fields = vec![Field::new("text", &handoff.edit_text(item), true)];
        // What is typed goes on with the item's words, not with what stands below them.
        fields[0].end_above(handoff.edit_below(item).matches('\n').count());
        let why = item.why.as_ref().map(|w| w.text.as_str());
        if why.is_some() || why_label(item.concept).is_some() {
            fields.push(Field::new(why_label(item.concept).unwrap_or("why"), why.unwrap_or(""), false));
        }
        Session { target: Target::Item(handoff.reference(item)), fields, active: 0, indent: 0, refused: None, opened: None }
    }

    /// Opens an empty item of `concept`.
    pub fn add(concept: Concept) -> Session {
        let mut fields = vec![Field::new("text", "", true)];
        fields.extend(why_label(concept).map(|label| Field::new(label, "", false)));
        Session { target: Target::Add(concept), fields, active: 0, indent: 0, refused: None, opened: None }
    }

    /// Opens the body of a section.
    pub fn body(model: &Model, section: usize) -> Option<Session> {
        let handoff = &model.snapshot.handoff;
        let sections = handoff.sections();
        let heading_of = |n: usize| sections.get(n).map(|s| s.heading.map_or("", |h| handoff.slice(h).trim_end()));
        let heading = heading_of(section)?.to_owned();
        let nth = (0..=section).filter(|n| heading_of(*n) == Some(heading.as_str())).count();
        let body = handoff.slice(sections.get(section)?.body).trim_matches(['\n', '\r']);
        let fields = vec![Field::new("text", body, true)];
        Some(Session { target: Target::Body { heading, nth }, fields, active: 0, indent: 0, refused: None, opened: None })
    }

    /// Opens what shall stand for a conflict.
    pub fn result(id: &str, text: &str) -> Session {
        Session {
            target: Target::Conflict(id.to_owned()),
            fields: vec![Field::new("result", text, true)],
            active: 0,
            indent: 0,
            refused: None,
            opened: None,
        }
    }

    /// Takes up a kept draft.
    pub fn resume(mut self, draft: &Draft) -> Session {
        self.fields[0].replace(&draft.text);
        if let (Some(field), Some(why)) = (self.fields.get_mut(1), &draft.why) {
            field.replace(why);
        }
        self
    }

    /// Returns the field that has the keys.
    pub fn field(&mut self) -> &mut Field {
        let last = self.fields.len() - 1;
        &mut self.fields[self.active.min(last)]
    }

    /// Tells whether anything differs from what was opened.
    pub fn changed(&self) -> bool {
        self.fields.iter().any(Field::changed)
    }

    /// Returns the text as a draft for the journal.
    pub fn draft(&self) -> Draft {
        let title = match &self.target {
            Target::Item(item) => format!("{} {}", words(item.concept).1, item.ordinal),
            Target::Add(concept) => format!("a new {}", words(*concept).1),
            Target::Body { heading, .. } => format!("the text under \"{}\"", heading.trim_start_matches('#').trim()),
            Target::Conflict(_) => "what shall stand for a conflict".to_owned(),
        };
        Draft { target: self.target.name(), title, text: self.fields[0].text(), why: self.fields.get(1).map(Field::text) }
    }

    /// Returns the command that writes the text into `now`; `None` when there is nothing to write.
    pub fn command_on(&self, now: &Handoff) -> Option<Command> {
        let command = self.command()?;
        let older = self.opened.as_ref().filter(|opened| opened.text() != now.text() && !matches!(self.target, Target::Add(_)));
        Some(match (older, command) {
            (Some(opened), Command::Edit(intent)) => Command::EditFrom { base: opened.text().to_owned(), intents: vec![intent] },
            (Some(opened), Command::EditAll(intents)) => Command::EditFrom { base: opened.text().to_owned(), intents },
            (_, command) => command,
        })
    }

    /// Returns the command that writes the text; `None` when there is nothing to write.
    pub fn command(&self) -> Option<Command> {
        let text = self.fields[0].text();
        let why = self.fields.get(1).map(|f| f.text().trim().to_owned());
        match &self.target {
            Target::Add(_) if text.trim().is_empty() => None,
            Target::Add(Concept::Objective) => Some(Command::Edit(Intent::SetObjective { text })),
            Target::Add(concept) => {
                let why = why.filter(|w| !w.is_empty());
                Some(Command::Edit(Intent::Add { concept: *concept, text, why, status: None }))
            }
            Target::Body { heading, nth } if self.changed() => {
                Some(Command::Edit(Intent::SetBody { heading: heading.clone(), nth: *nth, text }))
            }
            Target::Body { .. } | Target::Conflict(_) => None,
            Target::Item(item) => {
                let mut intents = Vec::new();
                // The why first: the reference of the item holds its text.
                if self.fields.get(1).is_some_and(Field::changed) {
                    intents.push(Intent::SetWhy { item: item.clone(), why: why.filter(|w| !w.is_empty()) });
                }
                if self.fields[0].changed() {
                    intents.push(Intent::SetText { item: item.clone(), text });
                }
                match intents.len() {
                    0 => None,
                    1 => intents.pop().map(Command::Edit),
                    _ => Some(Command::EditAll(intents)),
                }
            }
        }
    }
}

/// Returns what a concept's reason is called, for those that have one.
pub fn why_label(concept: Concept) -> Option<&'static str> {
    match concept {
        Concept::Decisions => Some("why"),
        Concept::Tasks | Concept::Pending => Some("blocked by"),
        _ => None,
    }
}
