//! The effects that concern the terminal and other programs: editor, suspension, clipboard.

use super::editor;
use super::work::Job;
use super::{Event, Shell};
use crate::app::{self, Effect, Msg};
use crate::clipboard::{self, Ladder};
use crate::project::Command;
use crate::shown::Shown;
use rustix::process::{Signal, getpgrp, getsid, kill_process_group};
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

impl Shell {
    /// Copies on a thread of its own: a clipboard can take seconds to answer.
    pub(super) fn copy(&mut self, text: String) {
        let command = self.model.snapshot.settings.clipboard.value.clone();
        let ladder = Ladder { command: Some(command).filter(|words| !words.is_empty()), state: self.state.clone() };
        let events = self.sender.clone();
        let copying = helper("copy", move || {
            let copied = clipboard::copy_with(&text, &ladder, &mut |bytes| send(&events, Event::Terminal(bytes.to_vec())));
            let _ = events.send(Event::App(Msg::Copied(copied)));
        });
        match copying {
            Ok(thread) => {
                self.copies.retain(|copy| !copy.is_finished());
                self.copies.push(thread);
            }
            Err(why) => self.update(Msg::Notice(format!("not copied: no thread can be started ({why})"))),
        }
    }

    /// Lets what was asked for before leaving come to its end, and tells what no frame can show any more.
    pub(super) fn last_words(&mut self) {
        self.flush();
        self.hear_out();
        for copy in std::mem::take(&mut self.copies) {
            let _ = copy.join();
        }
        self.hear_out();
        // Only now is it known what of the typing was not written.
        self.keep_draft();
        self.flush();
    }

    fn hear_out(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            match event {
                Event::Terminal(bytes) => {
                    let _ = self.screen.send(&bytes);
                }
                Event::App(Msg::Copied(copied)) => {
                    let _ = writeln!(std::io::stdout(), "{}", Shown::new(&copied.sentence()));
                }
                // What a preview could not show concerns nobody who leaves.
                Event::App(Msg::Ran { command: Command::Peek(_) | Command::Log, .. }) => {}
                Event::App(Msg::Ran { result: Err(error), .. } | Msg::Failed(error)) => {
                    let _ = writeln!(std::io::stderr(), "baton: {}", Shown::new(&error.message));
                    self.exit = self.exit.max(Some(1));
                }
                // A prompt that was compiled for a copy is still to be copied, and a text that is written is no draft any more.
                Event::App(answer @ Msg::Ran { .. }) => {
                    for effect in app::update(&mut self.model, answer) {
                        if matches!(effect, Effect::Copy { .. } | Effect::KeepDraft(_)) {
                            self.carry_out(effect);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn paste(&mut self) {
        let events = self.sender.clone();
        let reading = helper("paste", move || {
            let _ = events.send(Event::App(Msg::Pasted(clipboard::paste())));
        });
        if let Err(why) = reading {
            self.update(Msg::Pasted(Err(format!("no thread can be started ({why})"))));
        }
    }

    /// Gives the terminal to the user's editor until it ends.
    pub(super) fn edit(&mut self, path: &Path, line: usize) {
        self.keep_draft();
        self.flush();
        let editor = self.model.snapshot.settings.editor.value.clone();
        let editor = if editor.trim().is_empty() { "vi".to_owned() } else { editor };
        let before = std::fs::read(path).ok();
        let result = editor::arguments(&editor, path, line).and_then(|words| self.lend_terminal(&words));
        let changed = std::fs::read(path).ok() != before;
        if self.exit.is_none() && self.screen.enter_again().is_ok() {
            self.listener.resume();
            let (columns, rows) = self.screen.size();
            self.update(Msg::Resize(columns, rows));
        }
        let ended_well = result.is_ok();
        self.update(Msg::EditorClosed(result));
        if changed {
            self.work(Job::Refresh);
        } else if ended_well {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            self.update(Msg::Notice(format!("the editor left {name} as it was")));
        }
    }

    fn lend_terminal(&mut self, words: &[String]) -> Result<(), String> {
        self.listener.pause();
        self.screen.leave();
        let program = words.first().cloned().unwrap_or_default();
        let mut child = editor::start(words)?;
        // A windowed editor leaves the terminal empty: say what is waited for.
        let _ = writeln!(std::io::stdout(), "baton: waiting for {program} to close the file");
        self.listener.editor(Some(child.id()));
        let ended = child.wait();
        self.listener.editor(None);
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("the editor {program} ended with {status}")),
            Err(why) => Err(format!("the editor {program} cannot be waited for ({why})")),
        }
    }

    /// Gives the terminal back to the shell and stops, together with what started baton in its job.
    pub(super) fn suspend(&mut self) {
        // Where the session's leader is in our own group there is no shell that could continue us.
        if getsid(None).is_ok_and(|leader| leader == getpgrp()) {
            self.update(Msg::Notice("there is no shell to go back to".into()));
            return;
        }
        self.keep_draft();
        self.flush();
        self.listener.pause();
        self.screen.leave();
        self.suspended = true;
        let _ = kill_process_group(getpgrp(), Signal::STOP);
    }

    /// Takes the terminal again after a stop, when it is ours to take.
    pub(super) fn come_back(&mut self) {
        if !super::terminal::in_foreground() {
            return;
        }
        if self.screen.enter_again().is_err() {
            return;
        }
        self.listener.resume();
        let (columns, rows) = self.screen.size();
        self.update(Msg::Resize(columns, rows));
        if std::mem::take(&mut self.suspended) {
            self.update(Msg::Resumed);
        }
    }
}

fn helper(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(format!("helper-{name}")).spawn(work)
}

fn send(events: &Sender<Event>, event: Event) -> std::io::Result<()> {
    events.send(event).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
}
