//! The three-way merge.

use super::units::{Unit, pair, units};
use super::{Conflict, Merge, conflict, joined};
use crate::document::{Edit, Span, Splice};
use crate::handoff::{Dialect, Handoff};
use std::collections::HashSet;
use std::sync::Arc;

/// Below this share of the base's units on either side there is no common ground to merge on.
const COMMON: f64 = 0.3;

/// Merges what `theirs` changed since `base` into `ours`.
///
/// Order is ours'; additions of theirs go after the unit they follow there; with conflicts the edit holds the rest.
pub fn merge3(base: &str, ours: &str, theirs: &str) -> Merge {
    merge3_with(Dialect::built_in(), base, ours, theirs)
}

/// Merges as [`merge3`] does, the texts read with a dialect of the reader's own.
pub fn merge3_with(dialect: &Arc<Dialect>, base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge { edit: Edit::default(), conflicts: vec![] };
    }
    if ours == base {
        return Merge { edit: Edit::between(ours, theirs), conflicts: vec![] };
    }
    let [base, ours, theirs] = [base, ours, theirs].map(|text| Handoff::parse_with(text, dialect));
    let merged = Sides::new(&base, &ours, &theirs).and_then(Sides::merge);
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
    splices: Vec<Splice>,
    conflicts: Vec<Conflict>,
}

impl<'a> Sides<'a> {
    fn new(base: &'a Handoff, ours: &'a Handoff, theirs: &'a Handoff) -> Option<Sides<'a>> {
        let (b, o, t) = (units(base), units(ours), units(theirs));
        let (to_ours, to_theirs) = (pair(&b, &o), pair(&b, &t));
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
            splices: vec![],
            conflicts: vec![],
        };
        Some(sides)
    }

    /// Returns the merge, or nothing when its splices would run into each other.
    fn merge(mut self) -> Option<Merge> {
        for i in 0..self.base.1.len() {
            match (self.to_ours[i], self.to_theirs[i]) {
                (Some(o), Some(t)) => self.both_have(i, o, t),
                (Some(o), None) => self.they_deleted(i, o),
                (None, Some(t)) => self.we_deleted(i, t),
                (None, None) => {}
            }
        }
        self.additions();
        let count = self.splices.iter().filter(|s| !s.span.is_empty()).count();
        let edit = joined(std::mem::take(&mut self.splices));
        let sound = edit.splices().iter().filter(|s| !s.span.is_empty()).count() == count;
        let clear = self.conflicts.iter().all(|c| edit.splices().iter().all(|s| s.span.end <= c.span.start || c.span.end <= s.span.start));
        self.conflicts.sort_by_key(|c| c.span);
        conflict::name(&mut self.conflicts);
        (sound && clear).then_some(Merge { edit, conflicts: self.conflicts })
    }

    fn both_have(&mut self, i: usize, o: usize, t: usize) {
        let (base, ours, theirs) = (&self.base.1[i], &self.ours.1[o], &self.theirs.1[t]);
        let moved = self.moved(base, theirs, &self.theirs.1);
        let moved_here = self.moved(base, ours, &self.ours.1);
        if moved && moved_here && ours.section != theirs.section {
            return self.conflict(Some(i), Some(o), Some(t));
        }
        if theirs.same(self.theirs.0, base, self.base.0) && !moved {
            return;
        }
        let Some(text) = self.fields(i, o, t) else {
            return self.conflict(Some(i), Some(o), Some(t));
        };
        if moved && !moved_here {
            self.cut(o);
            self.counterpart[t] = None;
            self.insert(t, text);
        } else if text != self.ours.0.slice(self.ours.1[o].span) {
            self.splices.push(Splice::new(self.ours.1[o].span, text));
        }
    }

    /// Tells whether a unit went to another section: one that the base has too, while its own still stands on that side.
    fn moved(&self, base: &Unit, unit: &Unit, side: &[Unit]) -> bool {
        let stands = |units: &[Unit], section: &str| section.is_empty() || units.iter().any(|u| u.heading && u.section == section);
        !base.heading && unit.section != base.section && stands(&self.base.1, &unit.section) && stands(side, &base.section)
    }

    /// Merges a matched unit field by field; `None` is a conflict.
    fn fields(&self, i: usize, o: usize, t: usize) -> Option<String> {
        let (base, ours, theirs) = (&self.base.1[i], &self.ours.1[o], &self.theirs.1[t]);
        let pick = |b: &str, o: &str, t: &str| match (o == b, t == b) {
            _ if o == t => Some(true),
            (_, true) => Some(true),
            (true, false) => Some(false),
            (false, false) => None,
        };
        let rest = pick(&base.rest(self.base.0), &ours.rest(self.ours.0), &theirs.rest(self.theirs.0))?;
        let status = pick(base.status(), ours.status(), theirs.status())?;
        let why = pick(base.why(), ours.why(), theirs.why())?;
        let from_ours = [rest, status, why];
        let (carrier, other) =
            if rest { ((self.ours.0, ours), (self.theirs.0, theirs)) } else { ((self.theirs.0, theirs), (self.ours.0, ours)) };
        let mut patches = Vec::new();
        if from_ours[1] != rest && carrier.1.status() != other.1.status() {
            let (have, want) = (carrier.1.item?.status.as_ref()?, other.1.item?.status.as_ref()?);
            if have.carrier != want.carrier {
                return None;
            }
            patches.push(Splice::new(have.span, other.0.slice(want.span)));
        }
        if from_ours[2] != rest && carrier.1.why() != other.1.why() {
            match (&carrier.1.item?.why, &other.1.item?.why) {
                (Some(have), Some(want)) => patches.push(Splice::new(have.span, other.0.slice(want.span))),
                (Some(have), None) => patches.push(Splice::new(have.whole, "")),
                (None, Some(want)) if !other.0.slice(want.whole).contains(['\n', '\r', '|']) => {
                    patches.push(Splice::new(Span::at(carrier.1.item?.body.end), other.0.slice(want.whole)));
                }
                _ => return None,
            }
        }
        let span = carrier.1.span;
        let inside = patches.iter().all(|p| span.contains(p.span));
        let shifted = patches.into_iter().map(|p| Splice::new(Span::new(p.span.start - span.start, p.span.end - span.start), p.with));
        let text = carrier.0.slice(span);
        let merged = Edit::new(shifted.collect()).filter(|_| inside)?.apply(text);
        Some(if rest { merged } else { self.in_our_lines(&merged, ours.span) })
    }

    fn they_deleted(&mut self, i: usize, o: usize) {
        let unchanged = self.ours.1[o].same(self.ours.0, &self.base.1[i], self.base.0);
        if unchanged { self.cut(o) } else { self.conflict(Some(i), Some(o), None) }
    }

    fn we_deleted(&mut self, i: usize, t: usize) {
        if !self.theirs.1[t].same(self.theirs.0, &self.base.1[i], self.base.0) {
            self.conflict(Some(i), None, Some(t));
        }
    }

    fn additions(&mut self) {
        let theirs: HashSet<usize> = self.to_theirs.iter().flatten().copied().collect();
        let ours: HashSet<usize> = self.to_ours.iter().flatten().copied().collect();
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
                    self.insert(t, text);
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
        let both = self.both(i, ours.as_deref(), t.zip(theirs.as_deref()));
        let did = [self.did(i, &self.ours, o), self.did(i, &self.theirs, t)];
        self.conflicts.push(Conflict { id: String::new(), title, did, base: text(&self.base, i), span, ours, theirs, both });
    }

    /// Joins two additions, with the blank line between them that theirs has before it.
    fn both(&self, i: Option<usize>, ours: Option<&str>, theirs: Option<(usize, &str)>) -> Option<String> {
        let (ours, (t, theirs)) = ours.filter(|_| i.is_none()).zip(theirs)?;
        let eol = self.ours.0.document().eol_near(0);
        let end = if ours.ends_with(['\n', '\r']) { "" } else { eol };
        let gap = if self.theirs.1[t].gap_before { eol } else { "" };
        Some(format!("{ours}{end}{gap}{theirs}"))
    }

    /// Says in a few words what a side did to a unit of the base.
    fn did(&self, i: Option<usize>, side: &(&Handoff, Vec<Unit>), n: Option<usize>) -> String {
        let (Some(i), Some(n)) = (i, n) else { return if n.is_some() { "added it" } else { "removed it" }.to_owned() };
        let (base, unit) = (&self.base.1[i], &side.1[n]);
        if self.moved(base, unit, &side.1) {
            return format!("moved it to \"{}\"", unit.section);
        }
        if unit.item.is_none() {
            return "changed it".into();
        }
        let parts = [
            ("text", unit.rest(side.0) != base.rest(self.base.0)),
            ("status", unit.status() != base.status()),
            ("reason", unit.why() != base.why()),
        ];
        let names: Vec<&str> = parts.iter().filter(|(_, other)| *other).map(|(name, _)| *name).collect();
        match names.as_slice() {
            [] => "left it".into(),
            [one] => format!("changed its {one}"),
            [one, two] => format!("changed its {one} and {two}"),
            _ => "changed its text, status and reason".into(),
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
