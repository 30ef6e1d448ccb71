//! The chain screen: keys in, screen out, over a real project.

#[path = "screens/stage.rs"]
#[allow(dead_code, reason = "the panes' tests use the rest")]
mod stage;

use super::support::chains;
use baton::project::{Project, World};
use insta::assert_snapshot;
use stage::Stage;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A made-up project with a chain, and the UI over it.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new(sessions: usize, lines: usize, draft: bool) -> Place {
        let place = Place { dir: TempDir::new().unwrap() };
        fs::create_dir_all(place.root()).unwrap();
        fs::create_dir(place.root().join(".baton")).unwrap();
        chains::write(&place.root(), &chains::plan(sessions, lines), draft);
        if sessions == 0 {
            fs::write(place.root().join("SESSION-HANDOFF.md"), "# SESSION HANDOFF\n\n## Decisions\n- One: because\n").unwrap();
        }
        place
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("task-api")
    }

    fn project(&self) -> Project {
        let world = World { cwd: self.root(), state: Some(self.dir.path().join("state")), interactive: true, ..World::default() };
        let mut project = Project::open(world, None).unwrap();
        project.gather();
        project
    }

    fn open(&self, columns: u16, rows: u16) -> Stage {
        let mut stage = Stage::of(self.project()).size(columns, rows);
        stage.keys("c");
        stage
    }
}

#[test]
fn the_graph_and_a_preview_at_120_by_36() {
    assert_snapshot!("graph_120x36", Place::new(40, 4, true).open(120, 36).picture());
}

/// Writes the chains that the photographs are taken of, where `BATON_CHAINS` says.
#[test]
#[ignore = "makes what a person looks at"]
fn chains_to_look_at() {
    let dir = PathBuf::from(std::env::var_os("BATON_CHAINS").expect("the directory to write to"));
    for (sessions, lines) in [(3, 1), (40, 4), (2000, 12), (3, 4), (40, 1), (40, 12), (2000, 1), (2000, 4)] {
        let root = dir.join(format!("{sessions}-on-{lines}")).join("task-api");
        fs::create_dir_all(root.join(".baton")).unwrap();
        chains::write(&root, &chains::plan(sessions, lines), true);
    }
}
