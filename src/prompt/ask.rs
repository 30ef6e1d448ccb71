//! The request for a handoff, and the whole document in Handoff Format 1.0.

use super::compile::{fact_text, is_apart};
use super::facts::with_carried;
use super::frame::{bootstrap, template, trigger};
use super::layout::{PLACES, by_place};
use super::line::{fenced, one_line};
use super::{Budget, Fact, Facts, Portion, Profile, compile};
use crate::handoff::{Concept, Handoff, MetaKey};

/// The headings of 001's Recommended Format, with what stands under each.
const FORMAT: &str = "\
=== SESSION HANDOFF ===
Generated: <ISO 8601 time>
Session: <this session and the next, as Session 3 \u{2192} 4>

## Previous Session Summary

### Accomplished
- <what was done, five to seven points>

### Decisions Made
- <decision>: <why>

### Artifacts Created
- <path or name>: <what it is>

## Current Project State

<two to four sentences: progress, what works, what needs attention, what blocks>

## Next Session Objective

<one goal that a session can reach>

## Context for Next Session

### Constraints
- <word for word as given>

### Open Tasks
- [ ] <task>

### Pending Actions
- [ ] <action> (blocked by: <what blocks it>)

### Dead Ends
- <what did not work>: <why>

### Open Questions
- <question>

---

## PROMPT FOR NEXT SESSION

Copy everything below this line into a new chat:

---

Read and apply this bootstrap template:
";

/// Writes the request.
pub(super) fn ask(handoff: &Handoff, facts: &Facts) -> String {
    let all = with_carried(handoff, facts);
    let (template, trigger) = (template(facts), trigger(facts));
    let remember = format!("Remember: Say \"{trigger}\" at session end to generate the next handoff.");
    let mut out = String::from(
        "# Write the handoff of this session\n\nThis session ends here. Write its handoff so that another session, which knows nothing of this chat, can go on. \
         Answer with one markdown block in the format below and nothing else. Fill in every <...> from this chat; leave a heading out rather than leave a \
         placeholder. Give every decision its reason and every pending action what blocks it.\n\n",
    );
    let format = format!(
        "{FORMAT}{template}\n\n## Project Context\n\n<what the project is>\n\n## Work Completed\n\n<from above>\n\n## Current Status\n\n<from above>\n\n\
         ## This Session's Goal\n\n<the objective from above>\n\n## Continue From\n\n<decisions, constraints, open items, artifacts>\n\n---\n\n{remember}"
    );
    out.push_str(&fenced(&format));
    out.push_str(&format!("\nThe template in brief:\n\n{}", fenced(bootstrap(facts))));
    let places = by_place(&all);
    let open = |concept: Concept| of(&all, &places, concept, false);
    let carry = [
        ("Constraints to carry word for word", Concept::Constraints),
        ("Decisions that hold", Concept::Decisions),
        ("Objective of this session", Concept::Objective),
        ("Open tasks: say what became of each", Concept::Tasks),
        ("Pending actions: say what became of each", Concept::Pending),
        ("Open questions", Concept::Questions),
        ("Dead ends", Concept::DeadEnds),
    ];
    for (title, concept) in carry {
        list(&mut out, &format!("## {title}"), open(concept));
    }
    out.push_str(&format!("\nThe trigger word is \"{trigger}\". The handoff ends with this line:\n{remember}\n"));
    out
}

/// Writes the document.
pub(super) fn handoff_1_0(handoff: &Handoff, facts: &Facts) -> String {
    let all = with_carried(handoff, facts);
    let places = by_place(&all);
    let of = |concept: Concept| of(&all, &places, concept, false);
    let mut out = String::from("=== SESSION HANDOFF ===\n");
    let time = handoff.meta(MetaKey::Time).or_else(|| handoff.meta(MetaKey::Updated));
    out.push_str(&format!("Generated: {}\n", facts.sealed.as_deref().or(time).map_or("draft".to_owned(), one_line)));
    let session = facts.session.as_deref().or_else(|| handoff.meta(MetaKey::Session)).map(one_line);
    out.push_str(&session.map_or(String::new(), |s| format!("Session: {s}\n")));
    out.push_str("\n## Previous Session Summary\n");
    let closed = [Concept::Tasks, Concept::Pending].into_iter().flat_map(|c| self::of(&all, &places, c, true));
    let done = of(Concept::Summary).chain(of(Concept::Completed)).chain(closed);
    list_or(&mut out, "### Accomplished", done, "- The handoff does not say what was done");
    list(&mut out, "### Decisions Made", of(Concept::Decisions));
    list(&mut out, "### Artifacts Created", of(Concept::Artifacts));
    let unsaid = "The handoff does not say where the project stands. Work completed and open tasks tell it.";
    list_or(&mut out, "## Current Project State", of(Concept::State), unsaid);
    list(&mut out, "## Next Session Objective", of(Concept::Objective));
    out.push_str("\n## Context for Next Session\n");
    let rest = [
        ("### Constraints", Concept::Constraints),
        ("### Open Tasks", Concept::Tasks),
        ("### Pending Actions", Concept::Pending),
        ("### Next Steps", Concept::Next),
        ("### Dead Ends", Concept::DeadEnds),
        ("### Watchlist", Concept::Watchlist),
        ("### Verification", Concept::Verification),
        ("### Environment", Concept::Environment),
        ("### Background", Concept::Context),
        ("### Exclusions", Concept::Exclusions),
        ("### Open Questions", Concept::Questions),
        ("### Other Notes", Concept::Domain),
        ("### Links", Concept::Links),
        ("### Derived From", Concept::Derived),
    ];
    for (title, concept) in rest {
        list(&mut out, title, of(concept));
    }
    out.push_str("\n---\n\n## PROMPT FOR NEXT SESSION\n\nCopy everything below this line into a new chat:\n\n---\n\n");
    if let Ok(prompt) = compile(handoff, facts, &Profile::ClaudeCode, Budget::Unlimited, &str::len) {
        out.push_str(&prompt.text);
    }
    out
}

/// Returns the facts of a concept that hold, or those that are over, with what stands below them.
fn of<'a>(all: &'a [Fact], places: &'a [Vec<usize>], concept: Concept, over: bool) -> impl Iterator<Item = &'a Fact> + Clone {
    let here = PLACES.iter().zip(places).filter(move |(place, _)| place.concept == concept && place.over == over);
    here.flat_map(|(_, facts)| facts).map(|i| &all[*i])
}

/// Writes a heading and its facts as [`list`] does, and where no item is among them, that first.
fn list_or<'a>(out: &mut String, heading: &str, facts: impl Iterator<Item = &'a Fact> + Clone, unsaid: &str) {
    if facts.clone().any(|f| f.portion == Portion::Item) {
        return list(out, heading, facts);
    }
    out.push_str(&format!("\n{heading}\n\n{unsaid}\n"));
    facts.for_each(|fact| out.push_str(&fact_text(fact, false)));
}

/// Writes a heading and its facts in 001's form, a why behind a colon; nothing when there is none.
fn list<'a>(out: &mut String, heading: &str, facts: impl Iterator<Item = &'a Fact>) {
    let facts: Vec<&Fact> = facts.collect();
    if facts.is_empty() {
        return;
    }
    out.push_str(&format!("\n{heading}\n\n"));
    // Prose that is alone would be read as an item; a quote is none.
    let alone = !facts.iter().any(|f| f.portion == Portion::Item);
    let mut before = None;
    for fact in &facts {
        if is_apart(before.replace(fact.portion), fact.portion) {
            out.push('\n');
        }
        if alone && fact.portion == Portion::Beside {
            out.push_str("> ");
        }
        let flat = Fact { why: None, ..(*fact).clone() };
        let text = fact_text(&flat, facts.len() == 1);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        match &fact.why {
            None => out.push_str(&format!("{line}\n")),
            Some(why) if says_why(&format!("{line}: {why}\n")) => out.push_str(&format!("{line}: {why}\n")),
            Some(why) => out.push_str(&format!("{line}\n  **Why:** {why}\n")),
        }
    }
}

/// Tells whether a decision's line is read with a reason: some texts take the colon for their own.
fn says_why(line: &str) -> bool {
    let read = Handoff::parse(format!("## Decisions Made\n\n{line}"));
    read.items(Concept::Decisions).next().is_some_and(|i| i.why.is_some())
}
