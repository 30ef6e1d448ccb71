//! Whatever a handoff says reaches the prompt or its ledger, in whatever form it is written.

use crate::support;
use baton::document::Kind;
use baton::handoff::{Concept, Dialect, Handoff, Mapping, Section, is_unfilled};
use baton::prompt::{Budget, Facts, Profile, compile, facts_of, handoff_1_0};
use std::collections::HashSet;
use std::sync::Arc;

fn within(handoff: &Handoff, budget: Budget) -> String {
    compile(handoff, &Facts::default(), &Profile::Human, budget, &str::len).unwrap().text
}

/// Asserts that the prompt of a text has these lines one below the other.
#[track_caller]
fn check(text: &str, lines: &str) {
    let prompt = within(&Handoff::parse(text), Budget::Unlimited);
    assert!(prompt.contains(lines), "{lines}\nis not in\n{prompt}");
    assert!(!prompt.contains("Left Out"), "{prompt}");
}

#[test]
fn what_stands_below_an_item_stands_below_it_in_the_prompt() {
    check(
        "## Decisions\n\n- Use PostgreSQL\n  - Why: integrity\n  - SQLite is too slow\n    with many writers\n    - *measured* in May\n- Use Rust\n",
        "- Use PostgreSQL\n  Why: integrity\n  - SQLite is too slow with many writers\n    - measured in May\n- Use Rust\n",
    );
    check(
        "## Next steps\n\n- [ ] Build the API\n  - [x] POST /items\n  - [ ] GET /items\n\n  It needs a token.\n",
        "- [ ] Build the API\n  - [x] POST /items\n  - [ ] GET /items\n  - It needs a token.\n",
    );
    check(
        "## Decisions\n\n### D-1: Use PostgreSQL\n**Why:** integrity\n**Alternatives:** MySQL, SQLite\n\nMeasured in May.\n\n```sql\nselect 1;\n```\n\n### D-2: Use Rust\nReason: speed\n",
        "- D-1: Use PostgreSQL\n  Why: integrity\n  - Alternatives: MySQL, SQLite\n  - Measured in May.\n  ```\n  select 1;\n  ```\n- D-2: Use Rust\n",
    );
}

#[test]
fn the_other_cells_of_a_row_go_with_it() {
    check(
        "## Tasks\n\n| Task | Owner | Status | Due |\n|---|---|---|---|\n| Ship it | ana | open | - |\n| Test it | bob | open | Friday |\n",
        "- [ ] **Ship it**\n  - Owner: ana\n- [ ] **Test it**\n  - Owner: bob; Due: Friday\n",
    );
}

#[test]
fn prose_beside_a_list_and_the_headings_of_groups_stay_where_they_are() {
    check(
        "## Next steps\n\nIn this order.\n\n- Ship it\n\n### Of doubtful use\n\nNot recommended:\n\n- Rewrite it\n",
        "### Next Steps\n\nIn this order.\n\n- Ship it\n\nOf doubtful use:\n\nNot recommended:\n\n- Rewrite it\n",
    );
    check("## Current state\n\nAll is well.\n\n- One test fails\n", "## Current Status\n\n- All is well.\n- One test fails\n");
    check("## Verification\n\n```sh\ncargo test\n```\n", "### Verification\n\n  ```\n  cargo test\n  ```\n");
}

#[test]
fn a_section_that_is_not_understood_is_carried_as_it_is() {
    let text = "# Handoff\n\nWho reads this, is new.\n\nDate: 2026-01-02\n\n## Frobnication\n\nStuff *here*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Next\n\nShip it.\n\n---\n\nDo not skip the drill.\n";
    check(
        text,
        "- **Handoff**\n  ```\n  Who reads this, is new.\n  ```\n- **Frobnication**\n  ```\n  Stuff *here*.\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n  ```\n",
    );
    check(text, "- **At the end**\n  ```\n  Do not skip the drill.\n  ```\n");
    // Whom the user's own words tell to leave it alone, does.
    let dialect = Arc::new(Dialect::read_file("dialect.toml", "[headings]\nnone = [\"Frobnication\"]\n").0);
    let handoff = Handoff::parse_with(text, &dialect);
    assert!(!within(&handoff, Budget::Unlimited).contains("Stuff"));
}

#[test]
fn what_is_over_takes_what_stands_below_it_along() {
    check(
        "## Decisions\n\n- Use Redis (superseded)\n  - it lost data\n- Use SQLite: one machine\n",
        "- **Use SQLite**\n  Why: one machine\n\n### No Longer Valid\n\n- (superseded) **Use Redis**\n  - it lost data\n",
    );
}

#[test]
fn the_words_of_all_items_come_before_what_stands_below_any_of_them() {
    let text = "## Decisions\n\n- Use PostgreSQL: integrity\n  - SQLite is too slow with as many writers as there will be when all of the teams have come over\n\n## Links\n\n- [guide](docs/guide.md)\n";
    let handoff = Handoff::parse(text);
    let whole = within(&handoff, Budget::Unlimited).chars().count();
    let part = (1..whole).rev().map(|n| within(&handoff, Budget::Chars(n))).find(|p| p.contains("Left Out")).unwrap();
    assert!(part.contains("guide") && !part.contains("SQLite") && part.contains("1 detail."), "{part}");
}

#[test]
fn a_status_that_says_more_than_its_word_keeps_its_words() {
    check(
        "## Tasks\n\n- Ship it\n  - Status: blocked on the review of Ana\n- Test it\n  - Status: done\n",
        "- (blocked) Ship it\n  - Status: blocked on the review of Ana\n",
    );
    check("## Tasks\n\n- Ship it\n  - Status: open\n\n## Next\n\n- a\n", "- [ ] Ship it\n\n## Continue From\n");
    check(
        "## Tasks\n\n| Task | Status |\n|---|---|\n| Ship it | in progress, 80 % |\n| Test it | open |\n",
        "- (in progress) **Ship it**\n  - Status: in progress, 80 %\n- [ ] **Test it**\n",
    );
}

#[test]
fn an_item_that_is_nothing_but_a_reason_says_it() {
    check("## Decisions\n\n- **Use C**\n  - Rationale: good\n  - It is small\n", "Use C\n\n- good\n- It is small\n");
}

#[test]
fn a_quote_is_a_paragraph_of_its_own() {
    check(
        "## Tasks\n\n- [ ] Build it\n  - [ ] Test it\n  > as Ana said\n  > in May\n- [ ] Ship it\n",
        "- [ ] Build it\n  - [ ] Test it\n  - as Ana said in May\n- [ ] Ship it\n",
    );
}

#[test]
fn a_remark_beside_items_is_told() {
    check("## Next steps\n\n(In this order because of the move.)\n\n- Ship it\n", "(In this order because of the move.)\n\n- Ship it\n");
}

#[test]
fn what_stands_behind_a_none_is_told() {
    check("## Open questions\n\nNone\n\nExcept: who pays?\n\n### Later\n\nNone.\n", "### Open Questions\n\nExcept: who pays?\n");
}

#[test]
fn what_is_no_part_of_the_handoff_now_stands_in_no_other_notes() {
    let without = |text: &str, words: &str| {
        let prompt = within(&Handoff::parse(text), Budget::Unlimited);
        assert!(!prompt.contains(words), "{prompt}");
    };
    without("# Handoff\n\n| Field | Value |\n|---|---|\n| Date | 2026-01-01 |\n\n## Next\n\n- Ship it\n", "Field");
    let log = "# Log\n\n## Session 2 (2026-03-02)\n\n### Next\n\n- Ship it\n\n## Session 1 (2026-03-01)\n\n### Next\n\n- Build it\n\n---\n\nGood night.\n";
    without(log, "Good night");
}

#[test]
fn items_behind_the_last_rule_are_said_once() {
    let prompt = within(&Handoff::parse("## Next\n\n- Ship it\n\n---\n\n- Test it\n"), Budget::Unlimited);
    assert_eq!((prompt.matches("Test it").count(), prompt.contains("At the end")), (1, false), "{prompt}");
}

#[test]
fn what_the_head_says_of_the_whole_is_a_part_of_the_state() {
    check(
        "# Handoff\n\nDate: 2026-01-02\nStatus: import works, the parser is next\n\n## Next\n\n- Ship it\n",
        "## Current Status\n\n- **Status**: import works, the parser is next\n",
    );
}

#[test]
fn what_stands_below_a_placeholder_is_said() {
    check("## Next steps\n\n- TODO\n  - Rotate the key\n    - before Friday\n", "- Rotate the key\n  - before Friday\n");
}

#[test]
fn what_stands_beside_constraints_is_none() {
    let text = "## Constraints\n\nThese hold for the tests as well, whoever runs them and wherever they are run.\n\n- Never log tokens\n\n```\nlog(token)\n```\n";
    check(
        text,
        "## Constraints\n\nThese hold for the tests as well, whoever runs them and wherever they are run.\n\n- Never log tokens\n  ```\n  log(token)\n  ```\n",
    );
    let handoff = Handoff::parse(text);
    let whole = within(&handoff, Budget::Unlimited).chars().count();
    let least = within(&handoff, Budget::Chars(whole - 10));
    assert!(least.contains("- Never log tokens\n") && !least.contains("log(token)") && least.contains("detail"), "{least}");
}

#[test]
fn prose_that_is_no_item_becomes_none_in_the_whole_document() {
    let handoff = Handoff::parse("## Decisions\n\n> said elsewhere\n\n## Next\n\n- Ship it\n");
    assert_eq!(handoff.items(Concept::Decisions).count(), 0);
    let written = Handoff::parse(handoff_1_0(&handoff, &Facts::default()));
    assert_eq!(written.items(Concept::Decisions).count(), 0);
    assert!(facts_of(&written).iter().any(|f| f.concept == Concept::Decisions && f.text == "said elsewhere"));
}

#[test]
fn the_authors_own_prompt_may_begin_with_a_heading() {
    let text = "# Handoff\n\n## Decisions\n\n- Use X\n\n## Prompt for next session\n\nCopy everything below this line:\n\n# My own\n\n## Decisions\n\n- Use Y\n";
    let prompt = within(&Handoff::parse(text), Budget::Unlimited);
    assert!(prompt.contains("```\n# My own\n\n## Decisions\n\n- Use Y\n```\n") && prompt.matches("Use Y").count() == 1, "{prompt}");
}

#[test]
fn what_is_nested_behind_code_is_no_code_to_others() {
    check(
        "## Next steps\n\n- Ship it\n  - one\n    ```\n    code\n    ```\n    - two\n",
        "- Ship it\n  - one\n  ```\n  code\n  ```\n  - two\n",
    );
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// Counts the words of the present lines of a handoff, and those that no fact has.
fn count(handoff: &Handoff) -> (usize, Vec<String>) {
    let facts = facts_of(handoff);
    let texts = facts.iter().flat_map(|f| [f.topic.as_deref(), Some(&*f.text), f.why.as_deref()]).flatten();
    let there: HashSet<String> = texts.flat_map(words).collect();
    let told_elsewhere = |at: usize| {
        let section = handoff.sections().iter().rfind(|s| s.span.start <= at && at < s.span.end);
        let other = |c: &Concept| matches!(c, Concept::Prompt | Concept::Metadata);
        let alone = |s: &Section| s.concepts.is_empty() && s.mapping != Mapping::None;
        section.is_some_and(|s| !handoff.is_current(s.block) || s.concepts.iter().any(other) || alone(s))
            || handoff.prompt().is_some_and(|p| p.text.start <= at && at < p.text.end)
            || handoff.metadata().iter().any(|m| m.name.start <= at + 4 && at < m.value.end)
    };
    let says = |kind: Kind| matches!(kind, Kind::Text | Kind::Code | Kind::TableRow);
    let lines = handoff.document().lines().iter().filter(|l| says(l.kind) && !told_elsewhere(l.text.start));
    let texts = lines.map(|l| handoff.slice(l.text)).filter(|text| !is_unfilled(text));
    let said: Vec<String> = texts.flat_map(words).collect();
    (said.len(), said.into_iter().filter(|word| !there.contains(word)).collect())
}

#[test]
fn nothing_of_a_real_handoff_is_lost() {
    let (mut all, mut lost) = (0, 0);
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let handoff = Handoff::parse(text);
        let (said, missing) = count(&handoff);
        assert!(missing.len() <= 20 || missing.len() * 50 < said, "{name}: {} of {said} words are lost: {missing:?}", missing.len());
        (all, lost) = (all + said, lost + missing.len());
    }
    println!("{lost} of {all} words are in no fact: placeholders, \"none\" in some language, headings that are labels");
    assert!(lost * 200 <= all, "{lost} of {all} words are lost");
}

#[test]
fn code_in_front_of_words_is_a_part_of_those() {
    check("## Constraints\n\n- Be fast\n\n## Files\n\n- `a.rs` and `b.rs`\n- ``` odd\n", "- `a.rs` and `b.rs`\n");
}

#[test]
fn a_name_in_underscores_keeps_them() {
    check(
        "## Files\n\n- all __init__.py of pkg/__init__.py\n- __bold__ words\n",
        "- all __init__.py of pkg/__init__.py\n- **bold** words\n",
    );
}

#[test]
fn the_last_step_of_a_chain_is_no_status() {
    check("## Verification\n\n- [x] Bounce → Exit → Next\n- Build → done\n", "- [x] Bounce → Exit → Next\n- [x] Build\n");
}

#[test]
fn a_row_keeps_the_id_that_others_name_it_by() {
    check(
        "## Tasks\n\n| ID | Task | Status |\n|---|---|---|\n| 001 | Install | open |\n| T-2 | Use | open |\n",
        "- [ ] **Install**\n  - ID: 001\n- [ ] **Use**\n  - ID: T-2\n",
    );
    check("## Tasks\n\n| # | Task | Status |\n|---|---|---|\n| 1 | Install | open |\n", "- [ ] **Install**\n\n");
}

#[test]
fn words_behind_code_stay_behind_it() {
    check(
        "## Verification\n\nAll of it:\n\n```sh\na\n```\n\nOne of it:\n\n```sh\nb\n```\n",
        "- All of it:\n  ```\n  a\n  ```\n  - One of it:\n  ```\n  b\n  ```\n",
    );
}

#[test]
fn what_closes_the_file_is_said_once() {
    let text = "## Decisions\n\n### Use SQLite\n\n- one file\n\n---\n\nGo on with the drill.\n";
    let whole = within(&Handoff::parse(text), Budget::Unlimited);
    assert_eq!(whole.matches("the drill").count(), 1, "{whole}");
}

#[test]
fn a_line_within_parentheses_is_no_field() {
    check("## Tasks\n\n- Run it (some of the\n  tests: two of them)\n", "- Run it (some of the tests: two of them)\n");
}

#[test]
fn the_heading_of_a_group_is_kept_whatever_it_means() {
    check(
        "## Environment\n\n### Tools\n\n- cargo\n\n### Branch\n\n- main\n\n### Commits\n\n```\n1a2b3c\n```\n",
        "Tools:\n\n- cargo\n\nBranch:\n\n- main\n",
    );
    // One that has no items of its own parts nothing.
    check("# Handoff\n\n## Current state\n\n- fast\n\n## Status\n\n### Done\n\n- one\n", "## Current Status\n\nfast\n\n## This");
}

#[test]
fn a_section_that_is_not_understood_says_what_it_is_a_part_of() {
    check("# Handoff\n\n## Frobnication\n\n### Step 1\n\nTurn it.\n", "- **Frobnication › Step 1**\n  ```\n  Turn it.\n  ```\n");
}

#[test]
fn what_introduces_a_list_of_the_state_is_no_item_of_it() {
    check(
        "## Current state\n\nIt works.\n\nIt may say:\n\n- fast\n\nIt must not say:\n\n- safe\n",
        "- It works.\n\nIt may say:\n\n- fast\n\nIt must not say:\n\n- safe\n",
    );
}

#[test]
fn of_a_table_of_the_state_the_values_are_no_details() {
    check(
        "## Current state\n\n| Item | Value |\n|---|---|\n| Phase | P1 |\n| Tests | 3 of 9 pass |\n",
        "- **Phase**: P1\n- **Tests**: 3 of 9 pass\n",
    );
}
