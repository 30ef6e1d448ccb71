//! Behaviour of the project layer.

use baton::project::{Command, ErrorKind, Format, Outcome, Project, Unread, World};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with a project and a state directory beside it.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.root()).unwrap();
        place
    }

    fn with(live: &str) -> Place {
        let place = Place::new();
        place.write("SESSION-HANDOFF.md", live);
        place
    }

    fn root(&self) -> std::path::PathBuf {
        self.dir.path().canonicalize().unwrap().join("project")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self) -> String {
        fs::read_to_string(self.root().join("SESSION-HANDOFF.md")).unwrap()
    }

    fn world(&self) -> World {
        World {
            cwd: self.root(),
            home: Some(self.dir.path().to_path_buf()),
            state: Some(self.dir.path().join("state")),
            config: Some(self.dir.path().join("config")),
            actor: "ana".into(),
            ..World::default()
        }
    }

    fn open(&self) -> Project {
        Project::open(self.world(), None).unwrap()
    }
}

#[track_caller]
fn found(files: &[&str], wanted: Result<&str, &str>) {
    let place = Place::new();
    for file in files {
        place.write(file, "# H\n");
    }
    let project = Project::open(World { interactive: true, ..place.world() }, None).unwrap();
    let live = project.snapshot().live.clone();
    match (live, wanted) {
        (Ok(live), Ok(name)) => assert_eq!(live.name, name, "{files:?}"),
        (Err(Unread::Missing), Err("missing")) | (Err(Unread::Several(_)), Err("several")) => {}
        (other, _) => panic!("{files:?}: {other:?}, not {wanted:?}"),
    }
}

#[test]
fn the_live_file_is_found_by_its_usual_names() {
    found(&[], Err("missing"));
    found(&["SESSION-HANDOFF.md", "HANDOFF.md"], Ok("SESSION-HANDOFF.md"));
    found(&["handoff.md"], Ok("handoff.md"));
    found(&["Session_Handoff.md", "HANDOFF.md"], Ok("Session_Handoff.md"));
    found(&["docs/SESSION-HANDOFF.md", "NEXT_SESSION.md"], Ok("NEXT_SESSION.md"));
    found(&[".claude/SESSION_CONTEXT.md"], Ok(".claude/SESSION_CONTEXT.md"));
    found(&["handoff.md", "Handoff.md"], Err("several"));
    found(&["docs/HANDOFF.md", ".claude/HANDOFF.md"], Err("several"));
    found(&["README.md", "NOTES-HANDOFF.md"], Err("missing"));
}

#[test]
fn several_live_files_stop_a_command_and_are_named() {
    let place = Place::new();
    place.write("docs/HANDOFF.md", "# A\n");
    place.write(".claude/HANDOFF.md", "# B\n");
    let error = Project::open(place.world(), None).err().unwrap();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains("docs/HANDOFF.md") && error.message.contains(".claude/HANDOFF.md"), "{error}");
}

#[test]
fn a_new_live_file_is_started_and_never_over_another() {
    for format in Format::ALL {
        let place = Place::new();
        let mut project = place.open();
        assert!(matches!(project.execute(Command::Start(format)), Ok(Outcome::Changed(_))));
        let text = fs::read_to_string(place.root().join(format.file_name())).unwrap();
        assert!(text.contains("T") && !text.contains("[NOW]") && !text.contains("[ACTOR]"), "{text}");
        let error = place.open().execute(Command::Start(format)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Nothing);
        assert_eq!(fs::read_to_string(place.root().join(format.file_name())).unwrap(), text);
    }
}

#[test]
fn a_bare_file_is_the_live_file() {
    let place = Place::with("# H\n");
    place.write("notes/odd name.txt", "# Other\n");
    let project = Project::open(place.world(), Some(Path::new("notes/odd name.txt"))).unwrap();
    assert_eq!(project.snapshot().handoff.text(), "# Other\n");
    assert!(Project::open(place.world(), Some(Path::new("nowhere.md"))).is_err());
    assert_eq!(place.text(), "# H\n");
}
