//! The event loop: terminal, threads, and the execution of effects.
//!
//! Threads: this one has model and terminal, `listen` waits for keys and signals, `work` has the
//! project, and a copy or paste has a thread of its own while it lasts. All of them send to one
//! channel; the loop empties it, then paints once. Nothing ticks.

mod count;
mod decode;
mod editor;
mod effects;
mod listen;
mod terminal;
mod watch;
mod work;

pub use terminal::check_terminal;

use crate::app::{self, Effect, Model, Msg};
use crate::project::{Draft, Project, World};
use listen::Listener;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use terminal::Screen;
use work::Job;

/// What the names of our own threads begin with.
const THREAD: &str = "baton-";

/// How long typing may lie in memory only (DESIGN §11.1 promises 100 ms, the write included).
const KEEP: Duration = Duration::from_millis(70);

/// How long the loop goes on emptying the channel before it paints.
const FRAME: Duration = Duration::from_millis(16);

/// How long leaving waits for a save that is under way.
const LAST_SAVE: Duration = Duration::from_secs(30);

/// What the UI needs beside the project.
pub struct Options {
    /// The world that other projects are opened in.
    pub world: World,
    /// Keys and theme.
    pub settings: app::Settings,
    /// Makes the synthetic project and returns its directory.
    pub demo: fn() -> Result<PathBuf, String>,
}

/// Something that reaches the loop.
#[allow(clippy::large_enum_variant, reason = "they are few, and moved once")]
enum Event {
    App(Msg),
    /// The terminal has another size.
    Resized,
    /// Stop as the shell's Ctrl-Z does.
    Stop,
    /// The process runs again.
    Continued,
    /// End with this exit code.
    Leave(i32),
    /// Bytes for the terminal, beside the frames.
    Terminal(Vec<u8>),
    /// The worker panicked; the terminal is restored already.
    Broken,
}

/// Runs the terminal UI until the user leaves it; returns the exit code.
///
/// The first frame shows what the project knows already; git facts and the rest come later.
///
/// # Errors
/// One sentence when there is no terminal that can show it.
pub fn run(project: Project, options: Options) -> Result<ExitCode, String> {
    check_terminal()?;
    terminal::restore_on_panic();
    let failed = |why: std::io::Error| format!("the terminal cannot be used: {why}");
    let (sender, events) = mpsc::channel();
    let mut listener = Listener::new(sender.clone()).map_err(failed)?;
    let mut screen = Screen::enter().map_err(failed)?;
    let mut model = Model::new(project.snapshot(), options.settings.clone());
    let (columns, rows) = screen.size();
    app::update(&mut model, Msg::Resize(columns, rows));
    // A terminal that is gone already is noticed by the listener.
    let _ = screen.draw(&model);
    listener.start().map_err(failed)?;
    let (jobs, queue) = mpsc::channel();
    let started = work::start(project, &options, (jobs.clone(), queue), sender.clone());
    started.map_err(|why| format!("no thread can be started: {why}"))?;
    let mut shell = Shell {
        model,
        screen,
        listener,
        events,
        sender,
        jobs,
        state: options.world.state,
        draft: None,
        writing: false,
        copies: Vec::new(),
        exit: None,
        suspended: false,
    };
    match std::panic::catch_unwind(AssertUnwindSafe(|| shell.run())) {
        Ok(code) => Ok(code),
        Err(panic) => {
            shell.keep_draft();
            shell.flush();
            let _ =
                writeln!(std::io::stderr(), "baton: this is a fault of baton; what you were typing is kept, start it again to get it back");
            std::panic::resume_unwind(panic)
        }
    }
}

/// The loop and everything it has a hand on.
struct Shell {
    model: Model,
    screen: Screen,
    listener: Listener,
    events: Receiver<Event>,
    sender: Sender<Event>,
    jobs: Sender<Job>,
    state: Option<PathBuf>,
    /// Typing that the journal does not have yet, and when it must.
    draft: Option<(Draft, Instant)>,
    /// Whether the worker was given something to write since the last [`Shell::flush`].
    writing: bool,
    copies: Vec<JoinHandle<()>>,
    exit: Option<i32>,
    /// Whether the terminal was given back to the shell.
    suspended: bool,
}

impl Shell {
    fn run(&mut self) -> ExitCode {
        while self.exit.is_none() {
            match self.next() {
                Ok(event) => self.take_all(event),
                Err(RecvTimeoutError::Timeout) => self.keep_draft(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.leave()
    }

    fn next(&self) -> Result<Event, RecvTimeoutError> {
        match &self.draft {
            Some((_, due)) => self.events.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn take_all(&mut self, first: Event) {
        let end = Instant::now() + FRAME;
        let mut next = Some(first);
        while let Some(event) = next {
            self.take(event);
            if self.exit.is_some() {
                return;
            }
            next = if Instant::now() < end { self.events.try_recv().ok() } else { None };
        }
        if self.draft.as_ref().is_some_and(|(_, due)| *due <= Instant::now()) {
            self.keep_draft();
        }
        if self.screen.entered() && self.screen.draw(&self.model).is_err() {
            self.exit = Some(129);
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::App(msg) => self.update(msg),
            Event::Resized => {
                if self.screen.entered() && self.screen.measure().is_ok() {
                    let (columns, rows) = self.screen.size();
                    self.update(Msg::Resize(columns, rows));
                }
            }
            Event::Stop => self.suspend(),
            Event::Continued => self.come_back(),
            Event::Leave(code) => self.exit = Some(code),
            Event::Terminal(bytes) => {
                let _ = self.screen.send(&bytes);
            }
            Event::Broken => self.exit = Some(101),
        }
    }

    fn update(&mut self, msg: Msg) {
        #[cfg(debug_assertions)]
        panic_on_request(&msg);
        for effect in app::update(&mut self.model, msg) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Run(command) => self.work(Job::Run(command)),
            Effect::Copy { text, .. } => self.copy(text),
            Effect::Paste => self.paste(),
            Effect::OpenEditor { path, line } => self.edit(&path, line),
            Effect::Open(path) => self.work(Job::Open(path)),
            Effect::Demo => self.work(Job::Demo),
            Effect::KeepDraft(Some(draft)) => {
                let due = self.draft.take().map_or_else(|| Instant::now() + KEEP, |(_, due)| due);
                self.draft = Some((draft, due));
            }
            Effect::KeepDraft(None) => {
                self.draft = None;
                self.work(Job::KeepDraft(None));
            }
            Effect::Suspend => self.suspend(),
            Effect::Quit => self.exit = Some(0),
        }
    }

    fn work(&mut self, job: Job) {
        self.writing = true;
        let _ = self.jobs.send(job);
    }

    fn keep_draft(&mut self) {
        if let Some((draft, _)) = self.draft.take() {
            self.work(Job::KeepDraft(Some(draft)));
        }
    }

    /// Waits until everything that was to be written is.
    fn flush(&mut self) {
        if std::mem::take(&mut self.writing) {
            let (done, flushed) = mpsc::channel();
            let _ = self.jobs.send(Job::Flush(done));
            let _ = flushed.recv_timeout(LAST_SAVE);
        }
    }

    fn leave(&mut self) -> ExitCode {
        self.listener.pause();
        self.screen.leave();
        self.last_words();
        ExitCode::from(u8::try_from(self.exit.unwrap_or(1)).unwrap_or(1))
    }
}

/// Panics on the key that the tests name.
#[cfg(debug_assertions)]
fn panic_on_request(msg: &Msg) {
    if let (Msg::Key(key), Ok(wanted)) = (msg, std::env::var("BATON_PANIC_KEY"))
        && key.code.to_string() == wanted
    {
        panic!("the key {wanted} was pressed");
    }
}
