//! What happened to sealed files, by name.

use super::{Directory, time};
use baton::chain::*;

const TEXT: &str = "# Handoff\n\n- one\n- two\n";

impl Directory {
    fn file(&self, name: &str) -> Option<&[u8]> {
        self.files().find(|(n, _)| *n == name).map(|(_, bytes)| bytes)
    }

    fn verify(&self) -> Vec<(Id, Part, What)> {
        let chain = self.chain();
        let read = |id: Id| Files {
            text: self.file(&id.file(Part::Text)),
            seal: self.file(&id.file(Part::Seal)),
            stub: self.file(&id.file(Part::Stub)),
        };
        chain.verify(chain.order(), read).into_iter().map(|v| (v.id, v.part, v.what)).collect()
    }

    /// Changes the bytes of a file, or takes it away.
    fn change(&self, id: Id, part: Part, change: impl Fn(&str) -> Option<String>) -> Directory {
        let name = id.file(part);
        let mut out = self.clone();
        let bytes = out.0.iter().find(|(n, _)| *n == name).map(|(_, b)| String::from_utf8(b.clone()).unwrap()).unwrap_or_default();
        out.0.retain(|(n, _)| *n != name);
        out.0.extend(change(&bytes).map(|text| (name, text.into_bytes())));
        out
    }
}

fn three() -> (Directory, [Id; 3]) {
    let mut d = Directory::default();
    let a = d.seal(1, TEXT, &[]);
    let b = d.seal(2, &format!("{TEXT}- three\n"), &[a]);
    let c = d.seal(3, &format!("{TEXT}- four\n"), &[b]);
    (d, [a, b, c])
}

fn stub(d: &Directory, id: Id, now: Option<&str>) -> Stub {
    let chain = d.chain();
    let record = &chain.sessions()[chain.place(id).unwrap()];
    Stub {
        id,
        time: time(99),
        by: Actor::new("Ada", ActorKind::Person),
        why: "a token".into(),
        was: Hash::of(d.file(&id.file(Part::Text)).unwrap()),
        now: now.map(|t| Hash::of(t.as_bytes())),
        seal: record.sha256,
        number: record.number,
        parents: record.parents.clone(),
        record: None,
        unknown: toml::Table::new(),
    }
}

#[test]
fn a_sound_chain_says_only_that_its_head_is_unsigned() {
    let (d, [.., c]) = three();
    assert_eq!(d.verify(), [(c, Part::Seal, What::Unsigned)]);
}

#[test]
fn each_thing_that_can_happen_has_its_name() {
    let (d, [a, b, c]) = three();
    let head = (c, Part::Seal, What::Unsigned);
    #[track_caller]
    fn check(d: Directory, expected: &[(Id, Part, What)]) {
        assert_eq!(d.verify(), expected);
    }
    let change = |part, with: fn(&str) -> String| d.change(a, part, |t| Some(with(t)));
    let of_a = |part, what| [(a, part, what), head];
    check(change(Part::Text, |t| t.replace("one", "won")), &of_a(Part::Text, What::Altered(Some(0))));
    check(change(Part::Text, |t| t.replace("one", "one more")), &of_a(Part::Text, What::Altered(Some(5))));
    check(change(Part::Text, |t| t.replace('\n', "\r\n")), &of_a(Part::Text, What::LineEnds));
    check(change(Part::Text, |t| t.replace("- one\n", "-   one  \n\n")), &of_a(Part::Text, What::WhiteSpace));
    check(change(Part::Text, |t| t.trim_end().to_owned()), &of_a(Part::Text, What::WhiteSpace));
    check(d.change(a, Part::Text, |_| None), &of_a(Part::Text, What::Missing));
    check(change(Part::Seal, |t| t.replace('\n', "\r\n")), &of_a(Part::Seal, What::LineEnds));
    check(change(Part::Seal, |t| t.replace(" = ", "=")), &of_a(Part::Seal, What::WhiteSpace));
    check(change(Part::Seal, |t| t.replace("number = 1", "number = 2")), &of_a(Part::Seal, What::Altered(None)));
    check(change(Part::Seal, |_| "what".to_owned()), &of_a(Part::Seal, What::Altered(None)));
    // Gone with the seal is the session: those who continue it stand at a boundary.
    check(d.change(a, Part::Seal, |_| None), &[(b, Part::Seal, What::Boundary(a)), head]);
    check(d.change(c, Part::Text, |t| Some(t.to_uppercase())), &[(c, Part::Text, What::Altered(Some(0)))]);
}

#[test]
fn a_redaction_is_told_from_tampering() {
    let (d, [a, .., c]) = three();
    let head = (c, Part::Seal, What::Unsigned);
    let clean = TEXT.replace("one", "(redacted)");
    let redacted = stub(&d, a, Some(&clean)).write();
    let d2 = d.change(a, Part::Stub, |_| Some(redacted.clone()));
    assert_eq!(d2.verify(), [(a, Part::Text, What::Unredacted), head]);
    let d3 = d2.change(a, Part::Text, |_| Some(clean.clone()));
    assert_eq!(d3.verify(), [(a, Part::Text, What::Redacted), head]);
    let d4 = d3.change(a, Part::Text, |t| Some(t.replace("two", "too")));
    assert_eq!(d4.verify(), [(a, Part::Text, What::Altered(None)), head]);
    let d5 = d3.change(a, Part::Stub, |t| Some(t.replace("a token", "a taken")));
    assert_eq!(d5.verify()[0], (a, Part::Stub, What::Altered(None)));
    // Text and seal both out: the stub keeps the place in the graph.
    let whole = stub(&d, a, None).write();
    let d6 = d.change(a, Part::Stub, |_| Some(whole.clone())).change(a, Part::Text, |_| None).change(a, Part::Seal, |_| None);
    assert_eq!(d6.verify(), [(a, Part::Seal, What::Redacted), (a, Part::Text, What::Redacted), head]);
    assert_eq!(d6.chain().heads().len(), 1);
}

#[test]
fn another_seal_under_a_parents_name_is_found_by_the_child() {
    let (d, [a, b, _]) = three();
    let mut records = d.chain().sessions().to_vec();
    // As if somebody had found another seal with the same 30 bits.
    let hash = records[0].sha256.to_string();
    records[0].sha256 = format!("{}{}", &hash[..62], if hash.ends_with("00") { "01" } else { "00" }).parse().unwrap();
    let chain = Chain::new(records);
    let files = |id: Id| Files { text: d.file(&id.file(Part::Text)), seal: d.file(&id.file(Part::Seal)), stub: None };
    let found = chain.verify(chain.order(), files);
    assert!(found.iter().any(|v| v.id == b && v.what == What::OtherParent(a)), "{found:?}");
}

#[test]
fn a_seal_under_another_time_is_altered() {
    let (d, [.., c]) = three();
    let moved: Id = c.to_string().replace("20261101", "20251101").parse().unwrap();
    let files: Vec<(String, Vec<u8>)> = d.0.iter().map(|(n, b)| (n.replace(&c.to_string(), &moved.to_string()), b.clone())).collect();
    assert_eq!(Directory(files).verify().last(), Some(&(moved, Part::Seal, What::Altered(None))));
}

#[test]
fn any_flipped_byte_of_any_sealed_file_is_found() {
    let (mut d, [a, ..]) = three();
    let clean = TEXT.replace("one", "(redacted)");
    let redacted = stub(&d, a, Some(&clean)).write();
    d = d.change(a, Part::Stub, |_| Some(redacted.clone())).change(a, Part::Text, |_| Some(clean.clone()));
    for file in 0..d.0.len() {
        for at in 0..d.0[file].1.len() {
            let bit = 1 << (at % 8);
            d.0[file].1[at] ^= bit;
            let altered: Vec<Id> = d.verify().into_iter().filter(|v| v.2.is_altered()).map(|v| v.0).collect();
            let id = Id::of_file(&d.0[file].0).unwrap().0;
            assert!(altered.contains(&id), "{} byte {at}", d.0[file].0);
            d.0[file].1[at] ^= bit;
        }
    }
    assert!(d.verify().iter().all(|v| !v.2.is_altered()));
}
