//! From the text of a prompt back to its facts (law P2).

use super::compile::{OWN, is_prose};
use super::layout::{HEADINGS, PLACES, Place};
use super::line::{read, read_why, unescaped};
use super::marks::is_mark;
use super::{Fact, Portion};
use crate::handoff::Concept;

/// Reads the facts back, in order.
pub(super) fn read_back(text: &str) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let (mut heading, mut sub, mut own) = (None, None, false);
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            (heading, sub) = (HEADINGS.iter().find(|h| **h == title), None);
            continue;
        }
        if line == "---" {
            heading = None;
        }
        if let Some(title) = line.strip_prefix("### ") {
            sub = Some(title);
            continue;
        }
        let place = heading.and_then(|h| PLACES.iter().find(|p| p.heading == *h && p.sub == sub));
        if line.starts_with("```") {
            let fence = line;
            let inside: Vec<&str> = lines.by_ref().take_while(|l| *l != fence).collect();
            match place.filter(|_| !std::mem::take(&mut own)) {
                Some(place) if is_pins(place) => found.push(verbatim(Portion::Item, place.concept, &inside.join("\n"))),
                Some(place) => found.push(verbatim(Portion::Verbatim, place.concept, &inside.join("\n"))),
                None => {}
            }
            continue;
        }
        own |= line == OWN;
        let Some(place) = place else { continue };
        if let Some(item) = line.strip_prefix("- ").filter(|_| is_pins(place)) {
            found.push(verbatim(Portion::Item, place.concept, item));
        } else if let Some(fact) = read(line, place.concept) {
            found.push(fact);
        } else if let Some(why) = read_why(line) {
            if let Some(fact) = found.last_mut() {
                fact.why = Some(why.to_owned());
            }
        } else if !line.is_empty() && !line.starts_with('_') && !is_mark(line) {
            let portion = if is_prose(place.concept) { Portion::Item } else { Portion::Beside };
            found.push(verbatim(portion, place.concept, &unescaped(line)));
        }
    }
    found
}

fn is_pins(place: &Place) -> bool {
    place.concept == Concept::Constraints && !place.over
}

fn verbatim(portion: Portion, concept: Concept, text: &str) -> Fact {
    Fact { concept, portion, topic: None, text: text.to_owned(), why: None, status: None }
}
