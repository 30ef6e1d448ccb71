//! The copy ladder: configured command, native clipboard, tmux buffer, OSC 52, file (DESIGN §9).
//!
//! Nothing is claimed that was not seen: native clipboard and tmux are read back, a command counts by
//! its exit status, and a terminal, which never answers, was only "sent to". The text is never an
//! argument of a process, where others could read it.

mod child;
mod holder;
mod osc52;
mod sentence;

pub use crate::store::LAST_COPY as FILE;
pub use holder::{HOLD, hold};
pub use osc52::osc52;

use crate::store;
use std::io::{self, Write};
use std::path::PathBuf;

/// What to try, and where the file goes.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// A command of the user's own settings that takes the text on stdin.
    pub command: Option<Vec<String>>,
    /// Directory of the file that is always written (mode 0600), `None` when there is no state directory.
    pub state: Option<PathBuf>,
}

/// What was seen of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Which rung served.
    pub rung: Rung,
    /// Bytes that arrived or were sent.
    pub bytes: usize,
    /// The file that has the text too.
    pub file: Option<PathBuf>,
    /// What failed on the way, one sentence each.
    pub failed: Vec<String>,
}

/// A way out for the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The user's own command took it and exited 0.
    Command(String),
    /// The native clipboard gave it back.
    Native,
    /// tmux's buffer gave it back.
    Tmux,
    /// It was sent to the terminal, which does not answer.
    Osc52,
    /// Only the file has it.
    File,
    /// Nothing has it.
    Nowhere,
}

/// Copies `text` by the first rung that works; the file is written whatever happens.
///
/// Takes up to a few seconds where a clipboard hangs.
pub fn copy(text: &str, ladder: &Ladder) -> Copied {
    copy_with(text, ladder, &mut |sequence| {
        let mut tty = std::fs::OpenOptions::new().write(true).open("/dev/tty")?;
        tty.write_all(sequence)
    })
}

/// Copies like [`copy`], but hands the OSC 52 sequence to `terminal`: a full-screen program has one writer.
pub fn copy_with(text: &str, ladder: &Ladder, terminal: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> Copied {
    let mut failed = Vec::new();
    let file = ladder.state.as_ref().map(|dir| dir.join(FILE)).filter(|path| match store::write_private(path, text.as_bytes()) {
        Ok(()) => true,
        Err(why) => {
            failed.push(format!("{}: {why}", path.display()));
            false
        }
    });
    let rung = by_command(text, ladder, &mut failed)
        .or_else(|| by_native(text, &mut failed))
        .or_else(|| by_tmux(text, &mut failed))
        .or_else(|| by_terminal(text, terminal, &mut failed));
    let rung = rung.unwrap_or(if file.is_some() { Rung::File } else { Rung::Nowhere });
    Copied { rung, bytes: text.len(), file, failed }
}

/// Reads the clipboard as text, by native clipboard or tmux buffer.
///
/// # Errors
/// One sentence that says why there is nothing to read.
pub fn paste() -> Result<String, String> {
    let native = if remote() { Err("over SSH the clipboard is on the other side".into()) } else { holder::read() };
    native.or_else(|why| {
        if set("TMUX") {
            let bytes = child::ask(&["tmux", "show-buffer"]).map_err(|why| format!("tmux has no buffer to read: {why}"))?;
            return String::from_utf8(bytes).map_err(|_| "tmux's buffer is not UTF-8".into());
        }
        Err(format!("the clipboard cannot be read: {why}"))
    })
}

fn by_command(text: &str, ladder: &Ladder, failed: &mut Vec<String>) -> Option<Rung> {
    let command = ladder.command.as_ref().filter(|c| !c.is_empty())?;
    let name = command.join(" ");
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    match child::send(&words, text) {
        Ok(()) => Some(Rung::Command(name)),
        Err(why) => {
            failed.push(format!("the configured command `{name}`: {why}"));
            None
        }
    }
}

fn by_native(text: &str, failed: &mut Vec<String>) -> Option<Rung> {
    if remote() {
        failed.push("native clipboard: not used over SSH".into());
        return None;
    }
    match holder::start(text).and_then(|()| holder::read_back(text)) {
        Ok(()) => Some(Rung::Native),
        Err(why) => {
            failed.push(format!("native clipboard: {why}"));
            None
        }
    }
}

fn by_tmux(text: &str, failed: &mut Vec<String>) -> Option<Rung> {
    if !set("TMUX") {
        return None;
    }
    // `-w` (tmux 3.2 and later) passes the text on to the outer terminal as well.
    let loaded = child::send(&["tmux", "load-buffer", "-w", "-"], text).or_else(|_| child::send(&["tmux", "load-buffer", "-"], text));
    let seen = loaded.and_then(|()| match child::ask(&["tmux", "show-buffer"])? {
        read if read == text.as_bytes() => Ok(()),
        read => Err(format!("gave back {} bytes that are not the text", read.len())),
    });
    match seen {
        Ok(()) => Some(Rung::Tmux),
        Err(why) => {
            failed.push(format!("tmux buffer: {why}"));
            None
        }
    }
}

fn by_terminal(text: &str, terminal: &mut dyn FnMut(&[u8]) -> io::Result<()>, failed: &mut Vec<String>) -> Option<Rung> {
    let sent = osc52(text).and_then(|sequence| terminal(&sequence).map_err(|why| format!("it cannot be written to ({why})")));
    match sent {
        Ok(()) => Some(Rung::Osc52),
        Err(why) => {
            failed.push(format!("terminal: {why}"));
            None
        }
    }
}

fn remote() -> bool {
    set("SSH_TTY") || set("SSH_CONNECTION")
}

fn set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
