//! Behaviour of the store layer.

use crate::support::skip;
use baton::store::{Contents, Hash, Log, ReadError, Saved, Slot, State, create, read, save};
use serde::{Deserialize, Serialize};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Makes a folder, its path without links in it.
fn folder() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().canonicalize().unwrap();
    (dir, path)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a test of this binary as a process of its own, through `wrapper`.
fn helper(wrapper: &[&str], test: &str, path: &Path) -> Command {
    let exe = std::env::current_exe().unwrap();
    let mut command = match wrapper.split_first() {
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(exe);
            command
        }
        None => Command::new(exe),
    };
    command.args(["--exact", test, "--test-threads=1", "--quiet"]).env("BATON_HELPER", path).env("RUST_TEST_THREADS", "1");
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command
}

const OLD: &str = "old line\n";

fn new_text() -> String {
    "new line\n".repeat(2_000)
}

/// Not a test of its own: saves the file that `BATON_HELPER` names and says the outcome by its exit code.
#[test]
fn helper_that_saves() {
    let Some(path) = std::env::var_os("BATON_HELPER").map(PathBuf::from) else { return };
    let root = path.parent().unwrap();
    let backup = root.with_extension("in-place");
    let outcome = save(&path, root, &Hash::of(OLD.as_bytes()), new_text().as_bytes(), Some(&backup));
    std::process::exit(match outcome {
        Saved::Durable => 10,
        Saved::NotDurable(_) => 11,
        Saved::NotSaved(_) => 12,
        Saved::Changed { .. } => 13,
    })
}

#[track_caller]
fn refused(path: &Path, root: &Path, word: &str) {
    let began = Instant::now();
    let error = read(path, root).unwrap_err().to_string();
    assert!(began.elapsed() < Duration::from_secs(2), "{} took {:?}", path.display(), began.elapsed());
    assert!(error.contains(word), "{}: {error}", path.display());
    assert!(error.contains(path.file_name().unwrap().to_str().unwrap()), "the path is not named: {error}");
}

#[test]
fn what_is_no_plain_file_of_the_project_is_refused_in_one_sentence() {
    let (_dir, root) = folder();
    let at = |name: &str| root.join("in").join(name);
    fs::create_dir(root.join("in")).unwrap();
    fs::write(root.join("outside.md"), "secret").unwrap();
    fs::create_dir(at("folder.md")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe.md"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    symlink("b.md", at("a.md")).unwrap();
    symlink("a.md", at("b.md")).unwrap();
    symlink("nowhere", at("dangling.md")).unwrap();
    symlink("../outside.md", at("out.md")).unwrap();
    symlink("/dev/zero", at("zero.md")).unwrap();
    let inside = root.join("in");
    refused(&at("folder.md"), &inside, "a directory");
    refused(&at("pipe.md"), &inside, "a named pipe");
    refused(&at("a.md"), &inside, "in a circle");
    refused(&at("dangling.md"), &inside, "does not exist");
    refused(&at("out.md"), &inside, "outside the project");
    refused(&at("zero.md"), &inside, "outside the project");
    refused(Path::new("/dev/zero"), Path::new("/"), "a device");
    assert!(matches!(read(&at("none.md"), &inside), Err(ReadError::Missing(_))));
    for name in ["pipe.md", "out.md", "folder.md"] {
        let saved = save(&at(name), &inside, &Hash::of(b""), b"x", None);
        assert!(matches!(saved, Saved::NotSaved(_)), "{name}: {saved:?}");
    }
    assert_eq!(fs::read_to_string(root.join("outside.md")).unwrap(), "secret");
}

#[track_caller]
fn view_only(bytes: impl AsRef<[u8]>, size: Option<u64>, word: &str) -> Contents {
    let (_dir, root) = folder();
    let path = root.join("H.md");
    fs::write(&path, bytes).unwrap();
    if let Some(size) = size {
        fs::File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
    }
    let contents = read(&path, &root).unwrap();
    assert!(contents.view_only.as_ref().is_some_and(|why| why.contains(word)), "{:?}", contents.view_only);
    contents
}

#[test]
fn what_cannot_be_edited_is_shown_in_part_with_the_reason() {
    let text = view_only(b"caf\xe9 au lait", None, "UTF-8").text;
    assert_eq!(text, "caf\u{fffd} au lait");
    assert!(view_only("head", Some(1 << 30), "1024 MB").text.len() <= 1 << 20);
    assert!(view_only("head", Some((64 << 20) + 1), "64 MB").text.starts_with("head"));
}

#[test]
fn a_save_keeps_what_the_file_is() {
    let (_dir, root) = folder();
    let (path, link) = (root.join("real.md"), root.join("H.md"));
    fs::write(&path, OLD).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    symlink("real.md", &link).unwrap();
    let labelled = rustix::fs::setxattr(&path, "user.note", b"kept", rustix::fs::XattrFlags::empty()).is_ok();
    assert_eq!(save(&link, &root, &Hash::of(OLD.as_bytes()), b"new", None), Saved::Durable);
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert!(link.is_symlink(), "the link is still a link");
    assert_eq!(path.metadata().unwrap().mode() & 0o7777, 0o640);
    if labelled {
        let mut value = Vec::with_capacity(16);
        rustix::fs::getxattr(&path, "user.note", rustix::buffer::spare_capacity(&mut value)).unwrap();
        assert_eq!(value, b"kept");
    }
    assert_eq!(names(&root), ["H.md", "real.md"], "nothing is left over");
}

#[test]
fn a_file_with_two_names_is_written_in_place_and_keeps_both() {
    let (_dir, root) = folder();
    let (a, b, backup) = (root.join("a.md"), root.join("b.md"), root.join("backup"));
    fs::write(&a, OLD).unwrap();
    fs::hard_link(&a, &b).unwrap();
    assert_eq!(save(&a, &root, &Hash::of(OLD.as_bytes()), b"new", Some(&backup)), Saved::Durable);
    assert_eq!(fs::read(&b).unwrap(), b"new");
    assert_eq!(names(&root), ["a.md", "b.md"], "the backup goes when the save is through");
}

#[test]
fn a_half_written_file_is_put_right_at_the_next_start() {
    let (_dir, root) = folder();
    let (path, state) = (root.join("H.md"), State::of(Some(&root.join("state")), &root));
    state.ready().unwrap();
    let (old, new) = ("0123456789\n", "0123xx67\n");
    for torn in ["0123xx6789\n", "0123xx67\n9\n"] {
        fs::write(&path, torn).unwrap();
        let both = serde_json::json!({"path": path, "old": old.as_bytes(), "new": new.as_bytes()});
        fs::write(state.path("in-place").unwrap(), both.to_string()).unwrap();
        let told = state.recover(&path);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), old);
    }
    fs::write(&path, "somebody wrote this later").unwrap();
    let both = serde_json::json!({"path": path, "old": old.as_bytes(), "new": new.as_bytes()});
    fs::write(state.path("in-place").unwrap(), both.to_string()).unwrap();
    assert!(state.recover(&path).is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), "somebody wrote this later");
}

#[test]
fn a_changed_file_is_handed_back_and_not_replaced() {
    let (_dir, root) = folder();
    let path = root.join("H.md");
    fs::write(&path, "theirs").unwrap();
    let saved = save(&path, &root, &Hash::of(b"base"), b"ours", None);
    assert_eq!(saved, Saved::Changed { now: b"theirs".to_vec(), displaced: vec![] });
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    fs::remove_file(&path).unwrap();
    assert!(matches!(save(&path, &root, &Hash::of(b"theirs"), b"ours", None), Saved::NotSaved(_)));
    assert!(!path.exists(), "a deleted file does not come back by itself");
}

#[test]
fn creating_never_touches_what_is_there() {
    let (_dir, root) = folder();
    let path = root.join("docs/H.md");
    create(&path, b"first").unwrap();
    assert!(create(&path, b"second").unwrap_err().contains("exists already"));
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(path.metadata().unwrap().mode() & 0o777 & !0o644, 0);
    assert_eq!(names(&root.join("docs")), ["H.md"]);
}

#[test]
fn stale_temporary_files_go_and_what_only_they_held_is_kept() {
    let (_dir, root) = folder();
    let (path, state) = (root.join("H.md"), State::of(Some(&root.join("state")), &root));
    fs::write(&path, OLD).unwrap();
    let name = format!(".baton-{}-", &Hash::of(b"H.md").short()[..8]);
    fs::write(root.join(format!("{name}1-0.tmp")), "an outside text").unwrap();
    fs::write(root.join(format!("{name}2-0.tmp")), OLD).unwrap();
    let held = root.join(format!("{name}3-0.tmp"));
    fs::write(&held, "being written").unwrap();
    let owner = fs::File::open(&held).unwrap();
    owner.lock().unwrap();
    let told = state.recover(&path);
    assert_eq!(told.len(), 1, "{told:?}");
    let kept = told[0].rsplit_once(' ').unwrap().1;
    assert_eq!(fs::read_to_string(kept).unwrap(), "an outside text");
    assert_eq!(names(&root), [held.file_name().unwrap().to_str().unwrap(), "H.md", "state"]);
    assert_eq!(Path::new(kept).metadata().unwrap().mode() & 0o777, 0o600);
    assert_eq!(root.join("state").metadata().unwrap().mode() & 0o777, 0o700);
}

/// In files of less than a page, which are read whole or empty while somebody writes them in place.
#[test]
fn a_thousand_races_with_another_writer_lose_none_of_its_lines() {
    (0..5).for_each(|_| race());
}

fn race() {
    let (_dir, root) = folder();
    let path = root.join("H.md");
    fs::write(&path, "begin\n").unwrap();
    const RACES: usize = 200;
    let over = AtomicBool::new(false);
    let (mut saves, mut changed, mut kept) = (0, 0, Vec::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..RACES {
                // Spread over the length of a save, so that the other writer comes at every moment of it.
                std::thread::sleep(Duration::from_micros(n as u64 * 37 % 3_000));
                let text = fs::read_to_string(&path).unwrap() + &format!("theirs {n}\n");
                if n % 2 == 0 {
                    let temp = root.join("writer.tmp");
                    fs::write(&temp, text).unwrap();
                    fs::rename(&temp, &path).unwrap();
                } else {
                    fs::write(&path, text).unwrap();
                }
            }
            over.store(true, Ordering::SeqCst);
        });
        while !over.load(Ordering::SeqCst) {
            let base = fs::read(&path).unwrap();
            // A writer that has just emptied the file is at work; the project layer waits for it to come to rest.
            if base.is_empty() {
                continue;
            }
            let ours = [&base[..], format!("ours {saves}\n").as_bytes()].concat();
            match save(&path, &root, &Hash::of(&base), &ours, None) {
                Saved::Durable => saves += 1,
                // The other writer may have read our text in the moment in which it stood there, and so forget its own line
                // of before: that text is handed back, for the journal.
                Saved::Changed { now, displaced } => {
                    changed += 1;
                    kept.extend(displaced);
                    kept.push(now);
                }
                other => panic!("{other:?}"),
            }
        }
    });
    println!("{saves} saves went through, {changed} met another writer");
    let text = fs::read_to_string(&path).unwrap() + &String::from_utf8(kept.concat()).unwrap();
    let lost: Vec<_> = (0..RACES).filter(|n| !text.contains(&format!("theirs {n}\n"))).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

/// Runs the saving helper under strace with `inject` for the nth call, for n from 1 until nothing is injected.
#[track_caller]
fn sweep(calls: &[&str], inject: &str, linked: bool, mut check: impl FnMut(&str, Option<i32>, &Path, &Path)) {
    if Command::new("strace").arg("-V").output().is_err() {
        return skip("strace is not installed");
    }
    let mut points = 0;
    for call in calls {
        for n in 1..200 {
            let (_dir, outer) = folder();
            let root = outer.join("project");
            fs::create_dir(&root).unwrap();
            let path = root.join("H.md");
            fs::write(&path, OLD).unwrap();
            if linked {
                fs::hard_link(&path, root.join("other.md")).unwrap();
            }
            let trace = outer.join("trace");
            let rule = format!("inject={call}:{inject}:when={n}");
            let args = ["strace", "-f", "-o", trace.to_str().unwrap(), "-e", &format!("trace={call}"), "-e", &rule];
            let status = helper(&args, "store::helper_that_saves", &path).status().unwrap();
            let traced = fs::read_to_string(&trace).unwrap();
            if traced.contains("Operation not permitted") && traced.contains("ptrace") {
                return skip("strace may not trace here");
            }
            check(&rule, status.code(), &path, &outer.join("project.in-place"));
            if !traced.contains("INJECTED") && !traced.contains("SIGKILL") {
                break;
            }
            points += 1;
        }
    }
    println!("{points} points");
    assert!(points >= calls.len(), "nothing was injected");
}

const CALLS: [&str; 9] = ["openat", "write", "fsync", "renameat2", "unlink", "fchmod", "flock", "fchown", "ftruncate"];

#[test]
fn a_kill_at_any_call_leaves_the_old_text_or_the_new() {
    sweep(&CALLS[..7], "signal=KILL", false, |rule, _, path, _| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text == OLD || text == new_text(), "{rule}: torn at {} bytes", text.len());
    });
}

#[test]
fn a_kill_while_writing_in_place_is_mended_at_the_next_start() {
    sweep(&["write", "fsync", "ftruncate", "fdatasync", "rename"], "signal=KILL", true, |rule, _, path, backup| {
        let state = State::of(Some(&path.with_file_name("state")), path.parent().unwrap());
        state.ready().unwrap();
        if backup.exists() {
            fs::rename(backup, state.path("in-place").unwrap()).unwrap();
        }
        state.recover(path);
        let text = fs::read_to_string(path).unwrap();
        assert!(text == OLD || text == new_text(), "{rule}: torn at {} bytes", text.len());
    });
}

#[test]
fn an_error_of_any_call_is_told_truly() {
    for errno in ["ENOSPC", "EIO", "EINTR"] {
        sweep(&["write", "fsync", "renameat2", "fchmod"], &format!("error={errno}"), false, |rule, code, path, _| {
            let text = fs::read_to_string(path).unwrap();
            let truth = match code {
                Some(10 | 11) => text == new_text(),
                Some(12) => text == OLD,
                // The harness itself failed to write; the file must be whole all the same.
                _ => text == OLD || text == new_text(),
            };
            assert!(truth, "{rule}: exit {code:?}, {} bytes", text.len());
            assert_eq!(names(path.parent().unwrap()), ["H.md"], "{rule}: a temporary file is left");
        });
    }
}

#[test]
fn where_two_names_cannot_be_exchanged_a_rename_does() {
    sweep(&["renameat2"], "error=EINVAL", false, |rule, code, path, _| {
        assert_eq!(code, Some(10), "{rule}");
        assert_eq!(fs::read_to_string(path).unwrap(), new_text(), "{rule}");
    });
}

#[test]
fn who_writes_between_the_last_look_and_the_exchange_keeps_the_place() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skip("strace is not installed");
    }
    let (_dir, root) = folder();
    let path = root.join("H.md");
    fs::write(&path, OLD).unwrap();
    let slow = ["strace", "-f", "-o", "/dev/null", "-e", "inject=renameat2:delay_enter=400000:when=1"];
    let mut child = helper(&slow, "store::helper_that_saves", &path).spawn().unwrap();
    let ready = |p: &PathBuf| p.extension().is_some_and(|e| e == "tmp") && p.metadata().is_ok_and(|m| m.len() == new_text().len() as u64);
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fs::read_dir(&root).unwrap().any(|e| ready(&e.unwrap().path())) {
        assert!(Instant::now() < deadline, "the save did not begin");
        if child.try_wait().unwrap().is_some() {
            return skip("strace may not trace here");
        }
    }
    // Most of the wait that follows lies between the last look and the exchange.
    std::thread::sleep(Duration::from_millis(150));
    fs::write(root.join("theirs"), "written in between").unwrap();
    fs::rename(root.join("theirs"), &path).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(13));
    assert_eq!(fs::read_to_string(&path).unwrap(), "written in between");
    assert_eq!(names(&root), ["H.md"]);
}

#[test]
fn a_disk_that_lies_about_a_write_is_found_out() {
    sweep(&["write"], "retval=100", false, |rule, code, path, _| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text == OLD || text == new_text(), "{rule}: {} bytes", text.len());
        assert!(code != Some(10) || text == new_text(), "{rule}: said to be saved");
    });
}

#[test]
fn a_closed_directory_and_a_read_only_file_are_told_apart() {
    if !is_root() {
        return skip("only root can become somebody else");
    }
    let (_dir, outer) = folder();
    fs::set_permissions(&outer, Permissions::from_mode(0o755)).unwrap();
    let root = outer.join("project");
    fs::create_dir(&root).unwrap();
    let path = root.join("H.md");
    fs::write(&path, OLD).unwrap();
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let run = |mode, dir_mode| {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(&root, Permissions::from_mode(dir_mode)).unwrap();
        helper(&nobody, "store::helper_that_saves", &path).status().map(|s| s.code())
    };
    match run(0o444, 0o555) {
        Ok(Some(12)) => {}
        other => return skip(&format!("this binary cannot be run as nobody ({other:?})")),
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), OLD);
    let code = run(0o666, 0o555).unwrap();
    assert!(matches!(code, Some(10 | 12)), "{code:?}");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text == new_text(), code == Some(10));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    text: String,
    n: usize,
}

fn notes(path: &Path, count: usize) -> Vec<Note> {
    let mut log = Log::at(path);
    let notes: Vec<_> = (0..count).map(|n| Note { text: format!("\"ü\" {}", "x".repeat(n * 7 % 40)), n }).collect();
    notes.iter().for_each(|note| log.append(note, false).unwrap());
    notes
}

#[test]
fn a_log_cut_at_any_byte_gives_its_good_beginning_and_goes_on() {
    let (_dir, root) = folder();
    let path = root.join("a.log");
    let notes = notes(&path, 6);
    let bytes = fs::read(&path).unwrap();
    for cut in 0..=bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let mut log = Log::at(&path);
        let (read, damage) = log.read::<Note>().unwrap();
        let whole = bytes[..cut].iter().filter(|b| **b == b'\n').count();
        assert_eq!(read, notes[..whole], "cut at {cut}");
        assert_eq!(damage.is_none(), cut == 0 || bytes[cut - 1] == b'\n', "cut at {cut}");
        let more = Note { text: "more".into(), n: 99 };
        log.append(&more, false).unwrap();
        let (read, damage) = Log::at(&path).read::<Note>().unwrap();
        assert_eq!((read.len(), read.last(), damage), (whole + 1, Some(&more), None), "cut at {cut}");
    }
}

#[test]
fn a_log_with_any_byte_flipped_gives_only_true_records() {
    let (_dir, root) = folder();
    let path = root.join("a.log");
    let notes = notes(&path, 4);
    let bytes = fs::read(&path).unwrap();
    for at in 0..bytes.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut odd = bytes.clone();
            odd[at] ^= bit;
            fs::write(&path, &odd).unwrap();
            let (read, damage) = Log::at(&path).read::<Note>().unwrap();
            assert!(notes.starts_with(&read), "byte {at} by {bit}: {read:?}");
            assert!(read.len() == notes.len() || damage.is_some(), "byte {at} by {bit}: not told");
        }
    }
}

#[test]
fn a_slot_is_found_again_only_when_its_owner_is_gone() {
    let (_dir, root) = folder();
    let state = State::of(Some(&root), &root);
    let mut slot = Slot::new(&state, "draft-").unwrap();
    slot.put(&"one").unwrap();
    slot.put(&"two").unwrap();
    assert!(Slot::orphans(&state, "draft-").is_empty(), "its owner lives");
    drop(slot);
    let mut found = Slot::orphans(&state, "draft-");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].last::<String>().as_deref(), Some("two"));
    found.remove(0).remove();
    assert!(Slot::orphans(&state, "draft-").is_empty());
}

#[test]
fn a_kept_text_goes_when_it_is_old_and_many_were_kept_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let state = State::of(Some(dir.path()), dir.path());
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let aged: Vec<_> = (0..60u64).map(|n| (state.keep(format!("text {n}").as_bytes()).unwrap(), n)).collect();
    for (path, n) in &aged {
        let then = std::time::SystemTime::now() - day * (61 + *n as u32);
        fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }
    let newest = state.keep(b"newest").unwrap();
    let left: Vec<u64> = aged.iter().filter(|(path, _)| path.exists()).map(|(_, n)| *n).collect();
    assert_eq!(left, (0..29).collect::<Vec<_>>(), "those of the last ninety days");
    assert!(newest.exists());
    // Few are never too old.
    for (path, _) in aged.iter().filter(|(path, n)| path.exists() && *n > 9) {
        fs::remove_file(path).unwrap();
    }
    for (path, _) in aged.iter().filter(|(path, _)| path.exists()) {
        fs::File::options().write(true).open(path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    let _ = state.keep(b"another").unwrap();
    assert_eq!(aged.iter().filter(|(path, _)| path.exists()).count(), 10);
}
