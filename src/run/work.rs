//! The worker: the one thread that has the project and does what takes time.

use super::count::Counter;
use super::watch::Watch;
use super::{Event, Options};
use crate::app::Msg;
use crate::project::{Command, Draft, Error, ErrorKind, Project, Unread, World};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long a file must be left alone before it is read again, and the longest that is waited for that.
const QUIET: Duration = Duration::from_millis(30);
const LONGEST: Duration = Duration::from_millis(300);

/// Something for the worker to do.
pub(super) enum Job {
    /// Carry out a command.
    Run(Command),
    /// Look whether the live file changed.
    Refresh,
    /// Look whether the chain changed.
    LookBack,
    /// Keep or forget the text of the open text area.
    KeepDraft(Option<Draft>),
    /// Open another file or project.
    Open(PathBuf),
    /// Open the synthetic project.
    Demo,
    /// Answer when everything before is done.
    Flush(Sender<()>),
}

/// Starts the worker.
///
/// # Errors
/// When the system gives no thread.
pub(super) fn start(project: Project, options: &Options, jobs: (Sender<Job>, Receiver<Job>), events: Sender<Event>) -> std::io::Result<()> {
    let (again, jobs) = jobs;
    let (world, demo) = (options.world.clone(), options.demo);
    let worker = Worker { project, world, demo, watch: None, again, counter: Counter::start(events.clone()), events: events.clone() };
    let work = move || {
        if std::panic::catch_unwind(AssertUnwindSafe(|| worker.run(&jobs))).is_err() {
            let _ = events.send(Event::Broken);
        }
    };
    std::thread::Builder::new().name(format!("{}work", super::THREAD)).spawn(work).map(drop)
}

struct Worker {
    project: Project,
    world: World,
    demo: fn() -> Result<PathBuf, String>,
    watch: Option<Watch>,
    again: Sender<Job>,
    counter: Counter,
    events: Sender<Event>,
}

impl Worker {
    fn run(mut self, jobs: &Receiver<Job>) {
        self.settle_in();
        let mut next = jobs.recv().ok();
        while let Some(job) = next.take() {
            match job {
                Job::Run(command) => self.execute(command),
                Job::Refresh | Job::LookBack => {
                    let mut chain = matches!(job, Job::LookBack);
                    next = quiet(jobs, &mut chain);
                    self.refresh();
                    if chain && self.project.look_again() {
                        self.tell(Msg::Snapshot(self.project.snapshot()));
                    }
                }
                Job::KeepDraft(draft) => self.project.keep_draft(draft.as_ref()),
                Job::Open(path) => self.open(&path),
                Job::Demo => match (self.demo)() {
                    Ok(path) => self.open(&path),
                    Err(why) => self.tell(Msg::Failed(Error::new(ErrorKind::Failed, why))),
                },
                Job::Flush(done) => {
                    let _ = done.send(());
                }
            }
            next = next.or_else(|| jobs.recv().ok());
        }
    }

    fn execute(&mut self, command: Command) {
        let result = self.project.execute(command.clone());
        let snapshot = self.project.snapshot();
        self.tell(Msg::Ran { command, result, snapshot });
        self.watch();
    }

    fn refresh(&mut self) {
        match self.project.refresh() {
            Ok(true) => self.tell(Msg::Snapshot(self.project.snapshot())),
            Ok(false) => {}
            Err(error) => {
                self.tell(Msg::Snapshot(self.project.snapshot()));
                self.tell(Msg::Failed(error));
            }
        }
        self.watch();
    }

    fn open(&mut self, path: &Path) {
        let several = matches!(&self.project.snapshot().live, Err(Unread::Several(files)) if files.iter().any(|f| f == path));
        let opened = if several {
            self.project.choose(path)
        } else {
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let (cwd, file) = if whole.is_dir() { (whole.as_path(), None) } else { (whole.parent().unwrap_or(&whole), Some(&*whole)) };
            Project::open(World { cwd: cwd.to_owned(), ..self.world.clone() }, file).map(|project| self.project = project)
        };
        match opened {
            Ok(()) => self.settle_in(),
            Err(error) => self.tell(Msg::Failed(error)),
        }
    }

    /// Fills in what was left out for the first frame; the watch stands before, so that no change falls between.
    fn settle_in(&mut self) {
        self.watch();
        self.project.gather();
        self.project.arrive();
        self.tell(Msg::Snapshot(self.project.snapshot()));
        self.watch();
        self.project.look_around();
        if !self.project.snapshot().elsewhere.is_empty() {
            self.tell(Msg::Snapshot(self.project.snapshot()));
        }
    }

    fn watch(&mut self) {
        let snapshot = self.project.snapshot();
        if self.watch.as_ref().is_some_and(|watch| watch.covers(&snapshot)) {
            return;
        }
        // What was written before the watch stood is seen now; the first one stands before the chain is read.
        let missed = if self.watch.take().is_some() { Job::LookBack } else { Job::Refresh };
        match Watch::start(&snapshot, self.again.clone()) {
            Ok(watch) => {
                self.watch = Some(watch);
                let _ = self.again.send(missed);
            }
            Err(why) => self.tell(Msg::Failed(Error::new(ErrorKind::Failed, why))),
        }
    }

    fn tell(&self, msg: Msg) {
        if let Msg::Ran { snapshot, .. } | Msg::Snapshot(snapshot) = &msg {
            self.counter.count(snapshot.clone());
        }
        let _ = self.events.send(Event::App(msg));
    }
}

/// Waits until no more changes come, notes whether one was of the chain, and returns the other job that came instead.
fn quiet(jobs: &Receiver<Job>, chain: &mut bool) -> Option<Job> {
    let end = Instant::now() + LONGEST;
    loop {
        match jobs.recv_timeout(QUIET.min(end.saturating_duration_since(Instant::now()))) {
            Ok(Job::Refresh) => {}
            Ok(Job::LookBack) => *chain = true,
            Ok(other) => return Some(other),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}
