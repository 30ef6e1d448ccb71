//! Two handoffs beside each other.

use baton::chain::*;
use baton::handoff::Handoff;

const BEFORE: &str = "\
# Handoff

## Decisions Made
- PostgreSQL over SQLite: better scalability
- D-5 UUID primary keys: nobody guesses them
- **Queue**: Redis streams
- Cookies for sessions

## Tasks
- [ ] Auth endpoints
- [x] Models
- [ ] Rate limiting

## Pending Actions
- [ ] Provision Redis (blocked: ops)

## Next Session Objective
Implement the REST endpoints.

## Constraints
- Never log a key

## Weather
Fine.
";

#[track_caller]
fn check(before: &str, after: &str, expected: &[&str]) {
    let diff = diff(&Handoff::parse(before), &Handoff::parse(after));
    let mut said: Vec<String> = diff
        .items
        .iter()
        .map(|d| {
            let place = |e: &Entry| format!("{}/{}", e.reference.concept.id(), e.text);
            match (&d.was, &d.now) {
                (Some(was), Some(now)) if place(was) != place(now) => format!("{} {} -> {}", d.what.id(), place(was), place(now)),
                (_, Some(e)) | (Some(e), None) => format!("{} {}", d.what.id(), place(e)),
                (None, None) => unreachable!(),
            }
        })
        .collect();
    said.extend(diff.sections.iter().map(|s| format!("section {s}")));
    assert_eq!(said, expected);
}

#[test]
fn the_same_in_another_layout_is_no_difference() {
    check(BEFORE, BEFORE, &[]);
    check(BEFORE, &BEFORE.replace('\n', "\r\n"), &[]);
    check(BEFORE, &BEFORE.replace("- ", "* "), &[]);
    check(BEFORE, &BEFORE.replace("## Weather\nFine.", "## Weather\n\nFine."), &[]);
}

#[test]
fn each_difference_has_its_name() {
    let change = |from: &str, to: &str, expected: &[&str]| check(BEFORE, &BEFORE.replace(from, to), expected);
    change("- Cookies for sessions\n", "", &["removed decisions/Cookies for sessions"]);
    change("- Cookies", "- Argon2 for passwords\n- Cookies", &["added decisions/Argon2 for passwords"]);
    change("better scalability", "it is there", &["changed decisions/PostgreSQL over SQLite"]);
    change("[ ] Auth endpoints", "[~] Auth endpoints", &["status tasks/Auth endpoints"]);
    change("REST endpoints", "login page", &["changed objective/Implement the REST endpoints. -> objective/Implement the login page."]);
    change("Never log a key", "Log every key", &["added constraints/Log every key", "removed constraints/Never log a key"]);
    change("Fine.", "Rain.", &["section Weather"]);
    change("## Weather", "## Climate", &["section Climate", "section Weather"]);
    let moved = BEFORE.replace("- [x] Models\n", "").replace("## Tasks", "## Completed\n- Models\n\n## Tasks");
    check(BEFORE, &moved, &["moved tasks/Models -> completed/Models"]);
}

#[test]
fn a_decision_that_another_takes_the_place_of_is_superseded() {
    let with = |line: &str| BEFORE.replace("- Cookies", &format!("{line}\n- Cookies"));
    let after = with("- ULID keys (supersedes Cookies for sessions)");
    assert_eq!(
        named(BEFORE, &after),
        ["added decisions/ULID keys (supersedes Cookies for sessions)", "superseded decisions/Cookies for sessions",]
    );
    let gone = after.replace("- Cookies for sessions\n", "");
    assert!(named(BEFORE, &gone).contains(&"superseded decisions/Cookies for sessions".to_owned()));
    let marked = BEFORE.replace("- Cookies for sessions", "- ~~Cookies for sessions~~ (superseded)");
    assert_eq!(named(BEFORE, &marked), ["superseded decisions/Cookies for sessions"]);
}

fn named(before: &str, after: &str) -> Vec<String> {
    let diff = diff(&Handoff::parse(before), &Handoff::parse(after));
    let text = |d: &Difference| d.now.as_ref().or(d.was.as_ref()).map(|e| format!("{}/{}", e.reference.concept.id(), e.text)).unwrap();
    diff.items.iter().map(|d| format!("{} {}", d.what.id(), text(d))).collect()
}

#[test]
fn a_decision_that_was_superseded_sessions_ago_is_noticed_when_it_stands_open() {
    let oldest = Handoff::parse("# H\n\n## Decisions\n- SQLite: it is there\n- Cookies\n");
    let middle = Handoff::parse("# H\n\n## Decisions\n- ~~SQLite~~ (superseded): it is there\n- PostgreSQL: better\n- Cookies\n");
    let newest = Handoff::parse("# H\n\n## Decisions\n- PostgreSQL: better\n- Cookies\n");
    let live = Handoff::parse("# H\n\n## Decisions\n- SQLite: it is there\n- PostgreSQL: better\n- Cookies\n");
    let found = superseded(&live, &[&newest, &middle, &oldest]);
    let texts: Vec<(String, usize)> = found.iter().map(|(r, n)| (live.resolve(r).unwrap().text.clone(), *n)).collect();
    assert_eq!(texts, [("SQLite".to_owned(), 1)]);
    // Taken up again and sealed, it stands.
    assert_eq!(superseded(&live, &[&live, &newest, &middle, &oldest]), []);
}

#[test]
fn a_difference_is_found_by_its_topic() {
    let diff = diff(&Handoff::parse(BEFORE), &Handoff::parse(BEFORE.replace("better scalability", "it is there")));
    assert!(diff.items[0].mentions("postgres") && diff.items[0].mentions("scalab") && !diff.items[0].mentions("redis"));
}
