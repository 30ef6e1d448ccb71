//! A program in a real pseudo-terminal, seen as a person would see it.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take before a test fails.
const DEADLINE: Duration = Duration::from_secs(60);

/// What was put on the terminal's clipboard, as it was sent (base64).
#[derive(Default)]
pub struct Clipboard {
    pub encoded: Vec<String>,
}

impl vt100::Callbacks for Clipboard {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.encoded.push(String::from_utf8(data.to_vec()).unwrap());
    }
}

struct Shared {
    parser: vt100::Parser<Clipboard>,
    seen: usize,
    ended: bool,
    stop: bool,
}

/// A program on a terminal.
pub struct Terminal {
    shared: Arc<(Mutex<Shared>, Condvar)>,
    reader: Option<JoinHandle<()>>,
    writer: Option<Box<dyn Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// Kept open so that modes can be looked at after the program ended.
    slave: Option<Box<dyn SlavePty + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    /// The modes before the program started.
    pub before: String,
}

/// Returns the built program, as a terminal would start it, without the user's own environment.
pub fn baton(home: &Path, cwd: &Path) -> CommandBuilder {
    program(env!("CARGO_BIN_EXE_baton"), home, cwd)
}

/// Returns any program in the same environment.
pub fn program(name: &str, home: &Path, cwd: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(name);
    command.env_clear();
    command.env("HOME", home);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.cwd(cwd);
    command
}

/// Starts a program on a terminal of a size.
pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
    let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    let before = modes(&*pair.master);
    let child = pair.slave.spawn_command(command).unwrap();
    let mut output = pair.master.try_clone_reader().unwrap();
    let parser = vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, Clipboard::default());
    let shared = Arc::new((Mutex::new(Shared { parser, seen: 0, ended: false, stop: false }), Condvar::new()));
    let theirs = Arc::clone(&shared);
    let reader = std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        loop {
            let read = output.read(&mut buffer).unwrap_or(0);
            let mut shared = theirs.0.lock().unwrap_or_else(PoisonError::into_inner);
            shared.parser.process(&buffer[..read]);
            shared.seen += read;
            shared.ended = read == 0;
            let stop = shared.stop || shared.ended;
            theirs.1.notify_all();
            if stop {
                return;
            }
        }
    });
    let writer = Some(pair.master.take_writer().unwrap());
    Terminal { shared, reader: Some(reader), writer, master: Some(pair.master), slave: Some(pair.slave), child, before }
}

impl Terminal {
    /// Types.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("the text {text:?}"), |screen| shows(screen, text));
    }

    /// Waits until the screen no longer shows `text`.
    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("the text {text:?} to go"), |screen| !shows(screen, text));
    }

    /// Waits until something is true of the screen.
    #[track_caller]
    pub fn wait(&self, what: &str, is: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + DEADLINE;
        let mut shared = self.lock();
        while !is(shared.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}; the screen:\n{}", shared.parser.screen().contents());
            shared = self.shared.1.wait_timeout(shared, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Does something again and again until it has shown on the screen.
    #[track_caller]
    pub fn wait_until_taken(&mut self, mut again: impl FnMut(&mut Terminal), is: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + DEADLINE;
        loop {
            again(self);
            let shared = self.lock();
            let wait = Duration::from_millis(100);
            let (shared, _) = self
                .shared
                .1
                .wait_timeout_while(shared, wait, |shared| !is(shared.parser.screen()))
                .unwrap_or_else(PoisonError::into_inner);
            if is(shared.parser.screen()) {
                return;
            }
            assert!(Instant::now() < end, "it was never taken; the screen:\n{}", shared.parser.screen().contents());
        }
    }

    /// Returns the text on the screen.
    pub fn text(&self) -> String {
        self.lock().parser.screen().contents()
    }

    /// Returns the first text that was put on the terminal's clipboard, decoded.
    #[track_caller]
    pub fn wait_clipboard(&self) -> Vec<u8> {
        self.wait_copy(0)
    }

    /// Returns a text that was put on the terminal's clipboard, decoded; 0 is the first.
    #[track_caller]
    pub fn wait_copy(&self, number: usize) -> Vec<u8> {
        let end = Instant::now() + DEADLINE;
        let mut shared = self.lock();
        loop {
            if let Some(encoded) = shared.parser.callbacks().encoded.get(number) {
                return decode(encoded);
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "nothing was put on the clipboard; the screen:\n{}", shared.parser.screen().contents());
            shared = self.shared.1.wait_timeout(shared, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.lock().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.pid(), signal).unwrap();
    }

    /// Returns the program's process id.
    pub fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap()
    }

    /// Waits until the program ends.
    #[track_caller]
    pub fn wait_exit(&mut self) -> ExitStatus {
        let end = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it did not end; the screen:\n{}", self.text());
            std::thread::yield_now();
        }
    }

    /// Returns the terminal's present modes.
    pub fn modes(&self) -> String {
        modes(&**self.master.as_ref().unwrap())
    }

    /// Asserts that nothing the program switched on is left on.
    #[track_caller]
    pub fn assert_restored(&self) {
        self.wait("the terminal to be as before", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste() && self.modes() == self.before
        });
    }

    /// Closes the terminal as a window is closed, with every handle on it.
    pub fn close(&mut self) {
        self.lock().stop = true;
        // The reader waits for output; a new size makes some.
        self.resize(70, 20);
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.slave = None;
        self.master = None;
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cells(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

fn shows(screen: &vt100::Screen, text: &str) -> bool {
    screen.contents().contains(text)
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    let modes = master.get_termios().unwrap();
    format!("{:?} {:?} {:?}", modes.input_flags, modes.output_flags, modes.local_flags)
}

fn decode(base64: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("not base64: {other}"),
    };
    let mut out = Vec::new();
    for four in base64.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0u32, |bits, &c| bits << 6 | u32::from(value(c))) << (6 * (4 - four.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}
