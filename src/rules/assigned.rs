//! Secrets by their name: `password: …`, `api_key = "…"`, a table cell beside or below "token".
//!
//! Emphasis, code marks and quotes around name and value do not matter. Real handoffs speak of
//! tokens and passwords far more often than they hold one, so the value has to look like one.

use super::keywords::Keywords;
use super::placeholder::{Form, form_of};
use std::ops::Range;
use std::sync::LazyLock;

/// Words that name a key or token.
const KEYS: [&str; 17] = [
    "api_key",
    "api-key",
    "api key",
    "apikey",
    "access_key",
    "access-key",
    "access key",
    "auth_key",
    "private_key",
    "secret_key",
    "secret key",
    "encryption_key",
    "signing_key",
    "signing key",
    "client_secret",
    "secret",
    "token",
];
/// Words that name a password, in the languages of the corpus.
const PASSWORDS: [&str; 24] = [
    "password",
    "passwort",
    "passwd",
    "passphrase",
    "pwd",
    "credentials",
    "credential",
    "login",
    "mot de passe",
    "contraseña",
    "contrasena",
    "senha",
    "wachtwoord",
    "hasło",
    "heslo",
    "şifre",
    "parola",
    "mật khẩu",
    "пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
    "암호",
];
/// Endings of a name that make it the name of something else (`token_budget`, `secret_name`).
const OTHER: [&str; 30] = [
    "count", "limit", "budget", "expir", "ttl", "length", "policy", "name", "file", "path", "url", "uri", "type", "id", "hash", "field",
    "env", "rotation", "usage", "header", "prefix", "min", "max", "size", "store", "manager", "reset", "format", "version", "date",
];
/// How far behind the name an unseparated value in parentheses may stand, in bytes.
const REACH: usize = 48;
/// The longest part of a table header before the name, in bytes.
const LINE: usize = 1_000;

/// A value that its name makes suspicious.
pub(super) struct Assigned {
    /// Where the value stands.
    pub range: Range<usize>,
    /// Whether it is a secret beyond reasonable doubt.
    pub certain: bool,
}

/// Finds the values that stand behind, beside or below a telling name; linear.
pub(super) fn assigned(text: &[u8]) -> Vec<Assigned> {
    static WORDS: LazyLock<Keywords> = LazyLock::new(|| Keywords::new(KEYS.iter().chain(&PASSWORDS).copied()));
    let mut found = Vec::new();
    for (number, start, end) in WORDS.find(text) {
        let password = number >= KEYS.len();
        if text[..start].last().is_some_and(u8::is_ascii_alphabetic) && text[start].is_ascii_lowercase() {
            continue;
        }
        let Some(end) = end_of_name(text, end) else { continue };
        let value = after_separator(text, end).or_else(|| in_parentheses(text, end).filter(|_| password));
        found.extend(value.and_then(|(range, strict)| judge(text, range, password, strict)));
        found.extend(below(text, start, end, password));
    }
    found
}

/// Returns where the name ends, or `None` when the word is part of another (`tokens`, `token_budget`).
fn end_of_name(text: &[u8], from: usize) -> Option<usize> {
    let rest = &text[from..];
    let len = rest.iter().take(32).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    let tail = rest[..len].to_ascii_lowercase();
    let tail = std::str::from_utf8(&tail).ok()?;
    let part = tail.is_empty() || tail.starts_with(['_', '-']) || tail.starts_with(|c: char| c.is_ascii_digit());
    (part && !OTHER.iter().any(|other| tail.contains(other))).then_some(from + len)
}

/// Returns the value behind `:`, `=`, `=>`, `->`, `：` or a table bar.
fn after_separator(text: &[u8], name_end: usize) -> Option<(Range<usize>, bool)> {
    let mut at = skip(text, name_end, b"*_`\"')] \t", 12);
    let separator = [&b"=>"[..], b"->", b":=", b"==", b":", b"=", b"|", "：".as_bytes(), "→".as_bytes()];
    let found = separator.iter().find(|s| text[at..].starts_with(s))?;
    at = skip(text, at + found.len(), b"*_`\"'(|[ \t", 12);
    Some((value_at(text, at), false))
}

/// Returns a value in parentheses, backticks or quotes that follows a few words later on the same line.
fn in_parentheses(text: &[u8], name_end: usize) -> Option<(Range<usize>, bool)> {
    let rest = &text[name_end..text.len().min(name_end + REACH)];
    let line = &rest[..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())];
    let open = line.iter().position(|b| matches!(b, b'(' | b'`' | b'"'))?;
    Some((value_at(text, skip(text, name_end + open, b"(`\"'", 4)), true))
}

/// Returns the cells below a table header that is the name alone.
fn below(text: &[u8], start: usize, end: usize, password: bool) -> Vec<Assigned> {
    let window = start.saturating_sub(LINE);
    let line_start = match memchr::memrchr(b'\n', &text[window..start]) {
        Some(i) => window + i + 1,
        None if window == 0 => 0,
        None => return Vec::new(),
    };
    let before = &text[line_start..start];
    let left = before.iter().rev().find(|b| !b"*_` \t".contains(b));
    let right = text.get(skip(text, end, b"*_` \t", 8));
    if left != Some(&b'|') || right != Some(&b'|') {
        return Vec::new();
    }
    let column = before.iter().filter(|b| **b == b'|').count();
    let mut lines = text[end..].split(|b| *b == b'\n').map(|line| (line.as_ptr() as usize - text.as_ptr() as usize, line)).skip(1);
    let is_rule = |line: &[u8]| line.contains(&b'-') && line.iter().all(|b| b"|-: \t\r>".contains(b));
    if !lines.next().is_some_and(|(_, line)| is_rule(line)) {
        return Vec::new();
    }
    let rows = lines.take_while(|(_, line)| line.contains(&b'|') && !is_rule(line)).take(200);
    let cell = |(at, line): (usize, &[u8])| {
        let bar = line.iter().enumerate().filter(|(_, b)| **b == b'|').nth(column - 1)?.0;
        judge(text, value_at(text, skip(text, at + bar + 1, b"*_`\"' \t", 12)), password, false)
    };
    rows.filter_map(cell).collect()
}

fn skip(text: &[u8], from: usize, what: &[u8], most: usize) -> usize {
    from + text[from..].iter().take(most).take_while(|b| what.contains(b)).count()
}

/// Returns the run of visible ASCII at `at`, up to a quote, bar, code mark or blank, without closing punctuation.
fn value_at(text: &[u8], at: usize) -> Range<usize> {
    let rest = &text[at..text.len().min(at + 400)];
    let mut len = rest.iter().take_while(|b| b.is_ascii_graphic() && !b"`\"'|<>".contains(b)).count();
    while len > 0 && b".,;:)]}*_".contains(&rest[len - 1]) {
        len -= 1;
    }
    at..at + len
}

/// Weighs a value; `strict` where nothing but nearness connects it with the name.
fn judge(text: &[u8], range: Range<usize>, password: bool, strict: bool) -> Option<Assigned> {
    let value = std::str::from_utf8(&text[range.clone()]).ok()?;
    let Form::Opaque { length, lower, upper, digit, symbol, entropy } = form_of(value) else { return None };
    let mixed = lower && upper;
    let certain = if strict {
        length >= 10 && mixed && digit && symbol
    } else if password {
        digit && (length >= 8 && (mixed || symbol) || length >= 16)
    } else {
        length >= 16 && digit && (lower || upper) && entropy >= 3.3
    };
    let possible = !strict && digit && length >= 8 && (password || mixed || symbol);
    (certain || possible).then_some(Assigned { range, certain })
}
