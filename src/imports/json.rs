//! Sessions and tasks of handoff-mcp, from JSON to the recommended format of 001.
//!
//! Its fields are those of `SessionData` and of the tool `handoff_save_context` in alphaelements/handoff-mcp. Lists may hold texts or
//! records, whole fields may be missing; what is of another type is passed over, what cannot be read at all is an error.

use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A handoff made of a JSON source, or of a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The markdown.
    pub text: String,
    /// When the session ended, as the source says.
    pub date: Option<String>,
    /// Whether it is a session; else what stands beside one (tasks).
    pub session: bool,
    /// For lines of the markdown (from 1) the line of the source (from 1), ascending.
    pub lines: Vec<(usize, usize)>,
}

/// Any of these beside `summary` makes an object a session.
const MARKS: [&str; 9] =
    ["version", "decisions", "blockers", "checklist", "handoff_notes", "references", "context_pointers", "ended_at", "dirty_files"];
/// What a task may be (its file's name says the same).
const STATES: [&str; 6] = ["todo", "in_progress", "review", "done", "blocked", "skipped"];
/// The most sessions or tasks of one source.
const MOST: usize = 10_000;

type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// Reads a source and returns what it holds, in its order; `path` is what the markdown cites.
///
/// An answer of the server that wraps sessions in `session`, `sessions` or `tasks`, or a list, is read too.
///
/// # Errors
/// One clause that says what is wrong, with the line.
pub fn pieces(path: &str, text: &str) -> Result<Vec<Piece>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let whole: &RawValue = serde_json::from_str(text).map_err(|e| format!("it is no JSON that can be read: {e}"))?;
    let source = Source { path, text, starts: text.match_indices('\n').map(|(at, _)| at + 1).collect() };
    let mut found = Vec::new();
    source.collect(whole, 0, &mut found);
    if found.is_empty() {
        return Err(
            "it is JSON, but neither a session nor a task of handoff-mcp (a session has a summary and decisions, blockers, notes …)".into(),
        );
    }
    Ok(found)
}

struct Source<'a> {
    path: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    fn collect(&self, value: &'a RawValue, depth: usize, found: &mut Vec<Piece>) {
        if depth > 4 || found.len() >= MOST {
            return;
        }
        if let Some(all) = list(value) {
            all.into_iter().for_each(|one| self.collect(one, depth + 1, found));
            return;
        }
        let Some(fields) = record(value) else { return };
        if is_session(&fields) {
            found.push(self.session(&fields));
        } else if is_task(&fields, self.path) {
            found.push(self.task(&fields));
        } else {
            for key in ["session", "sessions", "tasks", "children"] {
                if let Some(inner) = fields.get(key) {
                    self.collect(inner, depth + 1, found);
                }
            }
        }
    }

    /// The line of a value, from 1.
    fn line(&self, value: &RawValue) -> usize {
        let at = (value.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.starts.partition_point(|start| *start <= at) + 1
    }

    fn session(&self, fields: &Fields<'a>) -> Piece {
        let mut out = Page::default();
        let text = |key: &str| fields.get(key).and_then(|raw| words(raw));
        let date = text("ended_at");
        out.line("=== SESSION HANDOFF ===");
        for (name, value) in [("Generated", &date), ("Session", &text("id")), ("Branch", &text("branch")), ("Commit", &text("commit"))] {
            if let Some(value) = value {
                out.line(&format!("{name}: {value}"));
            }
        }
        out.heading("## Previous Session Summary");
        if let (Some(summary), Some(raw)) = (text("summary"), fields.get("summary")) {
            out.item("", &summary, self.line(raw), "summary");
        }
        let checklist = self.rows(fields, "checklist", &["item"]);
        let done = |row: &Row| row.value.get("checked").and_then(Value::as_bool) == Some(true);
        out.section("### Accomplished", checklist.iter().filter(|r| done(r)), "checklist", |row| ("- [x] ", row.text.clone()));
        let decisions = self.rows(fields, "decisions", &["decision"]);
        out.section("### Decisions Made", decisions.iter(), "decisions", |row| ("- ", decided(row)));
        let references = self.rows(fields, "references", &["label", "uri"]);
        let notes = self.rows(fields, "handoff_notes", &["note"]);
        let kind = |row: &Row| row.field("category").unwrap_or_else(|| "context".to_owned());
        let state = self.rows(fields, "dirty_files", &[]);
        let environment = fields.get("environment").and_then(|raw| record(raw)).unwrap_or_default();
        out.section("## Current Project State", state.iter(), "dirty files", |row| ("- Uncommitted: ", row.text.clone()));
        for (key, raw) in &environment {
            let value = words(raw).unwrap_or_else(|| one_line(raw.get()));
            out.under("## Current Project State", &format!("- {}: ", one_line(key)), &value, self.line(raw), "environment");
        }
        // It has no objective of its own: what the last session suggested comes nearest, then what is left to do.
        let open: Vec<&Row> = checklist.iter().filter(|r| !done(r)).collect();
        let aim = notes.iter().find(|row| kind(row) == "suggestion").or_else(|| open.first().copied());
        out.section("## Next Session Objective", aim.into_iter(), "objective", |row| ("", row.text.clone()));
        out.heading("## Context for Next Session");
        out.section("### Tasks", open.into_iter(), "checklist", |row| {
            let owner = row.field("owner").map_or(String::new(), |who| format!(" (owner: {who})"));
            ("- [ ] ", row.text.clone() + &owner)
        });
        let blockers = self.rows(fields, "blockers", &["blocker", "text"]);
        out.section("### Blockers", blockers.iter(), "blockers", |row| ("- ", row.text.clone()));
        let of = |category: &'static str| notes.iter().filter(move |row| kind(row) == category);
        out.section("### Gotchas", of("caution"), "notes", |row| ("- ", row.text.clone()));
        let more = notes.iter().filter(|row| kind(row) != "caution" && !aim.is_some_and(|aim| std::ptr::eq(aim, *row)));
        out.section("### Context", more, "notes", |row| ("- ", row.text.clone()));
        let pointers = self.rows(fields, "context_pointers", &["path"]);
        out.section("### Files to read first", pointers.iter(), "context pointers", |row| {
            let lines = row.field("lines").map_or(String::new(), |lines| format!(" lines {lines}"));
            ("- ", format!("`{}`{lines}{}", row.text, row.field("reason").map_or(String::new(), |why| format!(": {why}"))))
        });
        out.section("### Links", references.iter(), "references", |row| {
            let more = ["uri", "notes"].iter().filter_map(|key| row.field(key)).filter(|text| *text != row.text);
            ("- ", more.fold(row.text.clone(), |text, part| format!("{text}: {part}")))
        });
        out.finish(self.path, date, true)
    }

    fn task(&self, fields: &Fields<'a>) -> Piece {
        let mut out = Page::default();
        let text = |key: &str| fields.get(key).and_then(|raw| words(raw));
        let state = text("status").or_else(|| state_of(self.path).map(str::to_owned)).unwrap_or_default();
        let mark = match state.as_str() {
            "done" => "- [x] ",
            "in_progress" | "review" => "- (in progress) ",
            "blocked" => "- (blocked) ",
            "skipped" => "- (dropped) ",
            _ => "- [ ] ",
        };
        out.heading("## Tasks");
        if let (Some(title), Some(raw)) = (text("title"), fields.get("title")) {
            let notes = text("notes").map_or(String::new(), |notes| format!(" ({notes})"));
            out.item(mark, &(title + &notes), self.line(raw), "title");
        }
        out.finish(self.path, None, false)
    }

    /// Reads a list whose entries are texts, or records with one of `names`.
    fn rows(&self, fields: &Fields<'a>, key: &str, names: &[&str]) -> Vec<Row> {
        let entries = fields.get(key).and_then(|raw| list(raw)).unwrap_or_default();
        let row = |raw: &RawValue| {
            let value: Value = serde_json::from_str(raw.get()).ok()?;
            let text = match &value {
                Value::String(text) => text.clone(),
                Value::Object(_) => names.iter().find_map(|name| value.get(name)?.as_str())?.to_owned(),
                _ => return None,
            };
            let text = one_line(&text);
            (!text.is_empty()).then(|| Row { text, value, line: self.line(raw) })
        };
        entries.into_iter().filter_map(row).collect()
    }
}

/// An entry of a list.
struct Row {
    text: String,
    value: Value,
    line: usize,
}

impl Row {
    fn field(&self, key: &str) -> Option<String> {
        self.value.get(key).and_then(Value::as_str).map(one_line).filter(|text| !text.is_empty())
    }
}

/// A decision, its reason below it, and how sure it is where that is not "confirmed".
fn decided(row: &Row) -> String {
    let sure = row.field("confidence").filter(|c| c != "confirmed").map_or(String::new(), |c| format!(" ({c})"));
    let why = row.field("reason").map_or(String::new(), |why| format!("\n  - Why: {why}"));
    format!("{}{sure}{why}", row.text)
}

fn is_session(fields: &Fields) -> bool {
    fields.get("summary").is_some_and(|raw| words(raw).is_some()) && MARKS.iter().any(|mark| fields.contains_key(*mark))
}

fn is_task(fields: &Fields, path: &str) -> bool {
    let state = fields.get("status").and_then(|raw| words(raw));
    fields.get("title").is_some_and(|raw| words(raw).is_some())
        && (state.is_some_and(|s| STATES.contains(&s.as_str())) || state_of(path).is_some())
}

/// Returns the state that a task's file name has: `_task.<state>.json`.
fn state_of(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.strip_prefix("_task.")?.strip_suffix(".json").filter(|state| STATES.contains(state))
}

fn record(raw: &RawValue) -> Option<Fields<'_>> {
    raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    raw.get().starts_with('[').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn words(raw: &RawValue) -> Option<String> {
    let text: String = serde_json::from_str(raw.get()).ok()?;
    Some(one_line(&text)).filter(|text| !text.is_empty())
}

/// Joins the words of a text by single spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown in the making: what each part comes from, and the headings that were written.
#[derive(Default)]
struct Page {
    text: String,
    at: usize,
    heading: String,
    lines: Vec<(usize, usize)>,
    from: Vec<(&'static str, Vec<usize>)>,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.at += 1;
    }

    fn heading(&mut self, heading: &str) {
        if self.heading != heading {
            if !self.text.is_empty() && !self.text.ends_with("\n\n") {
                self.line("");
            }
            self.line(heading);
            self.line("");
            self.heading = heading.to_owned();
        }
    }

    fn item(&mut self, lead: &str, text: &str, source: usize, part: &'static str) {
        self.lines.push((self.at + 1, source));
        match self.from.iter_mut().find(|(name, _)| *name == part) {
            Some((_, lines)) if lines.last() == Some(&source) => {}
            Some((_, lines)) => lines.push(source),
            None => self.from.push((part, vec![source])),
        }
        for (n, line) in text.split('\n').enumerate() {
            let lead = if n == 0 { lead } else { "" };
            // Behind words of its own lead a text opens nothing.
            let opens = n == 0 && (lead.is_empty() || lead.ends_with("- ") || lead.ends_with("] "));
            let text = if opens { guarded(line) } else { line.to_owned() };
            self.line(&format!("{lead}{text}"));
        }
    }

    fn under(&mut self, heading: &str, lead: &str, text: &str, source: usize, part: &'static str) {
        self.heading(heading);
        self.item(lead, text, source, part);
    }

    fn section<'r>(
        &mut self,
        heading: &str,
        rows: impl Iterator<Item = &'r Row>,
        part: &'static str,
        write: impl Fn(&Row) -> (&'static str, String),
    ) {
        for row in rows {
            let (lead, text) = write(row);
            self.under(heading, lead, &text, row.line, part);
        }
    }

    /// Ends the page with where its parts come from.
    fn finish(mut self, path: &str, date: Option<String>, session: bool) -> Piece {
        if session {
            self.heading("### Derived From");
            let mut told = format!("- `{}` (handoff-mcp):", path.replace('`', "'"));
            for (n, (part, lines)) in self.from.iter().enumerate() {
                let numbers: Vec<String> = lines.iter().map(ToString::to_string).collect();
                let word = if lines.len() == 1 { "line" } else { "lines" };
                let _ = write!(told, "{} {part} {word} {}", if n == 0 { "" } else { ";" }, numbers.join(", "));
            }
            self.line(&told);
        }
        Piece { text: self.text, date, session, lines: self.lines }
    }
}

/// Keeps a text from opening a block of its own.
fn guarded(text: &str) -> String {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && [". ", ") "].iter().any(|mark| digits.starts_with(mark));
    let marks = ["#", ">", "- ", "* ", "+ ", "```", "~~~", "<", "|", "===", "---", "***", "___", "[ ]", "[x]", "[X]"];
    if marks.iter().any(|mark| text.starts_with(mark)) {
        format!("\\{text}")
    } else if numbered {
        let at = text.len() - digits.len();
        format!("{}\\{digits}", &text[..at])
    } else {
        text.to_owned()
    }
}
