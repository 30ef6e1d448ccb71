//! From the text of a prompt back to its facts (law P2).

use super::Fact;
use super::compile::is_prose;
use super::layout::{HEADINGS, PLACES, Place};
use super::line::{read, read_why, unescaped};
use super::marks::is_mark;
use crate::handoff::Concept;

/// Reads the facts back, in order.
pub(super) fn read_back(text: &str) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let (mut heading, mut sub) = (None, None);
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
            if place.is_some_and(is_pins) {
                found.push(verbatim(&inside.join("\n")));
            }
            continue;
        }
        let Some(place) = place else { continue };
        if let Some(item) = line.strip_prefix("- ") {
            found.push(if is_pins(place) { verbatim(item) } else { read(item, place.concept) });
        } else if let Some(why) = read_why(line) {
            if let Some(fact) = found.last_mut() {
                fact.why = Some(why.to_owned());
            }
        } else if is_prose(place.concept) && !line.is_empty() && !line.starts_with('_') && !is_mark(line) {
            found.push(Fact { concept: place.concept, topic: None, text: unescaped(line), why: None, status: None });
        }
    }
    found
}

fn is_pins(place: &Place) -> bool {
    place.concept == Concept::Constraints && !place.over
}

fn verbatim(text: &str) -> Fact {
    Fact { concept: Concept::Constraints, topic: None, text: text.to_owned(), why: None, status: None }
}
