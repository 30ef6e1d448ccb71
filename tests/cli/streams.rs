//! stdout and stderr: pipes that close, full disks, terminals, colour, and text that a terminal would obey.

use super::place::{Place, fixture};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::of("complete-example");
    for args in [&["man"][..], &["list"], &["prompt"], &["completions", "zsh"], &["--help"], &["list", "--json"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = place.command(args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let answer = place.answer(args, child).ok();
        assert!(answer.stderr.is_empty(), "{answer}");
    }
}

#[test]
fn a_full_disk_behind_stdout_is_said() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return crate::support::skip("there is no /dev/full here");
    };
    let place = Place::of("complete-example");
    let child = place.command(&["list"]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    place.answer(&["list"], child).exits(1).says("could not be written");
}

#[test]
fn a_terminal_where_a_pipe_is_expected_is_said_not_waited_for() {
    let place = Place::of("complete-example");
    for args in [["check", "-"], ["paste", "-"], ["read", "-"]] {
        let (exit, screen) = on_a_terminal(&place, &args, XTERM, "");
        assert_eq!(exit, 2, "{screen}");
        assert!(screen.contains("stdin is the terminal"), "{screen}");
    }
}

#[test]
fn a_prompt_on_a_terminal_is_safe_and_in_a_pipe_exact() {
    let place = Place::with(&fixture("session-handoff").replace("Order paper", "Order \x1b[31mred\x1b[0m paper"));
    let piped = place.run(&["prompt"]);
    let (_, screen) = on_a_terminal(&place, &["prompt"], XTERM, "");
    assert!(!screen.contains("\x1b[31m"), "{screen:?}");
    assert!(piped.exit == 6 || piped.exit == 4 || piped.stdout.contains("\x1b[31m"), "{piped}");
}

#[test]
fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
    let place = Place::of("session-handoff");
    let coloured = |args: &[&str], env: &[(&str, &str)]| {
        let child = place.command(args).envs(env.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        place.answer(args, child).ok().stdout.contains('\x1b')
    };
    assert!(!coloured(&["list"], &[]));
    assert!(coloured(&["list", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["list"], &[("FORCE_COLOR", "1")]));
    assert!(!coloured(&["list"], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["list", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn nothing_a_terminal_obeys_or_hides_leaves_raw() {
    let live =
        fixture("session-handoff").replace("Order paper", "Order \x1b]0;x\x07 pa\u{9b}31mper \u{202e}evil\u{2066} \u{200b}x \u{e0041}");
    let place = Place::with(&live);
    for args in [&["list"][..], &["read"], &["status"], &["check"], &["list", "--json"], &["read", "--json"], &["check", "--json"]] {
        let answer = place.run(args);
        let bad = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{200b}\u{e0041}".contains(c);
        assert!(!answer.stdout.contains(bad) && !answer.stderr.contains(bad), "{answer:?}", answer = answer.to_string());
    }
}

#[test]
fn a_terminal_that_cannot_place_the_cursor_gets_help() {
    let place = Place::of("complete-example");
    let (exit, screen) = on_a_terminal(&place, &[], "dumb", "");
    assert_eq!(exit, 2, "{screen}");
    assert!(screen.contains("TERM") && screen.contains("Usage: baton") && !screen.contains('\x1b'), "{screen:?}");
}

#[test]
fn a_plain_review_asks_line_by_line() {
    let place = Place::of("session-handoff");
    place.pipe(&["paste", "-"], "## Decisions Made\n- First new one: a\n- Second new one: b\n- Third new one: c\n").ok();
    let (exit, screen) = on_a_terminal(&place, &["review", "--plain"], XTERM, "k\nd\nq\n");
    assert_eq!(exit, 0, "{screen}");
    assert!(screen.contains("1 kept, 1 dropped, 1 line left"), "{screen}");
    assert!(place.live().contains("First new one") && !place.live().contains("Second new one"));
    let scripted = place.run(&["review", "--plain"]).ok();
    assert!(scripted.stdout.contains("Third new one"), "without a terminal it lists: {scripted}");
}

const XTERM: &str = "xterm-256color";

/// Runs baton with a terminal on all three ends and this typed into it; returns the exit code and what was on it.
fn on_a_terminal(place: &Place, args: &[&str], term: &str, typed: &str) -> (u32, String) {
    let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_baton"));
    command.env_clear();
    command.cwd(place.root());
    command.env("HOME", place.home());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("TERM", term);
    command.env("NO_COLOR", "1");
    command.args(args);
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let mut writer = pty.master.take_writer().unwrap();
    writer.write_all(typed.as_bytes()).unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut out = Vec::new();
    // The end of the child is an error or an end of file, by system.
    let _ = reader.read_to_end(&mut out);
    (child.wait().unwrap().exit_code(), String::from_utf8_lossy(&out).into_owned())
}

#[test]
fn a_file_that_may_not_grow_is_said() {
    let place = Place::of("complete-example");
    let before = place.live();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -f 0; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_baton"), "add", "task", "One more"]);
    let prepared = place.command(&[]);
    command.current_dir(prepared.get_current_dir().unwrap()).env_clear();
    command.envs(prepared.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    place.answer(&["add"], child).exits(1).says("would be larger than this process may write");
    assert_eq!(place.live(), before);
}
