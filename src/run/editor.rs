//! The user's own editor: which, with which arguments, and how it ended.

use std::path::Path;
use std::process::{Child, Command};

/// Editors that open a window and return at once, and the flag that makes them wait.
const WINDOWED: &[(&[&str], &str)] = &[
    (&["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "zed", "zeditor", "gedit"], "--wait"),
    (&["idea", "pycharm", "webstorm", "rustrover", "clion", "goland"], "--wait"),
    (&["subl", "sublime_text", "mate", "bbedit", "xed"], "-w"),
    (&["gvim", "mvim"], "-f"),
    (&["kate"], "--block"),
];

/// How an editor is told the line.
enum Line {
    /// `+12 FILE`.
    Plus,
    /// `FILE:12`.
    Colon,
    /// `--goto FILE:12`.
    Goto,
    /// Not at all.
    None,
}

/// Splits an editor's command line and adds the wait flag, the line and the file.
///
/// # Errors
/// One sentence when there is nothing to run or the quotes do not match.
pub(super) fn arguments(editor: &str, path: &Path, line: usize) -> Result<Vec<String>, String> {
    let mut words = shell_words::split(editor).map_err(|_| format!("the editor `{editor}` has a quote that is not closed"))?;
    let Some(name) = words.first().map(|program| base_name(program)) else {
        return Err("no editor is set; set VISUAL or EDITOR".into());
    };
    let flag = WINDOWED.iter().find(|(names, _)| names.contains(&name.as_str())).map_or("", |(_, flag)| flag);
    let waits = words.iter().skip(1).any(|word| [flag, "--wait", "-w", "--nofork", "-b"].contains(&word.as_str()));
    if !flag.is_empty() && !waits {
        words.push(flag.to_owned());
    }
    let file = path.to_str().ok_or_else(|| format!("{}: its name is not UTF-8", path.display()))?.to_owned();
    match line_of(&name) {
        Line::Plus => words.extend([format!("+{line}"), file]),
        Line::Colon => words.push(format!("{file}:{line}")),
        Line::Goto => words.extend(["--goto".to_owned(), format!("{file}:{line}")]),
        Line::None => words.push(file),
    }
    Ok(words)
}

/// Starts the editor on the terminal.
///
/// # Errors
/// One sentence that names the program and what to set.
pub(super) fn start(words: &[String]) -> Result<Child, String> {
    let (program, arguments) = words.split_first().ok_or("no editor is set; set VISUAL or EDITOR")?;
    let started = Command::new(program).args(arguments).spawn();
    started.map_err(|why| format!("the editor {program} cannot be started ({why}); set VISUAL or EDITOR"))
}

fn base_name(program: &str) -> String {
    Path::new(program).file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn line_of(name: &str) -> Line {
    match name {
        "vi" | "vim" | "nvim" | "gvim" | "mvim" | "view" | "nano" | "pico" | "emacs" | "emacsclient" | "kak" | "micro" | "joe" | "ne"
        | "mg" | "jed" | "gedit" | "ex" => Line::Plus,
        "hx" | "helix" | "zed" | "zeditor" | "subl" | "sublime_text" => Line::Colon,
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => Line::Goto,
        _ => Line::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(editor: &str, want: &[&str]) {
        assert_eq!(arguments(editor, Path::new("/p/a b.md"), 7).unwrap(), want);
    }

    #[test]
    fn windowed_editors_wait() {
        check("code", &["code", "--wait", "--goto", "/p/a b.md:7"]);
        check("/usr/bin/code -n --wait", &["/usr/bin/code", "-n", "--wait", "--goto", "/p/a b.md:7"]);
        check("zed", &["zed", "--wait", "/p/a b.md:7"]);
        check("subl -w", &["subl", "-w", "/p/a b.md:7"]);
        check("gvim", &["gvim", "-f", "+7", "/p/a b.md"]);
    }

    #[test]
    fn the_command_line_is_split_as_a_shell_would() {
        check("vi", &["vi", "+7", "/p/a b.md"]);
        check("'/opt/my editor/vim' -c 'set tw=0'", &["/opt/my editor/vim", "-c", "set tw=0", "+7", "/p/a b.md"]);
        check("my-editor --flag", &["my-editor", "--flag", "/p/a b.md"]);
    }

    #[test]
    fn what_cannot_run_is_said() {
        assert!(arguments("vim 'x", Path::new("f"), 1).unwrap_err().contains("quote"));
        assert!(arguments("  ", Path::new("f"), 1).unwrap_err().contains("VISUAL"));
        assert!(start(&["no-such-editor-here".into()]).unwrap_err().contains("no-such-editor-here cannot be started"));
    }
}
