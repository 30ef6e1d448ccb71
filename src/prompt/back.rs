//! From the text of a prompt back to its facts (law P2).

use super::compile::is_prose;
use super::layout::{HEADINGS, PLACES, Place};
use super::line::{is_indented_fence, outdented, read, read_why, unescaped};
use super::marks::is_mark;
use super::{Fact, Portion};
use crate::handoff::{Concept, introduces};

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
        if line.starts_with("```") || is_indented_fence(line) {
            let inside = lines.by_ref().take_while(|l| *l != line);
            let (portion, text) = if line.starts_with('`') {
                (Portion::Item, inside.collect::<Vec<_>>().join("\n"))
            } else {
                (Portion::Verbatim, inside.map(outdented).collect::<Vec<_>>().join("\n"))
            };
            let ours = place.filter(|place| portion == Portion::Verbatim || is_pins(place));
            found.extend(ours.map(|place| Fact::new(place.concept, portion, text)));
            continue;
        }
        let Some(place) = place else { continue };
        if let Some(item) = line.strip_prefix("- ").filter(|_| is_pins(place)) {
            found.push(Fact::new(place.concept, Portion::Item, item.to_owned()));
        } else if let Some(fact) = read(line, place.concept) {
            found.push(fact);
        } else if let Some(why) = read_why(line) {
            if let Some(fact) = found.last_mut() {
                fact.why = Some(why.to_owned());
            }
        } else if !line.is_empty() && !line.starts_with('_') && !is_mark(line) {
            let text = unescaped(line);
            let portion = if is_prose(place.concept) && !introduces(&text) { Portion::Item } else { Portion::Beside };
            found.push(Fact::new(place.concept, portion, text));
        }
    }
    found
}

fn is_pins(place: &Place) -> bool {
    place.concept == Concept::Constraints && !place.over
}
