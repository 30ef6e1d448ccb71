//! Units that have no name and other words on either side: what stands in the place of one, or is like it, is shown beside it.
//!
//! A place is what lies between two neighbours that are matched. Neither place nor likeness decides (DESIGN §6): whoever replaces an entry by
//! another puts it in the same place, in like words at times, and must not find it ticked because somebody ticked the old one.

use super::units::{Unit, kind};
use crate::handoff::Handoff;
use std::collections::HashMap;

/// The share of the letters of both, in words that both have, from which on two texts are one that was reworded.
const ALIKE: f64 = 0.5;
/// How many letters of a word count: its endings differ by grammar.
const STEM: usize = 5;
/// How many words of a unit are looked at.
const WORDS: usize = 200;
/// How many pairs of units are compared at once at most; beyond that nothing is alike.
const PAIRS: usize = 1 << 16;

/// What is still alone in one place: the indexes of the base, and of the side.
pub(super) type Gap = (Vec<usize>, Vec<usize>);

/// Returns for each of these units of the base the one of the side that is most alike; none for what is not alike.
pub(super) fn most_alike(base: (&Handoff, &[Unit]), old: &[usize], side: (&Handoff, &[Unit]), new: &[usize]) -> Vec<Option<usize>> {
    let likeness = likeness(base, old, side, new);
    let best =
        |a: usize| (0..new.len()).map(|b| (likeness(a, b), b)).filter(|(found, _)| *found >= ALIKE).max_by(|x, y| x.0.total_cmp(&y.0));
    (0..old.len()).map(|a| best(a).map(|(_, b)| new[b])).collect()
}

/// Returns how alike these units are, by their places in the two lists: from 0 to 1, and 0 for those of different sorts.
fn likeness<'a>(
    base: (&Handoff, &'a [Unit]),
    old: &'a [usize],
    side: (&Handoff, &'a [Unit]),
    new: &'a [usize],
) -> impl Fn(usize, usize) -> f64 + use<'a> {
    let few = old.len() * new.len() <= PAIRS;
    let said = |(handoff, units): (&Handoff, &[Unit]), all: &[usize]| -> Vec<HashMap<String, usize>> {
        all.iter().filter(|_| few).map(|n| stems(&units[*n], handoff)).collect()
    };
    let (olds, news) = (said(base, old), said(side, new));
    let (base, side) = (base.1, side.1);
    move |a, b| {
        let (x, y) = (&base[old[a]], &side[new[b]]);
        let concept = |unit: &Unit| unit.item.map(|i| i.concept);
        let known = [x, y].iter().all(|unit| unit.item.is_some_and(|i| i.id.is_some()));
        if few && kind(x) == kind(y) && concept(x) == concept(y) && !known { shared(&olds[a], &news[b]) } else { 0.0 }
    }
}

/// Returns the places that hold something unmatched on both sides.
pub(super) fn gaps(pairs: &[Option<usize>], count: usize) -> Vec<Gap> {
    let mut taken = vec![false; count];
    pairs.iter().flatten().for_each(|j| taken[*j] = true);
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in in_order(pairs).into_iter().chain([(pairs.len(), count)]) {
        let old: Vec<usize> = (i..next_i).filter(|i| pairs[*i].is_none()).collect();
        let new: Vec<usize> = (j..next_j).filter(|j| !taken[*j]).collect();
        if !old.is_empty() && !new.is_empty() {
            out.push((old, new));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    out
}

/// Returns the longest run of pairs that stand in one order on both sides; what is left of them has moved.
pub(super) fn in_order(pairs: &[Option<usize>]) -> Vec<(usize, usize)> {
    let all: Vec<(usize, usize)> = pairs.iter().enumerate().filter_map(|(i, j)| Some((i, (*j)?))).collect();
    // For each length the pair that ends the run with the smallest end, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; all.len()];
    for (n, (_, j)) in all.iter().enumerate() {
        let length = ends.partition_point(|end| all[*end].1 < *j);
        before[n] = length.checked_sub(1).map(|shorter| ends[shorter]);
        ends.truncate(ends.len().max(length));
        match ends.get_mut(length) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut out: Vec<(usize, usize)> = std::iter::successors(ends.last().copied(), |n| before[*n]).map(|n| all[n]).collect();
    out.reverse();
    out
}

/// Returns the beginnings of a unit's words and how often each stands there; a letter of a script without blanks is a word.
fn stems(unit: &Unit, handoff: &Handoff) -> HashMap<String, usize> {
    let said = format!("{} {}", unit.rest(handoff), unit.why()).to_lowercase();
    let mut out = HashMap::new();
    for word in said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(WORDS) {
        if word.chars().any(is_ideograph) {
            word.chars().for_each(|c| *out.entry(c.to_string()).or_default() += 1);
        } else {
            *out.entry(word.chars().take(STEM).collect()).or_default() += 1;
        }
    }
    out
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Returns the share of the letters of two texts that stands in words of both.
fn shared(a: &HashMap<String, usize>, b: &HashMap<String, usize>) -> f64 {
    let letters = |words: &HashMap<String, usize>| words.iter().map(|(w, n)| w.chars().count() * n).sum::<usize>();
    let both: usize = a.iter().filter_map(|(w, n)| b.get(w).map(|m| w.chars().count() * n.min(m))).sum();
    let all = letters(a) + letters(b);
    if all == 0 { 1.0 } else { 2.0 * both as f64 / all as f64 }
}
