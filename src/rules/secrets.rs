//! The rule on secrets: known values, published formats, telling names.
//!
//! The text is read up to three times: as it is; without characters that are not seen (a key split
//! by zero-width characters); with wrapped lines joined (a key split by a line end).

use super::placeholder::{Form, entropy, form_of, is_stand_in};
use super::{Checks, Finding, KnownSecret, Level, assigned, finding_id, formats};
use crate::document::Span;
use crate::shown::{Class, class_of};
use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// The shortest value that is searched for, in bytes.
const SHORTEST: usize = 6;

/// What was found, best evidence first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    Known(String),
    Format(&'static str),
    Named,
    Possible,
}

struct Hit {
    evidence: Evidence,
    span: Span,
}

/// Finds secrets: one finding each, in order, none overlapping another.
pub(super) fn secrets(text: &str, checks: &Checks) -> Vec<Finding> {
    let known = Known::new(&checks.secrets);
    let mut hits = Vec::new();
    let bytes = text.as_bytes();
    look(bytes, &known, true, |s| s, &mut hits);
    if let Some(copy) = Copy::without_hidden(text) {
        look(&copy.text, &known, true, |s| copy.back(s), &mut hits);
    }
    if let Some(copy) = Copy::unwrapped(bytes) {
        look(&copy.text, &known, false, |s| copy.back(s), &mut hits);
    }
    hits.sort_by(|a, b| (&a.evidence, a.span.start).cmp(&(&b.evidence, b.span.start)));
    let mut kept = std::collections::BTreeMap::<usize, Hit>::new();
    for hit in hits {
        let before = kept.range(..hit.span.end).next_back();
        if before.is_none_or(|(_, k)| k.span.end <= hit.span.start) {
            kept.insert(hit.span.start, hit);
        }
    }
    kept.into_values().map(|hit| finding(text, hit)).collect()
}

fn finding(text: &str, hit: Hit) -> Finding {
    let value = hit.span.of(text);
    let length = value.chars().count();
    let shown: String = value.chars().take(4.min(length / 4)).collect();
    let hint = format!("{}\u{2026}, {length} characters", crate::shown::Shown::new(&shown));
    let (rule, level, message) = match &hit.evidence {
        Evidence::Known(origin) => ("known-secret", Level::Must, format!("The value of {origin} stands in the text ({hint}).")),
        Evidence::Format(name) => ("secret", Level::Must, format!("This looks like {name} ({hint}).")),
        Evidence::Named => ("secret", Level::Must, format!("This looks like a password or key ({hint}).")),
        Evidence::Possible => ("possible-secret", Level::Should, format!("This may be a password or key ({hint}).")),
    };
    Finding {
        rule,
        level,
        span: Some(hit.span),
        message,
        help: "Take it out and name the place where it is kept (env:NAME); if it was ever shared, replace it at its source. Settle the finding if it is no secret.".into(),
        fix: None,
        id: Some(finding_id(rule, "", value)),
        secret: level == Level::Must,
        hidden: false,
    }
}

/// Searches one copy of the text; `names` also by telling names.
fn look(text: &[u8], known: &Known, names: bool, back: impl Fn(Span) -> Span, hits: &mut Vec<Hit>) {
    let mut push = |evidence, start, end| hits.push(Hit { evidence, span: back(Span::new(start, end)) });
    known.find(text, |origin, start, end| push(Evidence::Known(origin.to_owned()), start, end));
    for (name, start, end) in formats::find(text) {
        if is_key(&text[start..end]) {
            push(Evidence::Format(name), start, end);
        }
    }
    for (start, end) in private_keys(text) {
        push(Evidence::Format("a private key"), start, end);
    }
    if names {
        for (start, end, certain) in url_passwords(text) {
            push(if certain { Evidence::Format("a URL with a password") } else { Evidence::Possible }, start, end);
        }
        for value in assigned::assigned(text) {
            push(if value.certain { Evidence::Named } else { Evidence::Possible }, value.range.start, value.range.end);
        }
    }
}

/// Tells a key of a published format from a stand-in in that format.
fn is_key(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let reference = ["$", "{", "%", "env:", "keyring:"].iter().any(|start| text.starts_with(start));
    let mixed = value.iter().any(u8::is_ascii_digit)
        || value.iter().any(u8::is_ascii_uppercase)
        || !value.iter().all(|b| b.is_ascii_alphabetic() || b"-_.".contains(b));
    !is_stand_in(text) && !reference && mixed && (value.len() < 16 || entropy(value) >= 2.8)
}

/// Finds PEM blocks of private keys that hold key material, line ends escaped or not.
fn private_keys(text: &[u8]) -> Vec<(usize, usize)> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const END: &[u8] = b"-----END ";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memmem::find(&text[at..], BEGIN).map(|i| at + i) {
        let label = &text[start + BEGIN.len()..text.len().min(start + 60)];
        let Some(close) = memmem::find(label, b"-----") else {
            at = start + BEGIN.len();
            continue;
        };
        let body = start + BEGIN.len() + close + 5;
        at = body;
        if memmem::find(&label[..close], b"PRIVATE KEY").is_none() {
            continue;
        }
        let window = &text[body..text.len().min(body + 16_384)];
        let window = &window[..memmem::find(window, BEGIN).unwrap_or(window.len())];
        let length = memmem::find(window, END).unwrap_or(window.len().min(4_096));
        let material = window[..length].iter().filter(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)).count();
        let dense = window[..length].split(|b| b.is_ascii_whitespace() || *b == b'\\').any(|line| line.len() >= 32 && entropy(line) >= 3.5);
        if material >= 48 && dense {
            let ended = length < window.len() && window[length..].starts_with(END);
            let tail = if ended { memmem::find(&window[length + 9..], b"-----").filter(|i| *i < 60).map_or(9, |i| i + 14) } else { 0 };
            let mut end = body + length + tail;
            while end < text.len() && text[end] & 0xC0 == 0x80 {
                end += 1;
            }
            found.push((start, end));
            at = end;
        }
    }
    found
}

/// Finds the passwords of `scheme://user:password@host`, and whether each is certain.
fn url_passwords(text: &[u8]) -> Vec<(usize, usize, bool)> {
    // Asked first, because compiling the expression takes longer than reading most files.
    if memmem::find(text, b"://").is_none() {
        return Vec::new();
    }
    static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        RegexBuilder::new(
            r#"[A-Za-z][A-Za-z0-9+.\-]{1,20}://([!-.0-9;-?A-_a-~]{0,80}):([!-.0-9:-?A-_a-~]{3,200})@([A-Za-z0-9\[][A-Za-z0-9.\-]{0,200})"#,
        )
        .unicode(false)
        .build()
        .ok()
    });
    let Some(url) = URL.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for capture in url.captures_iter(text) {
        let (Some(user), Some(password), Some(host)) = (capture.get(1), capture.get(2), capture.get(3)) else { continue };
        let Ok(value) = std::str::from_utf8(password.as_bytes()) else { continue };
        let reference = value.starts_with(['$', '{', '<', '[', '%', '*']) || value.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if is_stand_in(value) || reference || user.as_bytes() == password.as_bytes() {
            continue;
        }
        let local = [&b"localhost"[..], b"127.", b"db", b"postgres", b"redis", b"mysql", b"mongo", b"host"]
            .iter()
            .any(|h| host.as_bytes().starts_with(h));
        let opaque = value.len() >= 6 && matches!(form_of(value), Form::Opaque { .. });
        found.push((password.start(), password.end(), opaque || !local && value.len() >= 6));
    }
    found
}

/// The known values in every form in which they may be written.
struct Known<'a> {
    automaton: Option<AhoCorasick>,
    origins: Vec<&'a str>,
}

impl<'a> Known<'a> {
    fn new(secrets: &'a [KnownSecret]) -> Known<'a> {
        let mut forms = Vec::new();
        let mut origins = Vec::new();
        for secret in secrets {
            let value = secret.value.expose();
            if value.len() < SHORTEST || is_stand_in(value) {
                continue;
            }
            let before = forms.len();
            forms.extend([value.as_bytes().to_vec(), url_encoded(value), json_escaped(value)]);
            if value.len() >= 8 {
                forms.extend((0..3).map(|shift| base64(value.as_bytes(), shift)));
                forms.extend((0..3).map(|shift| base64(value.as_bytes(), shift).into_iter().map(url_safe).collect::<Vec<u8>>()));
            }
            origins.resize(origins.len() + forms.len() - before, secret.origin.as_str());
        }
        let build = || AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&forms).ok();
        Known { automaton: if forms.is_empty() { None } else { build() }, origins }
    }

    fn find(&self, text: &[u8], mut found: impl FnMut(&str, usize, usize)) {
        let Some(automaton) = &self.automaton else { return };
        for hit in automaton.find_iter(text) {
            found(self.origins[hit.pattern().as_usize()], hit.start(), hit.end());
        }
    }
}

fn url_encoded(value: &str) -> Vec<u8> {
    let one = |b: u8| if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { vec![b] } else { format!("%{b:02X}").into_bytes() };
    value.bytes().flat_map(one).collect()
}

fn json_escaped(value: &str) -> Vec<u8> {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.as_bytes()[1..quoted.len() - 1].to_vec()
}

/// Returns the characters that encode `value` wherever it begins `shift` bytes into a group of three.
fn base64(value: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(value.iter().copied()).collect();
    let bit = |i: usize| padded.get(i / 8).map_or(0, |b| b >> (7 - i % 8) & 1);
    let digit = |d: usize| DIGITS[(0..6).fold(0u8, |n, i| n << 1 | bit(d * 6 + i)) as usize];
    // Only the digits that no neighbouring byte has a part in.
    ((shift * 8).div_ceil(6)..padded.len() * 8 / 6).map(digit).collect()
}

fn url_safe(b: u8) -> u8 {
    match b {
        b'+' => b'-',
        b'/' => b'_',
        b => b,
    }
}

/// A copy of the text with parts left out, and the way back.
struct Copy {
    text: Vec<u8>,
    /// For each piece kept: its offset in the copy and in the text.
    pieces: Vec<(usize, usize)>,
}

impl Copy {
    /// Leaves out every character that is not seen; `None` when there is none.
    fn without_hidden(text: &str) -> Option<Copy> {
        let unseen = |c: char| {
            matches!(
                class_of(c),
                Class::ZeroWidth | Class::Mark | Class::Variation | Class::Filler | Class::Tag | Class::SoftHyphen | Class::Bidi
            )
        };
        let cuts: Vec<_> =
            text.char_indices().filter(|(_, c)| !c.is_ascii() && unseen(*c)).map(|(at, c)| (at, at + c.len_utf8())).collect();
        Copy::without(text.as_bytes(), &cuts)
    }

    /// Leaves out each line end, with the indentation and quote marks behind it, that may split a key; `None` when there is none.
    fn unwrapped(text: &[u8]) -> Option<Copy> {
        let keyish = |b: &u8| b.is_ascii_alphanumeric() || b"-_+/=.".contains(b);
        let mut cuts = Vec::new();
        for end in memchr::memchr_iter(b'\n', text) {
            let line = &text[..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let tail = line.iter().rev().take(12).take_while(|b| keyish(b)).count();
            let next = end + 1 + text[end + 1..].iter().take(24).take_while(|b| b" \t>".contains(b)).count();
            let head = text[next..].iter().take(8).take_while(|b| keyish(b)).count();
            if tail == 12 && head >= 4 && !text[next..].starts_with(b"- ") {
                cuts.push((line.len(), next));
            }
        }
        Copy::without(text, &cuts)
    }

    fn without(text: &[u8], cuts: &[(usize, usize)]) -> Option<Copy> {
        if cuts.is_empty() {
            return None;
        }
        let mut copy = Copy { text: Vec::with_capacity(text.len()), pieces: Vec::with_capacity(cuts.len() + 1) };
        let mut at = 0;
        for (start, end) in cuts.iter().copied().chain([(text.len(), text.len())]) {
            if start > at {
                copy.pieces.push((copy.text.len(), at));
                copy.text.extend_from_slice(&text[at..start]);
            }
            at = end;
        }
        Some(copy)
    }

    /// Returns where a non-empty span of the copy stands in the text.
    fn back(&self, span: Span) -> Span {
        let one = |at: usize| {
            let piece = self.pieces.partition_point(|(copy, _)| *copy <= at).saturating_sub(1);
            self.pieces.get(piece).map_or(at, |(copy, text)| text + (at - copy))
        };
        Span::new(one(span.start), one(span.end.saturating_sub(1)) + 1)
    }
}
