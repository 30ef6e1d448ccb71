//! Parents, heads, lines, the base.

use super::{Directory, time};
use baton::chain::*;
use proptest::prelude::*;
use std::collections::HashSet;

/// A graph by numbers: for each session the numbers of its parents, known or not.
pub fn graph(parents: &[Vec<usize>]) -> Chain {
    let hash = |n: usize| Hash::of(&n.to_le_bytes());
    let id = |n: usize| Id::with(time(n as u64 * 7919 % 2_000_000), hash(n));
    let record = |(n, parents): (usize, &Vec<usize>)| Record {
        number: parents.iter().filter(|p| **p < n).count() as u32 + n as u32,
        line: format!("line-{}", n % 3),
        parents: parents.iter().map(|p| Parent { id: id(*p), sha256: hash(*p) }).collect(),
        ..Record::bare(id(n), hash(n))
    };
    Chain::new(parents.iter().enumerate().map(record).collect())
}

/// Any graph: cycles, missing parents and parents named twice included.
pub fn graphs(most: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    proptest::collection::vec(proptest::collection::vec(0..most + 3, 0..4), 0..most)
}

fn ids(chain: &Chain, places: &[usize]) -> Vec<Id> {
    places.iter().map(|p| chain.sessions()[*p].id).collect()
}

#[track_caller]
fn base_of(directory: &Directory, markers: &[Id], expected: &[Id]) {
    let chain = directory.chain();
    let names: Vec<String> = markers.iter().map(Id::to_string).collect();
    let mut expected = expected.to_vec();
    expected.sort();
    match chain.base(names.iter().map(String::as_str)) {
        Base::None => assert!(expected.is_empty()),
        Base::Of(places) => assert_eq!(ids(&chain, &places), expected),
        Base::Ambiguous(places) => assert_eq!((expected.len(), ids(&chain, &places)), (0, ids(&chain, &chain.heads()))),
    }
}

#[test]
fn the_base_is_what_the_markers_say_less_what_is_not_here_and_what_is_behind() {
    let mut d = Directory::default();
    base_of(&d, &[], &[]);
    let a = d.seal(1, "a", &[]);
    base_of(&d, &[], &[a]);
    let b = d.seal(2, "b", &[a]);
    let c = d.seal(3, "c", &[a]);
    let gone = Id::of(time(9), b"gone");
    base_of(&d, &[a], &[a]);
    base_of(&d, &[a, b], &[b]);
    base_of(&d, &[b, c], &[b, c]);
    base_of(&d, &[b, gone], &[b]);
    base_of(&d, &[], &[]);
    base_of(&d, &[gone], &[]);
    let m = d.seal(4, "m", &[b, c]);
    base_of(&d, &[], &[m]);
    base_of(&d, &[a, b, c, m], &[m]);
    assert_eq!(d.chain().base([".gitkeep", "../x", ""]), Base::Of(d.chain().heads()));
}

#[test]
fn number_and_line_of_the_next_session_follow_from_its_parents() {
    let mut d = Directory::default();
    let a = d.seal(1, "a", &[]);
    let b = d.seal(2, "b", &[a]);
    let c = d.seal(3, "c", &[a]);
    let e = d.seal(4, "e", &[c]);
    let m = d.seal(5, "m", &[b, e]);
    let chain = d.chain();
    let said = |id: Id| {
        let place = chain.place(id).unwrap();
        (chain.sessions()[place].number, chain.line(place).to_owned())
    };
    let expected = [(1, "main"), (2, "main"), (2, "main-2"), (3, "main-2"), (4, "main")];
    for (id, (number, line)) in [a, b, c, e, m].into_iter().zip(expected) {
        assert_eq!(said(id), (number, line.to_owned()));
    }
    let lines: Vec<_> = chain.lines().into_iter().map(|l| (l.name, ids(&chain, &l.tips), l.sessions)).collect();
    assert_eq!(lines, [("main".to_owned(), vec![m], 3), ("main-2".to_owned(), vec![e], 2)]);
    assert_eq!(chain.next_line(&[chain.place(a).unwrap()]), "main-3");
    assert!(chain.is_ancestor(chain.place(a).unwrap(), chain.place(m).unwrap()));
    assert!(!chain.is_ancestor(chain.place(b).unwrap(), chain.place(e).unwrap()));
}

#[test]
fn a_number_of_four_figures_names_its_session() {
    let mut d = Directory::default();
    let a = d.seal_with(1, "a", &[], |s| s.number = 1499);
    let b = d.seal_with(100_000, "b", &[a], |s| s.number = 1500);
    let chain = d.chain();
    for words in ["1500", "#1500"] {
        assert_eq!(chain.find(words).map(|p| chain.sessions()[p].id), Ok(b), "{words}");
    }
}

#[test]
fn a_session_is_found_by_what_a_person_knows_of_it() {
    let mut d = Directory::default();
    let a = d.seal(1, "a", &[]);
    let b = d.seal_with(100_000, "b", &[a], |s| s.label = Some("before auth".into()));
    let c = d.seal_with(200_000, "c", &[a], |s| s.line = "idea".into());
    let chain = d.chain();
    let find = |words: &str| chain.find(words).map(|p| chain.sessions()[p].id);
    for (words, id) in [
        (a.to_string(), a),
        (a.tail(), a),
        (a.tail().to_uppercase(), a),
        (a.to_string()[..11].to_owned(), a),
        ("1".into(), a),
        ("#1".into(), a),
        (" before auth ".into(), b),
        ("idea".into(), c),
        ("main".into(), b),
    ] {
        assert_eq!(find(&words), Ok(id), "{words}");
    }
    assert_eq!(find("2"), Err(Unfound::Several("2".into(), ids(&chain, &chain.heads()))));
    assert!(matches!(find("2026"), Err(Unfound::Several(_, all)) if all.len() == 3));
    for words in ["", "zzzz", "9", "#", "../.."] {
        assert_eq!(find(words), Err(Unfound::None(words.into())));
    }
}

#[test]
fn what_is_odd_in_the_directory_is_said_and_the_rest_is_read() {
    let mut d = Directory::default();
    let a = d.seal(1, "a", &[]);
    let b = d.seal(2, "b", &[a]);
    let lone = Id::of(time(3), b"lone");
    d.0.retain(|(name, _)| *name != a.file(Part::Seal));
    d.0.push(("notes.txt".into(), vec![]));
    d.0.push((lone.file(Part::Seal), b"v = 1".to_vec()));
    let chain = d.chain();
    let said: Vec<String> = chain.troubles().iter().map(Trouble::to_string).collect();
    assert!(said.iter().any(|s| s.contains("notes.txt")));
    assert!(said.iter().any(|s| s.contains(&a.to_string()) && s.contains("no seal")));
    assert!(said.iter().any(|s| s.contains(&a.to_string()) && s.contains("shallow or pruned")));
    assert!(said.iter().any(|s| s.contains(&lone.to_string()) && s.contains("time is missing")));
    assert_eq!(chain.sessions().len(), 2);
    assert!(chain.place(b).is_some() && chain.place(lone).is_some());
}

#[test]
fn a_hundred_thousand_sessions_are_one_walk() {
    let n = 100_000;
    let line: Vec<Vec<usize>> = (0..n).map(|i| if i == 0 { vec![] } else { vec![i - 1] }).collect();
    let chain = graph(&line);
    assert_eq!((chain.heads().len(), chain.order().len()), (1, n));
    assert_eq!(chain.ancestry(&chain.heads()).len(), n);
    let star: Vec<Vec<usize>> = (0..n).map(|i| if i == 0 { vec![] } else { vec![0] }).collect();
    assert_eq!(graph(&star).heads().len(), n - 1);
    let ring: Vec<Vec<usize>> = (0..n).map(|i| vec![(i + 1) % n]).collect();
    let ring = graph(&ring);
    assert_eq!((ring.order().len(), ring.troubles().len()), (n, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_is_put_in_order(parents in graphs(24)) {
        let chain = graph(&parents);
        let mut seen = HashSet::new();
        for place in chain.order() {
            prop_assert!(chain.parents(*place).iter().all(|p| seen.contains(p)));
            prop_assert!(seen.insert(*place));
        }
        prop_assert_eq!(seen.len(), parents.len());
        // Each link of each seal is drawn or explained, and none twice.
        let named: usize = parents.iter().map(|p| p.iter().collect::<HashSet<_>>().len()).sum();
        let known: usize = (0..parents.len()).map(|p| chain.parents(p).len()).sum();
        prop_assert_eq!(known + chain.troubles().len(), named);
        let heads = chain.heads();
        prop_assert_eq!(chain.ancestry(&heads).len(), parents.len());
        prop_assert!(parents.is_empty() || !heads.is_empty());
    }

    #[test]
    fn no_base_is_behind_another(parents in graphs(16), markers in proptest::collection::vec(0..16usize, 0..6)) {
        let chain = graph(&parents);
        let names: Vec<String> = markers.iter().filter_map(|m| Some(chain.sessions().get(*m)?.id.to_string())).collect();
        match chain.base(names.iter().map(String::as_str)) {
            Base::None => prop_assert!(parents.is_empty()),
            Base::Ambiguous(heads) => prop_assert!(names.is_empty() && heads.len() > 1),
            Base::Of(base) => {
                prop_assert!(base.iter().all(|a| base.iter().all(|b| !chain.is_ancestor(*a, *b))));
                for marked in markers.iter().filter(|m| **m < parents.len()) {
                    prop_assert!(base.iter().any(|b| b == marked || chain.is_ancestor(*marked, *b)));
                }
            }
        }
    }
}
