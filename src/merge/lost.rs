//! What a merge lost: items of a head that are absent from it though no side removed them.

use super::units::{Unit, pair_same, units};
use crate::handoff::{Concept, Handoff};
use std::collections::HashSet;

/// An item of a head that the merge does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Which of the heads has it, from 0.
    pub head: usize,
    /// Its kind.
    pub concept: Concept,
    /// What it says.
    pub text: String,
}

/// Lists the items of the heads that are absent from `result` (DESIGN §6, `merge-lost-item`).
///
/// An item is there when it says the same or has the same name. What stands in the base as it does in a head, and not in another head, was
/// removed by that one: it is not lost.
pub fn lost(base: &Handoff, heads: &[&Handoff], result: &Handoff) -> Vec<Lost> {
    let (of_base, of_result) = (units(base), units(result));
    let said: HashSet<&str> = of_result.iter().map(|unit| unit.says.as_str()).collect();
    let of_heads: Vec<Vec<Unit>> = heads.iter().map(|head| units(head)).collect();
    let mut found = Vec::new();
    for (n, own) in of_heads.iter().enumerate() {
        let there = pair_same(own, &of_result);
        let before = pair_same(own, &of_base);
        let others = of_heads.iter().enumerate().filter(|(other, _)| *other != n);
        let others: Vec<Vec<Option<usize>>> = others.map(|(_, units)| pair_same(own, units)).collect();
        for (at, unit) in own.iter().enumerate().filter(|(at, _)| there[*at].is_none()) {
            let Some(item) = unit.item else { continue };
            let untouched = before[at].is_some_and(|b| unit.same(heads[n], &of_base[b], base));
            let removed = untouched && others.iter().any(|other| other[at].is_none());
            let known = found.iter().any(|lost: &Lost| lost.concept == item.concept && lost.text == item.text);
            if !removed && !said.contains(unit.says.as_str()) && !known {
                found.push(Lost { head: n, concept: item.concept, text: item.text.clone() });
            }
        }
    }
    found
}
