//! A template of the user's own in the place of the frame: it owes P1, P3 and P5 of DESIGN §7.
//!
//! P1: a fact counts as carried when its line, or its text and its reason, were printed; what was not must stand in a printed
//! ledger, and a pin may not be missing. P5: the same template over harmless words must have the same structure.

use super::compile::{Left, Ruler, Unit, fact_text, order};
use super::frame::{bootstrap, snippet, template, trigger};
use super::layout::{PLACES, by_place, is_pin};
use super::line::{escaped, fenced, one_line, write};
use super::marks::Marks;
use super::{Fact, Facts, Portion, Profile, Prompt, Uncompiled};
use crate::document::{Document, Kind};
use crate::handoff::Concept;
use crate::template::{Data, Rendered, render};

/// The numbers that each fact's texts have: its line, its text, its reason.
const TEXTS: usize = 3;

/// A rendering of the first units, and which facts are in it.
struct Trial {
    text: String,
    carried: Vec<bool>,
    ledger: String,
    told: bool,
}

/// What every rendering of one prompt has in common.
struct Own<'a> {
    all: &'a [Fact],
    own: Option<&'a str>,
    facts: &'a Facts,
    name: &'a str,
    order: Vec<Unit>,
}

/// Compiles the prompt by the template in `facts.form`.
pub(super) fn compile(all: &[Fact], own: Option<&str>, facts: &Facts, name: &str, ruler: &Ruler) -> Result<Prompt, Uncompiled> {
    let (mut order, floor) = order(all, own, facts, &Profile::Own(name.to_owned()));
    // Whether a template prints the words of the bootstrap template is its own affair.
    order.retain(|unit| *unit != Unit::Template);
    let case = Own { all, own, facts, name, order };
    let whole = case.trial(case.order.len())?;
    let fits = |trial: &Trial| ruler.measure(&trial.text) <= ruler.budget;
    let (trial, k) = if fits(&whole) {
        (whole, case.order.len())
    } else {
        let least = case.trial(floor)?;
        if !fits(&least) {
            return Err(ruler.too_small(ruler.measure(&least.text)).into());
        }
        // Each more unit makes the text longer, so halving finds the longest that fits.
        let (mut best, mut k, mut end) = (least, floor, case.order.len());
        while k + 1 < end {
            let middle = k + (end - k) / 2;
            let trial = case.trial(middle)?;
            if fits(&trial) { (best, k) = (trial, middle) } else { end = middle }
        }
        (best, k)
    };
    case.check(&trial, k, ruler)?;
    let carried = by_place(all).concat().into_iter().filter(|i| trial.carried[*i]).map(|i| all[i].clone()).collect();
    let left_out = (0..all.len()).filter(|i| !trial.carried[*i]).map(|i| all[i].clone()).collect();
    Ok(Prompt { text: trial.text, carried, left_out })
}

impl Own<'_> {
    /// Renders the first `k` units; what the template does not print is left out, and a second rendering has that in its ledger.
    fn trial(&self, k: usize) -> Result<Trial, Uncompiled> {
        let mut given = vec![false; self.all.len()];
        for unit in &self.order[..k] {
            if let Unit::Fact(i) = unit {
                given[*i] = true;
            }
        }
        let first = self.render(&given, k, "?", false)?;
        let carried: Vec<bool> = (0..self.all.len()).map(|i| given[i] && self.is_printed(&first, i)).collect();
        let mut left = Left::default();
        for (place, unit) in self.order.iter().enumerate() {
            let out = match unit {
                Unit::Fact(i) => !carried[*i],
                _ => place >= k,
            };
            if out {
                left.put(self.all, *unit);
            }
        }
        let ledger = left.ledger(self.facts, &Profile::Own(self.name.to_owned()));
        let second = self.render(&given, k, &ledger, false)?;
        let told = second.printed[TEXTS * self.all.len()];
        Ok(Trial { text: second.text, carried, ledger, told })
    }

    fn is_printed(&self, rendered: &Rendered, i: usize) -> bool {
        let [line, text, why] = [0, 1, 2].map(|n| rendered.printed[TEXTS * i + n]);
        line || text && (why || self.all[i].why.is_none())
    }

    fn render(&self, given: &[bool], k: usize, ledger: &str, harmless: bool) -> Result<Rendered, Uncompiled> {
        let values = self.values(given, k, ledger, harmless);
        render(&self.facts.form, values, TEXTS * self.all.len() + 1).map_err(|why| self.refused(format!("cannot be rendered: {why}")))
    }

    fn refused(&self, why: String) -> Uncompiled {
        Uncompiled::Template { name: self.name.to_owned(), why }
    }

    fn values(&self, given: &[bool], k: usize, ledger: &str, harmless: bool) -> Vec<(String, Data)> {
        let facts = self.facts;
        let word = |text: String| Data::Text(if harmless && !text.is_empty() { "word".into() } else { text }, None);
        let line = |text: &str| word(one_line(text));
        let some = |text: &Option<String>| text.as_deref().map_or(Data::None, line);
        let block = |text: &str| Data::Text(fenced(if harmless { "word" } else { text }).trim_end().to_owned(), None);
        let has = |wanted: Unit| self.order[..k].contains(&wanted);
        let quoted = |(n, s): (usize, &super::Snippet)| {
            let harmless_one =
                super::Snippet { name: "word".into(), text: s.text.as_ref().map(|_| "word".into()).map_err(|_| "word".into()) };
            let text = snippet(if harmless { &harmless_one } else { s });
            has(Unit::Snippet(n)).then(|| Data::Text(text.trim().to_owned(), None))
        };
        let mut values: Vec<(&str, Data)> = vec![
            ("project", line(&facts.project)),
            ("session", some(&facts.session)),
            ("sealed", some(&facts.sealed)),
            ("git", some(&facts.git)),
            ("live", line(&facts.live)),
            ("template", word(template(facts))),
            ("bootstrap", block(bootstrap(facts))),
            ("trigger", word(trigger(facts))),
            ("context", Data::List(facts.context.iter().map(|l| line(l)).collect())),
            ("since", Data::List(facts.since.iter().map(|l| line(l)).collect())),
            ("own_prompt", self.own.filter(|_| has(Unit::Own)).map_or(Data::None, block)),
            ("snippets", Data::List(facts.snippets.iter().enumerate().filter_map(quoted).collect())),
            ("ledger", Data::Text(ledger.trim().to_owned(), Some(TEXTS * self.all.len()))),
        ];
        let marks = Marks::new(facts);
        let fact = |i: usize| self.fact(i, &marks, harmless);
        let places = by_place(self.all);
        let here = |place: usize| places[place].iter().filter(|i| given[**i]).map(|i| fact(*i)).collect::<Vec<_>>();
        let sections = PLACES.iter().enumerate().map(|(place, p)| (p, here(place))).filter(|(_, facts)| !facts.is_empty());
        let section = |(p, facts): (&super::layout::Place, Vec<Data>)| {
            let title = p.sub.unwrap_or(p.heading).to_owned();
            Data::Map(vec![("title".into(), Data::Text(title, None)), ("facts".into(), Data::List(facts))])
        };
        values.push(("sections", Data::List(sections.map(section).collect())));
        let mut values: Vec<(String, Data)> = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for concept in Concept::ALL {
            let facts = (0..PLACES.len()).filter(|p| PLACES[*p].concept == concept && !PLACES[*p].over).flat_map(here).collect();
            values.push((concept.id().replace('-', "_"), Data::List(facts)));
        }
        values
    }

    fn fact(&self, i: usize, marks: &Marks, harmless: bool) -> Data {
        let fact = &self.all[i];
        let fenced_pin = is_pin(fact) && fact_text(fact, false).starts_with('`');
        let plain = if harmless {
            let word = || "word".to_owned();
            let text = if fenced_pin { "- word\n".to_owned() } else { word() };
            Fact { topic: fact.topic.as_ref().map(|_| word()), text, why: fact.why.as_ref().map(|_| word()), ..fact.clone() }
        } else {
            fact.clone()
        };
        let mark = if harmless { marks.line(fact, false).lines().map(|_| "  word\n").collect() } else { marks.line(&plain, false) };
        // In a list of the template's own a paragraph would go on with the item before it.
        let line = if fact.portion == Portion::Beside { write(&plain) } else { fact_text(&plain, false) } + &mark;
        let text = match &plain.topic {
            Some(topic) if !plain.text.starts_with(topic.as_str()) => format!("{topic}: {}", plain.text),
            _ if is_pin(fact) => plain.text.clone(),
            _ if fact.portion == Portion::Verbatim => escaped(&one_line(&plain.text)),
            _ => escaped(&plain.text),
        };
        let texts = [("line", Some(line.trim_end_matches('\n').to_owned())), ("text", Some(text)), ("why", plain.why)];
        let numbered = |(n, (name, text)): (usize, (&str, Option<String>))| {
            (name.to_owned(), text.map_or(Data::None, |text| Data::Text(text, Some(TEXTS * i + n))))
        };
        let mut values: Vec<(String, Data)> = texts.into_iter().enumerate().map(numbered).collect();
        let named = |text: Option<String>| text.map_or(Data::None, |text| Data::Text(text, None));
        values.push(("topic".into(), named(plain.topic)));
        values.push(("status".into(), named(fact.status.map(|s| s.id().to_owned()))));
        values.push(("concept".into(), named(Some(fact.concept.id().to_owned()))));
        Data::Map(values)
    }

    /// Checks the three laws.
    fn check(&self, trial: &Trial, k: usize, ruler: &Ruler) -> Result<(), Uncompiled> {
        if let Some(pin) = (0..self.all.len()).find(|i| is_pin(&self.all[*i]) && !trial.carried[*i]) {
            let words: String = one_line(&self.all[pin].text).chars().take(60).collect();
            return Err(
                self.refused(format!("breaks P1 (carried and left out are all): the pin \"{words}\" is not in it; print constraints"))
            );
        }
        if !trial.ledger.is_empty() && !trial.told {
            let left = trial.carried.iter().filter(|c| !**c).count();
            return Err(self.refused(format!(
                "breaks P1 (carried and left out are all): {left} facts are not in it and it does not say so; print ledger"
            )));
        }
        if ruler.measure(&trial.text) > ruler.budget {
            return Err(self.refused(format!(
                "breaks P3 (within the budget, the ledger included) by {} {}",
                ruler.measure(&trial.text) - ruler.budget,
                ruler.unit
            )));
        }
        let mut given = vec![false; self.all.len()];
        for unit in &self.order[..k] {
            if let Unit::Fact(i) = unit {
                given[*i] = true;
            }
        }
        let plain = self.render(&given, k, if trial.ledger.is_empty() { "" } else { "## Left Out\n\nword" }, true)?;
        match broken(&trial.text, &plain.text) {
            None => Ok(()),
            Some(line) => Err(self.refused(format!(
                "breaks P5 (content stays content): \"{line}\" becomes structure; print a fact by its line, and texts behind other words"
            ))),
        }
    }
}

/// Returns a line of `text` that has a structure which `plain` has not at that place.
fn broken(text: &str, plain: &str) -> Option<String> {
    let (text, plain) = (Document::parse(text), Document::parse(plain));
    let structure = |document: &Document| -> Vec<(Kind, usize, usize, usize)> {
        let lines = document.lines().iter().enumerate();
        let telling = lines.filter(|(_, l)| !matches!(l.kind, Kind::Blank | Kind::Text | Kind::Code) || l.quote > 0 || l.depth > 0);
        telling.filter(|(_, l)| l.kind != Kind::Code).map(|(n, l)| (l.kind, usize::from(l.depth), usize::from(l.quote), n)).collect()
    };
    let (found, wanted) = (structure(&text), structure(&plain));
    let same = |a: &(Kind, usize, usize, usize), b: &(Kind, usize, usize, usize)| (a.0, a.1, a.2) == (b.0, b.1, b.2);
    let first = (0..found.len().max(wanted.len())).find(|n| match (found.get(*n), wanted.get(*n)) {
        (Some(a), Some(b)) => !same(a, b),
        _ => true,
    });
    let open = || text.open_fence().is_some().then(|| "```".to_owned());
    let shown = |n: usize| text.slice(text.lines()[n].text).chars().take(60).collect::<String>();
    first.map(|n| found.get(n).map_or_else(String::new, |line| shown(line.3))).or_else(open)
}
