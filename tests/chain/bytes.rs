//! Ids, seals and stubs: what stands in the files.

use super::time;
use baton::chain::*;
use proptest::prelude::*;
use toml::{Table, Value};

#[test]
fn an_id_is_the_time_and_the_hash_of_the_seal() {
    // sha256("") begins e3b0c442: 11100 01110 11000 01100 01000 10000 in base32 is 4oymiq.
    let id = Id::of("2026-11-20T23:30:15Z".parse().unwrap(), b"");
    assert_eq!(id.to_string(), "20261120t233015z-4oymiq");
    assert_eq!(id.path(Part::Text), ".baton/sessions/2026-11/20261120t233015z-4oymiq.md");
    assert_eq!(id.path(Part::Seal), ".baton/sessions/2026-11/20261120t233015z-4oymiq.toml");
    assert_eq!(id.path(Part::Stub), ".baton/sessions/2026-11/20261120t233015z-4oymiq.redacted.toml");
    assert_eq!(id.marker(), ".baton/base/20261120t233015z-4oymiq");
    assert_eq!((id.time().to_string(), id.time().date()), ("2026-11-20T23:30:15Z".into(), "2026-11-20".into()));
}

#[test]
fn only_the_one_form_of_an_id_passes() {
    for words in [
        "",
        "20261120t233015z-4oymiQ",
        "20261120T233015Z-4oymiq",
        "20261120t233015z-4oymi1",
        "20261320t233015z-4oymiq",
        "20260230t233015z-4oymiq",
        "20261120t243015z-4oymiq",
        "20261120t233060z-4oymiq",
        "20261120t233015z-4oymiqq",
        "20261120t233015z_4oymiq",
        "../../20261120t233015z-4o",
        "２0261120t233015z-4oymi",
        "20261120t233015z-4oymi\n",
    ] {
        assert!(words.parse::<Id>().is_err(), "{words:?}");
    }
    for words in ["2026-11-20T23:30Z", "2026-11-20 23:30:15Z", "2026-11-20T23:30:15+00:00", "2026-11-20T23:30:15.5Z"] {
        assert!(words.parse::<Time>().is_err(), "{words:?}");
    }
    assert_eq!(Id::of_file("20261120t233015z-4oymiq.redacted.toml").unwrap().1, Part::Stub);
    assert_eq!(Id::of_file("20261120t233015z-4oymiq.toml").unwrap().1, Part::Seal);
    assert!(Id::of_file("20261120t233015z-4oymiq.md~").is_none());
}

#[test]
fn a_seal_has_one_spelling() {
    let parent = Id::of(time(1), b"x");
    let seal = Seal {
        number: 4,
        label: Some("before \"auth\"".into()),
        parents: vec![Parent { id: parent, sha256: Hash::of(b"x") }],
        leaves: vec![Left { id: parent, why: Some("Redis cannot hold it".into()), unknown: Table::new() }],
        restores: Some(parent),
        title: "REST endpoints\u{7}".into(),
        reviewed: true,
        cites: vec![Cite { what: Cited::Path("src/main.rs".into()), hash: Some("sha256:00".into()), unknown: Table::new() }],
        pins: vec![Pin { text: "Never log a key\n\tor its hash".into(), since: Some(parent), retired: None, unknown: Table::new() }],
        git: Some(Git { commit: "1a2b3c4".into(), branch: Some("main".into()), dirty: true, unknown: Table::new() }),
        despite: vec![Despite { rule: "no-objective".into(), why: "the project ends".into(), unknown: Table::new() }],
        unknown: "sealed-by = '0.9'".parse().unwrap(),
        ..Seal::new(time(75_615), b"# A\n", "SESSION-HANDOFF.md", Actor::new("Ada", ActorKind::Person))
    };
    let parent_hash = Hash::of(b"x");
    let expected = format!(
        r##"v = 1
format = "free"
time = 2026-11-01T21:00:15Z
number = 4
line = "main"
label = "before \"auth\""
parents = [
  "{parent} sha256:{parent_hash}",
]
leaves = [
  {{ id = "{parent}", why = "Redis cannot hold it" }},
]
restores = "{parent}"
title = "REST endpoints\u0007"
doc = {{ bytes = 4, path = "SESSION-HANDOFF.md", sha256 = "{}", words = "{}" }}
by = {{ kind = "person", name = "Ada" }}
reviewed = true
cites = [
  {{ hash = "sha256:00", path = "src/main.rs" }},
]
pins = [
  {{ since = "{parent}", text = "Never log a key\n\tor its hash" }},
]
git = {{ branch = "main", commit = "1a2b3c4", dirty = true }}
despite = [
  {{ rule = "no-objective", why = "the project ends" }},
]
sealed-by = "0.9"
"##,
        Hash::of(b"# A\n"),
        Hash::of(b"#A"),
    );
    assert_eq!(seal.write(), expected);
    assert_eq!(Seal::read(expected.as_bytes()).unwrap(), seal);
    assert_eq!(seal.id().0, Id::of(seal.time, expected.as_bytes()));
}

#[test]
fn a_seal_that_is_none_says_why() {
    #[track_caller]
    fn check(seal: &str, why: &str) {
        let error = Seal::read(seal.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let good = Seal::new(time(1), b"", "", Actor::default()).write();
    check("", "v is missing");
    check("v = ", "cannot be read");
    check(&good.replace("number = 1", "number = \"one\""), "number");
    check(&good.replace("number = 1", ""), "number is missing");
    check(&good.replace("number = 1", "number = -1"), "number");
    check(&good.replace("time = 2026", "time = 26"), "");
    check(&format!("{good}parents = [\"../x sha256:00\"]\n"), "parents");
    check(&good.replace("sha256 = \"e3", "sha256 = \"E3"), "doc");
    assert!(Seal::read(b"\xff").is_err());
}

#[test]
fn a_seal_of_a_newer_baton_reads_as_far_as_it_goes() {
    let seal = "v = 2\ntime = 2026-11-01T00:00:15Z\nnumber = { of = 3 }\nparents = [\"a b c\"]\nline = \"auth\"\n";
    let seal = Seal::read(seal.as_bytes()).unwrap();
    assert!(seal.is_newer());
    assert_eq!((seal.line.as_str(), seal.number, seal.parents.len()), ("auth", 0, 0));
    assert!(seal.unknown.contains_key("number") && seal.unknown.contains_key("parents"));
}

#[test]
fn a_stub_vouches_for_itself() {
    let stub = Stub {
        id: Id::of(time(1), b"x"),
        time: time(9),
        by: Actor::new("Ada", ActorKind::Person),
        why: "a token in the summary".into(),
        was: Hash::of(b"before"),
        now: Some(Hash::of(b"after")),
        seal: Hash::of(b"x"),
        number: 3,
        parents: vec![],
        record: Some("v = 1\n".into()),
        unknown: Table::new(),
    };
    let bytes = stub.write().into_bytes();
    assert_eq!(Stub::read(&bytes).unwrap(), stub);
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        assert!(Stub::read(&flipped).is_err(), "byte {at}");
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|f: f64| Value::from(f)),
        (0..100_000u64).prop_map(|n| Value::Datetime(time(n).to_string().parse().unwrap())),
    ]
}

fn unknown() -> impl Strategy<Value = Table> {
    let value = scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(".*", inner, 0..3).prop_map(|m| Value::Table(m.into_iter().collect())),
        ]
    });
    proptest::collection::btree_map("x-.*", value, 0..3).prop_map(|m| m.into_iter().collect())
}

prop_compose! {
    fn seals()(
        texts in proptest::collection::vec(any::<String>(), 16),
        some in proptest::collection::vec(any::<bool>(), 9),
        numbers in (any::<u32>(), 0..10_000_000u64, 0..i64::MAX as u64),
        kind in 0..3usize,
        pins in proptest::collection::vec((any::<String>(), any::<Option<String>>()), 0..3),
        extra in proptest::collection::vec(unknown(), 8),
    ) -> Seal {
        let t = |n: usize| texts[n].clone();
        let id = |n: usize| Id::of(time(numbers.1 + n as u64), texts[n].as_bytes());
        let mut actor = Actor::new(t(0), ActorKind::ALL[kind]);
        actor.unknown = extra[0].clone();
        let mut seal = Seal::new(time(numbers.1), t(1).as_bytes(), t(2), actor);
        seal.doc.bytes = numbers.2;
        seal.doc.unknown = extra[1].clone();
        seal.format = t(3);
        seal.number = numbers.0;
        seal.line = t(4);
        seal.label = some[0].then(|| t(5));
        seal.parents = (0..numbers.0 as usize % 3).map(|n| Parent { id: id(n), sha256: Hash::of(t(n).as_bytes()) }).collect();
        seal.leaves = (0..usize::from(some[1])).map(|n| Left { id: id(n), why: some[2].then(|| t(6)), unknown: extra[2].clone() }).collect();
        seal.restores = some[3].then(|| id(3));
        seal.title = t(7);
        seal.reviewed = some[4];
        let what = if some[5] { Cited::Path(t(8)) } else { Cited::Commit(t(8)) };
        seal.cites = vec![Cite { what, hash: some[6].then(|| t(9)), unknown: extra[3].clone() }];
        seal.pins = pins.into_iter().map(|(text, retired)| Pin { text, since: some[6].then(|| id(4)), retired, unknown: extra[4].clone() }).collect();
        seal.git = some[7].then(|| Git { commit: t(10), branch: some[0].then(|| t(11)), dirty: some[1], unknown: extra[5].clone() });
        seal.despite = vec![Despite { rule: t(12), why: t(13), unknown: extra[6].clone() }];
        seal.unknown = extra[7].clone();
        seal
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_reads_back_and_writes_the_same(seal in seals()) {
        let bytes = seal.write();
        let read = Seal::read(bytes.as_bytes()).unwrap();
        prop_assert_eq!(&read, &seal);
        prop_assert_eq!(read.write(), bytes);
        prop_assert_eq!(seal.id().0.to_string().parse::<Id>().unwrap(), seal.id().0);
    }

    #[test]
    fn any_bytes_read_or_say_why(bytes in proptest::collection::vec(any::<u8>(), 0..200), words in ".*") {
        let _ = Seal::read(&bytes);
        let _ = Stub::read(&bytes);
        let _ = Id::of_file(&words);
        let _ = words.parse::<Time>();
    }

    #[test]
    fn a_time_is_one_that_a_calendar_has(date in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]", clock in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]") {
        let words = format!("{date}T{clock}Z");
        let calendar = words.parse::<toml::value::Datetime>().is_ok() && !clock.ends_with(":60");
        let time = words.parse::<Time>();
        prop_assert_eq!(time.is_ok(), calendar, "{}", words);
        if let Ok(time) = time {
            prop_assert_eq!(time.to_string(), words);
            let id = Id::of(time, b"");
            prop_assert_eq!(id.to_string().parse::<Id>(), Ok(id));
        }
    }
}
