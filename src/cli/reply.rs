//! Answers: what goes to stdout, in text or JSON, and how it gets there.

use crate::project::Error;
use crate::shown::Shown;
use serde::Serialize;
use std::io::{self, Write};
use std::process::ExitCode;
use unicode_width::UnicodeWidthStr;

/// What a command puts on stdout, and its exit code.
#[derive(Debug, Default)]
pub struct Reply {
    /// The bytes for stdout.
    pub stdout: Vec<u8>,
    /// The exit code.
    pub exit: u8,
    /// The exit code of the panes, when they were the answer.
    pub panes: Option<ExitCode>,
}

/// Colours of text output; plain when off.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paint {
    /// Whether there is any colour.
    pub on: bool,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    schema: &'static str,
    #[serde(flatten)]
    body: &'a T,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: FailureBody<'a>,
}

#[derive(Serialize)]
struct FailureBody<'a> {
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl Reply {
    /// Makes an answer of text; a last line end is added.
    pub fn text(text: impl Into<String>) -> Reply {
        let mut text = text.into();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Reply { stdout: text.into_bytes(), exit: 0, panes: None }
    }

    /// Makes an answer of bytes that nothing is added to.
    pub fn exact(text: &str) -> Reply {
        Reply { stdout: text.as_bytes().to_vec(), exit: 0, panes: None }
    }

    /// Makes an answer of one JSON object that carries its schema.
    pub fn json<T: Serialize>(schema: &'static str, body: &T) -> Reply {
        match serde_json::to_string_pretty(&Envelope { schema, body }) {
            Ok(json) => Reply::text(escaped(&json)),
            Err(e) => Reply::json_failure("failed", &format!("the answer has no JSON form: {e}"), None, 1),
        }
    }

    /// Makes the JSON answer of a command that failed.
    pub fn json_error(error: &Error) -> Reply {
        Reply::json_failure(code_of(error.kind.exit()), &error.message, error.hint.as_deref(), error.kind.exit())
    }

    /// Makes the JSON answer of any failure.
    pub fn json_failure(code: &'static str, message: &str, hint: Option<&str>, exit: u8) -> Reply {
        Reply::json("baton.error/1", &Failure { error: FailureBody { code, message, hint } }).with_exit(exit)
    }

    /// Sets the exit code.
    pub fn with_exit(mut self, exit: u8) -> Reply {
        self.exit = exit;
        self
    }

    /// Writes the answer and returns the exit code: a reader that went away is no failure, a full disk is.
    pub fn send(self) -> u8 {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(&self.stdout).and_then(|()| stdout.flush()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                say(&format!("baton: the output could not be written: {e}"));
                self.exit.max(1)
            }
            _ => self.exit,
        }
    }
}

/// Returns the word that stands for an exit code in JSON errors.
pub fn code_of(exit: u8) -> &'static str {
    match exit {
        2 => "usage",
        3 => "nothing",
        4 => "findings",
        5 => "conflict",
        6 => "secrets",
        _ => "failed",
    }
}

/// Writes a line to stderr, safe for a terminal; there is nobody to tell when that fails.
pub fn say(text: &str) {
    let mut stderr = io::stderr().lock();
    for line in Shown::lines(text) {
        let _ = writeln!(stderr, "{line}");
    }
}

impl Paint {
    /// Makes text bold.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Makes text faint: references, line numbers.
    pub fn faint(self, text: &str) -> String {
        self.with("2", text)
    }

    /// Colours what stops the work.
    pub fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    /// Colours what is well.
    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    /// Colours what needs a look.
    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.on && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Pads `text` with blanks to `width` columns of the terminal.
pub fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

/// Returns the greatest width, in columns, of the texts.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Returns "1 item" or "3 items".
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Writes as `\u` escapes what a terminal could obey or would hide; in JSON it can only stand inside strings.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && obeyed_or_hidden(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn obeyed_or_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
