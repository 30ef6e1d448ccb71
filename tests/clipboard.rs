//! Copying: what a person can paste is what `baton prompt` prints, and nothing is claimed otherwise.

use super::support::{baton, eventually, skip};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const HANDOFF: &str = "\
# SESSION HANDOFF

## Decisions
- PostgreSQL over SQLite: naïve scaling ≥ 10 000 – 日本語 too

## Pending Actions
- Provision Redis (blocked by ops)

## Next Session Objective
Implement the REST endpoints.
";

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(TempDir::new().unwrap());
        fs::create_dir(place.home()).unwrap();
        fs::create_dir(place.project()).unwrap();
        fs::write(place.project().join("SESSION-HANDOFF.md"), HANDOFF).unwrap();
        place
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn project(&self) -> PathBuf {
        self.0.path().join("task-api")
    }

    fn file(&self) -> PathBuf {
        self.home().join(".local/state/baton/last-prompt.md")
    }

    fn baton(&self) -> Command {
        baton(&self.home(), &self.project())
    }

    /// Returns what `baton prompt` prints.
    fn prompt(&self) -> Vec<u8> {
        let out = self.baton().arg("prompt").output().unwrap();
        assert!(out.status.success(), "{out:?}");
        assert!(out.stdout.len() > 100, "{out:?}");
        out.stdout
    }
}

/// Runs a command and returns its exit code and what it said.
fn run(command: &mut Command) -> (i32, String) {
    let out = command.output().unwrap();
    (out.status.code().unwrap(), String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap())
}

/// Tells whether a program is installed.
fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// A display that nobody sees.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Display {
        // Without `-noreset` the server forgets all when its last client leaves, while the next one is coming.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-screen", "0", "64x64x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Display { server, name: format!(":{}", number.trim()) }
    }

    fn paste(&self) -> Vec<u8> {
        let out = self.read();
        assert!(out.status.success(), "{out:?}");
        out.stdout
    }

    fn read(&self) -> Output {
        Command::new("xclip").args(["-o", "-selection", "clipboard"]).env("DISPLAY", &self.name).output().unwrap()
    }

    fn copy(&self, text: &str) {
        let mut xclip = Command::new("xclip")
            .args(["-i", "-selection", "clipboard"])
            .env("DISPLAY", &self.name)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        xclip.wait().unwrap();
        // It goes into the background before the server has heard of it.
        eventually("xclip to have the clipboard", || self.read().stdout == text.as_bytes());
    }

    /// Returns the process that holds the clipboard for baton on this display.
    fn holder(&self) -> Option<PathBuf> {
        fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path()).find(|process| {
            let read = |name| fs::read(process.join(name)).unwrap_or_default();
            let has = |bytes: Vec<u8>, word: &str| bytes.split(|b| *b == 0).any(|part| part == word.as_bytes());
            has(read("cmdline"), "__hold-clipboard") && has(read("environ"), &format!("DISPLAY={}", self.name))
        })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn on_x11_the_text_outlives_baton_until_another_takes_over() {
    if !installed("Xvfb") || !installed("xclip") {
        return skip("Xvfb and xclip are not installed");
    }
    let (place, display) = (Place::new(), Display::start());
    let prompt = place.prompt();
    let (code, said) = run(place.baton().arg("copy").env("DISPLAY", &display.name));
    assert_eq!((code, said.contains("to the clipboard, read back")), (0, true), "{said}");
    assert_eq!(display.paste(), prompt);
    if let Some(holder) = display.holder() {
        assert_eq!(fs::read_link(holder.join("cwd")).unwrap(), Path::new("/"));
        let arguments = fs::read_to_string(holder.join("cmdline")).unwrap();
        assert!(!arguments.contains("PostgreSQL"), "{arguments}");
    }
    assert_eq!(display.paste(), prompt);
    display.copy("another");
    eventually("the holder to end", || display.holder().is_none());
}

#[test]
fn a_handoff_is_pasted_in_from_the_clipboard() {
    if !installed("Xvfb") || !installed("xclip") {
        return skip("Xvfb and xclip are not installed");
    }
    let (place, display) = (Place::new(), Display::start());
    display.copy("## Decisions\n- Use FastAPI: async, typed\n");
    let (code, said) = run(place.baton().arg("paste").env("DISPLAY", &display.name));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("FastAPI"), "{said}");
}

#[test]
fn over_ssh_the_near_display_is_left_alone() {
    if !installed("Xvfb") || !installed("xclip") {
        return skip("Xvfb and xclip are not installed");
    }
    let (place, display) = (Place::new(), Display::start());
    display.copy("before");
    let (code, said) = run(place.baton().arg("copy").env("DISPLAY", &display.name).env("SSH_CONNECTION", "a 1 b 2"));
    assert_eq!(code, 1, "{said}");
    assert_eq!(display.paste(), b"before");
}

#[test]
fn in_tmux_the_buffer_has_the_text() {
    if !installed("tmux") {
        return skip("tmux is not installed");
    }
    let place = Place::new();
    let prompt = place.prompt();
    let tmux = || {
        let mut command = Command::new("tmux");
        command.args(["-L", "baton-test", "-f", "/dev/null"]).env_clear().env("TMUX_TMPDIR", place.0.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TERM", "xterm").env("LANG", "C.UTF-8");
        command.env("HOME", place.home()).current_dir(place.project());
        command
    };
    let inside = format!("'{}' copy > ../said 2>&1; tmux wait-for -S copied; read -r line", env!("CARGO_BIN_EXE_baton"));
    assert!(tmux().args(["new-session", "-d", "sh", "-c", &inside]).status().unwrap().success());
    assert!(tmux().args(["wait-for", "copied"]).status().unwrap().success());
    let buffer = tmux().arg("show-buffer").output().unwrap().stdout;
    let _ = tmux().arg("kill-server").status();
    let said = fs::read_to_string(place.0.path().join("said")).unwrap();
    assert!(said.contains("to tmux's buffer, read back"), "{said}");
    assert_eq!(buffer, prompt);
}

#[test]
fn the_users_own_command_comes_first() {
    let place = Place::new();
    let prompt = place.prompt();
    let config = place.home().join(".config/baton");
    fs::create_dir_all(&config).unwrap();
    let copy = place.0.path().join("taken");
    fs::write(config.join("config.toml"), format!("[clipboard]\ncommand = [\"tee\", \"{}\"]\n", copy.display())).unwrap();
    let (code, said) = run(place.baton().arg("copy"));
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read(copy).unwrap(), prompt);
}

#[test]
fn with_no_way_out_the_file_is_named_and_nothing_claimed() {
    let place = Place::new();
    let prompt = place.prompt();
    let (code, said) = run(place.baton().arg("copy"));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no clipboard was reached") && !said.contains("copied"), "{said}");
    assert!(said.contains("last-prompt.md"), "{said}");
    assert_eq!(fs::read(place.file()).unwrap(), prompt);
    assert_eq!(fs::metadata(place.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn without_a_home_nothing_is_claimed_either() {
    let place = Place::new();
    let (code, said) = run(place.baton().arg("copy").env_remove("HOME"));
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("not copied anywhere"), "{said}");
}

#[test]
fn a_holder_without_a_display_says_why_and_ends() {
    let place = Place::new();
    let mut holder = place.baton().arg("__hold-clipboard").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    holder.stdin.take().unwrap().write_all(b"text").unwrap();
    let mut said = String::new();
    holder.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!holder.wait().unwrap().success());
    assert!(said.lines().count() == 1 && said != "ok\n", "{said}");
}
