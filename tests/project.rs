//! Behaviour of the project layer.

use baton::project::{Command, ErrorKind, Format, Outcome, Project, Unread, World};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with a project and a state directory beside it.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Place {
        let place = Place { dir: tempfile::tempdir().unwrap() };
        fs::create_dir_all(place.root()).unwrap();
        place
    }

    pub fn with(live: &str) -> Place {
        let place = Place::new();
        place.write("SESSION-HANDOFF.md", live);
        place
    }

    pub fn root(&self) -> std::path::PathBuf {
        self.dir.path().canonicalize().unwrap().join("project")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn text(&self) -> String {
        fs::read_to_string(self.root().join("SESSION-HANDOFF.md")).unwrap()
    }

    pub fn world(&self) -> World {
        World {
            cwd: self.root(),
            home: Some(self.dir.path().to_path_buf()),
            state: Some(self.dir.path().join("state")),
            config: Some(self.dir.path().join("config")),
            actor: "ana".into(),
            ..World::default()
        }
    }

    pub fn open(&self) -> Project {
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

fn git(dir: &Path, args: &[&str]) {
    let mut command = std::process::Command::new("git");
    command.current_dir(dir).args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]).args(args);
    assert!(command.output().unwrap().status.success(), "git {args:?}");
}

#[track_caller]
fn rooted(dirs: &[&str], files: &[&str], repository: Option<&str>, cwd: &str, wanted: &str) {
    let place = Place::new();
    let base = place.dir.path().canonicalize().unwrap();
    dirs.iter().chain([&cwd]).for_each(|d| fs::create_dir_all(base.join(d)).unwrap());
    files.iter().for_each(|f| fs::write(base.join(f), "# H\n").unwrap());
    if let Some(top) = repository {
        fs::create_dir_all(base.join(top).join(".git")).unwrap();
    }
    let project = Project::open(World { cwd: base.join(cwd), ..place.world() }, None).unwrap();
    assert_eq!(project.snapshot().root, base.join(wanted), "{dirs:?} {files:?} {repository:?} {cwd}");
}

#[test]
fn the_root_is_the_nearest_project_and_never_above_the_repository_or_home() {
    rooted(&["p"], &["p/HANDOFF.md"], None, "p/a/b", "p");
    rooted(&["p/.baton", "p/a"], &["p/a/HANDOFF.md"], None, "p/a/b", "p");
    rooted(&["p"], &["p/HANDOFF.md"], Some("p/a"), "p/a/b", "p/a");
    rooted(&["p/a/b"], &["p/a/HANDOFF.md", "p/a/b/HANDOFF.md"], Some("p"), "p/a/b/c", "p/a/b");
    rooted(&[], &[], Some("p"), "p/a/b", "p");
    rooted(&[], &[], None, "p/a/b", "p/a/b");
    rooted(&[], &["HANDOFF.md"], None, "p/a", "");
}

#[test]
fn the_configured_live_file_wins_and_may_not_lead_outside() {
    let place = Place::with("# usual\n");
    place.write("docs/handoffs/9-old.md", "# nine\n");
    place.write("docs/handoffs/10-new.md", "# ten\n");
    place.write(".baton/config.toml", "live = \"docs/handoffs/*.md\"\n");
    assert_eq!(place.open().snapshot().handoff.text(), "# ten\n");
    place.write(".baton/config.toml", "live = \"docs/handoffs/9-old.md\"\n");
    assert_eq!(place.open().snapshot().handoff.text(), "# nine\n");
    place.write("../secret.md", "# outside\n");
    place.write(".baton/config.toml", "live = \"../secret.md\"\n");
    let shown = place.open().snapshot();
    assert_eq!(shown.handoff.text(), "# usual\n");
    assert!(shown.warnings.iter().any(|w| w.contains("config.toml line 1") && w.contains("inside the project")), "{:?}", shown.warnings);
    fs::remove_file(place.root().join(".baton/config.toml")).unwrap();
    place.write("agent_config.toml", "[Handoff]\nhandshake_file = \"docs/handoffs/9-old.md\"\n");
    assert_eq!(place.open().snapshot().handoff.text(), "# nine\n");
    place.write("agent_config.toml", "[Handoff]\nhandshake_file = \"notes.md\"\n");
    assert_eq!(place.open().snapshot().live.as_ref().err(), Some(&Unread::Missing), "it is that file or none");
}

#[test]
fn ten_mistakes_in_the_settings_are_told_together_and_the_defaults_hold() {
    let place = Place::with("# H\n");
    let lines = [
        "live = 3",
        "template = true",
        "trigger = \"\"",
        "profile = \"gpt\"",
        "theme = [1]",
        "keys = \"k.toml\"",
        "editor = \"rm -rf /\"",
        "colour = \"red\"",
        "trigger = \"again\"",
        "clipboard.command = [\"sh\", \"-c\", \"id\"]",
    ];
    place.write(".baton/config.toml", &(lines.join("\n") + "\n"));
    let shown = place.open().snapshot();
    for line in 1..=lines.len() {
        let place = format!(".baton/config.toml line {line}:");
        assert!(shown.warnings.iter().any(|w| w.starts_with(&place)), "line {line} is not told: {:#?}", shown.warnings);
    }
    assert_eq!(shown.warnings.len(), lines.len());
    assert_eq!(shown.settings, baton::project::Settings::default());
    assert_eq!(shown.handoff.text(), "# H\n");
}

#[test]
fn settings_come_from_the_nearest_hand_and_say_from_where() {
    let place = Place::with("# H\n");
    place.write(
        "../config/config.toml",
        "theme = \"user\"\ntrigger = \"user\"\neditor = \"ed -x\"\nclipboard.command = [\"copy\", \"it\"]\n",
    );
    place.write(".baton/config.toml", "trigger = \"project\"\ntemplate = \"project\"\nprofile = \"human\"\n");
    let mut world = place.world();
    world.variables = [("BATON_TEMPLATE", "variable"), ("VISUAL", "vi"), ("BATON_CORPUS", "/nowhere"), ("BATON_PROFILE", "chatgpt")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec();
    world.flags = vec![("profile".into(), "claude-code".into())];
    let shown = Project::open(world, None).unwrap().snapshot();
    let s = &shown.settings;
    assert_eq!(shown.warnings, Vec::<String>::new());
    assert_eq!((s.theme.value.as_str(), s.trigger.value.as_str(), s.template.value.as_str()), ("user", "project", "variable"));
    assert_eq!((s.profile.value.id(), s.profile.origin.as_str()), ("claude-code", "--profile"));
    assert_eq!(s.trigger.origin, ".baton/config.toml line 1");
    assert_eq!((s.editor.value.as_str(), s.clipboard.value.join(" ").as_str()), ("ed -x", "copy it"));
    assert!(s.editor.origin.ends_with("config.toml line 3"), "{}", s.editor.origin);
}

#[test]
fn bad_live_files_are_shown_with_a_reason_and_never_written() {
    let place = Place::new();
    fs::create_dir(place.root().join("SESSION-HANDOFF.md")).unwrap();
    let live = place.open().snapshot().live.clone();
    assert!(matches!(&live, Err(Unread::Unreadable(why)) if why.contains("a directory")), "{live:?}");
    let error = place.open().execute(Command::Status).unwrap_err();
    assert!(error.message.contains("SESSION-HANDOFF.md is a directory"), "{error}");

    let place = Place::new();
    fs::write(place.root().join("HANDOFF.md"), b"# caf\xe9\n").unwrap();
    let mut project = place.open();
    let shown = project.snapshot();
    assert!(shown.live.as_ref().unwrap().view_only.as_ref().unwrap().contains("UTF-8"));
    assert!(shown.handoff.text().starts_with("# caf"));
    let objective = baton::handoff::Intent::SetObjective { text: "x".into() };
    assert_eq!(project.execute(Command::Edit(objective)).unwrap_err().kind, ErrorKind::Failed);
    assert_eq!(fs::read(place.root().join("HANDOFF.md")).unwrap(), b"# caf\xe9\n");
}

#[test]
fn without_home_or_state_directory_it_works_and_says_so_once() {
    let place = Place::with("# H\n");
    let world = World { home: None, state: None, config: None, ..place.world() };
    let mut project = Project::open(world, None).unwrap();
    project.gather();
    let shown = project.snapshot();
    assert_eq!(shown.warnings.iter().filter(|w| w.contains("no state directory")).count(), 1, "{:?}", shown.warnings);
    assert_eq!(shown.handoff.text(), "# H\n");
}

#[test]
fn facts_come_from_git_and_agent_config() {
    let place = Place::with("# H\n");
    place.write(
        "agent_config.toml",
        "[Context]\nproject_name = \"Pipeline\"\nowner = \"Ana\"\napi_token = \"tok-123456789\"\n[Role]\ndescription = \"Engineer\"\n",
    );
    git(&place.root(), &["init", "-q"]);
    let mut project = place.open();
    assert_eq!(project.snapshot().facts.git.as_deref(), Some("main, no commit yet"));
    git(&place.root(), &["add", "."]);
    git(&place.root(), &["commit", "-qm", "one"]);
    let facts = place.open().snapshot().facts.clone();
    assert_eq!(facts.project, "Pipeline");
    assert_eq!(facts.context, ["Owner: Ana", "Role: Engineer"]);
    assert!(facts.git.as_ref().is_some_and(|g| g.starts_with("main at ") && g.len() == 15), "{:?}", facts.git);
    place.write("agent_config.toml", "[Context]\n");
    project.gather();
    assert!(project.snapshot().facts.git.as_ref().is_some_and(|g| g.ends_with("with uncommitted changes")));
    git(&place.root(), &["pack-refs", "--all"]);
    git(&place.root(), &["worktree", "add", "-q", "-b", "side", "../side"]);
    let side = Project::open(World { cwd: place.root().join("../side"), ..place.world() }, None).unwrap();
    assert!(side.snapshot().facts.git.as_ref().is_some_and(|g| g.starts_with("side at ")), "{:?}", side.snapshot().facts.git);
}

#[test]
fn a_hostile_repository_runs_nothing() {
    let place = Place::with("# H\n");
    place.write(".gitattributes", "* filter=evil diff=evil\n");
    git(&place.root(), &["init", "-q"]);
    git(&place.root(), &["add", "."]);
    git(&place.root(), &["commit", "-qm", "one"]);
    let marker = place.root().join("../marker");
    let run = format!("touch {}; cat", marker.display());
    for key in [
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.process",
        "diff.external",
        "diff.evil.textconv",
        "core.sshCommand",
        "core.pager",
    ] {
        git(&place.root(), &["config", key, &run]);
    }
    place.write("SESSION-HANDOFF.md", "# changed\n");
    let mut project = place.open();
    project.gather();
    assert!(project.snapshot().facts.git.as_ref().is_some_and(|g| g.contains("uncommitted")), "{:?}", project.snapshot().facts.git);
    assert!(!marker.exists(), "the repository's own command ran");
}

#[test]
fn a_mistake_in_agent_config_is_told_without_its_line() {
    let place = Place::with("# H\n");
    place.write("agent_config.toml", "[MCP]\napi_key = \"canary-value-77\noops\n[Context]\nowner = \"Ana\"\n");
    let shown = place.open().snapshot();
    assert!(shown.warnings.iter().any(|w| w.starts_with("agent_config.toml:2:")), "{:?}", shown.warnings);
    assert!(!shown.warnings.iter().any(|w| w.contains("canary")), "{:?}", shown.warnings);
}

#[test]
fn a_draft_that_a_crash_left_is_found_and_forgotten_when_it_is_done() {
    let place = Place::with("# H\n");
    let draft = baton::project::Draft { target: "decisions/1".into(), title: "t".into(), text: "half a".into(), why: None };
    let mut project = place.open();
    project.gather();
    project.keep_draft(Some(&draft));
    let longer = baton::project::Draft { text: "half a thought".into(), ..draft };
    project.keep_draft(Some(&longer));
    let mut other = place.open();
    other.gather();
    assert_eq!(other.snapshot().draft, None, "its owner lives");
    drop(project);
    let mut next = place.open();
    next.gather();
    assert_eq!(next.snapshot().draft, Some(longer.clone()));
    let another = baton::project::Draft { target: "tasks/1".into(), text: "something else".into(), ..longer.clone() };
    next.keep_draft(Some(&another));
    next.keep_draft(None);
    assert_eq!(next.snapshot().draft, Some(longer.clone()), "another edit leaves it alone");
    next.keep_draft(Some(&baton::project::Draft { text: "half a thought, and on".into(), ..longer }));
    assert_eq!(next.snapshot().draft, None, "it is being edited");
    next.keep_draft(None);
    assert_eq!(next.snapshot().draft, None);
    let mut last = place.open();
    last.gather();
    assert_eq!(last.snapshot().draft, None);
}
