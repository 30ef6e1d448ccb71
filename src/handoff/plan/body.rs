//! Another body for a section, and another objective.

use super::check::Expect;
use super::text::smallest;
use super::{add, first_sound, index_of, refuse_unfit, slots, text};
use crate::document::{Edit, Span};
use crate::handoff::{Concept, Handoff, Plan, Refusal};

/// Plans another objective: in its section's first item, else as a new one.
pub(super) fn objective(h: &Handoff, new: &str) -> Result<Plan, Refusal> {
    refuse_unfit(new)?;
    let Some(item) = h.items(Concept::Objective).next() else {
        return add::plan(h, &add::New { concept: Concept::Objective, text: new, why: None, status: None });
    };
    let index = index_of(h, item);
    let free = super::Free::Text(new.to_owned());
    first_sound(h, text::candidates(h, item, new), &Expect::Changed { index, free }).or_else(|refusal| {
        // The whole prose of its section may be replaced where a part of it cannot.
        let edit = smallest(h, item.body, &new.replace('\n', h.document().eol_near(item.body.start)));
        first_sound(h, vec![edit], &Expect::Inside(h.sections()[item.section].span)).map_err(|_| refusal)
    })
}

/// Plans another body for a section.
pub(super) fn plan(h: &Handoff, heading: &str, nth: usize, new: &str) -> Result<(Vec<Edit>, Expect), Refusal> {
    // A label, a heading's words and its whole line name it alike.
    let line = |at: Span| super::style::line_of(h.document(), at.start).map_or("", |l| h.slice(l.span).trim());
    let named = |at: Option<Span>| match at {
        Some(at) => h.slice(at).trim() == heading.trim() || line(at) == heading.trim(),
        None => heading.trim().is_empty(),
    };
    let section = h.sections().iter().filter(|s| named(s.heading)).nth(nth.max(1) - 1);
    let Some(section) = section else {
        return Err(Refusal {
            message: format!("there is no section \"{}\" any more; look at the file again", heading.trim()),
            stale: true,
        });
    };
    let eol = h.document().eol_near(section.span.start);
    let new = new.replace('\n', eol);
    let inner = slots::trim(h, section.body);
    let edit = match (inner.is_empty(), new.is_empty()) {
        (false, _) => smallest(h, inner, &new),
        (true, true) => Edit::default(),
        (true, false) => {
            let at = section.body.start;
            let ended = h.text()[..at].is_empty() || h.text()[..at].ends_with(['\n', '\r']);
            let gap = if super::style::blank_after_headings(h.document()) && at > 0 { eol } else { "" };
            let last = if at == h.text().len() && !ended { "" } else { eol };
            Edit::one(Span::at(at), format!("{}{gap}{new}{last}", if ended { "" } else { eol }))
        }
    };
    Ok((vec![edit], Expect::Inside(section.span)))
}
