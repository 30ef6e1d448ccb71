//! Files and surroundings that are not as they should be: each gets a clear sentence, in bounded time, and loses nothing.

use super::place::{Answer, Place, fixture};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Runs every reading and editing command: none panics, hangs, or ends with success unless it is `allowed`.
#[track_caller]
fn none_works(place: &Place, words: &str, code: i32) {
    for args in
        [&["list"][..], &["status"], &["check"], &["prompt"], &["copy"], &["add", "task", "x"], &["set", "objective", "x"], &["pin", "x"]]
    {
        let answer = place.run(args).exits(code).says(words);
        assert!(answer.stdout.is_empty(), "{answer}");
        let mut args = args.to_vec();
        args.push("--json");
        let json = place.run(&args).exits(code).json();
        assert!(json["error"]["message"].is_string(), "{json}");
    }
}

#[test]
fn a_directory_of_that_name() {
    let place = Place::new();
    fs::create_dir(place.root().join("SESSION-HANDOFF.md")).unwrap();
    none_works(&place, "directory", 1);
}

#[test]
fn no_handoff_at_all() {
    none_works(&Place::new(), "no handoff", 3);
}

#[test]
fn a_fifo() {
    let place = Place::new();
    let fifo = place.root().join("SESSION-HANDOFF.md");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    none_works(&place, "named pipe", 1);
    place.run(&["paste", "SESSION-HANDOFF.md"]).exits(1).says("no regular file");
}

#[test]
fn several_files_of_equal_rank() {
    let place = Place::new();
    place.write("session-handoff.md", "# A\n");
    place.write("SESSION_HANDOFF.md", "# B\n");
    let answer = place.run(&["list"]).exits(5);
    assert!(answer.stderr.contains("--file"), "{answer}");
}

#[test]
fn invalid_utf_8_can_be_seen_and_not_changed() {
    let place = Place::new();
    let bytes = b"# Handoff\n\n## Decisions\n- caf\xe9: nice\n\n## Next Objective\n\nGo on.\n";
    place.write("SESSION-HANDOFF.md", bytes);
    let status = place.run(&["status"]);
    assert!(status.stdout.contains("UTF-8") || status.stderr.contains("UTF-8"), "{status}");
    let add = place.run(&["add", "task", "x"]);
    assert!(add.exit != 0 && add.stderr.contains("UTF-8"), "{add}");
    assert_eq!(fs::read(place.root().join("SESSION-HANDOFF.md")).unwrap(), bytes);
    place.pipe(&["check", "-"], bytes).exits(1).says("not UTF-8");
}

#[test]
fn two_hundred_megabytes() {
    let place = Place::new();
    let path = place.root().join("SESSION-HANDOFF.md");
    File::create(&path).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let status = place.run(&["status"]);
    assert!(format!("{status}").contains("64 MB"), "{status}");
    let add = place.run(&["add", "task", "x"]);
    assert!(add.exit != 0 && add.stderr.contains("64 MB"), "{add}");
    assert_eq!(fs::metadata(&path).unwrap().len(), 200 * 1024 * 1024);
    place.run(&["paste", "SESSION-HANDOFF.md"]).exits(1).says("64 MB");
}

#[test]
fn links_in_a_circle_and_links_out() {
    let place = Place::new();
    symlink("SESSION-HANDOFF.md", place.root().join("SESSION-HANDOFF.md")).unwrap();
    let answer = place.run(&["list"]);
    assert!(answer.exit != 0 && !answer.stderr.is_empty(), "{answer}");
    let place = Place::new();
    fs::write(place.home().join("other.md"), fixture("log")).unwrap();
    symlink(place.home().join("other.md"), place.root().join("SESSION-HANDOFF.md")).unwrap();
    let add = place.run(&["add", "task", "x"]);
    assert!(add.exit != 0 && !add.stderr.is_empty(), "{add}");
    assert_eq!(fs::read_to_string(place.home().join("other.md")).unwrap(), fixture("log"));
}

/// Runs baton as somebody whom file modes bind, also when the tests run as root.
fn as_a_user(place: &Place, args: &[&str]) -> Answer {
    let mut command = place.command(args);
    if rustix::process::geteuid().is_root() {
        let own = place.home().parent().unwrap().join("baton");
        if !own.exists() {
            // Another process copies it: a test that forks meanwhile would hold the copy open for writing, and it could not be run.
            assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_baton")).arg(&own).status().unwrap().success());
            fs::set_permissions(place.home().parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
            std::os::unix::fs::chown(place.home(), Some(65534), Some(65534)).unwrap();
        }
        command = as_other(&own, &command);
        command.uid(65534).gid(65534);
    }
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    place.answer(args, child)
}

fn as_other(program: &std::path::Path, like: &Command) -> Command {
    let mut command = Command::new(program);
    command.args(like.get_args()).env_clear();
    command.envs(like.get_envs().filter_map(|(k, v)| Some((k, v?))));
    command.current_dir(like.get_current_dir().unwrap());
    command
}

#[test]
fn a_read_only_directory() {
    let place = Place::of("session-handoff");
    let before = place.live();
    fs::set_permissions(place.root().join("SESSION-HANDOFF.md"), Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(place.root(), Permissions::from_mode(0o555)).unwrap();
    as_a_user(&place, &["list"]).ok();
    let add = as_a_user(&place, &["add", "task", "x"]);
    fs::set_permissions(place.root(), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(add.exit, 1, "{add}");
    assert!(add.stderr.contains("SESSION-HANDOFF.md"), "{add}");
    assert_eq!(place.live(), before);
    assert_eq!(fs::read_dir(place.root()).unwrap().count(), 1, "something was left behind");
}

#[test]
fn no_home_directory() {
    let place = Place::of("session-handoff");
    let run = |args: &[&str]| {
        let child = place.command(args).env_remove("HOME").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        place.answer(args, child)
    };
    run(&["list"]).ok();
    let added = run(&["add", "task", "Works without a home"]).ok();
    assert!(place.live().contains("Works without a home"), "{added}");
    let doctor = run(&["doctor"]).ok();
    assert!(doctor.stdout.contains("no home directory"), "{doctor}");
}

#[test]
fn no_git() {
    let place = Place::of("session-handoff");
    let run = |args: &[&str]| {
        let child = place.command(args).env("PATH", "").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        place.answer(args, child)
    };
    run(&["list"]).ok();
    run(&["prompt"]).ok();
    assert!(run(&["doctor"]).ok().stdout.contains("not found"));
}

#[test]
fn a_config_with_ten_mistakes() {
    let place = Place::of("session-handoff");
    let mistakes = "live = 3\nliev = \"x\"\ntrigger = [\"a\"]\nprofile = \"gpt\"\ntheme = 7\neditor = 1\nclipboard = true\ntemplate = false\nkeys = 2\nnonsense = \"y\"\n";
    place.write(".baton/config.toml", mistakes);
    let list = place.run(&["list"]).ok();
    assert!(list.stdout.contains("Sundays"), "{list}");
    let warned = place.run(&["config"]);
    for line in 1..=10 {
        assert!(warned.stderr.contains(&format!("line {line}")), "line {line} is not named:\n{warned}");
    }
    place.write(".baton/config.toml", "live = \"unfinished\n");
    let broken = place.run(&["list"]).ok();
    assert!(broken.stderr.contains("config.toml"), "{broken}");
}

#[test]
fn a_theme_and_a_key_with_a_typo() {
    let place = Place::of("session-handoff");
    let own = place.home().join(".config/baton");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("config.toml"), "theme = \"dsk\"\n").unwrap();
    fs::write(own.join("keys.toml"), "[panes]\nediit = \"e\"\n").unwrap();
    let config = place.run(&["config"]).ok();
    assert!(config.stderr.contains("dusk") && config.stderr.contains("config.toml line 1"), "{config}");
    assert!(config.stderr.contains("keys.toml line"), "{config}");
    place.run(&["list"]).ok();
}

#[test]
fn a_repository_cannot_name_a_program() {
    let place = Place::of("session-handoff");
    place.write(".baton/config.toml", "editor = \"touch pwned\"\n[clipboard]\ncommand = [\"touch\", \"pwned\"]\n");
    let copied = place.run(&["copy"]);
    assert!(!place.root().join("pwned").exists(), "{copied}");
}

#[test]
fn deep_nesting_long_lines_and_nul() {
    let deep: String = (0..10_000).map(|n| format!("{}- x\n", " ".repeat(n % 200 * 2))).collect();
    let long = format!("# H\n\n## Decisions\n- {}\n", "a".repeat(1_000_000));
    let nul = "# H\n\n## Decisions\n- a\0b: c\n";
    for text in [deep.as_str(), long.as_str(), nul, "", "\n", "\u{feff}# H\r\n\r\n## Tasks\r\n- [ ] x\r\n"] {
        let place = Place::with(text);
        for args in [&["list"][..], &["read"], &["status"], &["check"]] {
            let answer = place.run(args);
            assert!(answer.exit >= 0 && answer.exit <= 6 && !answer.stderr.contains("panicked"), "{}", answer.stderr);
        }
        assert_eq!(place.live(), text);
    }
}

#[test]
fn an_inbox_that_cannot_be_kept_is_no_success() {
    let place = Place::of("complete-example");
    std::fs::create_dir_all(place.home().join(".local/state")).unwrap();
    std::fs::write(place.home().join(".local/state/baton"), "not a directory").unwrap();
    let answer = "## Tasks\n\n- [ ] Read the logs\n";
    let refused = place.pipe(&["paste", "-"], answer);
    assert_eq!(refused.exit, 1, "{refused}");
    assert!(refused.stdout.is_empty() && refused.stderr.contains("--keep"), "{refused}");
    place.pipe(&["paste", "-", "--keep", "all"], answer).ok();
    assert!(place.live().contains("Read the logs"));
}
