//! OSC 52: a text for the terminal's own clipboard, within what the terminal takes.

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

/// What an unknown terminal takes: VTE and older kitty drop longer sequences whole, without a word.
const SMALL: usize = 4 * 1024;

/// What terminals with a known larger buffer take.
const LARGE: usize = 256 * 1024;

/// Returns the sequence that puts `text` on the terminal's clipboard.
///
/// # Errors
/// One clause that says why this terminal is not asked: it has no such clipboard, swallows the
/// sequence, or takes less than the text needs.
pub fn osc52(text: &str) -> Result<Vec<u8>, String> {
    sequence(text, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

fn sequence(text: &str, var: impl Fn(&str) -> Option<String>) -> Result<Vec<u8>, String> {
    let limit = limit(var)?;
    let needed = text.len().div_ceil(3) * 4;
    if needed > limit {
        return Err(format!("it takes {} KiB at a time, the text needs {}", limit / 1024, needed.div_ceil(1024)));
    }
    let mut out = String::with_capacity(needed + 9);
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut out).map_err(|why| why.to_string())?;
    Ok(out.into_bytes())
}

fn limit(var: impl Fn(&str) -> Option<String>) -> Result<usize, String> {
    let term = var("TERM").unwrap_or_default();
    if term.is_empty() || term == "dumb" || term == "linux" {
        return Err("it has no clipboard of its own".into());
    }
    if var("TMUX").is_some() {
        return Err("tmux does not pass it on by default".into());
    }
    if var("STY").is_some() {
        return Err("screen does not pass it on".into());
    }
    let program = var("TERM_PROGRAM").unwrap_or_default();
    let large = ["WezTerm", "ghostty", "iTerm.app", "Hyper", "rio"].contains(&program.as_str())
        || ["XTERM_VERSION", "ALACRITTY_WINDOW_ID", "WT_SESSION"].iter().any(|name| var(name).is_some())
        || ["alacritty", "foot", "xterm-ghostty", "wezterm", "contour", "rio"].iter().any(|name| term.starts_with(name));
    Ok(if large { LARGE } else { SMALL })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(vars: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[track_caller]
    fn check(vars: &[(&str, &str)], want: Result<usize, &str>) {
        assert_eq!(limit(with(vars)), want.map_err(str::to_owned));
    }

    #[test]
    fn the_limit_follows_the_terminal() {
        check(&[("TERM", "xterm-256color")], Ok(SMALL));
        check(&[("TERM", "xterm-kitty")], Ok(SMALL));
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Ok(LARGE));
        check(&[("TERM", "foot-extra")], Ok(LARGE));
        check(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x")], Err("tmux does not pass it on by default"));
        check(&[("TERM", "dumb")], Err("it has no clipboard of its own"));
    }

    #[test]
    fn a_text_over_the_limit_is_refused_whole() {
        let vars = [("TERM", "xterm-256color")];
        assert!(sequence(&"x".repeat(3072), with(&vars)).is_ok());
        assert_eq!(sequence(&"x".repeat(3073), with(&vars)).unwrap_err(), "it takes 4 KiB at a time, the text needs 5");
    }

    #[test]
    fn the_sequence_is_one_unwrapped_line() {
        assert_eq!(sequence("hello", with(&[("TERM", "xterm")])).unwrap(), b"\x1b]52;c;aGVsbG8=\x1b\\");
    }
}
