//! One thread that waits for the terminal and for signals, and for nothing else: no timer runs while
//! nothing happens.
//!
//! It watches for the terminal's end too, which no signal tells where SIGHUP is ignored, and it ends
//! the process by itself when the event loop does not manage to.

use super::Event;
use super::decode::{Decoder, Input};
use super::terminal;
use crate::app::Msg;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a silence ends what a lone escape or a paste began.
const SILENCE: Duration = Duration::from_millis(50);

/// How long the event loop may take to leave after it was told to.
const PATIENCE: Duration = Duration::from_secs(2);

/// The hold that the event loop has on the thread.
pub(super) struct Listener {
    shared: Arc<Shared>,
    wake: UnixStream,
    thread: Option<Thread>,
}

struct Shared {
    /// Held while the terminal is read: whoever sets it to `false` knows that nothing is being read.
    reading: Mutex<bool>,
    /// The editor that has the terminal, or 0.
    editor: AtomicI32,
}

impl Listener {
    /// Takes over the signals; they wait for the thread that [`Listener::start`] starts.
    ///
    /// # Errors
    /// When the system gives no pipe.
    pub(super) fn new(events: Sender<Event>) -> io::Result<Listener> {
        let (told, wake) = UnixStream::pair()?;
        told.set_nonblocking(true)?;
        let (read, write) = UnixStream::pair()?;
        let signals = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGXFSZ];
        let signals = SignalDelivery::with_pipe(read, write, SignalOnly, signals)?;
        let shared = Arc::new(Shared { reading: Mutex::new(true), editor: AtomicI32::new(0) });
        let thread = Thread { shared: Arc::clone(&shared), events, told, signals, decoder: Decoder::default(), leave: None, gone: false };
        Ok(Listener { shared, wake, thread: Some(thread) })
    }

    /// Starts the thread, which reads the terminal at once.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(&mut self) -> io::Result<()> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        std::thread::Builder::new().name(format!("{}listen", super::THREAD)).spawn(move || thread.run()).map(drop)
    }

    /// Reads the terminal from now on.
    pub(super) fn resume(&self) {
        self.reading(true);
    }

    /// Leaves the terminal's input to somebody else; when this returns, nothing is being read.
    pub(super) fn pause(&self) {
        self.reading(false);
    }

    /// Names the process that has the terminal meanwhile, for signals to reach it; `None`: it ended.
    pub(super) fn editor(&self, id: Option<u32>) {
        self.shared.editor.store(id.and_then(|id| i32::try_from(id).ok()).unwrap_or(0), Ordering::SeqCst);
    }

    fn reading(&self, on: bool) {
        *self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner) = on;
        let _ = (&self.wake).write_all(b"!");
    }
}

struct Thread {
    shared: Arc<Shared>,
    events: Sender<Event>,
    told: UnixStream,
    signals: SignalDelivery<UnixStream, SignalOnly>,
    decoder: Decoder,
    /// When the process ends whatever the event loop does, and with which code.
    leave: Option<(Instant, i32)>,
    gone: bool,
}

/// What the wait came to.
struct Ready {
    input: bool,
    hangup: bool,
    told: bool,
    signals: bool,
    silence: bool,
}

impl Thread {
    fn run(mut self) {
        loop {
            let Ok(ready) = self.wait() else { return };
            if ready.signals {
                for signal in self.signals.pending() {
                    match signal {
                        SIGWINCH => self.tell(Event::Resized),
                        SIGCONT => self.tell(Event::Continued),
                        SIGTSTP => self.stop(),
                        // A file that may not grow is an error of the write, not the end.
                        SIGXFSZ => {}
                        SIGINT | SIGQUIT if self.editor().is_some() => {}
                        other => self.leave(128 + other),
                    }
                }
            }
            if ready.told {
                let _ = self.told.read(&mut [0; 64]);
            }
            if ready.input {
                self.read();
            } else if ready.hangup {
                self.gone = true;
                self.leave(128 + SIGHUP);
            } else if ready.silence {
                let mut inputs = Vec::new();
                self.decoder.settle(&mut inputs);
                self.pass_on(inputs);
            }
            if let Some((_, code)) = self.leave.filter(|(when, _)| *when <= Instant::now()) {
                terminal::restore();
                std::process::exit(code);
            }
        }
    }

    fn wait(&self) -> Result<Ready, Errno> {
        let reading = *self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = reading && self.decoder.waits();
        let until_leave = self.leave.map(|(when, _)| when.saturating_duration_since(Instant::now()));
        let timeout = match (waits.then_some(SILENCE), until_leave) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let timeout = timeout.and_then(|t| Timespec::try_from(t).ok());
        let tty = rustix::stdio::stdin();
        // With no flags the terminal's end is still reported.
        let wanted = if reading { PollFlags::IN } else { PollFlags::empty() };
        let mut fds = vec![PollFd::new(&self.told, PollFlags::IN), PollFd::new(self.signals.get_read(), PollFlags::IN)];
        if !self.gone {
            fds.push(PollFd::new(&tty, wanted));
        }
        let count = match poll(&mut fds, timeout.as_ref()) {
            Err(Errno::INTR) => 1,
            other => other?,
        };
        let tty = fds.get(2).map_or(PollFlags::empty(), |fd| fd.revents());
        let ended = tty.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
        Ok(Ready {
            input: tty.contains(PollFlags::IN) && !ended,
            hangup: ended,
            told: !fds[0].revents().is_empty(),
            signals: !fds[1].revents().is_empty(),
            silence: waits && count == 0,
        })
    }

    fn read(&mut self) {
        let mut buffer = [0; 16 * 1024];
        let reading = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if !*reading {
            return;
        }
        let read = rustix::io::read(rustix::stdio::stdin(), &mut buffer);
        drop(reading);
        match read {
            Ok(n) if n > 0 => {
                let mut inputs = Vec::new();
                self.decoder.feed(buffer.get(..n).unwrap_or_default(), &mut inputs);
                self.pass_on(inputs);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            _ => {
                self.gone = true;
                self.leave(128 + SIGHUP);
            }
        }
    }

    fn pass_on(&self, inputs: Vec<Input>) {
        for input in inputs {
            self.tell(Event::App(match input {
                Input::Key(key) => Msg::Key(key),
                Input::Paste(text) => Msg::Paste(text),
                Input::Dropped(bytes) => Msg::Notice(format!("the paste was too long: its last {bytes} bytes were left out")),
            }));
        }
    }

    /// Stops the program: at once where an editor has the terminal, else after the event loop gave it back.
    fn stop(&self) {
        match self.editor() {
            Some(_) => {
                let _ = kill_process(rustix::process::getpid(), Signal::STOP);
            }
            None => self.tell(Event::Stop),
        }
    }

    fn leave(&mut self, code: i32) {
        self.leave.get_or_insert((Instant::now() + PATIENCE, code));
        if let Some(editor) = self.editor() {
            let _ = kill_process(editor, Signal::TERM);
        }
        self.tell(Event::Leave(code));
    }

    fn editor(&self) -> Option<Pid> {
        Pid::from_raw(self.shared.editor.load(Ordering::SeqCst))
    }

    fn tell(&self, event: Event) {
        // The event loop is gone only when the process is about to be.
        let _ = self.events.send(event);
    }
}
