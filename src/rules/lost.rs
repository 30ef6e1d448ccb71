//! The rule on merges of the chain: what a head had and the merge has not (DESIGN §6).

use super::Finding;
use super::case::Case;
use crate::merge::lost;

/// Finds the items of the heads that are absent from their merge, though no head removed them.
pub(super) fn merge_lost_item(case: &Case) -> Vec<Finding> {
    let Some(joined) = &case.checks().evidence.joined else { return Vec::new() };
    let heads: Vec<_> = joined.heads.iter().map(|head| &head.handoff).collect();
    let one = |lost: crate::merge::Lost| {
        let name = joined.heads.get(lost.head).map_or("a head", |head| head.name.as_str());
        let message = format!("The merge has not what {name} has under {}: {}.", lost.concept.id(), case.quote_other(&lost.text));
        case.about(&format!("{} {}", lost.concept.id(), lost.text), None, message)
    };
    lost(&joined.base, &heads, case.handoff()).into_iter().map(one).collect()
}
