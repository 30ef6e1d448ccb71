//! What a decision says of the one whose place it takes: "supersedes D-8", "replaces Postgres", a field of that name.

use super::{Concept, Handoff, Item, Section, StatusKind};
use crate::document::Document;
use std::collections::{HashMap, HashSet};

/// Words that begin the heading of decisions that hold no more.
const OVER: [&str; 5] = ["superseded", "obsolete", "overturned", "reversed", "outdated"];

/// How many places are looked at where a name may end.
const ENDS: usize = 8;
/// How many decisions of one name are marked.
const ALIKE: usize = 8;

impl Handoff {
    /// Returns what a decision says that it takes the place of, as [`Item::names`] writes it.
    pub fn replaces(&self, item: &Item) -> Vec<String> {
        replaces(&self.document, item)
    }
}

impl Item {
    /// Returns what another decision can call this one by; its topic is none, for the one that takes its place may share it.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let bare =
            |id: &String| self.text.strip_prefix(id.as_str()).map(|rest| rest.trim_start_matches([':', '.', ')', ' ', '\u{2014}', '-']));
        let bare = self.id.as_ref().and_then(bare).filter(|bare| !bare.is_empty());
        self.id.as_deref().into_iter().chain([&*self.text]).chain(bare).map(norm)
    }
}

/// Returns words in lower case with single blanks: as names are compared.
pub fn norm(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Marks the decisions that hold no more by what others of the file, or their headings, say.
///
/// An older block of a log says nothing of newer ones; two that replace each other say nothing at all.
pub(super) fn mark(document: &Document, sections: &[Section], newest: Option<usize>, items: &mut [Item]) {
    let decisions: Vec<usize> = (0..items.len()).filter(|n| items[*n].concept == Concept::Decisions).collect();
    let mut said: Vec<(usize, Vec<String>)> = decisions.iter().map(|by| (*by, replaces(document, &items[*by]))).collect();
    said.retain(|(by, said)| !said.is_empty() && items[*by].standing() != Some(StatusKind::Dropped));
    let mut called: HashMap<String, Vec<usize>> = HashMap::new();
    for n in decisions.iter().filter(|_| !said.is_empty()) {
        items[*n].names().for_each(|name| called.entry(name).or_default().push(*n));
    }
    let mut pairs: HashSet<(usize, usize)> = HashSet::new();
    for (by, said) in said {
        let block = items[by].block;
        let later = |n: &usize| block == items[*n].block || block.is_none() || block == newest;
        let others = said.iter().filter_map(|name| called.get(name)).flat_map(|all| all.iter().copied().take(ALIKE));
        pairs.extend(others.filter(|n| *n != by && later(n)).map(|n| (by, n)));
    }
    let mut over: Vec<usize> = pairs.iter().filter(|(by, n)| !pairs.contains(&(*n, *by))).map(|(_, n)| *n).collect();
    let headed = |n: &usize| {
        let title = sections.get(items[*n].section).map_or("", |section| &section.title);
        let first = title.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        OVER.iter().any(|word| word.eq_ignore_ascii_case(first))
    };
    over.extend(decisions.iter().copied().filter(headed));
    over.into_iter().for_each(|n| items[n].replaced = true);
}

fn replaces(document: &Document, item: &Item) -> Vec<String> {
    if item.concept != Concept::Decisions {
        return Vec::new();
    }
    let field = |name: &str| matches!(norm(name).trim_end_matches(':'), "supersedes" | "replaces");
    let mut found: Vec<String> = item.fields.iter().filter(|f| field(&f.name)).map(|f| norm(document.slice(f.value))).collect();
    let said = |text: &&String| text.contains("upersedes ") || text.contains("eplaces ");
    for text in [Some(&item.text), item.why.as_ref().map(|why| &why.text)].into_iter().flatten().filter(said) {
        let text = norm(text);
        for word in ["supersedes ", "replaces "] {
            let Some((before, rest)) = text.split_once(word) else { continue };
            if before.ends_with(char::is_alphanumeric) {
                continue;
            }
            // The name ends somewhere behind the words; only one that is a name is taken for it.
            let ends = rest.char_indices().filter(|(_, c)| matches!(c, ')' | ']' | ';' | ',' | '.' | ':' | '\u{2014}')).map(|(at, _)| at);
            found.extend(ends.chain([rest.len()]).take(ENDS).map(|end| rest[..end].trim().to_owned()).filter(|name| !name.is_empty()));
        }
    }
    found
}
