//! The words of handoffs, as data: what headings, labels, statuses and reasons are called, by language.

mod canonical;
mod cjk;
mod english;
mod european;
mod file;
mod labels;
mod lexicon;
mod normal;
mod others;
mod own;
mod status;

pub use canonical::{LANGUAGES, heading_for};
pub use file::with_heading;
pub use labels::none_said;
pub(super) use labels::{BECAUSE, BLOCKED, FieldKind, Role, column_role, field_kind, meta_key};
pub use own::Dialect;

use super::{Concept, Concepts};
pub(super) use lexicon::Lexicon;
use normal::runs_on;
pub(super) use normal::{STRONG, WEAK, normalize};
use std::borrow::Cow;

/// The phrases of one language.
pub(super) struct Words {
    language: &'static str,
    /// Concepts, and the phrases that mean them, parted by `|`. No concept: a false friend.
    /// A phrase after `~` is weak: it names an area of work as often as a kind of section.
    concepts: &'static [(&'static [Concept], &'static str)],
}

/// What a heading was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub concepts: Concepts,
    pub word: Cow<'static, str>,
    pub language: Cow<'static, str>,
    /// Whether the phrase is the whole heading (or label).
    pub whole: bool,
    /// Whether it is too general to stand against what the sections around say.
    pub weak: bool,
    /// Whether the reader's own dialect says so.
    pub own: bool,
}

impl Meaning {
    /// Makes what a profile says of a heading or label.
    pub(super) fn of_profile(id: &'static str, concepts: &[Concept]) -> Meaning {
        let concepts = concepts.iter().copied().collect();
        Meaning { concepts, word: id.into(), language: "".into(), whole: true, weak: false, own: false }
    }

    /// Tells whether the reader's own dialect or the text's profile says so.
    pub(super) fn is_particular(&self) -> bool {
        self.own || self.language.is_empty()
    }
}

#[derive(Clone, Copy)]
struct Phrase {
    words: &'static str,
    manner: Manner,
    concepts: &'static [Concept],
    language: &'static str,
}

/// How a phrase stands in a heading, and where the tables have it.
#[derive(Clone, Copy)]
struct Manner {
    /// Whether other words may stand before or behind.
    open: (bool, bool),
    weak: bool,
    table: u8,
    row: u8,
}

const TABLES: [&Words; 15] = [
    &english::ENGLISH,
    &cjk::CHINESE,
    &cjk::JAPANESE,
    &cjk::KOREAN,
    &others::VIETNAMESE,
    &european::SPANISH,
    &european::PORTUGUESE,
    &european::GERMAN,
    &european::RUSSIAN,
    &european::FRENCH,
    &european::ITALIAN,
    &others::ARABIC,
    &others::TURKISH,
    &european::CZECH,
    &others::HEBREW,
];

/// What stands behind one of these words only says where or when.
const PREPOSITION_TABLE: [((), &str); 1] = [((), "for|at|as|during|before|after|since|from|based|in|on|with|by")];
static PREPOSITIONS: Lexicon<(), 13> = Lexicon::new(lexicon::entries(&PREPOSITION_TABLE));

/// Words and characters that join two subjects.
const AND_TABLE: [((), &str); 1] = [((), "and|or|und|y|et|и|và")];
static AND: Lexicon<(), 7> = Lexicon::new(lexicon::entries(&AND_TABLE));
const AND_SIGNS: [char; 3] = ['与', '及', '및'];

/// Words that begin one of several cases, of which the section above says what they are ("If the tests still fail").
const CONDITIONS: [&str; 6] = ["if ", "wenn ", "falls ", "si ", "если ", "如果"];

/// What says of the part before it that nothing of it is left to do ("Follow-ups — all done").
const FINISHED: [&str; 8] = ["done", "complete", "completed", "closed", "resolved", "fixed", "finished", "merged"];

/// Longest heading in bytes that is understood; a longer one is a paragraph that lost its way.
const LONGEST: usize = 512;

/// Every phrase, in the order of the tables.
static PHRASES: Lexicon<Manner, { count() }> = Lexicon::new(phrases());

const fn count() -> usize {
    let (mut table, mut words) = (0, 0);
    while table < TABLES.len() {
        words += lexicon::count(TABLES[table].concepts);
        table += 1;
    }
    words
}

const fn phrases<const N: usize>() -> [(&'static str, Manner); N] {
    let mut all = [("", Manner { open: (false, false), weak: false, table: 0, row: 0 }); N];
    let (mut table, mut at) = (0, 0);
    while table < TABLES.len() {
        let mut row = 0;
        while row < TABLES[table].concepts.len() {
            let mut rest = Some(TABLES[table].concepts[row].1);
            while let Some(list) = rest {
                let (written, tail) = lexicon::first_of(list);
                all[at] = phrase(written, table as u8, row as u8);
                rest = tail;
                at += 1;
            }
            row += 1;
        }
        table += 1;
    }
    all
}

const fn phrase(written: &'static str, table: u8, row: u8) -> (&'static str, Manner) {
    let bytes = written.as_bytes();
    let weak = bytes[0] == b'~';
    let (mut start, mut end) = (weak as usize, bytes.len());
    let open = (bytes[start] == b'*', bytes[end - 1] == b'*');
    while matches!(bytes[start], b'*' | b' ') {
        start += 1;
    }
    while matches!(bytes[end - 1], b'*' | b' ') {
        end -= 1;
    }
    (written.split_at(end).0.split_at(start).1, Manner { open, weak, table, row })
}

impl Phrase {
    fn new((words, manner): (&'static str, Manner)) -> Phrase {
        let table = TABLES[usize::from(manner.table)];
        Phrase { words, manner, concepts: table.concepts[usize::from(manner.row)].0, language: table.language }
    }

    /// Tells whether it names an area of work as often as a kind of section.
    fn is_area(self) -> bool {
        use Concept::*;
        self.manner.weak && matches!(self.concepts.first(), Some(Verification | Environment | Context | Links))
    }
}

/// Understands a heading or label: the whole of it, else the part before a dash or colon, else the part behind it.
///
/// A part joined by slashes or "and" may mean several concepts.
fn understand(heading: &str) -> Option<Meaning> {
    if heading.len() > LONGEST {
        return None;
    }
    let normal = normalize(heading);
    if normal.is_empty() {
        return None;
    }
    if let Some(phrase) = whole(&normal) {
        return meaning(phrase, true);
    }
    if CONDITIONS.iter().any(|word| normal.starts_with(word)) {
        return None;
    }
    let parts = normal.bytes().filter(|b| *b == STRONG as u8).count() + 1;
    let step = counted(&normal).map(|tail| tail.trim_start_matches(|c: char| c.is_ascii_digit())).or_else(|| coded(&normal));
    if let Some(phrase) = finished(&normal).filter(|_| step.is_none()) {
        return meaning(phrase, false);
    }
    normal.split(STRONG).find_map(|part| {
        // What follows a number or an id names one thing: only a part that is a phrase as a whole says what kind of section it is,
        // and not where it is an area of work ("Phase 3: Deploy").
        let says = |phrase: &Phrase| step.is_none() || !phrase.is_area();
        if parts > 1
            && (step.is_none() || parts == 2)
            && let Some(phrase) = whole(part).filter(says)
        {
            return meaning(phrase, false);
        }
        if let Some(tail) = step {
            let name = tail.strip_prefix(|c: char| c.is_ascii_lowercase()).filter(|t| t.starts_with(' ')).unwrap_or(tail);
            return meaning(whole(name).filter(|_| parts == 1)?, false);
        }
        let mut found = Found::default();
        joined(part, |piece| found.add(best(piece)));
        found.meaning(false)
    })
}

/// Returns the phrase behind a dash or colon that tells that the work which a normalized heading names before it is done.
fn finished(normal: &str) -> Option<Phrase> {
    use Concept::*;
    let (work, said) = normal.rsplit_once(STRONG)?;
    let said = said.strip_prefix("all ").or_else(|| said.strip_prefix("now ")).unwrap_or(said);
    let open = |phrase: &Phrase| matches!(phrase.concepts.first(), Some(Tasks | Pending | Next | Questions));
    FINISHED.contains(&said).then(|| best(work).filter(open))??;
    whole(said)
}

/// Returns what follows the id that a normalized heading begins with and that a dash or colon parts from the rest (`đ56`, `s206`, `d 5`).
fn coded(normal: &str) -> Option<&str> {
    let id = normal.split(STRONG).next().filter(|id| id.len() < normal.len())?;
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let counts = letters.len() < id.len() && (1..=2).contains(&letters.trim_end().chars().count());
    (counts && letters.trim_end().chars().all(char::is_alphabetic)).then_some("")
}

/// Returns what follows the word for a numbered step that a heading begins with (`Phase 2`, `Step 3`), the number first.
///
/// Other words in such a heading name that step, not a kind of section.
pub(super) fn counted(heading: &str) -> Option<&str> {
    static COUNTED: Lexicon<(), 26> = Lexicon::new([
        ("phase ", ()),
        ("step ", ()),
        ("task ", ()),
        ("option ", ()),
        ("stage ", ()),
        ("decision ", ()),
        ("milestone ", ()),
        ("case ", ()),
        ("day ", ()),
        ("week ", ()),
        ("fase ", ()),
        ("paso ", ()),
        ("этап ", ()),
        ("schritt ", ()),
        ("étape ", ()),
        ("giai đoạn ", ()),
        ("sprint ", ()),
        ("passo ", ()),
        ("semana ", ()),
        ("tarea ", ()),
        ("tarefa ", ()),
        ("aufgabe ", ()),
        ("woche ", ()),
        ("шаг ", ()),
        ("задача ", ()),
        ("bước ", ()),
    ]);
    let same = |b: &str, w: &str| b.eq_ignore_ascii_case(w) || !w.is_ascii() && b.to_lowercase() == w;
    let tail =
        COUNTED.near_folded(heading).find_map(|(w, ())| heading.get(..w.len()).filter(|b| same(b, w)).map(|_| &heading[w.len()..]))?;
    tail.starts_with(|c: char| c.is_ascii_digit()).then_some(tail)
}

/// The phrases found in the pieces of a heading.
#[derive(Default)]
struct Found {
    /// The first that means a concept, else the first.
    first: Option<Phrase>,
    concepts: Concepts,
}

impl Found {
    fn add(&mut self, phrase: Option<Phrase>) {
        let Some(phrase) = phrase else { return };
        if self.first.is_none_or(|first| first.concepts.is_empty() && !phrase.concepts.is_empty()) {
            self.first = Some(phrase);
        }
        phrase.concepts.iter().for_each(|concept| self.concepts.add(*concept));
    }

    fn meaning(self, whole: bool) -> Option<Meaning> {
        let first = self.first?;
        let (word, language) = (first.words.into(), first.language.into());
        Some(Meaning { concepts: self.concepts, word, language, whole, weak: first.manner.weak, own: false })
    }
}

fn meaning(phrase: Phrase, whole: bool) -> Option<Meaning> {
    let mut found = Found::default();
    found.add(Some(phrase));
    found.meaning(whole)
}

/// Parts a heading at slashes, commas and words for "and"; calls `each` with every piece.
fn joined<'a>(part: &'a str, mut each: impl FnMut(&'a str)) {
    for piece in part.split(WEAK) {
        if whole(piece).is_some() {
            each(piece);
            continue;
        }
        let mut start = 0;
        let spans = |at: usize, word: &str| at > 0 && inside(piece).is_some_and(|p| words(p.words).any(|(_, w)| w == word));
        for (at, word) in words(piece) {
            if at > start && AND.get(word).is_some() && !spans(at, word) {
                each(&piece[start..at - 1]);
                start = at + word.len();
            }
        }
        let rest = &piece[start..];
        if rest.is_ascii() { each(rest) } else { rest.split(AND_SIGNS).for_each(&mut each) }
    }
}

/// Returns the words of a normalized text with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(' ').map(move |word| {
        let start = at;
        at += word.len() + 1;
        (start, word)
    })
}

fn whole(text: &str) -> Option<Phrase> {
    let text = text.trim();
    PHRASES.near(text).find(|(words, _)| *words == text).map(Phrase::new)
}

/// Returns the phrase that `text` is about: in what stands before a preposition, else anywhere.
fn best(text: &str) -> Option<Phrase> {
    let text = text.trim();
    if let Some(phrase) = whole(text) {
        return Some(phrase);
    }
    let mut heads = words(text).filter(|(at, word)| *at > 0 && PREPOSITIONS.get(word).is_some());
    heads.find_map(|(at, _)| longest(&text[..at - 1]).filter(|p| !p.manner.weak)).or_else(|| inside(text))
}

/// Returns the longest phrase that stands in `text`.
fn longest(text: &str) -> Option<Phrase> {
    whole(text).or_else(|| inside(text))
}

fn inside(text: &str) -> Option<Phrase> {
    let mut best: Option<Phrase> = None;
    let (mut at, mut place) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let word = first_word(rest);
        for (words, manner) in PHRASES.near(rest) {
            // The longest, then the last in the heading, counts; of general words the first.
            let better = |b: Phrase| {
                let (new, old) = (words.len(), b.words.len());
                !manner.weak && (b.manner.weak || new > old || new == old && at > place)
            };
            if stands(words, manner.open, rest, at == 0) && best.is_none_or(better) {
                (best, place) = (Some(Phrase::new((words, manner))), at);
            }
        }
        at += word.len();
        at += rest[word.len()..].len() - rest[word.len()..].trim_start_matches(' ').len();
    }
    best
}

fn stands(words: &str, open: (bool, bool), rest: &str, at_start: bool) -> bool {
    if words.len() > rest.len() || !at_start && !open.0 || words.len() < rest.len() && !open.1 {
        return false;
    }
    let Some(tail) = rest.strip_prefix(words) else { return false };
    tail.is_empty() || tail.starts_with(' ') || words.ends_with(runs_on) || tail.starts_with(runs_on)
}

fn first_word(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return text };
    if runs_on(first) {
        return &text[..first.len_utf8()];
    }
    let plain = text.bytes().take_while(|b| b.is_ascii_graphic()).count();
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return &text[..plain.max(1)];
    }
    let end = text.find(|c: char| matches!(c, ' ' | STRONG | WEAK) || runs_on(c)).unwrap_or(text.len());
    &text[..end.max(first.len_utf8())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::Concept::*;

    #[track_caller]
    fn check(heading: &str, concepts: &[Concept]) {
        assert_eq!(*understand(heading).map(|m| m.concepts).unwrap_or_default(), *concepts, "{heading}");
    }

    #[test]
    fn headings_mean_concepts() {
        check("Decisions Made", &[Decisions]);
        check("✅ Completed Work (This Session)", &[Completed]);
        check("Next-Step Inference", &[Next]);
        check("Next Session Objective", &[Objective]);
        check("Blockers / open questions", &[Pending, Questions]);
        check("What NOT to Do", &[Constraints]);
        check("关键决策与上下文", &[Decisions, Context]);
        check("10 个任务与当前状态", &[Tasks, State]);
        check("현재 코드 상태 (v2)", &[State]);
        check("Nächste Schritte (optional)", &[Next]);
        check("Dónde estamos", &[State]);
        check("Decision framework", &[]);
        check("The history of the fig", &[]);
        check("Phase 2: Next steps", &[Next]);
        check("Pending actions for the next session", &[Pending]);
        check("Context for Next Session", &[Context]);
        check("For the next agent", &[Next]);
        check("Phase 1 verification (real)", &[Verification]);
        check("Phase 2: Validation of what we did", &[]);
        check("Testing Recommendations", &[Verification]);
    }

    #[test]
    fn phrases_are_written_as_headings_are_normalized() {
        for table in TABLES {
            for phrase in table.concepts.iter().flat_map(|(_, p)| p.split('|')) {
                let words = phrase.trim_matches(['*', '~', ' ']);
                assert_eq!(normalize(&words.replace(WEAK, " & ")), words, "{} in {}", phrase, table.language);
            }
        }
    }
}
