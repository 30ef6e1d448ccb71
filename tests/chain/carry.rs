//! Pins and dead ends across sessions.

use super::{Directory, time};
use baton::chain::*;
use toml::Table;

fn pin(text: &str, since: Option<Id>, retired: Option<&str>) -> Pin {
    Pin { text: text.into(), since, retired: retired.map(str::to_owned), unknown: Table::new() }
}

#[test]
fn a_pin_stands_until_it_is_retired_whatever_the_live_file_says() {
    let (a, b, c) = (Id::of(time(1), b"a"), Id::of(time(2), b"b"), Id::of(time(3), b"c"));
    let first = with_live(carried(&[]), ["Never log a key", "Keep  the two blanks", "Never log a key"]);
    assert_eq!(standing(&first), ["Never log a key", "Keep  the two blanks"]);
    // The live file lost them all.
    let second = with_live(carried(&[(a, &first)]), []);
    assert_eq!(second, [pin("Never log a key", Some(a), None), pin("Keep  the two blanks", Some(a), None)]);
    let mut third = carried(&[(b, &second)]);
    assert_eq!(third, second);
    assert!(retire(&mut third, "Never log a key", "the log is gone"));
    assert!(!retire(&mut third, "Never log a key", "again"));
    assert!(!retire(&mut third, "never log a key", "not this text"));
    assert_eq!(standing(&third), ["Keep  the two blanks"]);
    // One who never heard of it merges with one who retired it.
    let merged = carried(&[(b, &second), (c, &third)]);
    assert_eq!(standing(&merged), ["Keep  the two blanks"]);
    assert_eq!(merged[0].retired.as_deref(), Some("the log is gone"));
    assert_eq!(carried(&[(c, &third), (b, &second)]), merged);
    // Pinned anew, it stands again, and the old retirement does not reach it.
    let anew = with_live(merged, ["Never log a key"]);
    assert_eq!(standing(&anew), ["Keep  the two blanks", "Never log a key"]);
    assert_eq!(standing(&carried(&[(c, &anew), (c, &third)])), standing(&anew));
}

#[test]
fn a_dead_end_stands_for_all_that_comes_after_it_and_for_nothing_else() {
    let mut d = Directory::default();
    let a = d.seal(1, "a", &[]);
    let wrong = d.seal(2, "redis", &[a]);
    let b = d.seal_with(3, "b", &[a], |s| {
        s.restores = Some(a);
        s.leaves = vec![Left { id: wrong, why: Some("Redis cannot hold it".into()), unknown: Table::new() }];
    });
    let c = d.seal_with(4, "c", &[b], |s| s.leaves = vec![Left { id: wrong, why: None, unknown: Table::new() }]);
    let other = d.seal(5, "other", &[a]);
    let chain = d.chain();
    let ends = |id: Id| -> Vec<(Id, Id, String)> {
        let ends = chain.dead_ends(&[chain.place(id).unwrap()]);
        ends.into_iter().map(|e| (chain.sessions()[e.place].id, e.left.id, e.left.why.clone().unwrap())).collect()
    };
    assert_eq!(ends(c), [(b, wrong, "Redis cannot hold it".into())]);
    assert_eq!(ends(other), []);
    assert!(chain.is_left(chain.place(wrong).unwrap()));
    assert!(chain.heads().contains(&chain.place(wrong).unwrap()));
}
