//! `baton doctor`: what works here.

use super::json;
use super::reply::{Reply, pad, widest};
use super::shell::Shell;
use crate::project::{Error, Project, Settings, Unread};
use crate::shown::Shown;
use std::env;
use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Show what works here: terminal, clipboard, state directory, git, editor
#[derive(clap::Args)]
#[command(after_help = "Please add the output of baton doctor --json to a bug report; it holds no text of your handoffs.")]
pub struct Args {}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let project = shell.open();
        let given = project.as_ref().map(|p| p.snapshot().settings.clone()).unwrap_or_default();
        let checks = vec![
            terminal(),
            clipboard(&given),
            directory("state", shell.world.state.as_deref()),
            settings(shell),
            git(),
            editor(&given),
            handoff(project),
        ];
        let doctor = json::Doctor { version: env!("CARGO_PKG_VERSION"), checks };
        let paint = shell.paint;
        Ok(shell.reply("baton.doctor/1", &doctor, || {
            let width = widest(doctor.checks.iter().map(|c| c.name));
            let mut out = format!("baton {}\n", doctor.version);
            for check in &doctor.checks {
                let state = match check.state {
                    "ok" => paint.green("ok  "),
                    "no" => paint.red("no  "),
                    _ => paint.yellow("part"),
                };
                out += &format!("{state}  {}  {}\n", pad(check.name, width), Shown::new(&check.found));
                if let Some(help) = &check.help {
                    out += &format!("{}{}\n", " ".repeat(width + 8), Shown::new(help));
                }
            }
            out
        }))
    }
}

fn check(name: &'static str, state: &'static str, found: impl Into<String>, help: Option<&str>) -> json::DoctorCheck {
    json::DoctorCheck { name, state, found: found.into(), help: help.map(str::to_owned) }
}

fn var(name: &str) -> Option<String> {
    env::var(name).ok().filter(|v| !v.is_empty())
}

fn terminal() -> json::DoctorCheck {
    let term = var("TERM").unwrap_or_default();
    let colours = var("COLORTERM").map(|c| format!(", COLORTERM={c}")).unwrap_or_default();
    let no_color = if var("NO_COLOR").is_some() { ", NO_COLOR is set" } else { "" };
    let size = crossterm::terminal::size().map(|(w, h)| format!(", {w}×{h}")).unwrap_or_default();
    let found = format!("TERM={term}{colours}{size}{no_color}");
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        let ends = [("stdin", stdin().is_terminal()), ("stdout", stdout().is_terminal()), ("stderr", stderr().is_terminal())];
        let not: Vec<_> = ends.iter().filter(|e| !e.1).map(|e| e.0).collect();
        return check(
            "terminal",
            "part",
            format!("{found}; no terminal on {}", not.join(", ")),
            Some("commands work; the panes need a terminal"),
        );
    }
    match term.as_str() {
        "" | "dumb" => check("terminal", "no", found, Some("the panes need a terminal that can place the cursor; commands work")),
        _ => check("terminal", "ok", found, None),
    }
}

/// Says which rungs of the copy ladder are in reach; only `baton copy` knows which one serves.
fn clipboard(given: &Settings) -> json::DoctorCheck {
    let mut rungs = Vec::new();
    if !given.clipboard.value.is_empty() {
        rungs.push(format!("{} ({})", given.clipboard.value.join(" "), given.clipboard.origin));
    }
    for (name, what) in [("WAYLAND_DISPLAY", "Wayland"), ("DISPLAY", "X11")] {
        if let Some(display) = var(name) {
            rungs.push(format!("{what} ({name}={display})"));
        }
    }
    if cfg!(any(target_os = "macos", windows)) {
        rungs.push("the system's clipboard".into());
    }
    if var("TMUX").is_some() {
        rungs.push("tmux's buffer".into());
    }
    let remote = var("SSH_CONNECTION").is_some();
    if stdout().is_terminal() && var("TERM").is_some_and(|t| t != "dumb") {
        rungs.push("OSC 52 through the terminal".into());
    }
    let over = if remote { ", over SSH" } else { "" };
    if rungs.is_empty() {
        return check("clipboard", "part", format!("none in reach{over}"), Some("baton copy writes a file and names it"));
    }
    check("clipboard", "ok", format!("{}{over}", rungs.join(", then ")), None)
}

fn directory(name: &'static str, dir: Option<&Path>) -> json::DoctorCheck {
    let help = Some("without it there is no undo, no recovery and no inbox from one run to the next");
    let Some(dir) = dir else { return check(name, "no", "no home directory", help) };
    let nearest = dir.ancestors().find(|d| d.exists()).unwrap_or(dir);
    let writable = rustix::fs::access(nearest, rustix::fs::Access::WRITE_OK).is_ok();
    let found = dir.display().to_string();
    match (writable, dir.exists()) {
        (true, true) => check(name, "ok", found, None),
        (true, false) => check(name, "ok", format!("{found} (made when needed)"), None),
        (false, _) => check(name, "no", format!("{found} cannot be written"), help),
    }
}

fn settings(shell: &Shell) -> json::DoctorCheck {
    let Some(dir) = &shell.world.config else { return check("settings", "part", "no home directory; defaults only", None) };
    let found = dir.display().to_string();
    check("settings", "ok", if dir.is_dir() { found } else { format!("{found} (not there; defaults)") }, None)
}

fn git() -> json::DoctorCheck {
    match Command::new("git").arg("--version").output() {
        Ok(out) if out.status.success() => check("git", "ok", String::from_utf8_lossy(&out.stdout).trim(), None),
        _ => check("git", "part", "not found", Some("baton works without; branch and commit are left out of prompts")),
    }
}

fn editor(given: &Settings) -> json::DoctorCheck {
    let (command, origin) = (given.editor.value.as_str(), &given.editor.origin);
    let Some(program) = command.split_whitespace().next() else {
        return check("editor", "part", "none: neither VISUAL nor EDITOR is set", Some("E opens the whole file in it"));
    };
    match found(program) {
        Some(path) => check("editor", "ok", format!("{command} ({origin}; {})", path.display()), None),
        None => check(
            "editor",
            "no",
            format!("{command} ({origin}), and there is no such program"),
            Some("set VISUAL or EDITOR to a program in PATH"),
        ),
    }
}

fn found(program: &str) -> Option<PathBuf> {
    if program.contains(std::path::MAIN_SEPARATOR) {
        return Some(PathBuf::from(program)).filter(|p| p.is_file());
    }
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(program)).find(|p| p.is_file())
}

fn handoff(project: Result<Project, Error>) -> json::DoctorCheck {
    let project = match project {
        Ok(project) => project,
        Err(e) => return check("handoff", "no", e.message, None),
    };
    let now = project.snapshot();
    match &now.live {
        Ok(live) => match &live.view_only {
            Some(why) => check("handoff", "part", format!("{}: {why}", live.path.display()), None),
            None => check("handoff", "ok", live.path.display().to_string(), None),
        },
        Err(Unread::Missing) => {
            check("handoff", "part", format!("none in {}", now.root.display()), Some("baton demo shows what one looks like"))
        }
        Err(Unread::Several(_)) => check("handoff", "no", "several files could be it", Some("name one with --file FILE")),
        Err(Unread::Unreadable(why)) => check("handoff", "no", why.clone(), None),
    }
}
