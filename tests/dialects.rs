//! What headings of any project mean, and words of the reader's own: a dialect file of the user's and one of the project's, laid over the built-in words.

use crate::support;
use baton::handoff::{Concept, Dialect, Handoff, Intent, Mapping, StatusKind, plan};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TEXT: &str = "# Notes\n\n## Ruled on\n\n- SQLite on account of its size\n\n## Chores\n\n- 🍀 sweep\n- on ice: paint\n\n## Weather report\n\n- rain\n";

fn dialect(text: &str) -> Arc<Dialect> {
    let (dialect, mistakes) = Dialect::read_file("test", text);
    assert_eq!(mistakes, Vec::<String>::new());
    Arc::new(dialect)
}

/// Runs `baton read --json` in a project and returns the answer and what was said on stderr.
fn read(home: &Path, project: &Path) -> (Value, String) {
    let out = support::baton(home, project).args(["read", "--json"]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    (serde_json::from_slice(&out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
}

fn concepts(read: &Value, title: &str) -> Vec<String> {
    let sections = read["sections"].as_array().unwrap();
    let section = sections.iter().find(|s| s["title"] == title).unwrap();
    section["concepts"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect()
}

/// Checks what the heading of a section of any project is taken for; nothing where it only names a subject.
#[track_caller]
fn means(heading: &str, concepts: &[Concept]) {
    let handoff = Handoff::parse(format!("# Notes\n\n## {heading}\n\n- rain\n"));
    assert_eq!(*handoff.sections().iter().find(|s| s.level == 2).unwrap().concepts, *concepts, "{heading}");
}

#[test]
fn a_phrase_that_begins_with_and_is_found() {
    means("Problems Identified and Addressed", &[Concept::Completed]);
    means("Bugs found and resolved", &[Concept::Completed]);
    means("Known issues and open questions", &[Concept::DeadEnds, Concept::Questions]);
}

#[test]
fn an_area_of_work_behind_a_number_is_the_name_of_that_step() {
    means("Phase 3 — Deploy", &[]);
    means("FASE 5: Infraestructura (1-2h)", &[]);
    means("Phase 2: Next steps", &[Concept::Next]);
    means("Phase 2: Progress", &[Concept::State]);
    means("Phase 1 results", &[Concept::Verification]);
    means("Sprint 4: Testing", &[]);
    means("Semana 2: Documentación", &[]);
    means("Deploy", &[Concept::Environment]);
    means("Infraestructura", &[Concept::Environment]);
}

#[test]
fn a_word_for_what_a_section_holds_says_less_than_what_it_is_about() {
    means("次回作業内容", &[Concept::Next]);
    means("다음 작업 내용", &[Concept::Next]);
    means("下一步工作内容", &[Concept::Next]);
    means("作業内容", &[Concept::Completed]);
    means("Rủi ro tổng hợp", &[Concept::DeadEnds]);
    means("Tổng hợp cuối", &[Concept::Summary]);
}

#[test]
fn a_blocker_checked_again_does_not_wait() {
    means("Blocker Recheck", &[Concept::Verification]);
    means("Contract re-check", &[Concept::Verification]);
    means("Aktuelle Blocker", &[Concept::Pending]);
    means("Blocker für das Release", &[Concept::Pending]);
    means("Blocker und Risiken", &[Concept::Pending, Concept::DeadEnds]);
}

#[test]
fn how_a_thing_is_built_and_why_it_is_so_is_background() {
    means("系统架构概览", &[Concept::Context]);
    means("アーキテクチャ概要", &[Concept::Context]);
    means("为什么选择这个顺序", &[Concept::Context]);
    means("为什么不用缓存", &[Concept::Exclusions]);
    means("概览", &[Concept::Summary]);
}

#[test]
fn what_one_has_to_know_of_is_background() {
    means("Admin Context", &[Concept::Context]);
    means("Who the user is", &[Concept::Context]);
    means("Clarification importante", &[Concept::Context]);
    means("Clarifications", &[Concept::Context]);
    means("Clarifications needed", &[Concept::Questions]);
    means("AppContext", &[]);
    means("Data provenance", &[Concept::Derived]);
}

#[test]
fn what_a_session_did_and_closes_with_is_known_by_more_words() {
    means("Actions taken this session", &[Concept::Completed]);
    means("Session History", &[Concept::Completed, Concept::Summary]);
    means("Headline findings", &[Concept::Domain, Concept::Summary]);
    means("Closing remarks", &[Concept::Summary]);
    means("최종 메모", &[Concept::Summary]);
}

#[test]
fn traps_measurements_and_new_tasks_are_known_in_german_and_vietnamese() {
    means("Drei Fallen", &[Concept::DeadEnds]);
    means("Wie gemessen wird", &[Concept::Verification]);
    means("Messergebnisse", &[Concept::Verification]);
    means("2 task mới từ buổi thử", &[Concept::Pending]);
}

#[test]
fn a_checklist_of_work_to_do_is_tasks_and_one_of_checks_is_verification() {
    means("Deploy checklist", &[Concept::Tasks]);
    means("Release Checklist", &[Concept::Tasks]);
    means("事前準備チェックリスト", &[Concept::Tasks]);
    means("上线清单", &[Concept::Tasks]);
    means("Verification checklist", &[Concept::Verification]);
    means("Review checklist", &[Concept::Verification]);
    means("テストチェックリスト", &[Concept::Verification]);
}

#[test]
fn what_is_done_about_a_risk_is_to_be_watched() {
    means("Risk mitigation", &[Concept::Watchlist]);
    means("リスク対応", &[Concept::Watchlist]);
    means("风险应对", &[Concept::Watchlist]);
    means("리스크 관리", &[Concept::Watchlist]);
    means("Risks", &[Concept::DeadEnds]);
}

#[test]
fn a_word_of_one_language_inside_the_words_of_another_says_nothing() {
    means("Office suite integration", &[]);
    means("Input validation", &[]);
    means("Full-stack refactor", &[]);
    means("Stack overflow fix", &[]);
    means("Data", &[]);
    means("Stand-alone build", &[]);
    means("Para todos los usuarios", &[]);
    means("User pending review flow", &[]);
    means("Progress bar", &[]);
    means("Background jobs", &[]);
    means("Rules engine", &[]);
    means("Suite à donner", &[Concept::Next]);
    means("Offene Todos", &[Concept::Pending]);
    means("Stand der Dinge", &[Concept::State]);
    means("Stack tecnológico", &[Concept::Environment]);
    means("Tests et validation", &[Concept::Verification]);
    means("Background", &[Concept::Context]);
}

#[test]
fn questions_that_have_their_answers_are_not_open() {
    means("Frequently Asked Questions", &[]);
    means("자주 묻는 질문 (FAQ)", &[]);
    means("Häufige Fragen", &[]);
    means("Preguntas frecuentes", &[]);
    means("Frequently asked questions / open questions", &[Concept::Questions]);
    means("Offene Fragen", &[Concept::Questions]);
}

#[test]
fn a_case_is_what_the_section_above_it_is() {
    means("If visuals are still missing", &[]);
    means("Wenn Tests fehlschlagen", &[]);
    let handoff = Handoff::parse("# Notes\n\n## Next steps\n\n### If the deploy failed\n\n- roll back\n");
    assert_eq!(*handoff.sections().iter().find(|s| s.level == 3).unwrap().concepts, [Concept::Next]);
}

#[test]
fn commands_are_for_running_as_well_as_for_checking() {
    means("Key commands", &[Concept::Verification, Concept::Environment]);
    means("Common Commands", &[Concept::Verification, Concept::Environment]);
    means("Commandes utiles", &[Concept::Verification, Concept::Environment]);
    means("常用命令", &[Concept::Verification, Concept::Environment]);
    means("Test commands", &[Concept::Verification]);
    means("验证命令", &[Concept::Verification]);
    means("Quick start commands", &[Concept::Environment]);
}

#[test]
fn what_must_not_be_forgotten_is_to_be_watched_and_has_not_failed() {
    means("Important notes", &[Concept::Watchlist]);
    means("Важные заметки", &[Concept::Watchlist]);
    means("Don't forget", &[Concept::Watchlist]);
    means("发布时要记住", &[Concept::Watchlist]);
    means("Nicht vergessen", &[Concept::Watchlist]);
    means("Important warnings", &[Concept::DeadEnds]);
    means("Things to remember", &[Concept::DeadEnds]);
}

#[test]
fn improvements_are_done_only_where_the_heading_says_so() {
    means("Mejoras realizadas en esta sesión", &[Concept::Completed]);
    means("Panel: mejoras", &[]);
    means("Mejoras de rendimiento", &[]);
    means("Mejoras pendientes", &[Concept::Pending]);
}

#[test]
fn what_a_program_needs_to_run_is_environment_in_other_languages_too() {
    means("Зависимости добавлены:", &[Concept::Environment]);
    means("Dependencias nuevas", &[Concept::Environment]);
    means("Abhängigkeiten", &[Concept::Environment]);
    means("빠른 시작 가이드", &[Concept::Environment]);
    means("Hosting env vars — production", &[Concept::Environment]);
    means("다음 에이전트 시작 가이드", &[Concept::Next]);
}

#[test]
fn what_was_touched_added_and_runs_is_known_by_more_words() {
    means("Affected modules", &[Concept::Artifacts]);
    means("受影响的模块与平台", &[Concept::Artifacts]);
    means("已添加的功能", &[Concept::Completed]);
    means("이전 작업 (어제)", &[Concept::Completed]);
    means("What's running in production", &[Concept::State]);
    means("מה כבר רץ", &[Concept::State]);
}

#[test]
fn what_a_thing_is_and_what_is_known_of_it_is_background() {
    means("Qu'est-ce que Baton ?", &[Concept::Context]);
    means("¿Qué es el panel?", &[Concept::Context]);
    means("Что такое шлюз", &[Concept::Context]);
    means("Protocol knowledge (checked, keep)", &[Concept::Context]);
    means("Why this matters", &[Concept::Context]);
    means("Démarrage de session", &[Concept::Context]);
    means("¿Qué es lo que falta?", &[Concept::Pending]);
    means("Phase 2: Knowledge", &[]);
}

#[test]
fn patterns_to_follow_bind_and_recommendations_come_next() {
    means("Code patterns to follow", &[Concept::Constraints]);
    means("Steps to follow", &[]);
    means("Recommendations sent to the team", &[Concept::Next]);
    means("文档导航", &[Concept::Links]);
}

#[test]
fn a_heading_that_says_verify_is_about_checking() {
    means("Verify the queue after the release", &[Concept::Verification]);
    means("Verify sống", &[Concept::Verification]);
    means("Step 3: Verify the queue", &[]);
    let handoff = Handoff::parse("# Notes\n\n## Next steps\n\n### Verify the queue\n\n- look\n");
    assert_eq!(*handoff.sections().iter().find(|s| s.level == 3).unwrap().concepts, [Concept::Next]);
}

#[test]
fn work_that_a_heading_calls_done_is_not_pending() {
    means("Follow-up sections — ALL COMPLETE ✅", &[Concept::Completed]);
    means("Open issues: all resolved", &[Concept::Completed]);
    means("TODO - done", &[Concept::Completed]);
    means("Next steps: fixes", &[Concept::Next]);
    means("Blockers — none", &[Concept::Pending]);
    means("Decisions — closed", &[Concept::Decisions]);
}

#[test]
fn own_words_read_headings_statuses_and_reasons() {
    let own = dialect(
        "[headings]\ndecisions = \"ruled on\"\ntasks = [\"chores\"]\nnone = \"*report\"\n[status]\ndone = \"🍀\"\ndeferred = \"on ice\"\n[why]\nleads = \"on account of\"\n",
    );
    let handoff = Handoff::parse_with(TEXT, &own);
    let decision = handoff.items(Concept::Decisions).next().unwrap();
    assert_eq!((decision.text.as_str(), decision.why.as_ref().unwrap().text.as_str()), ("SQLite", "its size"));
    let kinds: Vec<_> = handoff.items(Concept::Tasks).map(|t| t.status.as_ref().map(|s| s.kind)).collect();
    assert_eq!(kinds[0], Some(StatusKind::Done));
    assert!(handoff.sections().iter().all(|s| s.title != "Weather report" || s.concepts.is_empty()));
    assert_eq!(handoff.sections()[1].mapping, Mapping::Own("ruled on".into(), None));
}

#[test]
fn what_own_words_found_can_be_edited() {
    let own = dialect("[headings]\ndecisions = \"ruled on\"\n");
    let handoff = Handoff::parse_with(TEXT, &own);
    let add = Intent::Add { concept: Concept::Decisions, text: "WAL mode".into(), why: None, status: None };
    let edit = plan(&handoff, &add).unwrap().edit;
    assert!(edit.apply(TEXT).contains("- SQLite on account of its size\n- WAL mode"), "{}", edit.apply(TEXT));
    assert_eq!(handoff.again(edit.apply(TEXT)).items(Concept::Decisions).count(), 2);
}

#[test]
fn the_projects_words_stand_over_the_users_and_a_mistake_is_told_with_its_line() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("p");
    fs::create_dir_all(project.join(".baton")).unwrap();
    fs::create_dir_all(home.path().join(".config/baton")).unwrap();
    fs::write(project.join("HANDOFF.md"), TEXT).unwrap();
    fs::write(home.path().join(".config/baton/dialect.toml"), "[headings]\nquestions = \"ruled on\"\ntasks = \"chores\"\n").unwrap();
    let (answer, _) = read(home.path(), &project);
    assert_eq!(concepts(&answer, "Ruled on"), ["questions"]);
    fs::write(project.join(".baton/dialect.toml"), "[headings]\ndecisions = \"ruled on\"\nwishes = \"x\"\n").unwrap();
    let (answer, said) = read(home.path(), &project);
    assert_eq!(concepts(&answer, "Ruled on"), ["decisions"]);
    assert_eq!(concepts(&answer, "Chores"), ["tasks"]);
    assert!(said.contains(".baton/dialect.toml line 3: \"wishes\" is no concept"), "{said}");
    let section = answer["sections"].as_array().unwrap().iter().find(|s| s["title"] == "Ruled on").unwrap().clone();
    assert_eq!((section["because"].as_str(), section["word"].as_str()), (Some("own-word"), Some("ruled on")));
}

#[test]
fn a_heading_given_a_meaning_is_kept_for_the_project_and_undone() {
    use baton::project::{Command, Outcome, Project, World};
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("p");
    fs::create_dir_all(root.join(".baton")).unwrap();
    fs::write(root.join("HANDOFF.md"), TEXT).unwrap();
    let world = World { cwd: root.clone(), home: Some(home.path().into()), state: Some(home.path().join("state")), ..World::default() };
    let mut project = Project::open(world, None).unwrap();
    let decisions = |project: &Project| project.snapshot().handoff.items(Concept::Decisions).count();
    assert_eq!(decisions(&project), 0);
    let assign = Command::Assign { heading: "Ruled on".into(), concept: Some(Concept::Decisions) };
    assert!(matches!(project.execute(assign).unwrap(), Outcome::Changed(_)));
    assert_eq!(decisions(&project), 1);
    let file = root.join(".baton/dialect.toml");
    assert_eq!(fs::read_to_string(&file).unwrap(), "[headings]\ndecisions = [\"Ruled on\"]\n");
    project.execute(Command::Undo).unwrap();
    assert_eq!((decisions(&project), file.exists()), (0, false));
    project.execute(Command::Redo).unwrap();
    assert_eq!((decisions(&project), file.exists()), (1, true));
    assert_eq!(fs::read_to_string(root.join("HANDOFF.md")).unwrap(), TEXT);
}
