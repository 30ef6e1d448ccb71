//! What each sequence of bytes means, whole and in pieces.

use super::*;

fn decode(bytes: &[u8]) -> Vec<Input> {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(bytes, &mut out);
    decoder.settle(&mut out);
    out
}

fn named(input: &Input) -> String {
    match input {
        Input::Paste(text) => format!("paste {text:?}"),
        Input::Dropped(bytes) => format!("dropped {bytes}"),
        Input::Key(key) => {
            let mut name = String::new();
            for (modifier, word) in [
                (KeyModifiers::CONTROL, "ctrl-"),
                (KeyModifiers::ALT, "alt-"),
                (KeyModifiers::SHIFT, "shift-"),
                (KeyModifiers::SUPER, "super-"),
            ] {
                if key.modifiers.contains(modifier) {
                    name.push_str(word);
                }
            }
            match key.code {
                KeyCode::Char(c) => name.push(c),
                code => name.push_str(&format!("{code:?}").to_lowercase()),
            }
            name
        }
    }
}

#[track_caller]
fn check(bytes: &str, want: &str) {
    let names = |inputs: Vec<Input>| inputs.iter().map(named).collect::<Vec<_>>().join(" ");
    assert_eq!(names(decode(bytes.as_bytes())), want, "{bytes:?}");
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    for byte in bytes.as_bytes() {
        decoder.feed(&[*byte], &mut out);
    }
    decoder.settle(&mut out);
    assert_eq!(names(out), want, "{bytes:?} byte by byte");
}

#[test]
fn keys_have_their_names() {
    check("aZé日🦀", "a shift-Z é 日 🦀");
    check("\r\t\x7f", "enter tab backspace");
    check("\x01\x1a\0\x1f\x1d\n", "ctrl-a ctrl-z ctrl-  ctrl-7 ctrl-5 ctrl-j");
    check("\x1b[A\x1b[B\x1bOC\x1bOD\x1b[H\x1b[F", "up down right left home end");
    check("\x1b[5~\x1b[6~\x1b[3~\x1b[2~\x1b[1~\x1b[4~", "pageup pagedown delete insert home end");
    check("\x1bOP\x1b[15~\x1b[17~\x1b[24~", "f(1) f(5) f(6) f(12)");
    check("\x1b[1;5C\x1b[1;2A\x1b[3;3~\x1b[1;2P", "ctrl-right shift-up alt-delete shift-f(1)");
    check("\x1b[Z", "shift-backtab");
    check("\x1bb\x1bé\x1b\x7f", "alt-b alt-é alt-backspace");
    check("\x1b[97;5u\x1b[27;5;13~", "ctrl-a ctrl-enter");
}

#[test]
fn escape_alone_is_the_key() {
    check("\x1b", "esc");
    check("\x1b\x1b", "esc esc");
    check("\x1b[", "alt-[");
}

#[test]
fn replies_are_no_keys() {
    check("\x1b[1;3R\x1b[?62;22c\x1b[>0;276;0cq", "q");
    check("\x1bP1$r0m\x1b\\\x1b]ltitle\x1b\\\x1b]11;rgb:0000/0000/0000\x07q", "q");
    check("\x1b[?2026;2$y\x1b[I\x1b[O\x1b[<0;3;4Mq", "q");
    check("\x1b_G=i;OK\x1b\\\x1b[201~q", "q");
}

#[test]
fn a_paste_is_one_text() {
    check("\x1b[200~a\r\nb\rc\td\x1b[201~", "paste \"a\\nb\\nc\\td\"");
    check("\x1b[200~\x1b[201~", "");
    check("\x1b[200~x\x1b[31my\0\x07\x1b[201~", "paste \"x[31my\"");
}

#[test]
fn a_paste_that_ends_itself_gives_no_keys() {
    check("\x1b[200~a\x1b[201~q\rrm\x13\x1b[201~", "paste \"a\" paste \"q\\nrm\"");
    check("\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~", "paste \"a\" paste \"b\"");
}

#[test]
fn keys_come_again_after_a_pause() {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(b"\x1b[200~a\x1b[201~", &mut out);
    assert!(decoder.waits());
    decoder.settle(&mut out);
    assert!(!decoder.waits());
    decoder.feed(b"q", &mut out);
    assert_eq!(out.iter().map(named).collect::<Vec<_>>(), ["paste \"a\"", "q"]);
}

#[test]
fn a_paste_is_capped() {
    let mut bytes = PASTE_START.to_vec();
    bytes.extend(vec![b'x'; LONGEST_PASTE + 5]);
    bytes.extend(PASTE_END);
    let out = decode(&bytes);
    assert!(matches!(&out[..], [Input::Paste(text), Input::Dropped(5)] if text.len() == LONGEST_PASTE));
}

#[test]
fn bytes_that_are_no_text_are_swallowed() {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(b"\xff\xc0\x80\xed\xa0\x80\xc2\x85q", &mut out);
    assert_eq!(out.iter().map(named).collect::<Vec<_>>(), ["q"]);
}
