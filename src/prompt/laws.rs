//! Laws P1 to P5 of DESIGN §7 over any facts, at any budget.

use super::compile::{Ruler, compile, is_prose};
use super::layout::{HEADINGS, PLACES};
use super::line::one_line;
use super::{Budget, Fact, Facts, Mark, Missing, Portion, Profile, Prompt, Snippet, TooSmall, musts, read_back};
use crate::document::{Document, Kind};
use crate::handoff::{Concept, StatusKind};
use proptest::prelude::*;
use std::collections::HashMap;

#[path = "../../tests/support/nasty.rs"]
mod nasty;

use nasty::NASTY;

fn text() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![4 => "[a-zA-Z0-9 ,.:()]{1,12}", 3 => prop::sample::select(&NASTY[..]).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
    let piece = prop_oneof![19 => piece, 1 => Just(" src/a.rs:12 ".to_owned()), 1 => Just(" 1a2b3c4 ".to_owned())];
    prop::collection::vec(piece, 1..6).prop_map(|v| v.concat())
}

fn lines() -> impl Strategy<Value = String> {
    let end = prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n", "\n    "]);
    prop::collection::vec((text(), end), 1..4).prop_map(|v| v.into_iter().flat_map(|(t, e)| [t, e.to_owned()]).collect::<String>())
}

fn line() -> impl Strategy<Value = String> {
    text().prop_map(|t| one_line(&t)).prop_filter("says something", |t| !t.is_empty())
}

fn topic() -> impl Strategy<Value = Option<(bool, usize, String)>> {
    prop::option::of((any::<bool>(), 1usize..12, line()))
}

fn fact() -> impl Strategy<Value = Fact> {
    let concepts: Vec<Concept> = Concept::ALL.into_iter().filter(|c| !matches!(c, Concept::Metadata | Concept::Prompt)).collect();
    let status = prop::option::of(prop::sample::select(vec![
        StatusKind::Open,
        StatusKind::InProgress,
        StatusKind::Blocked,
        StatusKind::Done,
        StatusKind::Deferred,
        StatusKind::Dropped,
        StatusKind::Superseded,
        StatusKind::Odd,
    ]));
    let parts = (prop::sample::select(concepts), line(), topic(), prop::option::of(line()), status, prop_oneof![lines(), text()]);
    parts.prop_map(|(concept, text, topic, why, status, pin)| {
        let topic = topic.map(|(inside, n, other)| if inside { one_line(&text.chars().take(n).collect::<String>()) } else { other });
        let fact = Fact { concept, portion: Portion::Item, topic: topic.filter(|t| !t.is_empty()), text, why, status };
        let pin = Fact { topic: None, why: None, status: None, text: pin, ..fact.clone() };
        if super::layout::is_pin(&fact) { pin } else { fact }
    })
}

/// An item, and what stands below it.
fn facts_of_item() -> impl Strategy<Value = Vec<Fact>> {
    let below = prop_oneof![
        3 => (1u8..4, line(), prop::option::of(Just(StatusKind::Done))).prop_map(|(n, text, status)| (Portion::Detail(n), text, status)),
        1 => line().prop_map(|text| (Portion::Beside, text, None)),
        1 => prop_oneof![lines(), line()].prop_map(|text| (Portion::Verbatim, text, None)),
    ];
    (fact(), prop::collection::vec(below, 0..4)).prop_map(|(item, below)| {
        let mut deepest = 1;
        let mut all = vec![item];
        for (portion, text, status) in below {
            if portion == Portion::Beside && is_prose(all[0].concept) {
                continue;
            }
            let portion = match portion {
                Portion::Detail(n) => Portion::Detail(n.min(deepest)),
                other => other,
            };
            if let Portion::Detail(n) = portion {
                deepest = n + 1;
            }
            // All that stands below a pin is the pin.
            if !super::layout::is_pin(&all[0]) || !matches!(portion, Portion::Detail(_)) {
                all.push(Fact { portion, topic: None, text, why: None, status, ..all[0].clone() });
            }
        }
        all
    })
}

fn any_facts() -> impl Strategy<Value = Vec<Fact>> {
    let items = prop::collection::vec(facts_of_item(), 0..10);
    items.prop_map(|mut items| {
        // What stands below an item follows it among those of its concept.
        items.sort_by_key(|facts| facts[0].concept);
        items.concat()
    })
}

/// The facts beside a handoff; the quoted lines, marks and changes are as nasty as the rest.
fn facts(nasty: &str) -> Facts {
    let context = vec!["# A service".into(), "Role: engineer".into()];
    let (session, git) = (Some("Session 3 \u{2192} 4".into()), Some("main at 1a2b3c4".into()));
    let (template, trigger) = ("https://example.org/base.md".into(), "snapshot".into());
    let snippets = vec![
        Snippet { name: "src/a.rs lines 1-3".into(), text: Ok(nasty.into()) },
        Snippet { name: "src/b.rs line 9".into(), text: Err("it holds a secret".into()) },
    ];
    let checked = vec![("src/a.rs".into(), Mark::Changed), ("1a2b3c4".into(), Mark::Verified), ("b.md".into(), Mark::Unverified)];
    let reading = vec![("SESSION_CONTEXT.md".into(), "where the work stands".into())];
    let since = vec![format!("1a2b3c4 {nasty}")];
    let live = "SESSION-HANDOFF.md".into();
    Facts {
        project: "task-api".into(),
        context,
        session,
        git,
        template,
        trigger,
        live,
        snippets,
        checked,
        reading,
        since,
        ..Facts::default()
    }
}

fn count(facts: impl IntoIterator<Item = Fact>) -> HashMap<Fact, usize> {
    let mut counts = HashMap::new();
    facts.into_iter().for_each(|f| *counts.entry(f).or_insert(0) += 1);
    counts
}

/// Checks a prompt by itself: P1, P2, P5 and the musts.
fn sound(all: &[Fact], own: Option<&str>, prompt: &Prompt) {
    let text = &prompt.text;
    assert_eq!(count(prompt.carried.iter().chain(&prompt.left_out).cloned()), count(all.to_vec()), "P1\n{text}");
    assert_eq!(read_back(text), prompt.carried, "P2\n{text}");
    let aimless = own.is_none() && !all.iter().any(|f| matches!(f.concept, Concept::Objective | Concept::Next));
    assert_eq!(musts(text), if aimless { vec![Missing::Objective] } else { vec![] }, "{text}");
    let document = Document::parse(text.as_str());
    let headings: Vec<_> = document.lines().iter().filter(|l| l.kind.heading().is_some()).map(|l| document.slice(l.span)).collect();
    let ours = |line: &&str| {
        let line = line.trim_end();
        let sub = |title: &str| PLACES.iter().any(|p| p.sub == Some(title));
        line.starts_with("# Restoration prompt: task-api, session 3 \u{2192} 4 (draft)")
            || line.strip_prefix("## ").is_some_and(|t| HEADINGS.contains(&t))
            || line.strip_prefix("### ").is_some_and(sub)
    };
    assert!(headings.iter().all(ours), "P5 {headings:?}\n{text}");
    let strange =
        |k: Kind| matches!(k, Kind::Comment | Kind::TableHead | Kind::TableRule | Kind::TableRow | Kind::FrontMatter | Kind::Banner);
    let deep = all.iter().map(|f| if let Portion::Detail(n) = f.portion { n + 1 } else { 1 }).max().unwrap_or(1);
    assert!(document.lines().iter().all(|l| !strange(l.kind) && l.depth <= deep && l.quote == 0), "P5\n{text}");
    assert_eq!(document.lines().iter().filter(|l| l.kind == Kind::Rule).count(), 1, "P5\n{text}");
    for verbatim in all.iter().filter(|f| super::layout::is_pin(f)).map(|f| f.text.as_str()).chain(own) {
        assert!(text.contains(verbatim) || prompt.left_out.iter().any(|f| f.text == verbatim) || own == Some(verbatim), "verbatim\n{text}");
    }
}

/// The same by CommonMark's own rules: no heading but ours, no HTML, rule, quote or nested list.
fn sound_to_others(all: &[Fact], text: &str) {
    use pulldown_cmark::{Event, Parser, Tag};
    let (mut headings, mut rules) = (0, 0);
    let mut depth = 0;
    let deep = all.iter().map(|f| if let Portion::Detail(n) = f.portion { usize::from(n) + 1 } else { 1 }).max().unwrap_or(1);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(pulldown_cmark::TagEnd::List(_)) => depth -= 1,
            Event::Rule => rules += 1,
            Event::Start(Tag::HtmlBlock | Tag::BlockQuote(_)) => panic!("P5 {event:?}\n{text}"),
            _ => {}
        }
        assert!(depth <= deep, "P5 nested list\n{text}");
    }
    let document = Document::parse(text);
    assert_eq!(rules, 1, "P5\n{text}");
    assert_eq!(headings, document.lines().iter().filter(|l| l.kind.heading().is_some()).count(), "P5\n{text}");
}

/// Counts words, which like tokens add up line by line.
fn words(text: &str) -> usize {
    text.split_whitespace().count() + text.matches('\n').count()
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// A handoff's facts and prompt, what stands beside them, and whom the prompt is for.
struct Case<'a> {
    all: &'a [Fact],
    own: Option<&'a str>,
    facts: Facts,
    profile: &'a Profile,
}

impl Case<'_> {
    fn within(&self, budget: Budget) -> Result<Prompt, TooSmall> {
        compile(self.all, self.own, &self.facts, self.profile, &Ruler::new(budget, &words))
    }

    fn whole(&self) -> Prompt {
        self.within(Budget::Unlimited).unwrap_or_else(|e| panic!("{e}"))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn every_prompt_keeps_the_laws(all in any_facts(), own in prop::option::of(lines()), quoted in lines(), cut in 0.0f64..1.0) {
        for profile in &Profile::ALL {
            let case = Case { all: &all, own: own.as_deref(), facts: facts(&quoted), profile };
            let whole = case.whole();
            prop_assert!(whole.left_out.is_empty());
            sound(&all, own.as_deref(), &whole);
            sound_to_others(&all, &whole.text);
            for (budget, measure) in [(Budget::Chars as fn(usize) -> Budget, characters as fn(&str) -> usize), (Budget::Tokens, words)] {
                let length = measure(&whole.text);
                let Err(TooSmall { least, .. }) = case.within(budget(0)) else { panic!("nothing fits in nothing") };
                prop_assert!(least <= length);
                prop_assert!(case.within(budget(least - 1)).is_err());
                let most = least + ((length - least) as f64 * cut) as usize;
                let part = case.within(budget(most)).unwrap_or_else(|e| panic!("{e}"));
                prop_assert!(measure(&part.text) <= most, "P3");
                sound(&all, own.as_deref(), &part);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_larger_budget_never_loses_a_fact(all in any_facts(), own in prop::option::of(lines()), quoted in lines()) {
        for (budget, measure) in [(Budget::Chars as fn(usize) -> Budget, characters as fn(&str) -> usize), (Budget::Tokens, words)] {
            let case = Case { all: &all, own: own.as_deref(), facts: facts(&quoted), profile: &Profile::ClaudeCode };
            let mut before: HashMap<Fact, usize> = HashMap::new();
            for most in 0..=measure(&case.whole().text) {
                let Ok(prompt) = case.within(budget(most)) else { continue };
                prop_assert!(measure(&prompt.text) <= most, "P3");
                let now = count(prompt.carried.clone());
                prop_assert!(before.iter().all(|(fact, n)| now.get(fact).is_some_and(|m| m >= n)), "P4 at {}", most);
                before = now;
            }
            prop_assert_eq!(before, count(all.clone()));
        }
    }
}
