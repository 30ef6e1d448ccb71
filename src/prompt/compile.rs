//! The compiler: frame, facts by priority, budget, ledger.
//!
//! What is carried is always the first `k` units of the priority order, so every piece of the text
//! is there for a range of `k`: lengths for all `k` come from one pass, and so does the longest
//! prefix that fits.

use super::layout::{GOAL, HEADINGS, LEFT_OUT, OWN_PROMPT, PLACES, PROJECT, Place, STATUS, counted, is_pin, place_of, rank};
use super::line::{escaped, fenced, one_line, write, write_verbatim};
use super::{BOOTSTRAP, Budget, Fact, Facts, Profile, Prompt, TooSmall};
use crate::handoff::Concept;
use std::collections::BTreeMap;

/// So many characters of the state stand in a prompt that has no room for it.
const EXCERPT: usize = 160;

/// A piece of the text and the numbers of carried units at which it is there.
struct Piece {
    text: String,
    from: usize,
    until: usize,
}

/// A fact (by index) or the author's own prompt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Fact(usize),
    Own,
}

/// Compiles facts and the author's own prompt.
pub(super) fn compile(all: &[Fact], own: Option<&str>, facts: &Facts, profile: Profile, budget: Budget) -> Result<Prompt, TooSmall> {
    let (order, floor) = order(all, own);
    let pieces = pieces(all, own, &order, facts, profile);
    let tail = format!("\n---\n\nRemember: Say \"{}\" at session end to generate the next handoff.\n", trigger(facts));
    let budget = match budget {
        Budget::Unlimited => usize::MAX,
        Budget::Chars(n) => n,
    };
    let mut change = vec![0isize; order.len() + 2];
    for piece in &pieces {
        let chars = piece.text.chars().count() as isize;
        change[piece.from] += chars;
        change[piece.until.min(order.len() + 1)] -= chars;
    }
    let mut left = Left::all(all, own);
    let (mut length, mut best, mut least) = (tail.chars().count() as isize, None, usize::MAX);
    for k in 0..=order.len() {
        length += change[k];
        if k > 0 {
            left.take(all, order[k - 1]);
        }
        if k >= floor {
            let total = length as usize + left.ledger(facts, profile).chars().count();
            least = least.min(total);
            best = if total <= budget { Some(k) } else { best };
        }
    }
    let k = best.ok_or(TooSmall { least, budget })?;
    let mut text: String = pieces.iter().filter(|p| p.from <= k && k < p.until).map(|p| p.text.as_str()).collect();
    let mut left = Left::all(all, own);
    order[..k].iter().for_each(|unit| left.take(all, *unit));
    text.push_str(&left.ledger(facts, profile));
    text.push_str(&tail);
    let mut in_prompt = vec![false; all.len()];
    for unit in &order[..k] {
        if let Unit::Fact(i) = unit {
            in_prompt[*i] = true;
        }
    }
    let carried = by_place(all).concat().into_iter().filter(|i| in_prompt[*i]).map(|i| all[i].clone()).collect();
    let left_out = (0..all.len()).filter(|i| !in_prompt[*i]).map(|i| all[i].clone()).collect();
    Ok(Prompt { text, carried, left_out })
}

/// Returns every unit by priority, and how many of them are the floor.
fn order(all: &[Fact], own: Option<&str>) -> (Vec<Unit>, usize) {
    let aimless = !all.iter().any(|f| f.concept == Concept::Objective);
    let first_step = by_place(all).concat().into_iter().find(|i| aimless && all[*i].concept == Concept::Next);
    let rank_of = |unit: &Unit| match unit {
        Unit::Fact(i) if Some(*i) == first_step => 0,
        Unit::Fact(i) => rank(&all[*i]),
        Unit::Own if aimless && first_step.is_none() => 0,
        Unit::Own => OWN_PROMPT,
    };
    let mut order: Vec<Unit> = by_place(all).concat().into_iter().map(Unit::Fact).chain(own.map(|_| Unit::Own)).collect();
    order.sort_by_key(rank_of);
    let floor = order.iter().take_while(|unit| rank_of(unit) == 0).count();
    (order, floor)
}

/// Returns the indices of the facts of each place, in order.
fn by_place(all: &[Fact]) -> Vec<Vec<usize>> {
    let mut places = vec![Vec::new(); PLACES.len()];
    for (i, fact) in all.iter().enumerate() {
        if let Some(place) = place_of(fact) {
            places[place].push(i);
        }
    }
    places
}

fn pieces(all: &[Fact], own: Option<&str>, order: &[Unit], facts: &Facts, profile: Profile) -> Vec<Piece> {
    let places = by_place(all);
    let mut from = vec![0; all.len()];
    let mut own_from = 0;
    for (at, unit) in order.iter().enumerate() {
        match unit {
            Unit::Fact(i) => from[*i] = at + 1,
            Unit::Own => own_from = at + 1,
        }
    }
    let first = |place: usize| places[place].iter().map(|i| from[*i]).min();
    let always = usize::MAX;
    let mut pieces = vec![Piece { text: head(facts, profile), from: 0, until: always }];
    for heading in HEADINGS.iter().filter(|h| ![PROJECT, LEFT_OUT].contains(h)) {
        let here = || PLACES.iter().enumerate().filter(|(_, p)| p.heading == *heading);
        let begins = here().filter_map(|(place, _)| first(place)).min();
        let begins = if [STATUS, GOAL].contains(heading) { Some(0) } else { begins };
        let Some(begins) = begins else { continue };
        pieces.push(Piece { text: format!("\n## {heading}\n"), from: begins, until: always });
        if let Some((text, until)) = filler(heading, all, own, here().find_map(|(place, _)| first(place))) {
            pieces.push(Piece { text, from: 0, until });
        }
        for (place, Place { sub, .. }) in here() {
            let Some(begins) = first(place) else { continue };
            let lead = sub.map_or("\n".to_owned(), |sub| format!("\n### {sub}\n\n"));
            pieces.push(Piece { text: lead, from: begins, until: always });
            let alone = places[place].len() == 1;
            pieces.extend(places[place].iter().map(|i| Piece { text: fact_text(&all[*i], alone), from: from[*i], until: always }));
        }
        if let Some(own) = own.filter(|_| *heading == GOAL) {
            let text = format!("\n_The author's own prompt for this session, word for word:_\n\n{}", fenced(own));
            pieces.push(Piece { text, from: own_from, until: always });
        }
    }
    pieces
}

/// Writes a fact; one that is alone in its place and nothing but prose stands as a paragraph.
pub(super) fn fact_text(fact: &Fact, alone: bool) -> String {
    let bare = fact.topic.is_none() && fact.why.is_none() && fact.status.is_none();
    if is_pin(fact) {
        write_verbatim(&fact.text)
    } else if alone && bare && is_prose(fact.concept) {
        format!("{}\n", escaped(&fact.text))
    } else {
        write(fact)
    }
}

/// Tells whether a lone fact of the concept stands as a paragraph.
pub(super) fn is_prose(concept: Concept) -> bool {
    matches!(concept, Concept::Objective | Concept::State | Concept::Summary)
}

/// Returns what stands under the two headings that are always there while no fact does, and at how many units it goes.
fn filler(heading: &str, all: &[Fact], own: Option<&str>, first: Option<usize>) -> Option<(String, usize)> {
    let until = first.unwrap_or(usize::MAX);
    let state = all.iter().find(|f| f.concept == Concept::State);
    let text = match (heading, state) {
        (STATUS, Some(state)) => format!("\n_It begins:_ {}\n", excerpt(&state.text)),
        (STATUS, None) => "\n_Nothing is said about the state; work completed and open tasks tell it._\n".to_owned(),
        (GOAL, _) if all.iter().any(|f| f.concept == Concept::Next) => {
            "\n_No objective is stated: go on with the first of the next steps below._\n".to_owned()
        }
        (GOAL, _) if own.is_some() => "\n_No objective is stated: the author's own prompt says what to do._\n".to_owned(),
        (GOAL, _) => "\n_No objective is stated: ask for it before anything else._\n".to_owned(),
        _ => return None,
    };
    (until > 0).then_some((text, until))
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("{} [...]", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

/// Writes everything before the facts: what this is, the template, the project.
fn head(facts: &Facts, profile: Profile) -> String {
    let project = one_line(&facts.project);
    let project = if project.is_empty() { "this project".to_owned() } else { project };
    let session = facts.session.as_deref().map(one_line).filter(|s| !s.is_empty());
    let session =
        session.map_or(String::new(), |s| format!(", {}", s.strip_prefix("Session").map_or(s.clone(), |rest| format!("session{rest}"))));
    let seal = facts.sealed.as_deref().map_or("draft".to_owned(), |s| format!("sealed {}", one_line(s)));
    let mut out =
        format!("# Restoration prompt: {project}{session} ({seal})\n\nRead and apply this bootstrap template:\n{}\n", template(facts));
    if profile != Profile::Human {
        let text = if facts.bootstrap.trim().is_empty() { BOOTSTRAP } else { facts.bootstrap.trim_end() };
        out.push_str(&format!("\nIt says in brief, so that nothing has to be opened:\n\n{}", fenced(text)));
    }
    out.push_str(&format!("\n## {PROJECT}\n\n- Project: {project}\n"));
    for line in facts.context.iter().map(|l| one_line(l)).filter(|l| !l.is_empty()) {
        out.push_str(&format!("- {}\n", escaped(&line)));
    }
    if let Some(git) = &facts.git {
        out.push_str(&format!("- Git: {}\n", one_line(git)));
    }
    match profile {
        Profile::ClaudeCode if !facts.live.is_empty() => {
            out.push_str(&format!("- Handoff file: {}; keep it up to date while you work.\n", one_line(&facts.live)));
        }
        Profile::Chatgpt => out.push_str("- This chat has no repository: what it needs is below; ask for anything else.\n"),
        _ => {}
    }
    out
}

/// Returns the reference of the template on one line that is nothing but text.
pub(super) fn template(facts: &Facts) -> String {
    let line = one_line(&facts.template);
    if line.is_empty() { "Session Handoff Pattern (as given here)".to_owned() } else { escaped(&line) }
}

/// Returns the trigger word.
pub(super) fn trigger(facts: &Facts) -> String {
    let word = one_line(&facts.trigger);
    if word.is_empty() { "snapshot".to_owned() } else { word }
}

/// What is not carried yet.
struct Left {
    facts: BTreeMap<Concept, usize>,
    own: bool,
}

impl Left {
    fn all(all: &[Fact], own: Option<&str>) -> Left {
        let mut facts = BTreeMap::new();
        all.iter().for_each(|f| *facts.entry(f.concept).or_insert(0) += 1);
        Left { facts, own: own.is_some() }
    }

    fn take(&mut self, all: &[Fact], unit: Unit) {
        match unit {
            Unit::Own => self.own = false,
            Unit::Fact(i) => {
                if let Some(n) = self.facts.get_mut(&all[i].concept) {
                    *n -= 1;
                }
            }
        }
    }

    /// Writes what was left out; nothing when nothing was.
    fn ledger(&self, facts: &Facts, profile: Profile) -> String {
        let counts = self.facts.iter().filter(|(_, n)| **n > 0).map(|(concept, n)| counted(*concept, *n));
        let parts: Vec<String> = counts.chain(self.own.then(|| "the author's own prompt".to_owned())).collect();
        if parts.is_empty() {
            return String::new();
        }
        let where_ = match profile {
            Profile::Chatgpt => "Ask when you miss them.".to_owned(),
            _ if facts.live.is_empty() => "The handoff has them.".to_owned(),
            _ => format!("They are in {}.", one_line(&facts.live)),
        };
        format!("\n## {LEFT_OUT}\n\n_For length:_ {}. {where_}\n", parts.join(", "))
    }
}
