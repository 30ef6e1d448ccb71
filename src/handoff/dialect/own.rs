//! A reader's own words, laid over the built-in ones: what a dialect file says.

use super::status::{self, Token};
use super::{FieldKind, Meaning, STRONG, WEAK, counted, labels, normalize, stands};
use crate::handoff::{Concept, Concepts, Profile, StatusKind};
use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};

/// Words that stand before the built-in ones; empty: the built-in dialects alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    headings: Vec<Heading>,
    statuses: Vec<(String, StatusKind)>,
    /// Words that begin a reason inside a sentence.
    leads: Vec<String>,
    /// Names of fields that hold a reason.
    reasons: Vec<String>,
}

/// A phrase of headings and labels.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heading {
    /// As headings are normalized.
    words: String,
    /// Whether other words may stand before or behind.
    open: (bool, bool),
    concepts: Concepts,
    /// The language it was listed under.
    language: Option<String>,
}

impl Dialect {
    /// Returns the dialect that adds nothing.
    pub fn built_in() -> &'static Arc<Dialect> {
        static BUILT_IN: LazyLock<Arc<Dialect>> = LazyLock::new(Arc::default);
        &BUILT_IN
    }

    /// Adds a phrase of headings; `*` at an end lets other words stand there, no concept leaves such headings alone.
    ///
    /// Returns false when nothing is left of the phrase as headings are compared (no letters).
    pub fn heading(&mut self, phrase: &str, concepts: &[Concept], language: Option<&str>) -> bool {
        let bare = phrase.trim();
        let open = (bare.starts_with('*'), bare.len() > 1 && bare.ends_with('*'));
        let words = normalize(bare.trim_matches('*').trim());
        let some = !words.is_empty();
        if some {
            self.headings.retain(|h| h.words != words || h.open != open);
            self.headings.push(Heading {
                words,
                open,
                concepts: concepts.iter().copied().collect(),
                language: language.map(str::to_owned),
            });
        }
        some
    }

    /// Adds a status token: a sign, or words in any case.
    pub fn status(&mut self, token: &str, kind: StatusKind) {
        self.statuses.push((token.trim().to_lowercase(), kind));
    }

    /// Adds words that begin a reason inside a sentence.
    pub fn lead(&mut self, words: &str) {
        self.leads.push(words.trim().to_lowercase());
    }

    /// Adds the name of a field or column that holds a reason.
    pub fn reason(&mut self, name: &str) {
        self.reasons.push(labels::plain(name));
    }

    /// Lays `other` over this dialect: where both know a word, the other's meaning holds.
    pub fn lay_over(&mut self, other: Dialect) {
        self.headings.retain(|h| other.headings.iter().all(|o| o.words != h.words));
        self.headings.extend(other.headings);
        self.statuses.extend(other.statuses);
        self.leads.extend(other.leads);
        self.reasons.extend(other.reasons);
    }

    /// Understands a heading or label by the dialect's own words, else by those of the text's profile, else by the built-in ones.
    pub(in crate::handoff) fn understand_in(&self, profile: Option<&'static Profile>, heading: &str) -> Option<Meaning> {
        let particular = || profile.and_then(|p| Some(Meaning::of_profile(p.id, p.concepts(heading)?)));
        self.own(heading).or_else(particular).or_else(|| super::understand(heading))
    }

    /// Understands a heading or label of a text without a profile.
    pub(in crate::handoff) fn understand(&self, heading: &str) -> Option<Meaning> {
        self.understand_in(None, heading)
    }

    fn own(&self, heading: &str) -> Option<Meaning> {
        if self.headings.is_empty() || heading.len() > super::LONGEST {
            return None;
        }
        let normal = normalize(heading);
        let meaning = |h: &Heading, whole| Meaning {
            concepts: h.concepts,
            word: h.words.replace([STRONG, WEAK], " ").into(),
            language: h.language.clone().unwrap_or_default().into(),
            whole,
            weak: false,
            own: true,
        };
        let parts = || normal.split(STRONG).chain(counted(&normal));
        let whole = self.headings.iter().find(|h| h.words == normal).map(|h| meaning(h, true));
        let part = || self.headings.iter().find(|h| parts().any(|p| p.trim() == h.words)).map(|h| meaning(h, false));
        let inside = || {
            let found = self.headings.iter().filter(|h| (h.open.0 || h.open.1) && has(&normal, h));
            found.max_by_key(|h| h.words.len()).map(|h| meaning(h, false))
        };
        whole.or_else(part).or_else(inside)
    }

    /// Returns the meaning of a text that is a status token and nothing else.
    pub(in crate::handoff) fn status_word(&self, text: &str) -> Option<StatusKind> {
        let text = text.trim();
        match self.token(text) {
            Some(token) if token.len == text.len() => Some(token.kind),
            _ => status::status_word(text),
        }
    }

    /// Finds the status token that `text` begins with.
    pub(in crate::handoff) fn leading_token(&self, text: &str) -> Option<Token> {
        self.token(text).or_else(|| status::leading_token(text))
    }

    /// Finds the status sign that `text` begins with: its meaning and length.
    pub(in crate::handoff) fn emoji(&self, text: &str) -> Option<(StatusKind, usize)> {
        let sign = |t: &Token| !text[..t.len].contains(char::is_alphanumeric);
        self.token(text).filter(sign).map(|t| (t.kind, t.len)).or_else(|| status::emoji(text))
    }

    /// Finds a status sign at the end of `text`: its start and meaning.
    pub(in crate::handoff) fn trailing_token(&self, text: &str) -> Option<(usize, StatusKind)> {
        let signs = self.statuses.iter().filter(|(t, _)| !t.contains(char::is_alphanumeric));
        let own = signs.filter_map(|(t, kind)| Some((text.strip_suffix(t.as_str())?.len(), *kind))).max_by_key(|(at, _)| Reverse(*at));
        own.or_else(|| status::trailing_token(text))
    }

    /// Returns what a label inside an item names.
    pub(in crate::handoff) fn field_kind(&self, name: &str) -> Option<FieldKind> {
        if !self.reasons.is_empty() && self.reasons.contains(&labels::plain(name)) {
            return Some(FieldKind::Why);
        }
        labels::field_kind(name)
    }

    /// Finds the first of the dialect's own words that begins a reason inside `text`: its offset and the word.
    pub(in crate::handoff) fn because(&self, text: &str) -> Option<(usize, &str)> {
        let begins = |at: usize| text[..at].ends_with([' ', '(', '（', '\n', ',', '，']) || !text[at..].starts_with(|c: char| c.is_ascii());
        let found = |lead: &'_ String| {
            let mut places = text.char_indices().skip(1).map(|(at, _)| at).filter(|at| begins(*at));
            places
                .find(|at| text[*at..].get(..lead.len()).is_some_and(|t| t.to_lowercase() == *lead && ends(&text[at + lead.len()..], lead)))
        };
        self.leads.iter().filter_map(|lead| Some((found(lead)?, lead.as_str()))).min()
    }

    fn token(&self, text: &str) -> Option<Token> {
        let same = |t: &str| text.get(..t.len()).is_some_and(|head| head == t || head.to_lowercase() == t);
        let found = self.statuses.iter().filter(|(t, _)| same(t) && ends(&text[t.len()..], t));
        found.max_by_key(|(t, _)| t.len()).map(|(t, kind)| Token { kind: *kind, len: t.len() })
    }
}

/// Tells whether a word that `tail` follows ends there.
fn ends(tail: &str, word: &str) -> bool {
    !word.ends_with(|c: char| c.is_ascii_alphanumeric()) || !tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// Tells whether a phrase with open ends stands in a normalized heading.
fn has(normal: &str, heading: &Heading) -> bool {
    normal.split([STRONG, WEAK]).any(|part| {
        let starts = std::iter::once(0).chain(part.char_indices().map(|(at, c)| at + c.len_utf8()));
        let mut places = starts.filter(|at| *at == 0 || part[..*at].ends_with(' ') || heading.words.starts_with(super::runs_on));
        places.any(|at| stands(&heading.words, heading.open, &part[at..], at == 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Concept::*;

    #[track_caller]
    fn check(phrase: &str, heading: &str, concepts: &[Concept]) {
        let mut own = Dialect::default();
        assert!(own.heading(phrase, &[Decisions, Questions], None));
        assert_eq!(*own.understand(heading).map(|m| m.concepts).unwrap_or_default(), *concepts, "{phrase} in {heading}");
    }

    #[test]
    fn own_phrases_are_found_as_the_built_in_ones_are() {
        let ours = [Decisions, Questions];
        check("Ruled on", "## 3. RULED ON", &ours);
        check("Ruled on", "Ruled on (yesterday)", &ours);
        check("Ruled on", "Ruled on: the queue", &ours);
        check("Ruled on", "What we ruled on", &[]);
        check("*ruled on*", "What we ruled on at noon", &ours);
        check("*ruled on", "What we ruled on at noon", &[]);
        check("Next steps", "Next Steps", &ours);
        check("*裁定*", "本轮裁定事项", &ours);
        check("Budget: spent", "Budget — spent", &ours);
    }

    #[test]
    fn words_without_letters_are_refused() {
        assert!(!Dialect::default().heading("***", &[Decisions], None));
        assert!(!Dialect::default().heading("✅", &[Decisions], None));
    }

    #[test]
    fn the_dialect_laid_over_wins() {
        let (mut under, mut over) = (Dialect::default(), Dialect::default());
        under.heading("ruled on", &[Tasks], None);
        under.status("ice", StatusKind::Open);
        over.heading("ruled on", &[Decisions], None);
        over.status("ice", StatusKind::Deferred);
        under.lay_over(over);
        assert_eq!(under.understand("Ruled on").map(|m| m.concepts), Some([Decisions].into()));
        assert_eq!(under.status_word("ICE"), Some(StatusKind::Deferred));
    }

    #[test]
    fn own_tokens_and_reasons_are_found() {
        let mut own = Dialect::default();
        own.status("on ice", StatusKind::Deferred);
        own.status("🍀", StatusKind::Done);
        own.lead("on account of");
        own.reason("Ground");
        assert_eq!(own.status_word("On ice"), Some(StatusKind::Deferred));
        assert_eq!(own.status_word("on iceland"), None);
        assert_eq!(own.emoji("🍀 luck"), Some((StatusKind::Done, 4)));
        assert_eq!(own.trailing_token("luck 🍀"), Some((5, StatusKind::Done)));
        assert_eq!(own.because("SQLite on account of size"), Some((7, "on account of")));
        assert_eq!(own.because("Iron account offers"), None);
        assert!(own.field_kind("ground") == Some(FieldKind::Why));
    }
}
