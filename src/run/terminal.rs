//! The terminal: its modes, the one place that puts them back, and the frames.
//!
//! Invariant: whatever [`Screen::enter`] changed, [`restore`] undoes, from any thread and any number
//! of times: the event loop, a signal and a panic all call it.

use crate::app::Model;
use crate::view;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

/// Alternate screen, bracketed paste, no cursor, an empty screen.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[2J";

/// The reverse, and whatever a frame cut short can have left on.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// The terminal's own modes while ours are on.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Says why a full-screen program cannot run here, if so.
///
/// # Errors
/// One sentence with what to use instead.
pub fn check_terminal() -> Result<(), String> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err("there is no terminal here; every action is a command too: baton --help".into());
    }
    if std::env::var_os("TERM").is_none_or(|term| term == "dumb" || term.is_empty()) {
        return Err("this terminal cannot show a full screen (TERM is \"dumb\" or not set); use the commands: baton --help".into());
    }
    Ok(())
}

/// Puts the terminal back as it was before [`Screen::enter`]; does nothing when it is so already.
pub(super) fn restore() {
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(modes) = before.take() {
        // The modes first: they are set even where the terminal takes no more output.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &modes);
        let _ = write(LEAVE, 100);
    }
}

/// Makes a panic put the terminal back before it is reported.
///
/// A panic in a thread of a library is left to that library: it shows as an error where its answer is missing.
pub(super) fn restore_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name().is_some_and(|name| name == "main" || name.starts_with(super::THREAD)) {
            restore();
            report(panic);
        }
    }));
}

/// The terminal as a place for frames.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Buffered>>,
    out: Buffered,
    size: (u16, u16),
    synchronized: bool,
    entered: bool,
}

impl Screen {
    /// Takes the terminal over; nothing is written before the first frame.
    ///
    /// # Errors
    /// When the terminal's modes cannot be changed.
    pub(super) fn enter() -> io::Result<Screen> {
        raw_mode()?;
        let mut out = Buffered::default();
        out.write_all(ENTER)?;
        let size = measure();
        Ok(Screen { terminal: terminal(&out, size)?, out, size, synchronized: synchronized(), entered: true })
    }

    /// Takes the terminal over again after [`Screen::leave`] or after somebody else may have changed it.
    ///
    /// # Errors
    /// When the terminal's modes cannot be changed.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        raw_mode()?;
        self.entered = true;
        self.measure()?;
        self.out.take();
        self.out.write_all(ENTER)
    }

    /// Gives the terminal back.
    pub(super) fn leave(&mut self) {
        self.entered = false;
        restore();
    }

    /// Tells whether the terminal is ours.
    pub(super) fn entered(&self) -> bool {
        self.entered
    }

    /// Returns columns and rows.
    pub(super) fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Looks at the terminal's size again; the next frame is painted whole.
    pub(super) fn measure(&mut self) -> io::Result<()> {
        self.size = measure();
        self.terminal = terminal(&self.out, self.size)?;
        self.out.write_all(b"\x1b[2J")
    }

    /// Paints what changed, in one write.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| view::draw(model, frame))?;
        let frame = self.out.take();
        if self.synchronized {
            return write(&[b"\x1b[?2026h", frame.as_slice(), b"\x1b[?2026l"].concat(), -1);
        }
        write(&frame, -1)
    }

    /// Sends bytes to the terminal beside the frames.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        write(bytes, -1)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn raw_mode() -> io::Result<()> {
    let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    let tty = rustix::stdio::stdin();
    let known = match before.take() {
        Some(modes) => modes,
        None => tcgetattr(tty)?,
    };
    let mut raw = known.clone();
    raw.make_raw();
    tcsetattr(tty, OptionalActions::Now, &raw)?;
    *before = Some(known);
    Ok(())
}

/// Tells whether the terminal listens to us and not to another job of the shell.
pub(super) fn in_foreground() -> bool {
    tcgetpgrp(rustix::stdio::stdin()).is_ok_and(|group| group == rustix::process::getpgrp())
}

fn terminal(out: &Buffered, (columns, rows): (u16, u16)) -> io::Result<Terminal<CrosstermBackend<Buffered>>> {
    // A fixed viewport: ratatui then asks the terminal nothing, neither size nor cursor position.
    let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
    Terminal::with_options(CrosstermBackend::new(out.clone()), TerminalOptions { viewport })
}

fn measure() -> (u16, u16) {
    match tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => (80, 24),
    }
}

/// Tells whether the terminal is known to show a frame at once (DEC private mode 2026).
fn synchronized() -> bool {
    let var = |name| std::env::var(name).unwrap_or_default();
    if !var("BATON_NO_SYNC").is_empty() || !var("TMUX").is_empty() || !var("STY").is_empty() {
        return false;
    }
    let term = var("TERM");
    ["WezTerm", "ghostty", "iTerm.app", "rio", "Tabby"].contains(&var("TERM_PROGRAM").as_str())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm", "rio"].iter().any(|name| term.starts_with(name))
        || var("VTE_VERSION").parse().is_ok_and(|version: u32| version >= 6800)
}

/// Writes to the terminal; waits at most so many milliseconds each time it takes nothing more (-1: for ever).
fn write(mut bytes: &[u8], patience: i32) -> io::Result<()> {
    let tty = rustix::stdio::stdout();
    while !bytes.is_empty() {
        if patience >= 0 {
            ready(patience)?;
        }
        match rustix::io::write(tty, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => ready(patience)?,
            Err(why) => return Err(why.into()),
        }
    }
    Ok(())
}

fn ready(patience: i32) -> io::Result<()> {
    let tty = rustix::stdio::stdout();
    let timeout = (patience >= 0).then(|| rustix::event::Timespec { tv_sec: 0, tv_nsec: i64::from(patience) * 1_000_000 });
    match poll(&mut [PollFd::new(&tty, PollFlags::OUT)], timeout.as_ref()) {
        Ok(0) => Err(io::ErrorKind::TimedOut.into()),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(why) => Err(why.into()),
    }
}

/// Collects what a frame is made of; ratatui flushes several times a frame, a person should see it once.
#[derive(Clone, Default)]
struct Buffered(Rc<RefCell<Vec<u8>>>);

impl Buffered {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}

impl Write for Buffered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
