//! The three-way merge.

use super::fields::{self, Fields, Place};
use super::place::{self, gaps, in_order};
use super::units::{Unit, pair, units};
use super::{Conflict, Merge, conflict, joined};
use crate::document::{Edit, Span, Splice};
use crate::handoff::{Dialect, Handoff};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Below this share of the base's units on either side there is no common ground to merge on.
const COMMON: f64 = 0.3;

/// What is known of how the sides came of the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Nothing: items may have come, gone, and moved.
    #[default]
    Unknown,
    /// Ours has the base's items, each in its place, whatever they say: an edit of baton's own that changed only words.
    Kept,
    /// Theirs has them so: an undo of such an edit.
    KeptByTheirs,
}

/// Merges what `theirs` changed since `base` into `ours`.
///
/// Order is ours', where ours changed it; additions of theirs go after the unit they follow; with conflicts the edit holds the rest.
pub fn merge3(base: &str, ours: &str, theirs: &str) -> Merge {
    merge3_with(Dialect::built_in(), Order::Unknown, base, ours, theirs)
}

/// Merges as [`merge3`] does, the texts read with a dialect of the reader's own.
pub fn merge3_with(dialect: &Arc<Dialect>, order: Order, base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge { edit: Edit::default(), conflicts: vec![] };
    }
    if ours == base {
        return Merge { edit: Edit::between(ours, theirs), conflicts: vec![] };
    }
    let [base, ours, theirs] = [base, ours, theirs].map(|text| Handoff::parse_with(text, dialect));
    let merged = Sides::new(&base, &ours, &theirs, order).and_then(Sides::merge);
    merged.unwrap_or_else(|| whole(&base, &ours, &theirs))
}

/// The three texts as units, and which of them are the same.
struct Sides<'a> {
    base: (&'a Handoff, Vec<Unit<'a>>),
    ours: (&'a Handoff, Vec<Unit<'a>>),
    theirs: (&'a Handoff, Vec<Unit<'a>>),
    /// Base to ours, base to theirs.
    to_ours: Vec<Option<usize>>,
    to_theirs: Vec<Option<usize>>,
    /// Theirs to ours: through the base, or added alike by both.
    counterpart: Vec<Option<usize>>,
    /// The units of theirs that go into ours, with the text they go in with.
    inserts: Vec<(usize, String)>,
    splices: Vec<Splice>,
    conflicts: Vec<Conflict>,
}

impl<'a> Sides<'a> {
    fn new(base: &'a Handoff, ours: &'a Handoff, theirs: &'a Handoff, order: Order) -> Option<Sides<'a>> {
        let (b, o, t) = (units(base), units(ours), units(theirs));
        let to_ours = pair(&b, &o, order == Order::Kept);
        let to_theirs = pair(&b, &t, order == Order::KeptByTheirs);
        let kept = |pairs: &[Option<usize>]| pairs.iter().flatten().count() as f64;
        let least = b.len() as f64 * COMMON;
        if kept(&to_ours) < least || kept(&to_theirs) < least {
            return None;
        }
        let mut counterpart = vec![None; t.len()];
        for (i, j) in to_theirs.iter().enumerate() {
            if let Some(j) = *j {
                counterpart[j] = to_ours[i];
            }
        }
        let sides = Sides {
            base: (base, b),
            ours: (ours, o),
            theirs: (theirs, t),
            to_ours,
            to_theirs,
            counterpart,
            inserts: vec![],
            splices: vec![],
            conflicts: vec![],
        };
        Some(sides)
    }

    /// Returns the merge, or nothing when its splices would run into each other.
    fn merge(mut self) -> Option<Merge> {
        let (mut instead_of_ours, mut instead_of_theirs) = (self.instead(true), self.instead(false));
        // What neither side has any more is asked about where both put something like it there.
        let asked = |i: &usize, other: &HashMap<usize, usize>| self.to_ours[*i].or(self.to_theirs[*i]).is_some() || other.contains_key(i);
        instead_of_ours.retain(|i, _| asked(i, &instead_of_theirs));
        instead_of_theirs.retain(|i, _| asked(i, &instead_of_ours));
        let (moved, moved_here) = (self.moves(false), self.moves(true));
        for i in 0..self.base.1.len() {
            match (self.to_ours[i], self.to_theirs[i]) {
                (Some(o), Some(t)) => self.both_have(i, o, t, moved[i] && !moved_here[i]),
                (Some(o), None) => match instead_of_theirs.get(&i) {
                    Some(t) => self.replaced(i, o, *t),
                    None => self.they_deleted(i, o),
                },
                (None, Some(t)) => match instead_of_ours.get(&i) {
                    Some(o) => self.replaced(i, *o, t),
                    None => self.we_deleted(i, t),
                },
                (None, None) => {
                    if let (Some(o), Some(t)) = (instead_of_ours.get(&i), instead_of_theirs.get(&i)) {
                        self.replaced(i, *o, *t);
                    }
                }
            }
        }
        self.additions(instead_of_ours.into_values().collect(), instead_of_theirs.into_values().collect());
        let mut inserts = std::mem::take(&mut self.inserts);
        inserts.sort_by_key(|(t, _)| *t);
        inserts.into_iter().for_each(|(t, text)| self.insert(t, text));
        let count = self.splices.iter().filter(|s| !s.span.is_empty()).count();
        let edit = joined(std::mem::take(&mut self.splices));
        let sound = edit.splices().iter().filter(|s| !s.span.is_empty()).count() == count;
        let clear = self.conflicts.iter().all(|c| edit.splices().iter().all(|s| s.span.end <= c.span.start || c.span.end <= s.span.start));
        self.conflicts.sort_by_key(|c| c.span);
        conflict::name(&mut self.conflicts);
        (sound && clear).then_some(Merge { edit, conflicts: self.conflicts })
    }

    /// Merges a unit that both have; `moved` when only theirs has it in another place.
    fn both_have(&mut self, i: usize, o: usize, t: usize, moved: bool) {
        let (base, ours, theirs) = (&self.base.1[i], &self.ours.1[o], &self.theirs.1[t]);
        let sections = self.left(base, ours, &self.ours.1) && self.left(base, theirs, &self.theirs.1);
        if sections && ours.section != theirs.section {
            return self.conflict(Some(i), Some(o), Some(t));
        }
        if theirs.same(self.theirs.0, base, self.base.0) && !moved {
            return;
        }
        let span = ours.span;
        let own = |side: fields::Side| if side.from_ours { side.text } else { self.in_our_lines(&side.text, span) };
        match fields::merge(self.at_base(i), self.at_ours(o), self.at_theirs(t)) {
            Fields::Merged(side) => {
                let text = own(side);
                if moved {
                    self.cut(o);
                    self.counterpart[t] = None;
                    self.inserts.push((t, text));
                } else if text != self.ours.0.slice(span) {
                    self.splices.push(Splice::new(span, text));
                }
            }
            Fields::Disputed { ours, theirs, names } => {
                let (ours, theirs) = (own(ours), own(theirs));
                self.conflict(Some(i), Some(o), Some(t));
                if let Some(conflict) = self.conflicts.last_mut() {
                    let did = format!("changed its {}", listed(&names));
                    (conflict.ours, conflict.theirs, conflict.did) = (Some(ours), Some(theirs), [did.clone(), did]);
                }
            }
            Fields::Whole => self.conflict(Some(i), Some(o), Some(t)),
        }
    }

    fn at_base(&self, i: usize) -> Place<'_> {
        Place { handoff: self.base.0, unit: &self.base.1[i] }
    }

    fn at_ours(&self, o: usize) -> Place<'_> {
        Place { handoff: self.ours.0, unit: &self.ours.1[o] }
    }

    fn at_theirs(&self, t: usize) -> Place<'_> {
        Place { handoff: self.theirs.0, unit: &self.theirs.1[t] }
    }

    /// Tells which units of the base a side has elsewhere: in another section, or among its neighbours in another order.
    fn moves(&self, here: bool) -> Vec<bool> {
        let (side, pairs) = if here { (&self.ours.1, &self.to_ours) } else { (&self.theirs.1, &self.to_theirs) };
        let mut moved = vec![false; pairs.len()];
        let mut within: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        for (i, j) in pairs.iter().enumerate().filter_map(|(i, j)| Some((i, (*j)?))) {
            let (base, unit) = (&self.base.1[i], &side[j]);
            moved[i] = self.left(base, unit, side);
            if base.item.is_some() && base.section == unit.section {
                within.entry(&base.section).or_default().push((i, j));
            }
        }
        for all in within.into_values() {
            let places: Vec<Option<usize>> = all.iter().map(|(_, j)| Some(*j)).collect();
            let kept: HashSet<usize> = in_order(&places).into_iter().map(|(n, _)| n).collect();
            all.iter().enumerate().filter(|(n, _)| !kept.contains(n)).for_each(|(_, (i, _))| moved[*i] = true);
        }
        moved
    }

    /// Tells whether a unit went to another section: one that the base has too, while its own still stands on that side.
    fn left(&self, base: &Unit, unit: &Unit, side: &[Unit]) -> bool {
        let stands = |units: &[Unit], section: &str| section.is_empty() || units.iter().any(|u| u.heading && u.section == section);
        !base.heading && unit.section != base.section && stands(&self.base.1, &unit.section) && stands(side, &base.section)
    }

    /// Returns what a side may have made of the items that it has no more: of one that the other side changed what alone stands in its place
    /// or is like it elsewhere in its section, of one that the other has not either only what is like it.
    ///
    /// Perhaps it is the item in other words, perhaps another one: both are shown as they are, and whoever looks knows.
    fn instead(&self, here: bool) -> HashMap<usize, usize> {
        let ((side, pairs), (other, to_other)) = if here {
            ((&self.ours, &self.to_ours), (&self.theirs, &self.to_theirs))
        } else {
            ((&self.theirs, &self.to_theirs), (&self.ours, &self.to_ours))
        };
        let alone = |units: &[Unit], pairs: &[Option<usize>]| -> Vec<usize> {
            let known: HashSet<usize> = pairs.iter().flatten().copied().collect();
            (0..units.len()).filter(|n| !known.contains(n)).collect()
        };
        let added: HashSet<&str> = alone(&other.1, to_other).into_iter().map(|n| other.1[n].says.as_str()).collect();
        let stays = |i: &usize| to_other[*i].is_some_and(|o| !self.touched(*i, other, o));
        let (kept, gone): (Vec<usize>, Vec<usize>) = (0..pairs.len())
            .filter(|i| pairs[*i].is_none() && self.base.1[*i].item.is_some() && !stays(i))
            .partition(|i| to_other[*i].is_some());
        let concept = |unit: &Unit| unit.item.map(|i| i.concept);
        let fits = |i: usize, n: usize| {
            let (base, unit) = (&self.base.1[i], &side.1[n]);
            concept(base) == concept(unit) && base.section == unit.section && !added.contains(unit.says.as_str())
        };
        let new: Vec<usize> = alone(&side.1, pairs);
        let in_place = gaps(pairs, side.1.len()).into_iter().filter_map(|(old, new)| match (old.as_slice(), new.as_slice()) {
            ([i], [n]) if kept.contains(i) => Some((*i, *n)),
            _ => None,
        });
        let old = [kept.as_slice(), &gone].concat();
        let alike = place::most_alike((self.base.0, &self.base.1), &old, (side.0, &side.1), &new);
        let alike = old.iter().zip(alike).filter_map(|(i, n)| Some((*i, n?)));
        let (mut out, mut taken) = (HashMap::new(), HashSet::new());
        for (i, n) in in_place.chain(alike).filter(|(i, n)| fits(*i, *n)) {
            if !out.contains_key(&i) && taken.insert(n) {
                out.insert(i, n);
            }
        }
        out
    }

    /// Tells whether a side gave a unit of the base other words or another section.
    fn touched(&self, i: usize, side: &(&Handoff, Vec<Unit>), n: usize) -> bool {
        let (base, unit) = (&self.base.1[i], &side.1[n]);
        !unit.same(side.0, base, self.base.0) || self.left(base, unit, &side.1)
    }

    /// Lets a person say whether what one side put there goes on from what the other side made of it.
    fn replaced(&mut self, i: usize, o: usize, t: usize) {
        self.counterpart[t] = Some(o);
        if self.ours.1[o].same(self.ours.0, &self.theirs.1[t], self.theirs.0) {
            return;
        }
        self.conflict(Some(i), Some(o), Some(t));
        let both = self.conflicts.last().and_then(|c| self.both(c.ours.as_deref()?, t, c.theirs.as_deref()?));
        if let Some(conflict) = self.conflicts.last_mut() {
            conflict.both = both;
        }
    }

    fn they_deleted(&mut self, i: usize, o: usize) {
        if self.touched(i, &self.ours, o) { self.conflict(Some(i), Some(o), None) } else { self.cut(o) }
    }

    fn we_deleted(&mut self, i: usize, t: usize) {
        if self.touched(i, &self.theirs, t) {
            self.conflict(Some(i), None, Some(t));
        }
    }

    /// Takes over what theirs has added, beside the units that stand in the place of another on either side.
    fn additions(&mut self, instead_of_ours: HashSet<usize>, instead_of_theirs: HashSet<usize>) {
        let theirs: HashSet<usize> = self.to_theirs.iter().flatten().copied().chain(instead_of_theirs).collect();
        let ours: HashSet<usize> = self.to_ours.iter().flatten().copied().chain(instead_of_ours).collect();
        let ours_new: Vec<usize> = (0..self.ours.1.len()).filter(|o| !ours.contains(o)).collect();
        let mut taken = HashSet::new();
        for t in (0..self.theirs.1.len()).filter(|t| !theirs.contains(t)) {
            let unit = &self.theirs.1[t];
            let alike = |o: &&usize| {
                let own = &self.ours.1[**o];
                !taken.contains(*o) && own.heading == unit.heading && (own.says == unit.says || unit.key.is_some() && own.key == unit.key)
            };
            match ours_new.iter().find(alike).copied() {
                Some(o) => {
                    taken.insert(o);
                    self.counterpart[t] = Some(o);
                    if !self.ours.1[o].same(self.ours.0, &self.theirs.1[t], self.theirs.0) {
                        self.conflict(None, Some(o), Some(t));
                    }
                }
                None => {
                    let text = self.theirs.0.slice(self.theirs.1[t].span).to_owned();
                    self.inserts.push((t, text));
                }
            }
        }
    }

    /// Inserts a unit of theirs after the unit that it follows there.
    fn insert(&mut self, t: usize, text: String) {
        let unit = &self.theirs.1[t];
        let (at, after) = self.place(t);
        let doc = self.ours.0.document();
        let eol = doc.eol_near(at);
        let mut with = String::new();
        if at > 0 && !doc.text()[..at].ends_with(['\n', '\r']) {
            with.push_str(eol);
        }
        if unit.gap_before && after {
            with.push_str(eol);
        }
        with.push_str(&self.in_our_lines(&text, Span::at(at)));
        if !with.ends_with(['\n', '\r']) {
            with.push_str(eol);
        }
        let next = doc.lines().get(doc.line_at(at)).filter(|_| at < doc.text().len());
        // Into a tight run it goes without a gap: a list stays one list.
        let tight = !unit.gap_before && after;
        if unit.gap_after && !tight && next.is_some_and(|l| !doc.slice(l.span).trim().is_empty()) {
            with.push_str(eol);
        }
        self.splices.push(Splice::new(Span::at(at), with));
    }

    /// Returns where in ours a unit of theirs belongs, and whether something of ours stands before it.
    fn place(&self, t: usize) -> (usize, bool) {
        match (0..t).rev().find_map(|before| self.counterpart[before]) {
            Some(o) => (self.ours.1[o].span.end, true),
            None => (self.ours.1.first().map_or(0, |u| u.span.start), false),
        }
    }

    fn cut(&mut self, o: usize) {
        let unit = &self.ours.1[o];
        let mut span = unit.span;
        let doc = self.ours.0.document();
        if o > 0 && unit.gap_before && (unit.gap_after || span.end == doc.text().len()) {
            let line = doc.line_at(span.start);
            span.start = doc.lines().get(line.wrapping_sub(1)).map_or(span.start, |l| l.span.start);
        }
        self.splices.push(Splice::new(span, ""));
    }

    fn conflict(&mut self, i: Option<usize>, o: Option<usize>, t: Option<usize>) {
        let text = |side: &(&Handoff, Vec<Unit>), n: Option<usize>| n.map(|n| side.0.slice(side.1[n].span).to_owned());
        let span = match (o, t) {
            (Some(o), _) => self.ours.1[o].span,
            (None, Some(t)) => Span::at(self.place(t).0),
            (None, None) => return,
        };
        let unit = o.map(|o| &self.ours.1[o]).or(t.map(|t| &self.theirs.1[t]));
        let title = unit.map(Unit::title).unwrap_or_default();
        let (ours, theirs) = (text(&self.ours, o), text(&self.theirs, t).map(|x| self.in_our_lines(&x, span)));
        let added = ours.as_deref().zip(t.zip(theirs.as_deref())).filter(|_| i.is_none());
        let both = added.and_then(|(ours, (t, theirs))| self.both(ours, t, theirs));
        let did = [self.did(i, &self.ours, o), self.did(i, &self.theirs, t)];
        self.conflicts.push(Conflict { id: String::new(), title, did, base: text(&self.base, i), span, ours, theirs, both });
    }

    /// Joins ours and then theirs, with the blank line between them that theirs has before it.
    fn both(&self, ours: &str, t: usize, theirs: &str) -> Option<String> {
        let eol = self.ours.0.document().eol_near(0);
        let end = if ours.ends_with(['\n', '\r']) { "" } else { eol };
        let gap = if self.theirs.1[t].gap_before { eol } else { "" };
        Some(format!("{ours}{end}{gap}{theirs}"))
    }

    /// Says in a few words what a side did to a unit of the base.
    fn did(&self, i: Option<usize>, side: &(&Handoff, Vec<Unit>), n: Option<usize>) -> String {
        let (Some(i), Some(n)) = (i, n) else { return if n.is_some() { "added it" } else { "removed it" }.to_owned() };
        let (base, unit) = (&self.base.1[i], &side.1[n]);
        if self.left(base, unit, &side.1) {
            return format!("moved it to \"{}\"", unit.section);
        }
        if unit.item.is_none() {
            return "changed it".into();
        }
        match fields::changed(self.at_base(i), Place { handoff: side.0, unit }).as_slice() {
            [] => "left it".into(),
            names => format!("changed its {}", listed(names)),
        }
    }

    /// Gives a text of theirs the line ends that ours has around `near`, its last one included where ours has one.
    fn in_our_lines(&self, text: &str, near: Span) -> String {
        let doc = self.ours.0.document();
        let ended = near.is_empty() || doc.slice(near).ends_with(['\n', '\r']);
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain = plain.strip_suffix('\n').unwrap_or(&plain);
        let eol = doc.eol_near(near.start);
        plain.replace('\n', eol) + if ended { eol } else { "" }
    }
}

/// Joins words as a sentence does.
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}

fn whole(base: &Handoff, ours: &Handoff, theirs: &Handoff) -> Merge {
    let did = |side: &Handoff| {
        if base.text().trim().is_empty() {
            "wrote it"
        } else if side.text().trim().is_empty() {
            "emptied it"
        } else {
            "changed most of it"
        }
    };
    let mut conflict = [Conflict {
        id: String::new(),
        title: "the whole file".into(),
        did: [did(ours).to_owned(), did(theirs).to_owned()],
        base: Some(base.text().into()),
        span: Span::new(0, ours.text().len()),
        ours: Some(ours.text().into()),
        theirs: Some(theirs.text().into()),
        both: None,
    }];
    conflict::name(&mut conflict);
    Merge { edit: Edit::default(), conflicts: conflict.into() }
}
