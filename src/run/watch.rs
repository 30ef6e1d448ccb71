//! Notices when somebody else writes the live file or the chain.

use super::work::Job;
use crate::project::Snapshot;
use notify::event::CreateKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// A watch on the directory of the live file (editors replace files, so the file itself is no lasting thing) and on the chain.
pub(super) struct Watch {
    seen: PathBuf,
    chain: Option<PathBuf>,
    /// Whether the chain has a folder more: what was written into it before it was watched, nobody has told.
    grown: Arc<AtomicBool>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches what `snapshot` shows; every change of it becomes a [`Job::Refresh`], every one of the chain a [`Job::LookBack`].
    ///
    /// # Errors
    /// One sentence; changes from outside are then seen at the next command only.
    pub(super) fn start(snapshot: &Snapshot, jobs: Sender<Job>) -> Result<Watch, String> {
        let seen = watched(snapshot);
        let (dir, name) = match &snapshot.live {
            Ok(_) => (seen.parent().unwrap_or(Path::new(".")).to_owned(), seen.file_name().map(OsString::from)),
            Err(_) => (seen.clone(), None),
        };
        let chain = chain(snapshot);
        // Its directory itself too, so that the first session of a project is seen.
        let home = snapshot.root.canonicalize().unwrap_or_else(|_| snapshot.root.clone()).join(".baton");
        let parts = [home.join("sessions"), home.join("base")];
        let grown = Arc::new(AtomicBool::new(false));
        let more = Arc::clone(&grown);
        let handler = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            // Reading the file is an event as well: answering it by reading would never end.
            let concerns = |path: &PathBuf| match &name {
                Some(name) => path.file_name() == Some(name),
                None => path.extension().is_some_and(|e| e.eq_ignore_ascii_case("md")),
            };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            if event.paths.iter().any(concerns) {
                let _ = jobs.send(Job::Refresh);
            }
            let of_chain = |path: &PathBuf| *path == home || parts.iter().any(|part| path.starts_with(part));
            if event.paths.iter().any(of_chain) {
                more.fetch_or(matches!(event.kind, EventKind::Create(CreateKind::Folder)), Ordering::Relaxed);
                let _ = jobs.send(Job::LookBack);
            }
        };
        let unseen = |why: notify::Error| format!("changes by others to {} are not noticed at once ({why})", seen.display());
        let mut watcher = notify::recommended_watcher(handler).map_err(unseen)?;
        watcher.watch(&dir, RecursiveMode::NonRecursive).map_err(unseen)?;
        if let Some(dir) = &chain {
            watcher.watch(dir, RecursiveMode::Recursive).map_err(unseen)?;
        }
        Ok(Watch { seen, chain, grown, _watcher: watcher })
    }

    /// Tells whether this watch is still on the right file, and on every folder of the chain.
    pub(super) fn covers(&self, snapshot: &Snapshot) -> bool {
        !self.grown.load(Ordering::Relaxed) && self.seen == watched(snapshot) && self.chain == chain(snapshot)
    }
}

/// Returns the directory of the chain, once there is one.
fn chain(snapshot: &Snapshot) -> Option<PathBuf> {
    let dir = snapshot.root.join(".baton").canonicalize().ok()?;
    dir.is_dir().then_some(dir)
}

fn watched(snapshot: &Snapshot) -> PathBuf {
    match &snapshot.live {
        Ok(live) => live.path.canonicalize().unwrap_or_else(|_| live.path.clone()),
        Err(_) => snapshot.root.clone(),
    }
}
