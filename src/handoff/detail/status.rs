//! The status that an item's own line carries.

use super::{Form, Work, find_sign};
use crate::document::Span;
use crate::handoff::dialect::FieldKind;
use crate::handoff::label;
use crate::handoff::{Carrier, Concept, Status, StatusKind};

impl Work<'_> {
    pub(super) fn status(&mut self, concept: Concept, checkbox: Option<Span>, form: Form) -> Option<Status> {
        let boxed = checkbox.map(|span| Status {
            kind: box_kind(span.of(self.text)),
            token: span.of(self.text).to_owned(),
            note: None,
            span,
            carrier: Carrier::Checkbox,
        });
        let struck = self.struck(concept);
        let leading = self.leading(concept);
        let trailing = self.trailing(form).or_else(|| self.behind_colon(concept));
        // A word in parentheses inside prose speaks of a part of it.
        let aside = if form == Form::Prose { None } else { self.aside() };
        if let Some((aside, whole, labelled)) = aside
            && (labelled || leading.is_none() && trailing.is_none() && boxed.as_ref().is_none_or(|b| says_more(&aside, b)))
        {
            self.cuts.push(whole);
            return Some(aside);
        }
        // A tick says that a choice was made, not that it holds.
        match leading.or(trailing).or(struck) {
            Some(word) => boxed.or(Some(word)),
            None if concept == Concept::Decisions => self.replaced().or(boxed),
            None => boxed,
        }
    }

    /// Finds words that say of a choice that another took its place: `(superseded by D-3)`, `— superseded by Postgres`.
    fn replaced(&mut self) -> Option<Status> {
        let (bare, at) = (self.bare(), self.span.start);
        let closed = bare.match_indices(['(', '[', '（']).find_map(|(open, sign)| {
            let behind = &bare[open + sign.len()..];
            let (inner, _) = behind.split_at(behind.find([')', ']', '）'])?);
            let found = (open + sign.len(), inner.len());
            // Emphasis around them goes with them.
            let (head, tail) = (&bare[..open], after_first(&behind[inner.len()..]));
            let marks = head.len() - head.trim_end_matches(['*', '_']).len();
            let marks = marks.min(tail.len() - tail.trim_start_matches(['*', '_']).len());
            let start = head[..open - marks].trim_end().len();
            let whole = Span::new(at + start, at + bare.len() - tail.len() + marks);
            self.names_successor(inner, sign == "[").then_some((found, whole))
        });
        let begins = |from: &usize| {
            let head = bare[..*from].trim_end_matches(' ');
            let parted = head.ends_with(['—', '–', '-', '→', '.', ';', ',', '*', '_']);
            let words = bare.as_bytes()[*from..].get(.."superseded by ".len());
            parted && words.is_some_and(|words| words.eq_ignore_ascii_case(b"superseded by "))
        };
        let behind = || memchr::memchr2_iter(b's', b'S', bare.as_bytes()).filter(|from| *from > 0).find(begins);
        let (from, length) = closed.map(|(found, _)| found).or_else(|| behind().map(|from| (from, bare.len() - from)))?;
        self.successor = closed.map(|(_, whole)| whole);
        let span = Span::new(at + from, at + from + length);
        Some(Status { kind: StatusKind::Superseded, token: span.of(self.text).to_owned(), note: None, span, carrier: Carrier::Trailing })
    }

    /// Tells whether words in parentheses say that something was replaced: by what, or when; `alone` is whether the word is enough.
    fn names_successor(&self, words: &str, alone: bool) -> bool {
        const BY: [&str; 10] = ["by ", "durch ", "von ", "por ", "par ", "da ", "на ", "in fav", "zugunsten ", "→"];
        // What is deprecated or retired may be what the choice is about.
        let is_about = |word: &str| ["deprecated", "retired"].iter().any(|about| word.eq_ignore_ascii_case(about));
        let lower = words.get(..16).unwrap_or(words).to_ascii_lowercase();
        let token = self.own.leading_token(words).filter(|t| t.kind == StatusKind::Superseded && !is_about(&words[..t.len]));
        lower.starts_with("no longer valid")
            || token.is_some_and(|t| {
                let rest = words[t.len..].trim_start_matches([',', ':', ' ']);
                rest.is_empty() && alone || rest.starts_with(|c: char| c.is_ascii_digit()) || BY.iter().any(|by| rest.starts_with(by))
            })
    }

    /// Reads a text struck through: a choice so marked was replaced or given up, anything else is done.
    fn struck(&mut self, concept: Concept) -> Option<Status> {
        let bare = self.bare();
        let inner = bare.strip_prefix("~~")?;
        let end = label::pair(inner.as_bytes(), b'~')?;
        let rest = inner[end + 2..].trim();
        let replaced = || self.own.leading_token(rest).is_some_and(|t| matches!(t.kind, StatusKind::Superseded | StatusKind::Dropped));
        if !(rest.is_empty()
            || concept == Concept::Decisions && replaced()
            || rest.len() < 60 && (self.own.status_word(rest).is_some() || rest.starts_with([':', '—', '-', '(', '→', '✅'])))
        {
            return None;
        }
        let span = Span::new(self.span.start, self.span.start + end + 4);
        let kind = match concept {
            Concept::Decisions if rest.contains("supersede") || rest.contains("replace") => StatusKind::Superseded,
            Concept::Decisions => StatusKind::Dropped,
            _ => StatusKind::Done,
        };
        if rest.is_empty() {
            self.shrink(Span::new(span.start + 2, span.end - 2));
        }
        Some(Status { kind, token: "~~".into(), note: None, span, carrier: Carrier::Strike })
    }

    /// Takes off a token at the beginning: an emoji, `[DONE]`, `DONE:`.
    fn leading(&mut self, concept: Concept) -> Option<Status> {
        let (bare, at) = (self.bare(), self.span.start);
        let found = |kind, from: usize, to: usize| Status {
            kind,
            token: bare[from..to].to_owned(),
            note: None,
            span: Span::new(at + from, at + to),
            carrier: Carrier::Leading,
        };
        if let Some((kind, len)) = self.own.emoji(bare) {
            let status = found(kind, 0, len);
            self.shrink(Span::new(at + len, self.span.end));
            return Some(status);
        }
        let opened = ["**[", "[", "**(", "**"].into_iter().find(|o| bare.starts_with(o)).unwrap_or("");
        let closer = match opened {
            "**[" => "]**",
            "[" => "]",
            "**(" => ")**",
            "**" => "**",
            _ => "",
        };
        let inner = &bare[opened.len()..];
        let first = inner.as_bytes().first()?;
        if !(first.is_ascii_uppercase() || opened.ends_with('[') || !first.is_ascii()) {
            return None;
        }
        let token = self.own.leading_token(inner)?;
        let behind = &inner[token.len..];
        let tail = if closer.is_empty() {
            behind
        } else {
            behind.strip_prefix(closer).or_else(|| behind.strip_prefix(":**").filter(|_| opened == "**"))?
        };
        let loud =
            inner[..token.len].chars().any(char::is_alphabetic) && inner[..token.len].chars().all(|c| !c.is_lowercase()) && inner.len() > 2;
        let parted = tail.trim_start().starts_with([':', '—', '–', '：']) || tail.starts_with(" - ");
        let replaced = concept == Concept::Decisions && inner[..token.len].eq_ignore_ascii_case("superseded");
        let parted = parted || tail.len() < behind.len() && behind.starts_with(":**");
        if !(opened.ends_with('[') || replaced && parted || loud && (parted || !opened.is_empty())) {
            return None;
        }
        let status = found(token.kind, opened.len(), opened.len() + token.len);
        let rest = tail.trim_start().trim_start_matches([':', '—', '–', '：', '-', ' ']);
        if rest.is_empty() {
            return None;
        }
        self.shrink(Span::new(self.span.end - rest.len(), self.span.end));
        Some(status)
    }

    /// Takes off a token at the end: `… ✅`, `… ✅ DONE`, `… — done`, `… **DONE**`.
    fn trailing(&mut self, form: Form) -> Option<Status> {
        let carrier = if form == Form::Heading { Carrier::Heading } else { Carrier::Trailing };
        let (bare, at) = (self.bare(), self.span.start);
        let status = |kind, from: usize, to: usize| Status {
            kind,
            token: bare[from..to].to_owned(),
            note: None,
            span: Span::new(at + from, at + to),
            carrier,
        };
        if let Some((start, kind)) = self.own.trailing_token(bare)
            && start > 0
        {
            let status = status(kind, start, bare.len());
            self.shrink(Span::new(at, at + start));
            return Some(status);
        }
        // A word counts behind an emoji or a dash, or in bold capitals.
        let inner = bare.trim_end_matches(['*', '.']);
        let bytes = inner.as_bytes();
        // The last 48 characters.
        let from = if inner.is_ascii() { bytes.len().saturating_sub(48) } else { inner.char_indices().nth_back(47).map_or(0, |(i, _)| i) };
        let is_sign = |b: &u8| matches!(b, b'*' | b'-' | 0xe2 | 0xf0);
        if !bytes[from..].iter().fold(false, |any, b| any | is_sign(b)) {
            return None;
        }
        let tail = (from..bytes.len()).rev().filter(|i| is_sign(&bytes[*i])).find_map(|i| {
            let rest = &inner[i..];
            if i > 0 && bytes[i] != b'-' && self.own.emoji(rest).is_some() && self.own.status_word(rest).is_some() {
                return Some((i, i));
            }
            // A blank stands before a dash.
            let i = if bytes[i] == b'*' { i } else { i.checked_sub(1).filter(|i| *i >= from && bytes[*i] == b' ')? };
            let rest = &inner[i..];
            let sign = [" — ", " – ", " - ", " → ", "**"].into_iter().find(|s| rest.starts_with(s))?;
            let word = &rest[sign.len()..];
            let loud = sign != "**" || word.chars().all(|c| !c.is_lowercase());
            // The last step of a chain (`Bounce → Exit → Next`) is no status.
            let loud = loud && !(sign == " → " && inner[..i].contains('→'));
            (i > 0 && loud && self.own.status_word(word).is_some()).then_some((i, i + sign.len()))
        })?;
        let kind = self.own.status_word(&inner[tail.1..])?;
        let status = status(kind, tail.1, inner.len());
        self.shrink(Span::new(at, at + tail.0));
        Some(status)
    }

    /// Takes off what stands behind a colon and is a status: `Price list: published`, `Photo essay: blocked (no permission yet)`.
    fn behind_colon(&mut self, concept: Concept) -> Option<Status> {
        let (bare, at) = (self.bare(), self.span.start);
        let colon = bare.rfind(": ").filter(|at| concept.has_status() && *at > 0)?;
        let start = colon + bare[colon..].len() - bare[colon + 1..].trim_start().len();
        let (word, note) = match bare[start..].split_once(" (") {
            Some((word, rest)) => (word, Some(rest.strip_suffix(')')?)),
            None => (&bare[start..], None),
        };
        let (kind, note) = (self.own.status_word(word)?, note.map(str::to_owned));
        let span = Span::new(at + start, at + start + word.len());
        let status = Status { kind, token: word.to_owned(), note, span, carrier: Carrier::Trailing };
        self.shrink(Span::new(at, at + colon));
        Some(status)
    }

    /// Finds a status in parentheses, `(done)` or `(status: in-progress)`: it, the parentheses with the blank before them, and whether a label says so.
    fn aside(&self) -> Option<(Status, Span, bool)> {
        let (bare, at) = (self.bare(), self.span.start);
        let mut from = 0;
        while let Some(open) = find_sign(&bare[from..], b'(', "（") {
            let open = from + open;
            let wide = if bare[open..].starts_with('(') { 1 } else { 3 };
            let close = open + find_sign(&bare[open..], b')', "）")?;
            from = close + 1;
            while !bare.is_char_boundary(from) {
                from += 1;
            }
            let inner = &bare[open + wide..close];
            if inner.len() > 80 {
                continue;
            }
            let (labelled, value) = match inner.split_once([':', '：']) {
                Some((name, value)) if self.own.field_kind(name) == Some(FieldKind::Status) => (true, value.trim()),
                _ => (false, inner.trim()),
            };
            let token = self
                .own
                .leading_token(value)
                .filter(|t| t.len == value.len() || labelled && value[t.len..].starts_with([' ', ',', ';', '—', '-']));
            let kind = match token {
                Some(token) => token.kind,
                None if labelled && !value.is_empty() => StatusKind::Odd,
                None => continue,
            };
            let len = token.map_or(value.len(), |t| t.len);
            let start = at + open + wide + inner.rfind(value).unwrap_or(0);
            let note = value[len..].trim_matches([' ', ',', ';', '—', '-']);
            let whole = Span::new(at + bare[..open].trim_end().len(), at + from);
            let note = (!note.is_empty()).then(|| note.to_owned());
            let span = Span::new(start, start + len);
            return Some((Status { kind, token: value[..len].to_owned(), note, span, carrier: Carrier::Parenthesis }, whole, labelled));
        }
        None
    }
}

/// Tells whether a word beside an open checkbox says what the box cannot: in progress, blocked, put off.
fn says_more(word: &Status, boxed: &Status) -> bool {
    boxed.kind == StatusKind::Open && !matches!(word.kind, StatusKind::Open | StatusKind::Done | StatusKind::Odd)
}

fn after_first(text: &str) -> &str {
    let mut rest = text.chars();
    rest.next();
    rest.as_str()
}

/// Returns what the sign in a checkbox means.
pub(in crate::handoff) fn box_kind(inside: &str) -> StatusKind {
    match inside {
        "" | " " => StatusKind::Open,
        "x" | "X" | "✓" | "✔" | "✅" => StatusKind::Done,
        "~" | "/" | "o" | "." => StatusKind::InProgress,
        "-" => StatusKind::Dropped,
        ">" | "<" => StatusKind::Deferred,
        "!" => StatusKind::Blocked,
        _ => StatusKind::Odd,
    }
}
