//! The drawn graph.

use super::graph::{graph, graphs};
use baton::chain::*;
use proptest::prelude::*;
use std::collections::HashSet;

/// Draws a graph given as lists of parents by number; beside each row the number of its session.
fn drawn(parents: &[Vec<usize>], lanes: usize) -> String {
    let chain = graph(parents);
    let number = |place: usize| (0..parents.len()).find(|n| chain.sessions()[place].sha256 == Hash::of(&n.to_le_bytes())).unwrap();
    let rows = chain.layout(lanes);
    rows.iter().map(|r| format!("{} {}\n", r.text(), number(r.place))).collect()
}

#[track_caller]
fn check(parents: &[&[usize]], expected: &str) {
    let parents: Vec<Vec<usize>> = parents.iter().map(|p| p.to_vec()).collect();
    let drawn = drawn(&parents, 12);
    let expected: String = expected.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect();
    assert_eq!(drawn.lines().map(str::trim).map(|l| format!("{l}\n")).collect::<String>(), expected, "\n{drawn}");
}

#[test]
fn a_line_is_straight() {
    check(
        &[&[], &[0], &[1]],
        "● 2
         ● 1
         ● 0",
    );
}

#[test]
fn a_branch_leaves_and_a_merge_returns() {
    check(
        &[&[], &[0], &[0], &[1, 2], &[3]],
        "● 4
         ●─╮ 3
         │ ● 2
         ● │ 1
         ●─╯ 0",
    );
}

#[test]
fn children_of_one_session_hang_on_it_and_not_on_each_other() {
    check(
        &[&[], &[0], &[0], &[1], &[2]],
        "● 4
         │ ● 3
         ● │ 2
         ├─● 1
         ● 0",
    );
    check(
        &[&[], &[0], &[0], &[2]],
        "● 3
         ● 2
         ├─● 1
         ● 0",
    );
}

#[test]
fn a_line_that_only_passes_another_does_not_join_it() {
    check(
        &[&[], &[0], &[1], &[0, 1], &[1, 0]],
        "●─╮ 4
         ├─┼─● 3
         ├─│─● 2
         ● │ 1
         ●─╯ 0",
    );
}

/// Lists the rows that cannot be: strokes that end in nothing, sessions drawn twice, links that lead elsewhere.
fn wrong(chain: &Chain, rows: &[Row]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    let cell = |row: usize, lane: usize| rows.get(row).and_then(|r| r.cells.get(lane)).copied().unwrap_or_default();
    for (n, row) in rows.iter().enumerate() {
        if !seen.insert(row.place) || row.cells.iter().filter(|c| c.node).count() != 1 || !cell(n, row.lane).node {
            wrong.push(format!("row {n}: session {} is not drawn just once", row.place));
        }
        for lane in 0..=row.cells.len() {
            if cell(n, lane).down != cell(n + 1, lane).up {
                wrong.push(format!("rows {n} and {}: lane {lane} breaks", n + 1));
            }
            if cell(n, lane).right != cell(n, lane + 1).left {
                wrong.push(format!("row {n}: lane {lane} breaks to the right"));
            }
        }
        let leads_to: HashSet<usize> = exits(row).into_iter().filter_map(|lane| follow(rows, n + 1, lane)).collect();
        for parent in chain.parents(row.place).iter().filter(|p| !leads_to.contains(p)) {
            wrong.push(format!("row {n}: nothing leads from {} to {parent}", row.place));
        }
    }
    if rows.first().is_some_and(|r| r.cells.iter().any(|c| c.up)) {
        wrong.push("strokes above the first row".into());
    }
    wrong
}

/// The lanes in which something leaves a row's session downwards.
fn exits(row: &Row) -> Vec<usize> {
    let right = row.lane + row.cells[row.lane..].iter().take_while(|c| c.right).count();
    let left = row.lane - row.cells[..=row.lane].iter().rev().take_while(|c| c.left).count();
    (left..=right).filter(|lane| row.cells[*lane].down).collect()
}

/// The session at which a lane ends.
fn follow(rows: &[Row], from: usize, lane: usize) -> Option<usize> {
    let ends = |row: &&Row| row.cells.get(lane).is_none_or(|cell| cell.node || !cell.down);
    rows[from..].iter().find(ends).map(|row| row.place)
}

/// A chain of `n` sessions on `lines` lines that branch from each other and merge now and then.
fn lines(n: usize, lines: usize) -> Vec<Vec<usize>> {
    let mut tips: Vec<usize> = Vec::new();
    (0..n)
        .map(|i| {
            let line = (i * 7 + i / 5) % lines;
            let parents = match tips.len() {
                0 => vec![],
                open if line >= open => vec![tips[i % open]],
                open if i % 17 == 0 && open > 1 => vec![tips[line], tips[(line + 1) % open]],
                _ => vec![tips[line]],
            };
            if line < tips.len() {
                tips[line] = i;
            } else {
                tips.push(i);
            }
            parents
        })
        .collect()
}

#[test]
fn many_sessions_on_many_lines_stay_narrow() {
    for (sessions, of) in [(3, 1), (40, 4), (40, 12), (2000, 1), (2000, 4), (2000, 12)] {
        let parents = lines(sessions, of);
        let chain = graph(&parents);
        let rows = chain.layout(64);
        assert_eq!(wrong(&chain, &rows), Vec::<String>::new());
        assert_eq!(rows.len(), sessions);
        let width = rows.iter().map(|r| r.cells.len()).max().unwrap();
        assert!(width <= of + 2, "{sessions} sessions on {of} lines take {width} lanes");
        assert_eq!(rows, graph(&parents).layout(64));
    }
}

#[test]
fn ten_thousand_sessions_of_any_graph_are_drawn_or_explained() {
    let mut dice = crate::support::Dice::new(11);
    let n = 10_000;
    // Mostly nearby parents, some anywhere: before it, after it (which makes cycles), or nowhere.
    let mut parent = |i: usize| match dice.below(8) {
        0 => dice.below(n + n / 10),
        1 => i + dice.below(40),
        _ => i.saturating_sub(1 + dice.below(30)),
    };
    let parents: Vec<Vec<usize>> = (0..n).map(|i| (0..1 + i % 3).map(|_| parent(i)).collect()).collect();
    let chain = graph(&parents);
    let explained = chain.troubles().len();
    assert!(chain.troubles().iter().any(|t| matches!(t, Trouble::Cycle { .. })));
    assert!(chain.troubles().iter().any(|t| matches!(t, Trouble::MissingParent { .. })));
    let rows = chain.layout(12);
    let drawn: HashSet<usize> = rows.iter().map(|r| r.place).collect();
    assert_eq!((rows.len(), drawn.len()), (n, n), "each session once");
    assert!(rows.iter().all(|r| r.cells.len() <= 12 && r.cells[r.lane].node));
    assert_eq!(rows.iter().map(|r| r.missing.len() + r.cut.len()).sum::<usize>(), explained);
    let links: usize = (0..n).map(|place| chain.parents(place).len()).sum();
    let named: usize = parents.iter().map(|p| p.iter().collect::<HashSet<_>>().len()).sum();
    assert_eq!(links + explained, named, "each link drawn or explained");
}

#[test]
fn short_lines_off_one_session_take_two_lanes() {
    let star: Vec<Vec<usize>> = (0..50).map(|i| if i == 0 { vec![] } else { vec![0] }).collect();
    let rows = graph(&star).layout(12);
    assert!(rows.iter().all(|r| r.cells.len() <= 2));
}

#[test]
fn a_hundred_thousand_sessions_are_laid_out() {
    let parents = lines(100_000, 200);
    let chain = graph(&parents);
    let rows = chain.layout(12);
    assert_eq!(rows.len(), 100_000);
    assert!(rows.iter().all(|r| r.cells.len() <= 12));
}

#[test]
fn a_draft_stands_above_what_it_continues() {
    let chain = graph(&lines(40, 4));
    let (draft, rows) = chain.layout_below(&[20, 30], 12);
    assert!(draft.place >= chain.sessions().len() && draft.cells[draft.lane].node);
    let all: Vec<Row> = std::iter::once(draft).chain(rows).collect();
    let leads_to: HashSet<usize> = exits(&all[0]).into_iter().filter_map(|lane| follow(&all, 1, lane)).collect();
    assert_eq!(leads_to, HashSet::from([20, 30]));
}

#[test]
fn lanes_that_share_the_last_are_counted() {
    let chain = graph(&lines(60, 12));
    assert!(chain.layout(64).iter().all(|r| r.shared == 0));
    let most = chain.layout(64).iter().map(|r| r.cells.len()).max().unwrap();
    let shared = chain.layout(4).iter().map(|r| r.shared).max().unwrap();
    assert!(shared > 1 && shared <= most - 3, "{shared} of {most}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_is_drawn_or_explained(parents in graphs(14), lanes in 0..6usize) {
        let chain = graph(&parents);
        let rows = chain.layout(1000);
        prop_assert_eq!(wrong(&chain, &rows), Vec::<String>::new());
        prop_assert_eq!(rows.len(), parents.len());
        let explained: usize = rows.iter().map(|r| r.missing.len() + r.cut.len()).sum();
        prop_assert_eq!(explained, chain.troubles().len());
        let narrow = chain.layout(lanes);
        prop_assert_eq!(narrow.len(), parents.len());
        prop_assert!(narrow.iter().all(|r| r.cells.len() <= lanes.max(2) && r.cells[r.lane].node));
        prop_assert!(narrow.iter().zip(&rows).all(|(a, b)| a.place == b.place));
    }
}
