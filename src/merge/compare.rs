//! An incoming handoff beside the live one, item by item.

use super::units::words;
use crate::document::{Kind, Span};
use crate::handoff::{Concept, Handoff, Intent, Item, Shape, StatusKind, is_unfilled};
use serde::{Deserialize, Serialize};

/// One item of an incoming handoff beside the live one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its kind.
    pub concept: Concept,
    /// What it says.
    pub text: String,
    /// Its why or blocking reason.
    pub why: Option<String>,
    /// How it compares with the live file.
    pub change: Change,
    /// What keeping it does to the live file, in this order.
    pub intents: Vec<Intent>,
    /// Where it came from, as `clipboard line 12`.
    pub origin: String,
}

/// How an incoming item compares with the live file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The live file has nothing like it.
    New,
    /// The live file says this instead.
    Changed(String),
    /// The live file says the same.
    Same,
}

/// Compares an incoming handoff with the live one: its current items in canonical order.
pub fn compare(live: &Handoff, incoming: &Handoff, origin: &str) -> Vec<Proposal> {
    let concepts = Concept::ALL.into_iter().filter(|c| !matches!(c, Concept::Metadata | Concept::Prompt));
    let items = concepts.flat_map(|c| incoming.items(c)).filter(|i| !is_unfilled(&i.text));
    items.map(|item| propose(live, incoming, item, origin)).collect()
}

/// Returns the handoff inside a chat answer, or the text as it is: see [`fenced`].
pub fn unwrap(text: &str) -> &str {
    fenced(text).map_or(text, |span| &text[span.start..span.end])
}

/// Returns where a chat answer holds the handoff: inside its outer fence, where that stands before any heading and reads as more items than the whole.
///
/// Models often wrap a handoff that has fences of its own in one that is no longer: CommonMark ends the outer one at the first inner end,
/// so what lies up to the last line of the same marks is tried as well.
pub fn fenced(text: &str) -> Option<Span> {
    let whole = Handoff::parse(text);
    let lines = whole.document().lines();
    let open = lines.iter().position(|l| l.kind == Kind::FenceOpen || l.kind.heading().is_some())?;
    if lines[open].kind != Kind::FenceOpen {
        return None;
    }
    let marks = text[lines[open].span.start..lines[open].span.end].trim();
    let marks = &marks[..marks.len() - marks.trim_start_matches(['`', '~']).len()];
    let inside = |close: Option<usize>| Span::new(lines[open].span.end, close.map_or(text.len(), |n| lines[n].span.start));
    let is_end = |n: &usize| text[lines[*n].span.start..lines[*n].span.end].trim() == marks;
    let narrow = inside((open + 1..lines.len()).find(|n| lines[*n].kind == Kind::FenceClose));
    let wide = inside((open + 1..lines.len()).rfind(is_end));
    let (mut best, mut most) = (None, whole.all_items().len());
    for part in [narrow, wide] {
        let inner = Handoff::parse(&text[part.start..part.end]);
        let headed = inner.document().lines().iter().any(|l| l.kind.heading().is_some());
        if headed && inner.all_items().len() > most {
            (best, most) = (Some(part), inner.all_items().len());
        }
    }
    best
}

fn propose(live: &Handoff, incoming: &Handoff, item: &Item, origin: &str) -> Proposal {
    let line = incoming.document().line_at(item.span.start) + 1;
    let why = item.why.as_ref().map(|w| w.text.clone());
    let (change, intents) = match counterpart(live, item) {
        None => (Change::New, vec![added(incoming, item)]),
        Some(own) => {
            let intents = changes(live, own, incoming, item);
            let before = || own.text.clone() + &own.why.as_ref().map(|w| format!(": {}", w.text)).unwrap_or_default();
            (if intents.is_empty() { Change::Same } else { Change::Changed(before()) }, intents)
        }
    };
    Proposal { concept: item.concept, text: item.text.clone(), why, change, intents, origin: format!("{origin} line {line}") }
}

/// Finds the live item that an incoming one is: by own id, by text, by topic, or as the only prose of its kind.
fn counterpart<'a>(live: &'a Handoff, item: &Item) -> Option<&'a Item> {
    let only = |fits: &dyn Fn(&Item) -> bool| {
        let mut found = live.items(item.concept).filter(|i| fits(i));
        found.next().filter(|_| found.next().is_none())
    };
    let key = |text: &str| words(text).to_lowercase();
    let topic = item.topic.as_ref().map(|t| key(t));
    let single = matches!(item.concept, Concept::Objective | Concept::State | Concept::Summary) && item.shape == Shape::Prose;
    only(&|i| item.id.is_some() && i.id == item.id)
        .or_else(|| live.items(item.concept).find(|i| key(&i.text) == key(&item.text)))
        .or_else(|| only(&|i| topic.is_some() && i.topic.as_ref().map(|t| key(t)) == topic))
        .or_else(|| only(&|i| single && i.shape == Shape::Prose))
}

fn added(incoming: &Handoff, item: &Item) -> Intent {
    if item.concept == Concept::Objective {
        return Intent::SetObjective { text: item.text.clone() };
    }
    let text = if item.shape == Shape::Row { item.text.clone() } else { incoming.edit_text(item) };
    let status = item.status.as_ref().map(|s| s.kind);
    // A why in front of what stands below is in the text already.
    let why = item.why.as_ref().filter(|_| !incoming.tells_why(item)).map(|w| w.text.clone());
    Intent::Add { concept: item.concept, text, why, status }
}

/// The text comes last: it changes the fingerprint by which the others find the item.
fn changes(live: &Handoff, own: &Item, incoming: &Handoff, item: &Item) -> Vec<Intent> {
    let reference = live.reference(own);
    let mut intents = Vec::new();
    // An item without a status is open: an empty checkbox says nothing new.
    let had = own.status.as_ref().map_or(StatusKind::Open, |s| s.kind);
    if let Some(status) = item.status.as_ref().map(|s| s.kind).filter(|kind| *kind != had) {
        intents.push(Intent::SetStatus { item: reference.clone(), status });
    }
    let why = |i: &Item| i.why.as_ref().map(|w| words(&w.text));
    if why(item).is_some() && why(item) != why(own) {
        intents.push(Intent::SetWhy { item: reference.clone(), why: why(item) });
    }
    if words(&item.text) != words(&own.text) {
        intents.push(match item.concept {
            Concept::Objective => Intent::SetObjective { text: item.text.clone() },
            _ => Intent::SetText {
                item: reference,
                text: if own.shape == Shape::Row { item.text.clone() } else { incoming.edit_text(item) },
            },
        });
    }
    intents
}
