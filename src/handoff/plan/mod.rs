//! From intent to edit: splices that do what was asked, proven by reading the result.
//!
//! Every intent gives one or more candidate edits, best first. Each is applied and read again; the
//! first whose items differ in the intended way only is the plan. If none passes, the refusal says
//! what the best one would have changed.

mod add;
mod body;
mod check;
mod moving;
mod remove;
mod row;
mod section;
mod slots;
mod status;
mod style;
mod text;
mod why;

use super::{Handoff, Intent, Item, ItemRef, Plan, RefError, Refusal};
use crate::document::{Document, Edit};
use check::{Expect, Free};

/// Plans the splices that carry out `intent`, applies them, reads the result, and refuses unless the items differ in the intended one only.
///
/// # Errors
/// A [`Refusal`] that names the reason; the handoff is not changed either way.
pub fn plan(handoff: &Handoff, intent: &Intent) -> Result<Plan, Refusal> {
    let (edits, expect) = match intent {
        Intent::Add { concept, text, why, status } => {
            let text = one_form(text);
            refuse_unfit(&text)?;
            return add::plan(handoff, &add::New { concept: *concept, text: &text, why: reason(why), status: *status });
        }
        Intent::SetText { item, text } => {
            let text = one_form(text);
            let index = find(handoff, item)?;
            if handoff.edit_text(&handoff.all_items()[index]) != text {
                refuse_unfit(&text)?;
            }
            (text::candidates(handoff, &handoff.all_items()[index], &text), Expect::Changed { index, free: Free::Text(text) })
        }
        Intent::SetWhy { item, why } => {
            let index = find(handoff, item)?;
            let why = reason(why);
            (why::candidates(handoff, index, why.as_deref()), Expect::Changed { index, free: Free::Why(why) })
        }
        Intent::SetStatus { item, status } => {
            let index = find(handoff, item)?;
            (status::candidates(handoff, &handoff.all_items()[index], *status), Expect::Changed { index, free: Free::Status(*status) })
        }
        Intent::Remove { item } => {
            let index = find(handoff, item)?;
            (remove::candidates(handoff, &handoff.all_items()[index]), Expect::Gone { index })
        }
        Intent::Move { item, to } => {
            let from = find(handoff, item)?;
            let to = moving::target(handoff, from, *to)?;
            (moving::candidates(handoff, from, to)?, Expect::Moved { from, to })
        }
        Intent::SetObjective { text } => return body::objective(handoff, &one_form(text)),
        Intent::SetBody { heading, nth, text } => body::plan(handoff, heading, *nth, &one_form(text))?,
    };
    first_sound(handoff, edits, &expect)
}

/// Returns the first candidate that passes the check, else what is wrong with the first.
fn first_sound(handoff: &Handoff, edits: Vec<Edit>, expect: &Expect) -> Result<Plan, Refusal> {
    let mut refusal = None;
    for edit in edits {
        match check::check(handoff, &edit, expect) {
            Ok(item) => return Ok(Plan { edit, item }),
            Err(message) => refusal = refusal.or(Some(message)),
        }
    }
    Err(refuse(refusal.unwrap_or_else(|| "this file has no place for that; edit the section as text".to_owned())))
}

fn find(handoff: &Handoff, reference: &ItemRef) -> Result<usize, Refusal> {
    let stale = |message| Refusal { message, stale: true };
    let item = handoff.resolve(reference).map_err(|error| match error {
        RefError::Malformed(message) => refuse(message),
        RefError::Gone(None) => stale(format!("there is no {reference} here; list the items again")),
        RefError::Gone(Some(now)) => stale(format!("{reference} has changed; there stands now: {now}")),
        RefError::Ambiguous(count) => stale(format!("{reference} fits {count} items; name one by its number")),
    })?;
    Ok(index_of(handoff, item))
}

fn index_of(handoff: &Handoff, item: &Item) -> usize {
    handoff.all_items().iter().position(|other| std::ptr::eq(other, item)).unwrap_or_default()
}

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal { message: message.into(), stale: false }
}

fn refuse_unfit(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(refuse("an item needs a text; remove the item if it is no longer needed"));
    }
    if Document::parse(text).open_fence().is_some() {
        return Err(refuse(check::OPEN_FENCE));
    }
    Ok(())
}

/// Brings a typed text to one form: LF, no trailing blanks, no blank lines at its ends.
fn one_form(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Brings a typed reason to one line; a blank one is none.
fn reason(why: &Option<String>) -> Option<String> {
    let words: Vec<&str> = why.as_deref()?.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
