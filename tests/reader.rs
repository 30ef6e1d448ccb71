//! What the reader makes of each format.

use baton::handoff::Handoff;

#[test]
fn dump() {
    let Some(path) = std::env::var_os("DUMP") else { return };
    let h = Handoff::parse(std::fs::read_to_string(path).unwrap());
    let line = |o: usize| h.document().line_at(o) + 1;
    println!(
        "lang? prompt {:?} blocks {:?} newest {:?}",
        h.prompt().map(|p| (line(p.text.start), line(p.text.end), p.fenced)),
        h.blocks().iter().map(|b| (line(b.span.start), b.date, b.number)).collect::<Vec<_>>(),
        h.newest()
    );
    for m in h.metadata() {
        println!("META {:?} {} = {}", m.key, h.slice(m.name), h.slice(m.value));
    }
    for (i, s) in h.sections().iter().enumerate() {
        println!(
            "§{i} L{} l{} [{}] {:?} {:?} block {:?} empty {} parent {:?}",
            line(s.span.start),
            s.level,
            s.title,
            s.concepts,
            s.mapping,
            s.block,
            s.stated_empty,
            s.parent
        );
        for it in h.all_items().iter().filter(|it| it.section == i) {
            println!("    L{} {} {:?} #{} {}", line(it.span.start), it.concept.id(), it.shape, it.ordinal, it.text);
            if it.topic.is_some() || it.id.is_some() {
                println!("        topic {:?} id {:?}", it.topic, it.id);
            }
            if let Some(w) = &it.why {
                println!("        why {:?} whole {:?}", w.text, h.slice(w.whole));
            }
            if let Some(s) = &it.status {
                println!("        status {:?} {:?} {:?} note {:?} at {:?}", s.kind, s.token, s.carrier, s.note, h.slice(s.span));
            }
            for f in &it.fields {
                println!("        field {} = {}", f.name, h.slice(f.value));
            }
        }
    }
}
