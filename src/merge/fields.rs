//! One unit of three texts, merged field by field: text, status, why, and its named values.
//!
//! What only one side changed is taken; what both changed otherwise is disputed, and then both sides hold all the rest.

use super::units::{Unit, words};
use crate::document::{Edit, Marker, Span, Splice};
use crate::handoff::{Carrier, Handoff, Intent, Item, Shape, plan};

/// A unit and the text it stands in.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub handoff: &'a Handoff,
    pub unit: &'a Unit<'a>,
}

/// What the fields of a unit came to.
pub(super) enum Fields {
    /// Each was changed by one side at most, or by both alike.
    Merged(Side),
    /// These were not: the unit with ours of them, and with theirs.
    Disputed { ours: Side, theirs: Side, names: Vec<String> },
    /// They cannot be taken apart: the units stand as they are.
    Whole,
}

/// A merged text, and which side its lines come from.
pub(super) struct Side {
    pub text: String,
    pub from_ours: bool,
}

/// The place of the text among the values; the others follow.
const TEXT: usize = 0;
const STATUS: usize = 1;
const WHY: usize = 2;
/// What begins a list item: its number changes with those before it, so it is nobody's to settle.
const MARKER: usize = 3;
/// The first of the named values.
const NAMED: usize = 4;

/// Merges a unit that all three texts have.
pub(super) fn merge(base: Place, ours: Place, theirs: Place) -> Fields {
    let named = base.names() == ours.names() && base.names() == theirs.names();
    let [b, o, t] = [base, ours, theirs].map(|place| place.values(named));
    let picks: Vec<Option<bool>> = (0..b.len())
        .map(|n| match (n, pick(&b[n], &o[n], &t[n])) {
            (TEXT, None) => pick(unstopped(&b[n]), unstopped(&o[n]), unstopped(&t[n])),
            (MARKER, None) => Some(true),
            (_, pick) => pick,
        })
        .collect();
    let differs: Vec<bool> = (0..b.len()).map(|n| o[n] != t[n]).collect();
    let with = |side: bool| {
        let taken: Vec<bool> = picks.iter().map(|pick| pick.unwrap_or(side)).collect();
        // The lines come from the side whose text is taken; where both have the same, from the one that lacks less of the rest.
        let lacks = |from_ours: bool| -> Vec<usize> { (0..taken.len()).filter(|n| differs[*n] && taken[*n] != from_ours).collect() };
        let mut sides = if differs[TEXT] { vec![taken[TEXT]] } else { vec![true, false] };
        sides.sort_by_key(|from_ours| lacks(*from_ours).len());
        sides.into_iter().find_map(|from_ours| {
            let (carrier, other) = if from_ours { (ours, theirs) } else { (theirs, ours) };
            Some(Side { text: carrier.with(&lacks(from_ours), other)?, from_ours })
        })
    };
    if picks.iter().all(Option::is_some) {
        return with(true).map_or(Fields::Whole, Fields::Merged);
    }
    let names = (0..b.len()).filter(|n| picks[*n].is_none()).map(|n| base.name(n)).collect();
    match (with(true), with(false)) {
        (Some(ours), Some(theirs)) => Fields::Disputed { ours, theirs, names },
        _ => Fields::Whole,
    }
}

/// Returns the names of the fields in which a unit differs from what it was.
pub(super) fn changed(base: Place, now: Place) -> Vec<String> {
    let named = base.names() == now.names();
    let (before, after) = (base.values(named), now.values(named));
    (0..before.len()).filter(|n| *n != MARKER && before[*n] != after[*n]).map(|n| base.name(n)).collect()
}

/// Tells whether ours is taken of a value; `None` when both changed it otherwise.
fn pick(base: &str, ours: &str, theirs: &str) -> Option<bool> {
    match (ours == base, theirs == base) {
        _ if ours == theirs => Some(true),
        (_, true) => Some(true),
        (true, false) => Some(false),
        (false, false) => None,
    }
}

/// Returns a text without the stop at its end, which goes and comes with the reason behind it.
fn unstopped(text: &str) -> &str {
    text.trim_end_matches(['.', ':', '。', '：']).trim_end()
}

impl<'a> Place<'a> {
    fn item(self) -> Option<&'a Item> {
        self.unit.item
    }

    /// Returns the names of its named values.
    fn names(self) -> Vec<&'a str> {
        self.item().map_or(vec![], |item| item.fields.iter().map(|f| f.name.as_str()).collect())
    }

    /// Returns what the screen calls a field.
    fn name(self, field: usize) -> String {
        let named = || self.names().get(field.wrapping_sub(NAMED)).filter(|name| !name.is_empty()).map(|name| name.to_lowercase());
        match field {
            STATUS => "status".to_owned(),
            WHY => "reason".to_owned(),
            _ => named().unwrap_or_else(|| "text".to_owned()),
        }
    }

    /// Returns what its fields say; the text is all the rest, layout aside.
    fn values(self, named: bool) -> Vec<String> {
        let Some(item) = self.item() else { return vec![self.unit.rest(self.handoff)] };
        let slice = |span: Span| words(self.handoff.slice(span));
        let fields = item.fields.iter().map(|f| f.value).filter(|_| named);
        let marker = marker(self.handoff, item).map(|m| m.span);
        let text = self.unit.without(self.handoff, fields.clone().chain(marker));
        let status = status_marks(self.handoff, item).into_iter().map(slice).collect::<Vec<_>>().join(" ");
        let marker = marker.map(slice).unwrap_or_default();
        [text, status, self.unit.why().to_owned(), marker].into_iter().chain(fields.map(slice)).collect()
    }

    /// Returns its lines with these fields as another unit has them; `None` when they cannot be written here.
    fn with(self, fields: &[usize], other: Place) -> Option<String> {
        let span = self.unit.span;
        if fields.is_empty() {
            return Some(self.handoff.slice(span).to_owned());
        }
        let (item, wanted) = (self.item()?, other.item()?);
        let mut splices = Vec::new();
        let mut intents: Vec<Wish> = Vec::new();
        for field in fields {
            match field {
                &STATUS => match status_splices(self.handoff, item, other.handoff, wanted) {
                    Some(found) => splices.extend(found),
                    None => intents.push(Wish::Status),
                },
                &WHY => match (&item.why, &wanted.why) {
                    (Some(have), Some(want)) if (item.shape == Shape::Row) == (wanted.shape == Shape::Row) => {
                        splices.push(Splice::new(have.span, other.handoff.slice(want.span)));
                    }
                    (None, Some(want)) if self.ends_plainly() && other.ends_with(want.whole) => {
                        splices.push(Splice::new(Span::at(item.body.end), other.handoff.slice(want.whole)));
                    }
                    _ => intents.push(Wish::Why),
                },
                &MARKER => {
                    let (have, want) = (marker(self.handoff, item)?, marker(other.handoff, wanted)?);
                    splices.push(Splice::new(have.span, other.handoff.slice(want.span)));
                }
                named => {
                    let (have, want) = (item.fields.get(named - NAMED)?, wanted.fields.get(named - NAMED)?);
                    splices.push(Splice::new(have.value, other.handoff.slice(want.value)));
                }
            }
        }
        let edit = Edit::new(splices)?;
        let mut text = edit_within(self.handoff.text(), span, &edit)?;
        if intents.is_empty() {
            return Some(text.1);
        }
        for wish in intents {
            let now = self.handoff.again(text.0);
            let item = now.all_items().iter().filter(|i| i.span.start == item.span.start).max_by_key(|i| i.span.end)?;
            let reference = now.reference(item);
            let intent = match wish {
                Wish::Status => Intent::SetStatus { item: reference, status: wanted.status.as_ref()?.kind },
                Wish::Why => Intent::SetWhy { item: reference, why: wanted.why.as_ref().map(|w| w.text.clone()) },
            };
            let edit = plan(&now, &intent).ok()?.edit;
            text = edit_within(now.text(), Span::new(span.start, span.start + text.1.len()), &edit)?;
        }
        Some(text.1)
    }

    /// Tells whether it is one line of a list that ends with its words: a reason as another has it can stand behind them.
    fn ends_plainly(self) -> bool {
        self.item().is_some_and(|item| {
            let line = self.handoff.slice(item.body);
            let bare = item.status.as_ref().is_none_or(|status| status.carrier == Carrier::Checkbox);
            item.shape == Shape::Bullet && bare && !line.contains(['\n', '\r']) && line.ends_with(char::is_alphanumeric)
        })
    }

    /// Tells whether it is one line of a list that ends with this.
    fn ends_with(self, span: Span) -> bool {
        self.item().is_some_and(|item| {
            item.shape == Shape::Bullet && span.end == item.body.end && !self.handoff.slice(item.body).contains(['\n', '\r'])
        })
    }
}

/// What only a plan can write.
enum Wish {
    Status,
    Why,
}

/// Applies an edit that touches nothing outside of `span`; returns the whole text, and what of it the span has become.
fn edit_within(text: &str, span: Span, edit: &Edit) -> Option<(String, String)> {
    let inside = edit.splices().iter().all(|s| span.contains(s.span));
    let whole = inside.then(|| edit.apply(text))?;
    let end = whole.len() - (text.len() - span.end);
    let own = whole.get(span.start..end)?.to_owned();
    Some((whole, own))
}

/// Returns the spans that say the status of an item: what stands in its checkbox, and its token with what goes with that.
pub(super) fn status_parts(handoff: &Handoff, item: &Item) -> Vec<Span> {
    let Some(status) = &item.status else { return vec![] };
    let ticked = checkbox(handoff, item);
    let word = match status.carrier {
        Carrier::Checkbox => None,
        Carrier::Strike => Some(Span::new(status.span.start, status.span.start + 2)),
        _ => {
            let whole = handoff.status_around(item);
            let apart = |span: &Span| item.why.as_ref().is_none_or(|w| w.whole.end <= span.start || span.end <= w.whole.start);
            Some(whole.filter(apart).unwrap_or(status.span))
        }
    };
    ticked.into_iter().chain(word).collect()
}

/// Returns what of an item goes when its status goes.
pub(super) fn status_marks(handoff: &Handoff, item: &Item) -> Vec<Span> {
    let Some(status) = &item.status else { return vec![] };
    let boxed = checkbox(handoff, item).map(|inside| {
        let behind = handoff.text()[inside.end + 1..].len() - handoff.text()[inside.end + 1..].trim_start_matches(' ').len();
        Span::new(inside.start - 1, inside.end + 1 + behind.min(1))
    });
    let mut marks: Vec<Span> = boxed.into_iter().collect();
    match status.carrier {
        Carrier::Checkbox => {}
        Carrier::Strike => {
            marks.extend([Span::new(status.span.start, status.span.start + 2), Span::new(status.span.end - 2, status.span.end)])
        }
        _ => marks.extend(status_parts(handoff, item).pop()),
    }
    marks
}

/// Returns what an item of a list begins with.
fn marker(handoff: &Handoff, item: &Item) -> Option<Marker> {
    let document = handoff.document();
    document.lines().get(document.line_at(item.span.start))?.marker()
}

/// Returns the inside of the checkbox of an item.
fn checkbox(handoff: &Handoff, item: &Item) -> Option<Span> {
    marker(handoff, item)?.checkbox
}

/// Returns the splices that give an item the status of another, where both carry it alike or the other has none.
fn status_splices(handoff: &Handoff, item: &Item, there: &Handoff, other: &Item) -> Option<Vec<Splice>> {
    let (have, want) = (status_parts(handoff, item), status_parts(there, other));
    let carrier = |i: &Item| i.status.as_ref().map(|s| s.carrier);
    match (carrier(item), carrier(other)) {
        (Some(Carrier::Column | Carrier::Field), None) => None,
        (Some(_), None) => Some(status_marks(handoff, item).into_iter().map(|span| Splice::new(span, "")).collect()),
        (None, Some(Carrier::Checkbox)) => {
            let marker = marker(handoff, item)?;
            let blank = handoff.text()[marker.span.end..].starts_with(' ');
            let tick = status_marks(there, other).into_iter().next()?;
            Some(vec![Splice::new(Span::at(marker.span.end + usize::from(blank)), there.slice(tick))])
        }
        (ours, theirs) if ours == theirs && have.len() == want.len() => {
            Some(have.into_iter().zip(want).map(|(have, want)| Splice::new(have, there.slice(want))).collect())
        }
        _ => None,
    }
}
