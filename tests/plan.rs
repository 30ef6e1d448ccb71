//! Plans: every intent changes the intended item and nothing else, or says why not.

mod corpus;
mod made;

use baton::handoff::{Concept, Handoff, Intent, ItemRef, StatusKind, plan};

fn item(reference: &str) -> ItemRef {
    ItemRef::parse(reference).unwrap()
}

fn add(concept: Concept, text: &str, why: Option<&str>) -> Intent {
    Intent::Add { concept, text: text.into(), why: why.map(str::to_owned), status: None }
}

fn text(reference: &str, text: &str) -> Intent {
    Intent::SetText { item: item(reference), text: text.into() }
}

fn why(reference: &str, why: &str) -> Intent {
    Intent::SetWhy { item: item(reference), why: (!why.is_empty()).then(|| why.to_owned()) }
}

fn status(reference: &str, status: StatusKind) -> Intent {
    Intent::SetStatus { item: item(reference), status }
}

fn shift(reference: &str, to: usize) -> Intent {
    Intent::Move { item: item(reference), to }
}

fn remove(reference: &str) -> Intent {
    Intent::Remove { item: item(reference) }
}

/// Carries out an intent and compares the whole text; `|` shows where the text of `before` changes into that of `after`.
#[track_caller]
fn check(before: &str, intent: Intent, after: &str) {
    let h = Handoff::parse(before);
    let planned = plan(&h, &intent).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(planned.edit.apply(before), after);
    assert_eq!(planned.edit.inverse(before).apply(after), before);
}

#[track_caller]
fn refused(before: &str, intent: Intent, words: &str) {
    let refusal = plan(&Handoff::parse(before), &intent).unwrap_err();
    assert!(refusal.message.contains(words), "{refusal}");
}

#[test]
fn a_tick_goes_into_a_box_where_the_siblings_have_boxes() {
    let before = "## Tasks\n\n- [ ] Auth\n- Seeds\n";
    check(before, status("tasks/2", StatusKind::Done), "## Tasks\n\n- [ ] Auth\n- [x] Seeds\n");
    check(before, status("tasks/2", StatusKind::Open), "## Tasks\n\n- [ ] Auth\n- [ ] Seeds\n");
}

#[test]
fn a_status_between_text_and_reason_stays_when_the_reason_goes() {
    let before = "## Decisions\n\n1. [ ] **SQLite** (status: blocked) — small\n";
    check(before, why("decisions/1", ""), "## Decisions\n\n1. [ ] **SQLite** (status: blocked)\n");
}

#[test]
fn a_text_keeps_what_stands_beside_it() {
    let before = "## Tasks\n\n1. [x] Migrations (status: completed)\n2. [ ] Auth\n";
    check(before, text("tasks/1", "Seeds"), "## Tasks\n\n1. [x] Seeds (status: completed)\n2. [ ] Auth\n");
    check(before, text("tasks/2", "Auth\nand roles"), "## Tasks\n\n1. [x] Migrations (status: completed)\n2. [ ] Auth\n   and roles\n");
    check("## Decisions\n\n- SQLite: small\n", text("decisions/1", "PostgreSQL"), "## Decisions\n\n- PostgreSQL: small\n");
    check("## Decisions\r\n\r\n- A\r\n  b\r\n- C", text("decisions/1", "A\nc"), "## Decisions\r\n\r\n- A\r\n  c\r\n- C");
    let table = "## Tasks\n\n| Task | Status |\n|---|---|\n| Auth | done |\n";
    check(table, text("tasks/1", "Login | logout"), "## Tasks\n\n| Task | Status |\n|---|---|\n| Login \\| logout | done |\n");
}

#[test]
fn a_reason_takes_the_form_of_its_siblings() {
    let list = "## Decisions\n\n- UUID keys — they merge\n- PostgreSQL\n";
    check(list, why("decisions/2", "it scales"), "## Decisions\n\n- UUID keys — they merge\n- PostgreSQL — it scales\n");
    check(list, why("decisions/1", ""), "## Decisions\n\n- UUID keys\n- PostgreSQL\n");
    check(list, why("decisions/1", "they sort"), "## Decisions\n\n- UUID keys — they sort\n- PostgreSQL\n");
    check("## Decisions\n\n- PostgreSQL.\n", why("decisions/1", "it scales"), "## Decisions\n\n- PostgreSQL: it scales\n");
    let fields = "## Decisions\n\n- A\n  - **Why:** x\n- B\n";
    check(fields, why("decisions/2", "y"), "## Decisions\n\n- A\n  - **Why:** x\n- B\n  - **Why:** y\n");
    check(fields, why("decisions/1", ""), "## Decisions\n\n- A\n- B\n");
    let table = "## Decisions\n\n| Decision | Rationale |\n|---|---|\n| A | x |\n| B | |\n";
    check(table, why("decisions/2", "y|z"), "## Decisions\n\n| Decision | Rationale |\n|---|---|\n| A | x |\n| B | y\\|z |\n");
    check(
        "## Pending Actions\n\n- [ ] Redis\n",
        why("pending/1", "no budget"),
        "## Pending Actions\n\n- [ ] Redis (blocked by: no budget)\n",
    );
    check(
        "## Decisions\n\n### D-1: A\n\n**Why:** x\n\n### D-2: B\n\ntext\n",
        why("decisions/2", "y"),
        "## Decisions\n\n### D-1: A\n\n**Why:** x\n\n### D-2: B\n\n**Why:** y\n\ntext\n",
    );
}

#[test]
fn a_status_is_written_where_the_file_writes_it() {
    let boxes = "## Tasks\n\n- [x] A\n- [ ] B\n";
    check(boxes, status("tasks/2", StatusKind::Done), "## Tasks\n\n- [x] A\n- [x] B\n");
    check(boxes, status("tasks/2", StatusKind::InProgress), "## Tasks\n\n- [x] A\n- [ ] B (status: in-progress)\n");
    check(boxes, status("tasks/1", StatusKind::Open), "## Tasks\n\n- [ ] A\n- [ ] B\n");
    let template = "## Tasks\n\n- [ ] A (status: in-progress)\n";
    check(template, status("tasks/1", StatusKind::Done), "## Tasks\n\n- [x] A\n");
    check(template, status("tasks/1", StatusKind::Blocked), "## Tasks\n\n- [ ] A (status: blocked)\n");
    check("## Tasks\n\n- A\n- B\n", status("tasks/1", StatusKind::Done), "## Tasks\n\n- [x] A\n- B\n");
    let emoji = "## Tasks\n\n- ✅ A\n- ⏳ B\n- C\n";
    check(emoji, status("tasks/2", StatusKind::Done), "## Tasks\n\n- ✅ A\n- ✅ B\n- C\n");
    check(emoji, status("tasks/3", StatusKind::Done), "## Tasks\n\n- ✅ A\n- ⏳ B\n- ✅ C\n");
    let table = "## Tasks\n\n| Task | Status |\n|---|---|\n| A | 🟢 Shipped |\n| B | In Progress |\n| C | Shipped |\n";
    check(
        table,
        status("tasks/2", StatusKind::Done),
        "## Tasks\n\n| Task | Status |\n|---|---|\n| A | 🟢 Shipped |\n| B | Shipped |\n| C | Shipped |\n",
    );
    check("## Tasks\n\n- ~~A~~\n- B\n", status("tasks/1", StatusKind::Open), "## Tasks\n\n- A\n- B\n");
}

#[test]
fn a_new_item_looks_like_the_last() {
    check("## Tasks\n\n1. [x] A\n2. [ ] B", add(Concept::Tasks, "C", None), "## Tasks\n\n1. [x] A\n2. [ ] B\n3. [ ] C");
    check("## Tasks\r\n\r\n* A\r\n\r\n* B\r\n", add(Concept::Tasks, "C", None), "## Tasks\r\n\r\n* A\r\n\r\n* B\r\n\r\n* C\r\n");
    check("## Decisions\n\n- A: x\n\n## Next\n", add(Concept::Decisions, "B", Some("y")), "## Decisions\n\n- A: x\n- B: y\n\n## Next\n");
    let table = "## Decisions\n\n| # | Decision | Why |\n|---|---|---|\n| 1 | A | x |\n";
    check(table, add(Concept::Decisions, "B", Some("y")), &format!("{table}| 2 | B | y |\n"));
    check(
        "## Decisions\n\n### 1. A\n\n**Why:** x\n",
        add(Concept::Decisions, "B", Some("y")),
        "## Decisions\n\n### 1. A\n\n**Why:** x\n\n### 2. B\n\n**Why:** y\n",
    );
}

#[test]
fn an_empty_section_is_filled() {
    check("## Pending Actions\n\nNone.\n\n## Next\n", add(Concept::Pending, "A", None), "## Pending Actions\n\n- A\n\n## Next\n");
    check("## Pending Actions\n\n- None\n", add(Concept::Pending, "A", None), "## Pending Actions\n\n- A\n");
    check("## Decisions\n\n- \n", add(Concept::Decisions, "A", Some("x")), "## Decisions\n\n- A: x\n");
    check("## Decisions\n\n## Next\n\n- b\n", add(Concept::Decisions, "A", None), "## Decisions\n\n- A\n\n## Next\n\n- b\n");
    check(
        "**Decisions Made:**\n\n**Active Tasks:**\n- b\n",
        add(Concept::Decisions, "A", None),
        "**Decisions Made:**\n- A\n\n**Active Tasks:**\n- b\n",
    );
}

#[test]
fn a_slot_of_a_template_is_filled() {
    check(
        "## Decisions\n- [ ] [Decision 1]\n",
        add(Concept::Decisions, "Use JWT", Some("no state")),
        "## Decisions\n- [ ] Use JWT: no state\n",
    );
    let tasks = "## Tasks\n- [ ] [Task (status: in-progress/completed/blocked)]\n- [ ] Write\n";
    check(tasks, add(Concept::Tasks, "Read", None), "## Tasks\n- [ ] Read\n- [ ] Write\n");
    check(
        "## Next steps\n1. [Immediate next action based on current state]\n2. [Secondary task queue (prioritized)]\n",
        add(Concept::Next, "Go", None),
        "## Next steps\n1. Go\n2. [Secondary task queue (prioritized)]\n",
    );
    let open = "## Decisions\n- Deploy it to the staging machine at [host]\n";
    check(open, add(Concept::Decisions, "Use JWT", None), &format!("{open}- Use JWT\n"));
}

#[test]
fn what_was_done_is_ticked_off() {
    let done = "## Completed Steps\n- [x] The schema\n";
    check(done, add(Concept::Completed, "The models", None), &format!("{done}- [x] The models\n"));
}

#[test]
fn a_missing_section_comes_before_the_next_in_order() {
    check(
        "# X\n\n## Decisions\n\n- a\n\n---\n\n## Next Steps\n\n1. b\n",
        add(Concept::Tasks, "c", None),
        "# X\n\n## Decisions\n\n- a\n\n---\n\n## Active Tasks\n\n- c\n\n---\n\n## Next Steps\n\n1. b\n",
    );
    check("", add(Concept::Tasks, "c", None), "=== SESSION HANDOFF ===\n\n## Active Tasks\n\n- c\n");
    check("hello", add(Concept::Tasks, "c", None), "hello\n\n## Active Tasks\n\n- c");
    check("## 关键决策\n\n- a\n", add(Concept::Next, "c", None), "## 关键决策\n\n- a\n\n## 下一步\n\n- c\n");
    check("## State\n\nGood.\n", Intent::SetObjective { text: "Ship it.".into() }, "## State\n\nGood.\n\n## Next Objective\n\nShip it.\n");
    check("## Next Objective\n\nShip it\nsoon.\n", Intent::SetObjective { text: "Rest.".into() }, "## Next Objective\n\nRest.\n");
}

#[test]
fn a_removed_item_leaves_a_sound_section() {
    check("## Tasks\n\n1. A\n2. B\n3. C\n", remove("tasks/2"), "## Tasks\n\n1. A\n3. C\n");
    check("## Tasks\n\n- A\n\n- B\n\n- C\n", remove("tasks/2"), "## Tasks\n\n- A\n\n- C\n");
    check("**Active Tasks:**\n- [ ] A\n\n---\n", remove("tasks/1"), "**Active Tasks:**\n\n---\n");
    check("## Tasks\n\n- A\n- B", remove("tasks/2"), "## Tasks\n\n- A");
    check("## Tasks\n\n- A\n  - more\n\n  text\n- B\n", remove("tasks/1"), "## Tasks\n\n- B\n");
}

#[test]
fn items_change_places_and_markers_stay() {
    check("## Next Steps\n\n1. a\n2. b\n   more\n3. c\n", shift("next/1", 3), "## Next Steps\n\n1. b\n   more\n2. c\n3. a\n");
    check("## Tasks\n\n- [x] a\n* [ ] b\n", shift("tasks/2", 1), "## Tasks\n\n- [ ] b\n* [x] a\n");
    let table = "## Tasks\n\n| # | Task |\n|---|---|\n| 1 | a |\n| 2 | b |\n";
    check(table, shift("tasks/1", 2), "## Tasks\n\n| # | Task |\n|---|---|\n| 1 | b |\n| 2 | a |\n");
    check("## Decisions\n\n### 1. A\n\nx\n\n### 2. B\n\ny\n", shift("decisions/2", 1), "## Decisions\n\n### 1. B\n\ny\n\n### 2. A\n\nx\n");
    refused("## Tasks\n\n- a\n", shift("tasks/1", 2), "no place 2");
}

#[test]
fn a_text_that_would_do_more_is_refused() {
    let list = "## Tasks\n\n- a\n- b\n\n## Next Steps\n\n- c\n";
    refused(list, text("tasks/1", "```\nopen"), "fence");
    refused(list, text("tasks/1", "  "), "needs a text");
    refused("## Tasks\n\ntext\n", Intent::SetBody { heading: "## Tasks".into(), nth: 1, text: "```".into() }, "fence");
    refused(list, remove("tasks/9"), "tasks/9");
    assert!(plan(&Handoff::parse(list), &remove("tasks/1~zzzzz")).unwrap_err().stale);
}

#[test]
fn a_body_is_replaced_as_text() {
    let before = "# A\n\nold\n\n## B\n\nb\n";
    let body = |heading: &str, text: &str| Intent::SetBody { heading: heading.into(), nth: 1, text: text.into() };
    check(before, body("# A", "new\n\nmore"), "# A\n\nnew\n\nmore\n\n## B\n\nb\n");
    check("# A\n## B\nb\n", body("# A", "new"), "# A\nnew\n## B\nb\n");
}

#[test]
fn an_addition_fills_the_first_slot_that_a_template_leaves_open() {
    let template = "**Decisions Made:**\n- [ ] [Decision with reference to context]\n\n**Completed Steps:**\n- [x] [Step with outcome reference]\n\n**For Next Agent/Human:**\n1. [Immediate next action based on current state]\n2. [Secondary task queue (prioritized)]\n";
    check(
        template,
        add(Concept::Decisions, "UUID keys", Some("they merge")),
        &template.replace("[Decision with reference to context]", "UUID keys: they merge"),
    );
    check(template, add(Concept::Completed, "Schema", None), &template.replace("[Step with outcome reference]", "Schema"));
    check(
        template,
        add(Concept::Next, "Open the pull request", None),
        &template.replace("[Immediate next action based on current state]", "Open the pull request"),
    );
    let filled = template.replace("[Step with outcome reference]", "Schema");
    check(&filled, add(Concept::Completed, "Tests", None), &filled.replace("- [x] Schema\n", "- [x] Schema\n- [x] Tests\n"));
}
