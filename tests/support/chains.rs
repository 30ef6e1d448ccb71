//! Chains made up for the tests: any number of sessions on any number of lines, written straight as files.

use baton::chain::{Actor, ActorKind, Git, Id, Left, Parent, Part, Seal, Time};
use std::fs;
use std::path::Path;

const TOPICS: [&str; 12] = [
    "Login endpoint",
    "Rate limiting",
    "Token refresh",
    "Audit log",
    "Migrations in steps",
    "Search over tasks",
    "Webhooks",
    "Import from CSV",
    "Role model",
    "Health checks",
    "Cache for reports",
    "Mail in the background",
];
const LINES: [&str; 12] =
    ["main", "redis", "queue", "mobile", "search", "billing", "import", "metrics", "auth", "export", "cleanup", "docs"];
const PEOPLE: [(&str, ActorKind); 4] =
    [("Ada", ActorKind::Person), ("Grace", ActorKind::Person), ("claude", ActorKind::Agent), ("nightly", ActorKind::Script)];

/// A session to be: its parents by their place in the list, all before it, and its line.
pub struct Plan {
    pub parents: Vec<usize>,
    pub line: usize,
}

/// Plans `n` sessions on `lines` lines, which branch off each other one after the other and merge now and then.
pub fn plan(n: usize, lines: usize) -> Vec<Plan> {
    let mut tips: Vec<usize> = Vec::new();
    let every = (n / (lines * 3)).max(1);
    let one = |i: usize| {
        let open = tips.len();
        let line = match open {
            0 => 0,
            _ if open < lines && i.is_multiple_of(every) => open,
            _ => (i * 7 + i / 5) % open,
        };
        let parents = match open {
            0 => vec![],
            _ if line == open => vec![tips[i % open]],
            _ if i.is_multiple_of(17) && open > 1 => vec![tips[line], tips[(line + 1) % open]],
            _ => vec![tips[line]],
        };
        if line == open {
            tips.push(i);
        } else {
            tips[line] = i;
        }
        Plan { parents, line }
    };
    (0..n).map(one).collect()
}

/// Writes the sessions and a live file that continues the last one of the first line, with a change when `draft`; linear.
pub fn write(root: &Path, plan: &[Plan], draft: bool) -> Vec<Id> {
    let mut made: Vec<(Parent, u32, String)> = Vec::with_capacity(plan.len());
    for (i, session) in plan.iter().enumerate() {
        let number = 1 + session.parents.iter().map(|p| made[*p].1).max().unwrap_or(0);
        let text = text(i, number);
        let (name, kind) = PEOPLE[(i * 5 + i / 3) % PEOPLE.len()];
        let mut seal = Seal::new(time(i as u64 * 37 * 60), text.as_bytes(), "SESSION-HANDOFF.md", Actor::new(name, kind));
        seal.format = "session-handoff".into();
        seal.number = number;
        seal.line = LINES.get(session.line).map_or_else(|| format!("line-{}", session.line), |name| (*name).to_owned());
        seal.parents = session.parents.iter().map(|p| made[*p].0).collect();
        seal.title = title(i, session.parents.len());
        seal.label = (i % 23 == 5).then(|| format!("v0.{}", i / 23 + 1));
        seal.reviewed = kind == ActorKind::Person;
        seal.git = Some(Git {
            commit: format!("{:07x}{:033x}", i * 7919 + 4096, i),
            branch: Some("main".into()),
            dirty: i % 4 == 1,
            ..Git::default()
        });
        if i % 29 == 11 {
            seal.leaves = vec![Left { id: made[i - 1].0.id, why: Some("it lost messages under load".into()), unknown: Default::default() }];
        }
        let (id, sha256) = seal.id();
        let file = |part| root.join(id.path(part));
        fs::create_dir_all(file(Part::Text).parent().unwrap()).unwrap();
        fs::write(file(Part::Text), &text).unwrap();
        fs::write(file(Part::Seal), seal.write()).unwrap();
        made.push((Parent { id, sha256 }, number, text));
    }
    if let Some(last) = plan.iter().rposition(|s| s.line == 0) {
        let base = root.join(made[last].0.id.marker());
        fs::create_dir_all(base.parent().unwrap()).unwrap();
        fs::write(base, "").unwrap();
        let more = if draft { "\n## Watchlist\n- The queue grows at night\n" } else { "" };
        fs::write(root.join("SESSION-HANDOFF.md"), format!("{}{more}", made[last].2)).unwrap();
    }
    made.into_iter().map(|(parent, ..)| parent.id).collect()
}

fn title(i: usize, parents: usize) -> String {
    let topic = TOPICS[(i * 5) % TOPICS.len()];
    match (parents, i % 4) {
        (0, _) => "The first session: models and migrations".into(),
        (2, _) => format!("{topic}, joined with what the other line found"),
        (_, 0) => format!("{topic}: first version behind a flag"),
        (_, 1) => format!("{topic}: mended after the review, tests for the edge cases"),
        (_, 2) => topic.into(),
        _ => format!("{topic}: measured, and decided against the second table"),
    }
}

fn text(i: usize, number: u32) -> String {
    let topic = |n: usize| TOPICS[n % TOPICS.len()];
    let status = |n: usize| if n < 2 { "x" } else { " " };
    let mut out = format!("# SESSION HANDOFF\n\nSession: {number}\n\n## Summary\nWork on {} went on.\n\n## Decisions\n", topic(i));
    for n in 0..3 {
        out += &format!("- {} stays one service: fewer moving parts in round {}\n", topic(i + n), (i + n) % 5);
    }
    out += "\n## Tasks\n";
    for n in 0..4 {
        out += &format!("- [{}] {}\n", status(n), topic(i + n));
    }
    out += &format!(
        "\n## Pending Actions\n- Provision Redis (blocked by ops)\n\n## Constraints\n- Never log a token\n\n## Next Session Objective\nFinish {}.\n",
        topic(i + 2)
    );
    out
}

/// Some moment, `seconds` after the first of June 2026.
pub fn time(seconds: u64) -> Time {
    let day = seconds / 86_400;
    let (month, day) = (6 + day / 28, 1 + day % 28);
    let (year, month) = (2026 + (month - 1) / 12, 1 + (month - 1) % 12);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z").parse().unwrap()
}
