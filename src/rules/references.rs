//! What a handoff refers to: paths, commits, anchors and URLs, each with its place.
//!
//! Real handoffs are full of words in backticks that look like paths: branches, packages, routes,
//! methods. What is taken for a path has an extension that files have, or ends in a slash. Linear.

use crate::document::{Kind, Span};
use crate::handoff::Handoff;

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it names.
    pub target: Target,
    /// Where it stands.
    pub span: Span,
}

/// What can be referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file or directory by a relative path, perhaps with a line.
    Path {
        /// The path, with `/`, without `./` before and the line behind it.
        path: String,
        /// The last line that is named, from 1.
        line: Option<usize>,
    },
    /// A commit by at least seven digits.
    Commit(String),
    /// A heading of this file: what stands behind `#`.
    Anchor(String),
    /// A URL as written.
    Url(String),
}

/// The most references that are looked at.
const MOST: usize = 2_000;
/// The longest path or URL, in bytes.
const LONGEST: usize = 400;

/// Extensions that files have; with others a word is as likely a method, a version or a host.
const EXTENSIONS: [&str; 78] = [
    "ini",
    "cfg",
    "conf",
    "properties",
    "svg",
    "pdf",
    "docx",
    "dart",
    "zig",
    "nix",
    "cmake",
    "mk",
    "rs",
    "py",
    "pyi",
    "ipynb",
    "md",
    "mdx",
    "rst",
    "txt",
    "ts",
    "tsx",
    "js",
    "jsx",
    "mjs",
    "cjs",
    "vue",
    "svelte",
    "json",
    "jsonl",
    "json5",
    "toml",
    "yaml",
    "yml",
    "xml",
    "csv",
    "tsv",
    "sql",
    "go",
    "java",
    "kt",
    "kts",
    "swift",
    "m",
    "mm",
    "c",
    "h",
    "cc",
    "cpp",
    "hpp",
    "cs",
    "fs",
    "rb",
    "php",
    "pl",
    "lua",
    "r",
    "jl",
    "ex",
    "exs",
    "erl",
    "hs",
    "scala",
    "clj",
    "sh",
    "bash",
    "zsh",
    "ps1",
    "bat",
    "html",
    "css",
    "scss",
    "proto",
    "graphql",
    "prisma",
    "tf",
    "lock",
    "gradle",
];
/// Names that end like a file and are none.
const NO_FILES: [&str; 14] = [
    "node.js",
    "next.js",
    "vue.js",
    "react.js",
    "three.js",
    "d3.js",
    "express.js",
    "nuxt.js",
    "chart.js",
    "alpine.js",
    "ember.js",
    "discord.js",
    "p5.js",
    "socket.io.js",
];
/// Words that make a run of hexadecimal digits beside them a commit.
const COMMIT_WORDS: [&str; 19] = [
    "commit",
    "head",
    "branch",
    "merge",
    "rebase",
    "revert",
    "cherry",
    "git",
    "sha",
    "landed",
    "pushed",
    "squash",
    "提交",
    "コミット",
    "커밋",
    "коммит",
    "fixup",
    "checkout",
    "bisect",
];
/// Words that make it something else.
const NO_COMMIT_WORDS: [&str; 9] = ["sha256", "sha-256", "sha512", "md5", "checksum", "digest", "uuid", "docker", "image"];

/// Returns what the present state of a handoff refers to, in order; history and code are left out.
pub fn references(handoff: &Handoff) -> Vec<Reference> {
    let document = handoff.document();
    let mut found = Vec::new();
    let mut old = handoff.blocks().iter().enumerate().filter(|(i, _)| !handoff.is_current(Some(*i))).map(|(_, b)| b.span).peekable();
    for line in document.lines() {
        while old.next_if(|o| o.end <= line.span.start).is_some() {}
        let history = old.peek().is_some_and(|o| o.start <= line.span.start);
        let words = matches!(line.kind, Kind::Text | Kind::TableRow | Kind::Heading(_) | Kind::Setext(_));
        if !history && words && found.len() < MOST {
            in_line(document.slice(line.text), line.text.start, &mut found);
        }
    }
    found.truncate(MOST);
    found
}

fn in_line(text: &str, base: usize, found: &mut Vec<Reference>) {
    let lower = text.to_lowercase();
    let commits = COMMIT_WORDS.iter().any(|w| lower.contains(w)) && !NO_COMMIT_WORDS.iter().any(|w| lower.contains(w));
    let bytes = text.as_bytes();
    let mut at = 0;
    // Runs of backticks of a length that nothing in the rest of the line closes.
    let mut open = [false; 9];
    let mut add = |target, start, end| found.push(Reference { target, span: Span::new(base + start, base + end) });
    while at < bytes.len() {
        match bytes[at] {
            b'`' => {
                let ticks = bytes[at..].iter().take_while(|b| **b == b'`').count();
                let start = at + ticks;
                at = start;
                if ticks > 8 || open[ticks] {
                    continue;
                }
                match closing(&bytes[start..], ticks) {
                    Some(length) => {
                        let inner = &text[start..start + length];
                        let end = start + length;
                        if let Some(target) = path(inner.trim()).or_else(|| commit(inner.trim()).filter(|_| commits)) {
                            add(target, start, end);
                        } else if inner.starts_with("http") && !inner.contains(char::is_whitespace) {
                            add(Target::Url(inner.to_owned()), start, end);
                        }
                        at = end + ticks;
                    }
                    None => open[ticks] = true,
                }
            }
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                let start = at + 2;
                let length = link(&bytes[start..]);
                if let Some(target) = length.and_then(|length| destination(&text[start..start + length])) {
                    add(target, start, start + length.unwrap_or(0));
                }
                at = start + length.unwrap_or(0);
            }
            b'h' if bytes[at..].starts_with(b"http://") || bytes[at..].starts_with(b"https://") => {
                let length = url_length(&text[at..]);
                add(Target::Url(text[at..at + length].to_owned()), at, at + length);
                at += length.max(1);
            }
            b if b.is_ascii_alphanumeric() => {
                let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                let named = || {
                    let before = text[..at].trim_end_matches([' ', ':', '*', '(', '@']).rsplit(|c: char| !c.is_alphanumeric()).next();
                    before.is_some_and(|b| ["commit", "commits", "head", "sha"].contains(&&*b.to_ascii_lowercase()))
                };
                if let Some(target) = commit(&text[at..at + length]).filter(|_| commits && named()) {
                    add(target, at, at + length);
                }
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// Returns the length up to a run of exactly `ticks` backticks.
fn closing(rest: &[u8], ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'`', &rest[at..]) {
        let run = rest[at + found..].iter().take_while(|b| **b == b'`').count();
        if run == ticks {
            return Some(at + found);
        }
        at += found + run;
    }
    None
}

/// Returns the length of a link's destination: to the closing bracket, brackets inside paired.
fn link(rest: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for (i, b) in rest.iter().take(LONGEST).enumerate() {
        match b {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(i),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn destination(inner: &str) -> Option<Target> {
    let dest = decoded(without_title(inner.trim()));
    if let Some(anchor) = dest.strip_prefix('#') {
        return (!anchor.is_empty()).then(|| Target::Anchor(anchor.to_owned()));
    }
    if dest.starts_with("http:") || dest.starts_with("https:") {
        return Some(Target::Url(without_title(inner.trim()).to_owned()));
    }
    let (file, line) = dest.split_once('#').map_or((&*dest, None), |(file, at)| (file, line_of(at)));
    let file = file.split('?').next().unwrap_or_default();
    let file = file.strip_prefix("./").unwrap_or(file);
    let scheme = file.split_once(':').is_some();
    let plain = !file.is_empty() && !scheme && !file.starts_with(['/', '~', '$', '[', '<']) && !file.contains(['*', '{', '<', '…']);
    (plain && (file.contains(['.', '/'])) && is_inside(file)).then(|| Target::Path { path: file.to_owned(), line })
}

/// Returns where a link leads without the title behind it. Blanks inside belong to it in `<…>`, and where they make the name of a file.
fn without_title(inner: &str) -> &str {
    if let Some((dest, _)) = inner.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        return dest;
    }
    let whole = inner.split(['"', '>']).next().unwrap_or_default().trim_end();
    let first = whole.split(' ').next().unwrap_or_default();
    if is_file(whole) && !is_file(first) { whole } else { first }
}

/// Returns a link with what its `%20` and the like stand for.
fn decoded(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let [first, behind @ ..] = rest {
        let digit = |at: usize| behind.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high << 4 | low) as u8);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| link.to_owned())
}

/// Tells whether a path ends as files do.
fn is_file(path: &str) -> bool {
    let name = path.split(['#', '?']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && EXTENSIONS.contains(&&*extension.to_ascii_lowercase()))
}

/// Reads `src/auth.rs`, `src/auth.rs:42`, `auth.rs:42-50`, `src/auth.rs#L42`, `src/`.
fn path(word: &str) -> Option<Target> {
    if word.len() > LONGEST || !word.contains(['.', '/']) || word.contains("://") {
        return None;
    }
    let (file, line) = match word.split_once('#') {
        Some((file, at)) => (file, Some(line_of(at)?)),
        None => match word.split_once(':') {
            Some((file, at)) => {
                // `42`, `42-50`, `42:7`: the column is no line.
                let mut lines = at.split(':').next().unwrap_or_default().split(['-', '–']);
                let first: usize = lines.next()?.parse().ok()?;
                (file, Some(lines.next().and_then(|last| last.parse().ok()).map_or(first, |last: usize| last.max(first))))
            }
            None => (word, None),
        },
    };
    let file = file.strip_prefix("./").unwrap_or(file);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '[' | ']' | '(' | ')' | '@');
    if !file.chars().all(fits) || file.starts_with(['/', '.', '@', '-']) && !file.starts_with(".github/") || !is_inside(file) {
        return None;
    }
    let last = file.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let (stem, extension) = last.rsplit_once('.').unwrap_or((last, ""));
    let known = EXTENSIONS.contains(&&*extension.to_ascii_lowercase()) && !stem.is_empty();
    let directory = file.ends_with('/') && line.is_none() && file.len() > 2 && !stem.is_empty();
    let stands_in = ["XX", "NN", "YYYY", "foo", "example", "your"].iter().any(|part| file.contains(part))
        || stem.len() > 1 && stem.ends_with('N') && stem.as_bytes()[stem.len() - 2].is_ascii_lowercase();
    let real = (known || directory) && !stands_in && !NO_FILES.contains(&&*file.to_lowercase());
    real.then(|| Target::Path { path: file.to_owned(), line })
}

/// Tells whether a path stays where it is and has no odd part.
fn is_inside(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    path.split('/').all(|part| !part.is_empty() && part != ".." && part != "." && part != ".git" && part != "node_modules")
}

/// Reads `L42` or `L42-L50`: the last line.
fn line_of(anchor: &str) -> Option<usize> {
    anchor.strip_prefix('L')?.split('-').next_back()?.trim_start_matches('L').parse().ok()
}

/// Reads 7 to 12 or all 40 digits of a commit; words and numbers are none.
fn commit(word: &str) -> Option<Target> {
    let hex = word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let mixed = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_lowercase());
    (matches!(word.len(), 7..=12 | 40) && hex && mixed).then(|| Target::Commit(word.to_owned()))
}

/// Returns the length of a URL in running text: without what rather ends the sentence.
fn url_length(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '。' | '，' | '、' | '；' | '）' | '」' | '】');
    let most = text.char_indices().nth(LONGEST * 5).map_or(text.len(), |(at, _)| at);
    let mut url = &text[..text[..most].find(ends).unwrap_or(most)];
    loop {
        let cut = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'']);
        let cut = match cut.strip_suffix(')') {
            Some(rest) if cut.matches(')').count() > cut.matches('(').count() => rest,
            _ => cut,
        };
        if cut.len() == url.len() {
            return url.len();
        }
        url = cut;
    }
}
