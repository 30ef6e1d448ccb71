//! Whom the prompt is for and how long it may be: the menu, and the list of what does not fit.

use super::super::overlay::{Ask, Choice, Marked, Menu, Overlay, Purpose};
use super::super::{Effect, Model, field::Field};
use crate::handoff::ItemRef;
use crate::project::Command;
use crate::prompt::{Budget, Profile};

/// The budgets that the menu offers, with their keys and what each is good for.
const BUDGETS: [(char, Budget, &str); 4] = [
    ('n', Budget::Unlimited, "no limit"),
    ('b', Budget::BRIEF, "9,500 characters: what a hook may print"),
    ('4', Budget::Tokens(400), "400 tokens"),
    ('2', Budget::Tokens(2_000), "2,000 tokens"),
];

/// Opens the menu.
pub(super) fn menu(model: &mut Model) {
    let settings = &model.snapshot.settings;
    let (profile, budget) = (settings.profile.value.clone(), settings.budget.value);
    let now = |is: bool| if is { "  · now" } else { "" };
    let built_in = Profile::ALL.into_iter().zip(['c', 'x', 't', 's', 'h']);
    let mut rows: Vec<(char, String, Choice)> =
        built_in.map(|(p, key)| (key, format!("for {}{}", p.id(), now(p == profile)), Choice::Aim(p, budget))).collect();
    let forms = model.snapshot.forms.iter().map(|name| Profile::Own(name.clone()));
    rows.extend(forms.map(|p| ('*', format!("for {}, your own{}", p.id(), now(p == profile)), Choice::Aim(p, budget))));
    for (key, most, words) in BUDGETS {
        rows.push((key, format!("{words}{}", now(most == budget)), Choice::Aim(profile.clone(), most)));
    }
    let own = if BUDGETS.iter().any(|(_, most, _)| *most == budget) { String::new() } else { format!("  · now {budget}") };
    rows.push(('o', format!("another limit{own}"), Choice::Limit));
    let row = rows.iter().position(|(_, _, choice)| *choice == Choice::Aim(profile.clone(), budget)).unwrap_or(0);
    let text = vec![
        format!("Now for {}, {}.", profile.id(), limit(budget)),
        "Tokens are those of OpenAI's models (o200k); for others an estimate.".to_owned(),
    ];
    model.overlays.push(Overlay::Menu(Menu { title: "The prompt".into(), text, rows, row, stays: false }));
}

/// Returns a budget in words.
pub(super) fn limit(budget: Budget) -> String {
    match budget {
        Budget::Unlimited => "as long as it takes".to_owned(),
        Budget::Chars(n) => format!("at most {} characters", super::answers::grouped(n)),
        Budget::Tokens(n) => format!("at most {} tokens", super::answers::grouped(n)),
    }
}

/// Asks for a budget.
pub(super) fn ask(model: &mut Model) {
    let now = model.snapshot.settings.budget.value;
    let field = Field::new("limit", &now.to_string(), false);
    let hint = "400t is tokens, 9500c characters, none no limit".to_owned();
    model.overlays.push(Overlay::Ask(Ask { title: "How long may the prompt be?".into(), hint, field, purpose: Purpose::Budget }));
}

/// Takes the answer; one that is no budget is asked for again.
pub(super) fn answered(model: &mut Model, ask: Ask, text: &str) -> Vec<Effect> {
    match Budget::parse(text) {
        Some(budget) => to(model, model.snapshot.settings.profile.value.clone(), budget),
        None => {
            model.say(format!("\"{text}\" is no budget: {}", ask.hint));
            model.overlays.push(Overlay::Ask(ask));
            vec![]
        }
    }
}

/// Has the prompt compiled for that reader and length from now on.
pub(super) fn to(model: &Model, profile: Profile, budget: Budget) -> Vec<Effect> {
    let settings = &model.snapshot.settings;
    let same = settings.profile.value == profile && settings.budget.value == budget;
    if same { vec![] } else { vec![Effect::Run(Command::Aim { profile, budget })] }
}

/// Opens the list of what does not fit.
pub(super) fn left_out(model: &mut Model) {
    model.overlays.push(Overlay::LeftOut(Marked::default()));
}

/// Goes to the item of the marked fact.
pub(super) fn go(model: &mut Model) {
    let reference: Option<ItemRef> = model.item().map(|item| model.snapshot.handoff.reference(item));
    match reference {
        Some(reference) => {
            model.overlays.retain(|o| !matches!(o, Overlay::LeftOut(_)));
            model.go_to(&reference);
        }
        None => model.say("that comes from an earlier session, not from this file"),
    }
}
