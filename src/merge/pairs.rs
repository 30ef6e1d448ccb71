//! Parts of two texts that say the same or have the same name are matched by equal keys.

use std::collections::HashMap;

/// Pairs what is still alone in two lists and has the same key: `pairs` gives for each of the old the new one.
///
/// What has a key several times (rules, equal lines) pairs in order, and only when both lists have as many.
pub fn pair_by(
    pairs: &mut [Option<usize>],
    taken: &mut [bool],
    old_key: impl Fn(usize) -> Option<String>,
    new_key: impl Fn(usize) -> Option<String>,
) {
    let mut places: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for i in (0..pairs.len()).filter(|i| pairs[*i].is_none()) {
        if let Some(key) = old_key(i) {
            places.entry(key).or_default().0.push(i);
        }
    }
    for j in (0..taken.len()).filter(|j| !taken[*j]) {
        if let Some(key) = new_key(j) {
            places.entry(key).or_default().1.push(j);
        }
    }
    for (left, right) in places.into_values().filter(|(l, r)| l.len() == r.len()) {
        for (i, j) in left.into_iter().zip(right) {
            pairs[i] = Some(j);
            taken[j] = true;
        }
    }
}
