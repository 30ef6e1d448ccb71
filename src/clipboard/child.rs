//! Short-lived helper programs: text in on stdin, or bytes out, within a deadline.

use std::io::{self, Write};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a helper may take.
pub(super) const DEADLINE: Duration = Duration::from_secs(3);

/// Runs `words` with `text` on stdin.
///
/// # Errors
/// One clause: the program could not be started, took too long, or failed.
pub(super) fn send(words: &[&str], text: &str) -> Result<(), String> {
    let mut child = start(words, Stdio::piped(), Stdio::null())?;
    let text = text.to_owned();
    let output = finish(child.id(), move || {
        if let Some(mut stdin) = child.stdin.take() {
            // A program that stops reading says so by its exit status.
            let _ = stdin.write_all(text.as_bytes());
        }
        child.wait().map(|status| Output { status, stdout: Vec::new(), stderr: Vec::new() })
    })?;
    succeeded(output.status)
}

/// Runs `words` and returns what it writes on stdout.
///
/// # Errors
/// One clause: the program could not be started, took too long, or failed.
pub(super) fn ask(words: &[&str]) -> Result<Vec<u8>, String> {
    let child = start(words, Stdio::null(), Stdio::piped())?;
    let output = finish(child.id(), move || child.wait_with_output())?;
    succeeded(output.status)?;
    Ok(output.stdout)
}

fn start(words: &[&str], stdin: Stdio, stdout: Stdio) -> Result<Child, String> {
    let (program, arguments) = words.split_first().ok_or("it names no program")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(stdin).stdout(stdout).stderr(Stdio::null());
    command.spawn().map_err(|why| format!("{program} cannot be started ({why})"))
}

fn finish(id: u32, wait: impl FnOnce() -> io::Result<Output> + Send + 'static) -> Result<Output, String> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || done.send(wait()));
    match result.recv_timeout(DEADLINE) {
        Ok(output) => output.map_err(|why| why.to_string()),
        Err(_) => {
            kill(id);
            Err(format!("no answer within {} seconds", DEADLINE.as_secs()))
        }
    }
}

/// Ends a process of ours that was not waited for yet.
pub(super) fn kill(id: u32) {
    if let Some(pid) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

fn succeeded(status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("it failed ({status})")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helper_counts_by_its_exit_status() {
        assert_eq!(send(&["cat"], &"x".repeat(100_000)), Ok(()));
        assert_eq!(send(&["true"], &"x".repeat(100_000)), Ok(()));
        assert!(send(&["false"], "x").unwrap_err().starts_with("it failed"));
        assert!(send(&["no-such-program-here"], "x").unwrap_err().contains("cannot be started"));
        assert_eq!(ask(&["printf", "%s", "a b"]), Ok(b"a b".to_vec()));
    }
}
