//! From items to facts.

use super::compile::{is_label, is_prose};
use super::layout::is_pin;
use super::line::one_line;
use super::{Fact, Facts, Portion, layout};
use crate::handoff::{Concept, Handoff, Item, Mapping, MetaKey, Note, Section, StatusKind, introduces, is_unfilled};

/// Returns every fact of a handoff.
pub(super) fn facts_of(handoff: &Handoff) -> Vec<Fact> {
    let ours = |c: &Concept| !matches!(c, Concept::Metadata | Concept::Prompt);
    let items = Concept::ALL.into_iter().filter(ours).flat_map(|c| handoff.items(c));
    let mut found: Vec<(Concept, usize, Vec<Fact>)> = items.map(|i| (i.concept, i.span.start, of_item(handoff, i))).collect();
    let notes = handoff.notes_beside().into_iter();
    found.extend(notes.filter_map(|(section, note)| Some((*section.concepts.first()?, note.span.start, vec![beside(section, note)?]))));
    found.extend(overall(handoff).map(|(at, fact)| (fact.concept, at, vec![fact])));
    found.sort_by_key(|(concept, at, _)| (*concept, *at));
    let mut all: Vec<Fact> = Vec::with_capacity(found.len());
    for fact in found.into_iter().flat_map(|(_, _, facts)| facts).rev() {
        // What leads over to nothing says nothing.
        if !is_label(&fact) || all.last().is_some_and(|next| next.concept == fact.concept) {
            all.push(fact);
        }
    }
    all.reverse();
    for (section, text) in handoff.unread() {
        let title = match section.map(|s| path(handoff, s)) {
            None => "At the end".to_owned(),
            Some(title) if !title.is_empty() => title,
            Some(_) if section.is_some_and(|s| s.heading.is_some()) => "Without a heading".to_owned(),
            Some(_) => "Before the first heading".to_owned(),
        };
        all.push(Fact { topic: Some(title.clone()), ..Fact::new(Concept::Domain, Portion::Item, title) });
        all.push(Fact::new(Concept::Domain, Portion::Verbatim, text.to_owned()));
    }
    all
}

/// Returns the title of a section, behind those above it that have no meaning either; the title of the file is none of them.
fn path(handoff: &Handoff, section: &Section) -> String {
    let above = |s: &&Section| handoff.sections().get(s.parent?);
    let chain =
        std::iter::successors(Some(section), above).take_while(|s| std::ptr::eq(*s, section) || s.level > 1 && s.mapping == Mapping::None);
    let mut titles: Vec<String> = chain.map(|s| one_line(&s.title)).filter(|t| !t.is_empty()).collect();
    titles.reverse();
    titles.join(" › ")
}

/// Returns what the head of a handoff says of the state as a whole, and where.
fn overall(handoff: &Handoff) -> impl Iterator<Item = (usize, Fact)> {
    let said =
        handoff.metadata().iter().filter(|meta| matches!(meta.key, MetaKey::Status | MetaKey::Scope) && handoff.is_current(meta.block));
    said.filter_map(|meta| {
        let [name, value] = [meta.name, meta.value].map(|span| one_line(handoff.slice(span)));
        let says = !name.is_empty() && value.chars().any(char::is_alphanumeric) && !is_unfilled(&value);
        says.then(|| {
            (meta.name.start, Fact { topic: Some(name.clone()), ..Fact::new(Concept::State, Portion::Item, format!("{name}: {value}")) })
        })
    })
}

/// Returns the facts of an item: itself, then what stands below it. None of a placeholder; all of a pin is one.
pub(super) fn of_item(handoff: &Handoff, item: &Item) -> Vec<Fact> {
    let Some(fact) = fact(handoff, item) else { return below_nothing(handoff, item) };
    let notes = if is_pin(&fact) { Vec::new() } else { handoff.notes_below(item) };
    let notes = notes.into_iter().map(|note| of_note(item.concept, note));
    [fact].into_iter().chain(notes).collect()
}

/// Returns what stands below a placeholder, as items of its own.
fn below_nothing(handoff: &Handoff, item: &Item) -> Vec<Fact> {
    let notes = handoff.notes_below(item).into_iter().map(|note| of_note(item.concept, note));
    let raised = |fact: Fact| match fact.portion {
        Portion::Detail(1) => Fact { portion: Portion::Item, ..fact },
        Portion::Detail(depth) => Fact { portion: Portion::Detail(depth - 1), ..fact },
        _ => fact,
    };
    notes.map(raised).collect()
}

/// Makes the fact of what stands beside the items of a section; prose that introduces nothing is an item where prose is expected.
fn beside(section: &Section, note: Note) -> Option<Fact> {
    let concept = *section.concepts.first()?;
    let portion = match concept {
        _ if note.verbatim => return Some(of_note(concept, note)),
        _ if is_prose(concept) && !introduces(&note.text) => Portion::Item,
        _ => Portion::Beside,
    };
    Some(Fact::new(concept, portion, unlinked(note.text)))
}

fn of_note(concept: Concept, note: Note) -> Fact {
    let portion = if note.verbatim { Portion::Verbatim } else { Portion::Detail(note.depth) };
    let text = if note.verbatim { note.text } else { unlinked(note.text) };
    Fact { status: note.status, ..Fact::new(concept, portion, text) }
}

/// Returns every fact of a handoff, and those carried from earlier sessions that it does not state itself.
pub(super) fn with_carried(handoff: &Handoff, facts: &Facts) -> Vec<Fact> {
    let mut all = facts_of(handoff);
    for fact in &facts.carried {
        let same = |f: &Fact| f.concept == fact.concept && one_line(&f.text) == one_line(&fact.text);
        if layout::place_of(fact).is_some() && !all.iter().any(same) {
            all.push(fact.clone());
        }
    }
    all
}

/// Returns the fact of an item; `None` for an unfilled placeholder or an empty item.
fn fact(handoff: &Handoff, item: &Item) -> Option<Fact> {
    let sourceless = || item.concept == Concept::Derived && item.text.split_once(": ").is_some_and(|(_, source)| is_unfilled(source));
    if is_unfilled(&item.text) || sourceless() {
        return None;
    }
    let topic = item.topic.as_deref().map(|t| unlinked(one_line(t))).filter(|t| !t.is_empty());
    let text = unlinked(one_line(&item.text));
    let why = item.why.as_ref().map(|w| unlinked(one_line(&w.text))).filter(|w| !w.is_empty());
    // An item that is nothing but a reason says it itself.
    let (text, why) = match (text.is_empty(), &topic, why) {
        (false, _, why) => (text, why),
        (true, Some(topic), why) => (topic.clone(), why),
        (true, None, why) => (why?, None),
    };
    let waits = item.concept != Concept::Pending && why.is_some() && handoff.waits(item);
    let status = match item.standing() {
        None | Some(StatusKind::Open) if waits => Some(StatusKind::Blocked),
        said => said,
    };
    let mut fact = Fact { concept: item.concept, portion: Portion::Item, topic, text, why, status };
    if is_pin(&fact) {
        fact = Fact { text: handoff.slice(item.body).to_owned(), topic: None, why: None, status: None, ..fact };
    }
    layout::place_of(&fact).map(|_| fact)
}

/// The longest target of a link that is taken off, in bytes.
const ANCHOR: usize = 200;

/// Takes the targets off links to headings of the handoff: where the text goes, those headings are not.
fn unlinked(text: String) -> String {
    if !text.contains("](#") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("](#") {
        let (before, link) = rest.split_at(at);
        match (before.rfind('['), link.bytes().take(ANCHOR).position(|b| b == b')')) {
            (Some(open), Some(close)) if !link[..close].contains(' ') => {
                out.push_str(&before[..open]);
                out.push_str(&before[open + 1..]);
                rest = &link[close + 1..];
            }
            _ => {
                out.push_str(&rest[..at + 3]);
                rest = &rest[at + 3..];
            }
        }
    }
    out + rest
}
