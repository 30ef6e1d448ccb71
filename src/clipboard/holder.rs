//! The native clipboard. On X11 and Wayland a text lives only as long as a process that serves it:
//! baton starts itself again, detached, to be that process.

use super::child;
use arboard::Clipboard;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The hidden argument that makes baton a holder: `main` calls [`hold`] and nothing else then.
pub const HOLD: &str = "__hold-clipboard";

/// Serves the text on stdin until another program takes the clipboard over.
///
/// Reports `ok` or the reason of a failure as one line on stdout as soon as it has the clipboard before it; that the
/// text is there, only reading it back tells. It is set once: to set it, report, and set it again in order to wait would
/// take the clipboard back from whoever copied in between. Its own session, working directory `/` and no terminal: it
/// outlives whatever started it.
pub fn hold() -> ExitCode {
    let _ = rustix::process::setsid();
    let _ = std::env::set_current_dir("/");
    let mut text = String::new();
    let outcome = match io::stdin().read_to_string(&mut text) {
        Ok(_) => Clipboard::new().map_err(|why| why.to_string()),
        Err(why) => Err(why.to_string()),
    };
    let line = match &outcome {
        Ok(_) => "ok".to_owned(),
        Err(why) => why.replace('\n', " "),
    };
    let mut stdout = io::stdout();
    let reported = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    match (outcome, reported) {
        (Ok(clipboard), Ok(())) => serve(clipboard, text),
        _ => ExitCode::FAILURE,
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn serve(mut clipboard: Clipboard, text: String) -> ExitCode {
    use arboard::SetExtLinux;
    match clipboard.set().wait().text(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn serve(mut clipboard: Clipboard, text: String) -> ExitCode {
    match clipboard.set_text(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Starts a holder with `text` and waits for its report.
pub(super) fn start(text: &str) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|why| format!("baton cannot find itself ({why})"))?;
    let mut command = Command::new(program);
    command.arg(HOLD).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut holder = command.spawn().map_err(|why| format!("the holder cannot be started ({why})"))?;
    let id = holder.id();
    let (stdin, stdout) = (holder.stdin.take(), holder.stdout.take());
    let (report, reported) = mpsc::channel();
    let text = text.to_owned();
    thread::spawn(move || {
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(text.as_bytes());
        }
        let mut line = String::new();
        if let Some(stdout) = stdout {
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let _ = report.send(line);
        // The holder lives on for as long as the text is wanted; somebody has to collect it then.
        let _ = holder.wait();
    });
    match reported.recv_timeout(child::DEADLINE) {
        Ok(line) if line == "ok\n" => Ok(()),
        Ok(line) if line.is_empty() => Err("the holder ended without a report".into()),
        Ok(line) => Err(line.trim_end().to_owned()),
        Err(_) => {
            child::kill(id);
            Err(format!("no answer within {} seconds", child::DEADLINE.as_secs()))
        }
    }
}

/// Waits until the native clipboard gives `text` back.
///
/// # Errors
/// One clause that says what it gave last.
pub(super) fn read_back(text: &str) -> Result<(), String> {
    let end = Instant::now() + child::DEADLINE;
    loop {
        match read() {
            Ok(read) if read == text => return Ok(()),
            _ if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            Ok(read) => return Err(format!("gave back {} bytes that are not the text", read.len())),
            Err(why) => return Err(why),
        }
    }
}

/// Reads the native clipboard as text.
pub(super) fn read() -> Result<String, String> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || done.send(Clipboard::new().and_then(|mut clipboard| clipboard.get_text()).map_err(|why| why.to_string())));
    result.recv_timeout(child::DEADLINE).unwrap_or_else(|_| Err(format!("no answer within {} seconds", child::DEADLINE.as_secs())))
}
