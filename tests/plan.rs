//! Plans: every intent changes the intended item and nothing else, or says why not.

mod corpus;
fn show() {
    let name = std::env::var("SHOW").unwrap();
    let (_, bytes) = crate::support::corpus_files().into_iter().find(|f| f.0 == name).unwrap();
    let h = baton::handoff::Handoff::parse(String::from_utf8(bytes).unwrap());
    for s in h.sections() {
        println!("{:?} {} {:?} {:?} {}..{}", s.title, s.level, s.concepts, s.mapping, s.span.start, s.span.end);
    }
    for c in baton::handoff::Concept::ALL {
        let add = baton::handoff::Intent::Add { concept: c, text: "Quite another matter".into(), why: None, status: None };
        match baton::handoff::plan(&h, &add) {
            Ok(p) => {
                for s in p.edit.splices() {
                    println!("{c:?} @{} {:?}", h.document().line_at(s.span.start) + 1, s.with)
                }
            }
            Err(e) => println!("{c:?}: {e}"),
        }
    }
}
