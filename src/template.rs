//! Renders a prompt template of the user's own, in Jinja's syntax, over plain values.
//!
//! Invariant: a template is bounded and runs nothing. It has values, `if`, `for` and comparisons: no
//! functions, filters, macros, assignments, includes or operators that make text longer; its source,
//! its steps and its output have limits. A repository may bring one, so it is not trusted.

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest source, in bytes.
const SOURCE: usize = 64 << 10;
/// The longest output, in bytes.
const OUTPUT: usize = 16 << 20;
/// Steps that every template has, and more of them for each text that it is given.
const STEPS: u64 = 50_000;
const STEPS_EACH: u64 = 100;
/// The statements that there are.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// A value that a template is given.
#[derive(Clone, Debug)]
pub enum Data {
    /// Nothing: it is false, and prints nothing.
    None,
    /// A text; with a number the rendering tells whether it was printed.
    Text(String, Option<usize>),
    /// Values in order.
    List(Vec<Data>),
    /// Values by name.
    Map(Vec<(String, Data)>),
}

/// What came of a rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// For each number below the given count, whether a text with it was printed.
    pub printed: Vec<bool>,
}

/// Renders `source` over named values whose texts have numbers below `count`.
///
/// # Errors
/// One sentence, with the line where there is one.
pub fn render(source: &str, values: Vec<(String, Data)>, count: usize) -> Result<Rendered, String> {
    plain(source)?;
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(STEPS + STEPS_EACH * count as u64));
    let template = environment.template_from_str(source).map_err(|e| sentence(&e))?;
    let printed: Arc<[AtomicBool]> = (0..count).map(|_| AtomicBool::new(false)).collect();
    let values = value(Data::Map(values), &printed);
    let mut out = Bounded::default();
    let rendered = template.render_captured_to(values, &mut out).map(drop);
    if out.full {
        return Err(format!("it prints more than {} MB", OUTPUT >> 20));
    }
    rendered.map_err(|e| sentence(&e))?;
    let text = String::from_utf8(out.bytes).map_err(|e| e.to_string())?;
    Ok(Rendered { text, printed: printed.iter().map(|p| p.load(Ordering::Relaxed)).collect() })
}

/// Refuses everything that is not a value, a condition, a comparison or a loop.
fn plain(source: &str) -> Result<(), String> {
    if source.len() > SOURCE {
        return Err(format!("it is longer than {} kB", SOURCE >> 10));
    }
    let mut begins = false;
    for token in tokenize(source, false, SyntaxConfig::default()) {
        let (token, span) = token.map_err(|e| sentence(&e))?;
        let word = match &token {
            Token::Ident(word) if begins && !STATEMENTS.contains(word) => Some((*word).to_owned()),
            Token::Ident("recursive") => Some("recursive".to_owned()),
            Token::Plus => Some("+".to_owned()),
            Token::Mul => Some("*".to_owned()),
            Token::Pow => Some("**".to_owned()),
            Token::Tilde => Some("~".to_owned()),
            Token::Pipe => Some("|".to_owned()),
            Token::BracketOpen | Token::BraceOpen => Some("a list or map of its own".to_owned()),
            _ => None,
        };
        if let Some(word) = word {
            return Err(format!("line {}: a template may not use {word}; it has values, if, for and comparisons", span.start_line));
        }
        begins = matches!(token, Token::BlockStart);
    }
    Ok(())
}

fn sentence(error: &minijinja::Error) -> String {
    let line = error.line().map_or(String::new(), |line| format!("line {line}: "));
    let detail = error.detail().map_or(String::new(), |detail| format!(": {detail}"));
    format!("{line}{}{detail}", error.kind())
}

fn value(data: Data, printed: &Arc<[AtomicBool]>) -> Value {
    match data {
        Data::None => Value::from(()),
        Data::Text(text, None) => Value::from(text),
        Data::Text(text, Some(number)) => Value::from_object(Text { text, number, printed: Arc::clone(printed) }),
        Data::List(values) => values.into_iter().map(|v| value(v, printed)).collect(),
        Data::Map(values) => {
            Value::from_object(values.into_iter().map(|(name, v)| (name, value(v, printed))).collect::<BTreeMap<String, Value>>())
        }
    }
}

/// A text that knows when it is printed.
struct Text {
    text: String,
    number: usize,
    printed: Arc<[AtomicBool]>,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl Object for Text {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(flag) = self.printed.get(self.number) {
            flag.store(true, Ordering::Relaxed);
        }
        f.write_str(&self.text)
    }
}

/// Takes so many bytes and no more.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > OUTPUT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Vec<(String, Data)> {
        let facts = (0..3).map(|n| Data::Map(vec![("text".into(), Data::Text(format!("fact {n}"), Some(n)))])).collect();
        let long = Data::Text("x".repeat(1 << 20), None);
        vec![
            ("facts".into(), Data::List(facts)),
            ("none".into(), Data::None),
            ("long".into(), long),
            ("name".into(), Data::Text("baton".into(), None)),
        ]
    }

    #[test]
    fn values_are_printed_and_it_is_told_which() {
        let source =
            "{{ name }}{% if none %}never{% endif %}\n{% for f in facts %}{% if loop.index != 2 %}- {{ f.text }}\n{% endif %}{% endfor %}";
        let rendered = render(source, data(), 3).unwrap();
        assert_eq!(rendered, Rendered { text: "baton\n- fact 0\n- fact 2\n".into(), printed: vec![true, false, true] });
    }

    #[track_caller]
    fn refuses(source: &str, why: &str) {
        let error = render(source, data(), 3).unwrap_err();
        assert!(error.contains(why), "{source}: {error}");
    }

    #[test]
    fn nothing_runs_grows_or_goes_on_for_ever() {
        for source in [
            "{% set x = name %}",
            "{% include 'a' %}",
            "{% import 'a' as b %}",
            "{% macro m() %}{% endmacro %}",
            "{% do name %}",
            "{%- extends 'a' %}",
        ] {
            refuses(source, "may not use");
        }
        for source in [
            "{{ long ~ long }}",
            "{{ long * 9 }}",
            "{{ long + long }}",
            "{{ name|upper }}",
            "{{ [long, long] }}",
            "{% for x in facts recursive %}{% endfor %}",
        ] {
            refuses(source, "may not use");
        }
        refuses("{{ range(9) }}", "line 1");
        refuses("{{ nothing }}", "undefined");
        refuses("{{ name", "line 1");
        let nested = |depth: usize| format!("{}x{}", "{% for a in facts %}".repeat(depth), "{% endfor %}".repeat(depth));
        refuses(&nested(14), "fuel");
        let wide = format!("{}{{{{ long }}}}{}", "{% for a in facts %}".repeat(4), "{% endfor %}".repeat(4));
        refuses(&wide, "more than 16 MB");
        refuses(&"x".repeat(SOURCE + 1), "longer than 64 kB");
    }
}
