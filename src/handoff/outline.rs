//! From lines to sections: headings and labels, their tree, the log's blocks and the prompt part.

mod prompts;

use super::dialect::{self, Dialect, Meaning};
use super::label::{self, Label};
use super::log::{self, Stamp};
use super::profile::{self, Followed, Profile};
use super::{Block, Concept, Concepts, Mapping, PromptPart, headed};
use crate::document::{Document, Kind, Line, Span};
use prompts::prompts;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Level of a label section.
pub(super) const LABEL: u8 = 7;

/// The profile whose updates are labels that are dates.
const UPDATES: &str = "session-context";

/// A section before its items are read.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its heading line; for the preamble the first line.
    pub line: usize,
    pub level: u8,
    pub heading: Option<Span>,
    /// The heading's words with their markup.
    pub title: Span,
    pub stamp: Stamp,
    pub meaning: Option<Meaning>,
    /// What a label section says on the label's own line.
    pub value: Option<Span>,
    /// The lines of its own body, those of subsections not included; a label's own line is.
    pub body: Range<usize>,
    /// The line behind its last, subsections included.
    pub end: usize,
    pub parent: Option<usize>,
    pub block: Option<usize>,
    pub concepts: Concepts,
    pub mapping: Mapping,
    /// Whether a rule parts it from the section before it.
    pub apart: bool,
    /// The line behind the list item that is its label, for a label in a list.
    pub limit: Option<usize>,
    /// Whether it is an item of its parent's, with all it holds.
    pub is_item: bool,
}

/// The sections of a document, and what goes with them.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub drafts: Vec<Draft>,
    pub blocks: Vec<Block>,
    pub newest: Option<usize>,
    pub prompt: Option<PromptPart>,
    /// Lines that belong to a prompt: nothing in them maps.
    pub prompts: Vec<Range<usize>>,
    /// The profile that the document follows.
    pub profile: Option<Followed>,
    /// The first line of what follows the last rule, behind the last heading.
    pub footer: usize,
}

/// Finds the sections of a document.
pub(super) fn outline(doc: &Document, own: &Dialect) -> Outline {
    let mut out = Outline { footer: doc.lines().len(), ..Outline::default() };
    let mut heads = headings(doc);
    let titles: Vec<Span> = heads.iter().map(|h| h.title).collect();
    out.profile = profile::followed(doc, &titles);
    out.understand(doc, own, &mut heads);
    let prompts = prompts(doc, &mut heads);
    out.prompts = prompts.iter().map(|p| p.lines.clone()).collect();
    nest(doc, &mut heads);
    let stamps = blocks(&mut heads);
    inherit(doc, &mut heads);
    headed::mark(doc, &mut heads);
    let last_head = heads.last().map_or(0, |h| h.line);
    if let Some(rule) = doc.lines().iter().rposition(|l| l.kind == Kind::Rule).filter(|r| *r > last_head)
        && doc.lines()[rule..].iter().all(|l| l.depth == 0 && matches!(l.kind, Kind::Rule | Kind::Text | Kind::Blank))
    {
        out.footer = rule;
    }
    labels(doc, own, &mut heads, &out, &stamps);
    let before = doc.lines()[..heads.first().map_or(doc.lines().len(), |h| h.line)].iter().any(|l| l.kind != Kind::Blank);
    if before {
        heads.insert(0, Draft::new(0, 0, None, Span::default()));
    }
    nest(doc, &mut heads);
    inherit(doc, &mut heads);
    spread(doc, &mut heads, &mut out, &stamps);
    out.prompt = prompts.into_iter().rev().find_map(|p| {
        let section = heads.binary_search_by_key(&p.head, |h| h.line).ok()?;
        (heads[section].block == out.newest || heads[section].block.is_none()).then_some(PromptPart {
            section,
            text: p.text,
            fenced: p.fenced,
        })
    });
    out.drafts = heads;
    out
}

impl Draft {
    fn new(line: usize, level: u8, heading: Option<Span>, title: Span) -> Draft {
        Draft {
            line,
            level,
            heading,
            title,
            stamp: Stamp::default(),
            meaning: None,
            value: None,
            body: 0..0,
            end: 0,
            parent: None,
            block: None,
            concepts: Concepts::default(),
            mapping: Mapping::None,
            apart: false,
            limit: None,
            is_item: false,
        }
    }

    /// Tells whether it is an update of a session context (003): a label that is a date.
    pub(super) fn is_update(&self) -> bool {
        self.level == LABEL && self.mapping == Mapping::Profile(UPDATES) && *self.concepts == [Concept::Completed]
    }
}

impl Outline {
    fn known(&self) -> Option<&'static Profile> {
        self.profile.as_ref().map(|p| p.profile)
    }

    /// Gives every heading what it means.
    fn understand(&self, doc: &Document, own: &Dialect, heads: &mut [Draft]) {
        for head in heads.iter_mut() {
            let words = doc.slice(head.title);
            head.meaning = own.understand_in(self.known(), words);
            if let Some(meaning) = &mut head.meaning
                && meaning.weak
                && *meaning.concepts == [Concept::Environment]
                && words.split_once(": ").is_some_and(|(_, rest)| own.leading_token(rest).is_some())
            {
                // "Deployment: ✅ live" tells where it stands.
                meaning.concepts = [Concept::State].into();
            }
        }
        let tops = heads.iter().filter(|h| h.level == 1).count();
        if let Some(first) = heads.first()
            && first.level == 1
            && tops == 1
            && heads.len() > 1
            && first.meaning.as_ref().is_some_and(|m| m.concepts.first() != Some(&Concept::Decisions))
        {
            // The title of the document speaks for no section, but for a log of decisions.
            heads[0].meaning = None;
        }
    }
}

fn headings(doc: &Document) -> Vec<Draft> {
    let mut heads = Vec::new();
    for (i, line) in doc.lines().iter().enumerate() {
        let Some(level) = line.kind.heading() else { continue };
        if line.quote > 0 || line.depth > 0 {
            continue;
        }
        let words = doc.slice(line.text).trim_matches(['=', ' ']);
        let before = doc.slice(line.text).trim_end_matches(['=', ' ']).len().saturating_sub(words.len());
        let start = line.text.start + before;
        let mut head = Draft::new(i, level, Some(line.text), Span::new(start, start + words.len()));
        head.stamp = Stamp::read(words);
        heads.push(head);
    }
    heads
}

fn offset(doc: &Document, line: usize) -> usize {
    doc.lines().get(line).map_or(doc.text().len(), |l| l.span.start)
}

/// Sets ends, bodies and parents of sections that stand in line order.
fn nest(doc: &Document, heads: &mut [Draft]) {
    let total = doc.lines().len();
    let mut open: Vec<usize> = Vec::new();
    for i in 0..heads.len() {
        let (line, level) = (heads[i].line, heads[i].level);
        while let Some(&top) = open.last() {
            if heads[top].level < level && heads[top].level > 0 {
                break;
            }
            heads[top].end = line;
            open.pop();
        }
        heads[i].parent = open.last().copied();
        let own = match level {
            0 | LABEL => line,
            _ => line + 1 + usize::from(doc.lines().get(line + 1).is_some_and(|l| l.kind == Kind::Underline)),
        };
        let next = heads.get(i + 1).map_or(total, |h| h.line);
        let next = heads[i].limit.map_or(next, |l| l.min(next));
        heads[i].body = own.min(next)..next;
        open.push(i);
    }
    for i in open {
        heads[i].end = total;
    }
    for head in heads {
        head.end = head.limit.map_or(head.end, |l| l.min(head.end));
    }
}

/// Marks the headings that are blocks of a log; returns their indices and stamps.
fn blocks(heads: &mut [Draft]) -> Vec<(usize, Stamp)> {
    let mut families: HashMap<(Option<usize>, u8), Vec<usize>> = HashMap::new();
    for (i, head) in heads.iter().enumerate() {
        if head.stamp.is_some() && (head.stamp.names_session() || !leads_with_meaning(head)) {
            families.entry((head.parent, head.level)).or_default().push(i);
        }
    }
    let mut best: Vec<usize> = Vec::new();
    let mut level = u8::MAX;
    for ((parent, at), family) in families {
        let mapped = parent.is_some_and(|p| heads[p].meaning.is_some());
        let first = family.first() < best.first();
        if family.len() >= 2 && !mapped && (at < level || at == level && (family.len() > best.len() || family.len() == best.len() && first))
        {
            (level, best) = (at, family);
        }
    }
    best = with_undated(heads, best);
    for i in &best {
        heads[*i].meaning = None;
    }
    best.into_iter().map(|i| (heads[i].line, heads[i].stamp)).collect()
}

/// Adds the headings among blocks that say nothing of their own, where they are few: blocks whose author left out the date.
fn with_undated(heads: &[Draft], blocks: Vec<usize>) -> Vec<usize> {
    let (Some(&first), Some(&last)) = (blocks.first(), blocks.last()) else { return blocks };
    let sibling = |h: &Draft| (h.parent, h.level) == (heads[first].parent, heads[first].level);
    let all: Vec<usize> =
        (first..=last).filter(|i| blocks.binary_search(i).is_ok() || sibling(&heads[*i]) && heads[*i].meaning.is_none()).collect();
    if all.len() <= blocks.len() + blocks.len() / 4 { all } else { blocks }
}

/// Tells whether a heading begins with what it means, so that a date in it is only an attribute.
fn leads_with_meaning(head: &Draft) -> bool {
    head.meaning.as_ref().is_some_and(|m| m.whole)
}

/// Gives every section its concepts: its own, else its parent's.
fn inherit(doc: &Document, heads: &mut [Draft]) {
    headed::keep_to_parents(doc, heads);
    for i in 0..heads.len() {
        let (concepts, mapping) = match (&heads[i].meaning, heads[i].parent) {
            (Some(m), Some(p)) if m.weak && is_list(&heads[p].concepts) && heads[i].level < LABEL => {
                (heads[p].concepts, Mapping::Inherited)
            }
            (Some(m), _) if m.concepts.is_empty() => (Concepts::default(), if m.is_particular() { mapping(m) } else { Mapping::None }),
            (None, _) if heads[i].apart => (Concepts::default(), Mapping::None),
            (Some(m), _) => (m.concepts, mapping(m)),
            (None, Some(p)) if !heads[p].concepts.is_empty() => (heads[p].concepts, Mapping::Inherited),
            _ => (Concepts::default(), Mapping::None),
        };
        heads[i].concepts = concepts;
        heads[i].mapping = mapping;
    }
}

fn mapping(meaning: &Meaning) -> Mapping {
    match (&meaning.word, &meaning.language) {
        (word, language) if meaning.own => Mapping::Own(word.to_string(), Some(language.to_string()).filter(|l| !l.is_empty())),
        (Cow::Borrowed(name), language) if language.is_empty() => Mapping::Profile(name),
        (Cow::Borrowed(word), Cow::Borrowed(language)) => Mapping::Word(word, language),
        (word, _) => Mapping::Own(word.to_string(), None),
    }
}

/// Adds the label sections, in line order.
fn labels(doc: &Document, own: &Dialect, heads: &mut Vec<Draft>, out: &Outline, stamps: &[(usize, Stamp)]) {
    let lines = doc.lines();
    let mut found: Vec<(Draft, usize)> = Vec::new();
    let mut at = 0;
    let mut prompts = out.prompts.iter().peekable();
    for (i, line) in lines.iter().enumerate() {
        while heads.get(at).is_some_and(|h| h.line <= i) {
            at += 1;
        }
        while prompts.peek().is_some_and(|p| p.end <= i) {
            prompts.next();
        }
        let listed = line.depth == 1 && line.marker().is_some_and(|m| m.checkbox.is_none());
        if line.kind != Kind::Text || line.depth > 0 && !listed || line.quote > 0 || prompts.peek().is_some_and(|p| p.contains(&i)) {
            continue;
        }
        if at.checked_sub(1).is_some_and(|h| heads[h].is_item) {
            continue;
        }
        let head = at.checked_sub(1).map(|h| &heads[h]);
        let draft = if listed { list_label(doc, own, i, head) } else { label_section(doc, own, out, i, head) };
        if let Some(draft) = draft {
            found.push((draft, at));
        }
    }
    // A label that recurs under sibling headings is a field of what those headings name.
    let mut under: HashMap<(Option<usize>, String), Vec<usize>> = HashMap::new();
    let key = |draft: &Draft, at: usize, heads: &[Draft]| {
        let head = at.checked_sub(1)?;
        (heads[head].level > 1).then(|| ((heads[head].parent, doc.slice(draft.title).to_lowercase()), head))
    };
    for (draft, at) in &found {
        if let Some((name, head)) = key(draft, *at, heads) {
            let entry = under.entry(name).or_default();
            if !entry.contains(&head) && entry.len() < 3 {
                entry.push(head);
            }
        }
    }
    let recurs = |(draft, at): &(Draft, usize)| {
        let Some((name, head)) = key(draft, *at, heads) else { return false };
        let times = under.get(&name).map_or(0, Vec::len);
        let is_block = stamps.binary_search_by_key(&heads[head].line, |(line, _)| *line).is_ok();
        !is_block && times >= if heads[head].level > 2 { 2 } else { 3 }
    };
    found.retain(|label| !recurs(label));
    heads.extend(found.into_iter().map(|(draft, _)| draft));
    heads.sort_by_key(|h| h.line);
}

/// Tells whether a section of these concepts lists things, so that a general word in a subheading only groups them.
fn is_list(concepts: &[Concept]) -> bool {
    is_strong(concepts) || concepts.first() == Some(&Concept::Artifacts)
}

/// Tells whether concepts are what people write labels for inside sections of other concepts.
fn is_strong(concepts: &[Concept]) -> bool {
    use Concept::*;
    concepts
        .first()
        .is_some_and(|c| !matches!(c, Metadata | Summary | State | Verification | Environment | Artifacts | Context | Links | Domain))
}

fn label_section(doc: &Document, own: &Dialect, out: &Outline, i: usize, head: Option<&Draft>) -> Option<Draft> {
    let lines = doc.lines();
    let line = &lines[i];
    let text = doc.slice(line.text);
    let starts = i == 0 || lines[i - 1].kind != Kind::Text || lines[i - 1].depth > 0;
    let bold = label::bold(doc.text(), line.text);
    let label = bold.or_else(|| (starts || text.len() < 100).then(|| label::plain(doc.text(), line.text)).flatten())?;
    let name = doc.slice(label.name);
    let alone = label.rest.is_empty() && (label.bold || doc.slice(Span::new(label.name.end, line.text.end)).ends_with([':', '：']));
    let head_concepts = head.map_or(Concepts::default(), |h| h.concepts);
    let open = head_concepts.is_empty() || i > out.footer;
    let title = head.is_none_or(|h| h.level <= 1 && open);
    let follows = lines.get(i + 1).map_or(Kind::Blank, |l| if l.depth > 0 { Kind::Blank } else { l.kind });
    if (title || head_concepts.contains(&Concept::Metadata)) && dialect::meta_key(name).is_some() && (!alone || follows == Kind::Text) {
        return None;
    }
    let mut draft = Draft::new(i, LABEL, Some(heading_span(line, &label)), label.name);
    draft.value = (!label.rest.is_empty()).then_some(label.rest);
    draft.stamp = Stamp::read(name);
    draft.apart = lines[..i].iter().rev().find(|l| l.kind != Kind::Blank).is_some_and(|l| l.kind == Kind::Rule);
    if let Some(known) = out.known().filter(|p| alone && label.bold && p.id == UPDATES && profile::is_update(name)) {
        draft.meaning = Some(Meaning::of_profile(known.id, &[Concept::Completed]));
        return Some(draft);
    }
    if !(alone || starts || open && label.bold) {
        return None;
    }
    let short = name.len() <= 96 && name.split(' ').count() <= 12;
    let is_label = label.parted == label::Parted::Colon || alone && !name.ends_with('.');
    let meaning = if short && is_label { own.understand_in(out.known(), name) } else { None };
    let inherited = head.is_some_and(|h| h.mapping == Mapping::Inherited);
    if let Some(meaning) = meaning {
        let inherits = head_concepts.first() == meaning.concepts.first();
        if meaning.concepts.is_empty() {
            draft.meaning = Some(meaning);
            return alone.then_some(draft);
        }
        if meaning.weak && !meaning.whole {
            return None;
        }
        let takes = match (alone, open, label.bold) {
            (true, _, true) => !inherited || is_strong(&meaning.concepts),
            (true, _, false) => meaning.whole && starts,
            (false, true, true) => meaning.whole || meaning.concepts.len() == 1,
            (false, true, false) => meaning.whole && starts && is_strong(&meaning.concepts),
            (false, false, _) => meaning.whole && starts && !inherits && is_strong(&meaning.concepts),
        };
        if takes {
            draft.meaning = Some(meaning);
            return Some(draft);
        }
    }
    let stands = alone
        && label.bold
        && short
        && !name.ends_with('.')
        && (text.trim_end().ends_with([':', '：']) || colon_inside(text) || follows != Kind::Text);
    (stands && starts && (!open || head.is_some())).then_some(draft)
}

/// Reads an outermost list item that only names what the list in it holds, where no heading does.
fn list_label(doc: &Document, own: &Dialect, i: usize, head: Option<&Draft>) -> Option<Draft> {
    let lines = doc.lines();
    let line = &lines[i];
    let nested = lines.get(i + 1).is_some_and(|l| l.depth > 1 && l.is_marked());
    if !nested || line.text.len() > 96 || head.is_some_and(|h| !h.concepts.is_empty()) {
        return None;
    }
    let label = label::label(doc.text(), line.text);
    if label.is_some_and(|l| !l.rest.is_empty()) {
        return None;
    }
    let title = label.map_or(line.text, |l| l.name);
    let meaning = own.understand(doc.slice(title)).filter(|m| !m.weak && !m.concepts.is_empty() && m.concepts[0] != Concept::Metadata)?;
    let column = line.marker().map_or(0, |m| m.column);
    let inside = |l: &Line| l.kind == Kind::Blank || l.depth > 1 || l.depth == 1 && l.marker().is_none_or(|m| m.column > column);
    let mut draft = Draft::new(i, LABEL, Some(line.text), title);
    draft.limit = Some((i + 1..lines.len()).find(|j| !inside(&lines[*j])).unwrap_or(lines.len()));
    draft.meaning = Some(meaning);
    Some(draft)
}

fn heading_span(line: &Line, label: &Label) -> Span {
    let end = if label.rest.is_empty() { line.text.end } else { label.rest.start };
    Span::new(line.text.start, end.max(line.text.start))
}

fn colon_inside(text: &str) -> bool {
    text.ends_with(":**") || text.ends_with("：**")
}

/// Gives each section its block, and lists the blocks.
fn spread(doc: &Document, heads: &mut [Draft], out: &mut Outline, stamps: &[(usize, Stamp)]) {
    let mut blocks: Vec<(usize, Stamp)> =
        stamps.iter().filter_map(|(line, stamp)| Some((heads.binary_search_by_key(line, |h| h.line).ok()?, *stamp))).collect();
    if blocks.is_empty() {
        let updates: Vec<_> = (0..heads.len()).filter(|i| heads[*i].is_update()).collect();
        if updates.len() >= 2 && updates.iter().all(|i| heads[*i].parent == heads[updates[0]].parent) {
            blocks = updates.into_iter().map(|i| (i, heads[i].stamp)).collect();
        }
    }
    blocks.sort_by_key(|(i, _)| *i);
    for (at, (section, stamp)) in blocks.iter().enumerate() {
        let end = heads[*section].end;
        for head in heads[*section..].iter_mut().take_while(|h| h.line < end) {
            head.block = Some(at);
        }
        let span = Span::new(offset(doc, heads[*section].line), offset(doc, end));
        out.blocks.push(Block { section: *section, span, date: stamp.date, number: stamp.number });
    }
    let stamps: Vec<_> = blocks.iter().map(|(_, s)| *s).collect();
    out.newest = log::newest(&stamps);
}
