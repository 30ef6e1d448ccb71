//! Rules: secrets, hidden text, and what is shown of them.

mod counts;
mod documents;
mod formats;
mod truth;
mod wording;

use crate::support::{self, Dice};
use baton::rules::{Checks, Finding, KnownSecret, Level, masked, scan};
use baton::secret::Secret;
use baton::shown::{Shown, Verdict, hidden};

const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}";

fn secrets(text: &str) -> Vec<Finding> {
    scan(text, &Checks::default()).into_iter().filter(|f| f.secret).collect()
}

#[track_caller]
fn holds(text: &str, secret: &str) {
    let found = secrets(text);
    let spans: Vec<&str> = found.iter().filter_map(|f| f.span).map(|s| s.of(text)).collect();
    assert!(spans.iter().any(|s| s.contains(secret)), "not found in {text:?}: {found:?}");
    for finding in &found {
        let tail: String = secret.chars().skip(4).take(5).collect();
        assert!(tail.len() < 5 || !finding.message.contains(&tail), "{}", finding.message);
    }
    let safe = masked(text, &found);
    assert!(!safe.as_str().contains(secret), "{safe}");
}

#[test]
fn keys_of_published_formats_are_found() {
    let d = &mut Dice::new(7);
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = "123456789";
    let mut keys = vec![
        format!("sk-{}-api03-{}", "ant", d.mixed(93)),
        format!("sk-{}-admin01-{}", "ant", d.mixed(93)),
        format!("sk-{}-{}", "proj", d.mixed(120)),
        format!("sk-{}-{}", "svcacct", d.mixed(60)),
        format!("sk-{}T3Blbk{}{}", d.mixed(20), "FJ", d.mixed(20)),
        format!("sk-{}", d.mixed(48)),
        format!("sk-{}", d.hex(32)),
        format!("sk-or-v1-{}", d.hex(64)),
        format!("github_{}_{}_{}", "pat", d.mixed(22), d.mixed(59)),
        format!("glpat{}{}", "-", d.mixed(20)),
        format!("glrt{}{}", "-", d.mixed(20)),
        format!("AK{}{}", "IA", d.of(upper, 16)),
        format!("AS{}{}", "IA", d.of(upper, 16)),
        format!("xox{}-{}-{}-{}", "b", d.of(digits, 12), d.of(digits, 12), d.mixed(24)),
        format!("xox{}-{}-{}", "p", d.of(digits, 12), d.hex(32)),
        format!("xapp-1-{}-{}-{}", d.of(upper, 11), d.of(digits, 13), d.hex(64)),
        format!("https://hooks.slack.{}/services/T{}/B{}/{}", "com", d.of(upper, 8), d.of(upper, 10), d.mixed(24)),
        format!("AI{}{}", "za", d.mixed(35)),
        format!("GOC{}-{}", "SPX", d.mixed(28)),
        format!("sk_{}_{}", "live", d.mixed(24)),
        format!("rk_{}_{}", "live", d.mixed(24)),
        format!("sk_{}_{}", "test", d.mixed(99)),
        format!("whsec{}{}", "_", d.mixed(32)),
        format!("npm{}{}", "_", d.mixed(36)),
        format!("py{}-AgEIcHlwaS5vcmc{}", "pi", d.mixed(90)),
        format!("ey{}.ey{}.{}", "JhbGciOiJIUzI1NiJ9", "JzdWIiOiI0NyJ9", d.mixed(43)),
        format!("SG{}{}.{}", ".", d.mixed(22), d.mixed(43)),
        format!("hf{}{}", "_", d.mixed(34)),
        format!("gsk{}{}", "_", d.mixed(52)),
        format!("xai{}{}", "-", d.mixed(80)),
        format!("pplx{}{}", "-", d.mixed(48)),
        format!("r8{}{}", "_", d.mixed(37)),
        format!("dop{}{}", "_v1_", d.hex(64)),
        format!("shpat{}{}", "_", d.hex(32)),
        format!("{}:AA{}", d.of(digits, 10), d.mixed(33)),
        format!("ntn{}{}", "_", d.mixed(46)),
        format!("lin_api{}{}", "_", d.mixed(40)),
        format!("sbp{}{}", "_", d.hex(40)),
        format!("dckr_pat{}{}", "_", d.mixed(27)),
        format!("dapi{}", d.hex(32)),
        format!("hvs{}{}", ".", d.mixed(90)),
        format!("glsa{}{}_{}", "_", d.mixed(32), d.hex(8)),
        format!("figd{}{}", "_", d.mixed(40)),
        format!("key{}{}", "-", d.hex(32)),
    ];
    keys.extend(["ghp", "gho", "ghu", "ghs", "ghr"].map(|kind| format!("{kind}_{}", d.mixed(36))));
    for key in &keys {
        let core = key.rsplit_once('/').map_or(key.as_str(), |(_, last)| last);
        holds(key, core);
        holds(&format!("- the key is `{key}`, keep it\r\n"), core);
        holds(&format!("| deploy | {key} | ops |"), core);
    }
}

#[test]
fn values_behind_a_telling_name_are_found() {
    let d = &mut Dice::new(11);
    let (word, key) = (format!("Tr0ub{}!x9", d.mixed(5)), d.mixed(32));
    let passwords = [
        format!("**Password:** {word}"),
        format!("- **Password**: `{word}`"),
        format!("password = \"{word}\""),
        format!("Login: admin / password: {word}."),
        format!("| Password | {word} |"),
        format!("| **Password** | `{word}` |"),
        format!("| user | password |\n|---|---|\n| bob | {word} |\n"),
        format!("| user | **Password** | role |\r\n|:--|:--|--|\r\n| bob | `{word}` | ops |\r\n"),
        format!("Heslo: {word}"),
        format!("пароль: {word}"),
        format!("密码：{word}"),
        format!("DB_PASSWORD={word}"),
        format!("\"db_password\": \"{word}\""),
        format!("fixed the credentials ({word}) today"),
    ];
    for text in &passwords {
        holds(text, &word);
    }
    let keys = [
        format!("api_key = \"{key}\""),
        format!("**API key:** {key}"),
        format!("`api-key` = `{key}`"),
        format!("ACCESS_TOKEN={key}"),
        format!("token: {key}"),
        format!("client_secret: '{key}'"),
        format!("Authorization: Bearer {key}"),
        format!("curl -H \"x-hasura-admin-secret: {key}\""),
        format!("HASURA_GRAPHQL_ADMIN_SECRET={key}"),
        format!("Hasura = {{ url = \"https://h.example.org\", admin_secret = \"{key}\" }}"),
        format!("postgres://app:{key}@db.internal.example.org:5432/app"),
        format!("mongodb+srv://app:{key}@cluster0.example.net/app"),
        format!("https://bot:{key}@git.example.org/x.git"),
        format!("redis://:{key}@cache.example.org:6379"),
    ];
    for text in &keys {
        holds(text, &key);
    }
    let aws = d.of("ABCDEFGHIJKLMNOPabcdefghijkl0123456789+/", 40);
    holds(&format!("aws_secret_access_key = {aws}"), &aws);
}

#[test]
fn private_keys_are_found_when_they_hold_a_key() {
    let d = &mut Dice::new(13);
    for label in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
        let body: Vec<_> = (0..6).map(|_| d.mixed(64)).collect();
        let mark = |word: &str| format!("-----{word} {label}PRIVATE {}-----", "KEY");
        let (begin, end) = (mark("BEGIN"), mark("END"));
        let block = format!("{begin}\n{}\n{end}", body.join("\n"));
        holds(&format!("text\n\n{block}\n\nmore"), &block);
        holds(&format!("\"key\": \"{}\"", block.replace('\n', "\\n")), &body[3]);
        assert_eq!(secrets(&format!("a file that begins with `{begin}` and ends with `{end}`")), []);
        assert_eq!(secrets(&format!("{begin}\n...\n{end}")), []);
    }
}

#[test]
fn known_values_are_found_in_every_form() {
    let value = format!("p@ss/{}\"{}+", "word with", "quotes");
    let known = |v: &str| KnownSecret { origin: "agent_config.toml [MCP] api_key".into(), value: Secret::new(v) };
    let secrets = [value.as_str(), "abc12", "your_api_key_here", "changeme"].map(known).to_vec();
    let checks = Checks { secrets, ..Checks::default() };
    // Written by other programs: JSON, URL, base64 of the value behind 0, 1 and 2 bytes.
    let forms = [
        &value,
        "p@ss/word with\\\"quotes+",
        "p%40ss%2Fword%20with%22quotes%2B",
        "cEBzcy93b3JkIHdpdGgicXVvdGVzKw==",
        "eHBAc3Mvd29yZCB3aXRoInF1b3Rlcys=",
        "eHlwQHNzL3dvcmQgd2l0aCJxdW90ZXMr",
    ];
    for form in forms {
        let found = scan(&format!("see {form} there"), &checks);
        assert_eq!(found.len(), 1, "{form}: {found:?}");
        assert_eq!((found[0].rule, found[0].level, found[0].secret), ("known-secret", Level::Must, true));
        assert!(found[0].message.contains("agent_config.toml [MCP] api_key"));
    }
    for text in ["abc12 is short", "api_key = \"your_api_key_here\"", "set it to changeme"] {
        assert_eq!(scan(text, &checks), [], "{text}");
    }
}

#[test]
fn split_keys_are_found() {
    let key = format!("gh{}_{}", "p", Dice::new(5).mixed(36));
    let hidden = format!("see {}\u{200B}{}\u{200C}{} here", &key[..9], &key[9..20], &key[20..]);
    let spans = |text: &str| secrets(text).iter().filter_map(|f| f.span).map(|s| s.of(text).to_owned()).collect::<Vec<_>>();
    assert_eq!(spans(&hidden).concat().replace(['\u{200B}', '\u{200C}'], ""), key);
    for gap in ["\n", "\r\n", "\n    ", "\n> "] {
        let wrapped = format!("the token is {}{gap}{} and so on", &key[..22], &key[22..]);
        assert_eq!(spans(&wrapped).concat().replace(gap, ""), key, "{gap:?}");
    }
}

#[test]
fn what_only_looks_like_a_secret_is_none() {
    let d = &mut Dice::new(17);
    let (hash, sha256, md5) = (d.hex(40), d.hex(64), d.hex(32));
    let uuid = format!("{}-{}-{}-{}-{}", d.hex(8), d.hex(4), d.hex(4), d.hex(4), d.hex(12));
    let made = [
        format!("commit {hash}"),
        format!("fixed in {} on main", &hash[..7]),
        format!("sha256:{sha256}"),
        format!("md5 {md5}"),
        format!("session token id: {uuid}"),
        format!("token: {uuid}"),
        format!("secret: {}", &hash[..7]),
        format!("| Token | {uuid} |"),
        format!("AKIA{}", "IOSFODNN7EXAMPLE"),
        format!("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY{}", "EXAMPLEKEY"),
        format!("sk-ant-api03-{}", "x".repeat(93)),
        format!("sk-{}", "1234567890abcdefghijklmnopqrstuvwxyz"),
        format!("ghp_{}", "x".repeat(36)),
    ];
    let texts = [
        "api_key = \"your_api_key_here\"",
        "admin_secret = \"your_admin_secret\"",
        "webhook_url = \"https://hooks.slack.com/...\"",
        "https://hooks.slack.com/services/XXXXXXXXX/XXXXXXXXX/XXXXXXXXXXXXXXXXXXXXXXXX",
        "password: changeme",
        "Password: [to be set]",
        "Password: <password>",
        "PASSWORD=$DB_PASSWORD",
        "PASSWORD=${DB_PASSWORD:-postgres}",
        "password: process.env.DB_PASSWORD_1",
        "api_key: env:OPENAI_API_KEY2",
        "api_key = \"keyring:baton/openai1\"",
        "token = os.environ[\"TOKEN_V2\"]",
        "const token = getToken(user1)",
        "const token = localStorage.getItem(\"token1\")",
        "the token requests always write `cache:v4:${videoId}:${lang}:auto`",
        "Password hashing: bcrypt",
        "- Password hashing: bcrypt, 12 rounds",
        "password: bcrypt-12",
        "password: argon2id",
        "Token expiry: 24 hours",
        "token budget: 9500",
        "max_tokens=4096",
        "tokens: 128000",
        "1,240 tokens: 4.9kB",
        "tokenizer: cl100k_base",
        "secretary: Maria2",
        "secret: docs/secrets-2026.md",
        "token: src/auth/token_v2.rs",
        "The password is stored hashed.",
        "password field: `user_password_2`",
        "Use JWT for tokens: HS256",
        "JWT secret: rotated 2026-11-20",
        "credentials: see 1Password",
        "login: user1@example.com",
        "Login: POST /auth/login",
        "| login | POST /api/v1/login | 200 |",
        "| Token | Meaning |\n|---|---|\n| x | done |\n| ok2 | good |",
        "auth: Bearer <token>",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer {access_token}",
        "Authorization: Bearer YOUR_ACCESS_TOKEN_HERE_PLEASE",
        "postgres://postgres:postgres@localhost:5432/dev",
        "postgres://user:password@localhost/db",
        "postgresql://user:pass@host/db",
        "postgres://${USER}:${PASSWORD}@db.internal/app",
        "mysql://app:<password>@db.internal/app",
        "redis://localhost:6379",
        "http://localhost:3000/a:b@c",
        "sk-ant-...",
        "sk-ant-api03-your-key-goes-here-please",
        "ghp_your_token",
        "risk-assessment-of-the-new-deployment-pipeline",
        "task-management-application-with-long-name",
        "use `gh pr view` and `glab mr list`",
        "npm_config_registry",
        "pypi-publish-action-with-trusted-publishing-enabled-for-all",
        "model claude-sonnet-4-20250514",
        "token: claude-sonnet-4-20250514",
        "the key - value pairs",
        "xoxb-your-token",
        "Bearer authentication-for-the-internal-api",
    ];
    for text in made.iter().map(String::as_str).chain(texts) {
        assert_eq!(secrets(text), [], "{text}");
    }
}

#[test]
fn a_settled_secret_is_settled_wherever_it_stands() {
    let key = format!("glpat{}{}", "-", Dice::new(3).mixed(20));
    let live = format!("## Decisions\n\n- Deploy with {key}\n");
    let settled = secrets(&live).into_iter().filter_map(|f| f.id).collect();
    let checks = Checks { settled, ..Checks::default() };
    assert_eq!(scan(&live, &checks), []);
    assert_eq!(scan(&format!("Deploy with {key}"), &checks), []);
    assert_eq!(scan(&format!("Deploy with {key}1"), &checks).len(), 1);
}

#[track_caller]
fn verdicts(text: &str, expected: &[Verdict]) {
    assert_eq!(hidden(text).iter().map(|h| h.verdict).collect::<Vec<_>>(), expected, "{text:?}");
}

#[test]
fn honest_text_has_nothing_hidden() {
    for text in [
        "plain\ttext\r\n",
        "\u{FEFF}# Title",
        "a family \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} and a flag \u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
        "done \u{2705} warning \u{26A0}\u{FE0F} keycap 1\u{FE0F}\u{20E3} thumbs \u{1F44D}\u{1F3FD}",
        "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        "\u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{627}\u{644}\u{639}\u{631}\u{628}\u{64A}\u{629}",
        "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}",
        "\u{915}\u{94D}\u{200D}\u{937}",
        "\u{65E5}\u{672C}\u{8A9E}\u{3000}\u{D55C}\u{AD6D}\u{C5B4} e\u{301} na\u{EF}ve",
    ] {
        verdicts(text, &[]);
        assert_eq!(scan(text, &Checks::default()), []);
    }
}

#[test]
fn hidden_text_shows_or_stops_by_its_kind() {
    use Verdict::{Show, Stop};
    verdicts("a\u{A0}b", &[Show]);
    verdicts("co\u{AD}operate", &[Show]);
    verdicts("a\u{200E} b", &[Show]);
    verdicts("end.\u{200B} Next", &[Show]);
    verdicts("line\u{2028}line", &[Show]);
    verdicts("icon \u{E0B0}", &[Show]);
    verdicts("blank \u{3164} letter", &[Show]);
    verdicts("x\u{FE0F}", &[Show]);
    verdicts("pass\u{200B}word", &[Stop]);
    verdicts("pass\u{3164}word", &[Stop]);
    verdicts("a\u{202E}b\u{202C}", &[Stop, Stop]);
    verdicts("a\u{2066}b\u{2069}", &[Stop, Stop]);
    verdicts("x\u{E0069}\u{E0067}", &[Stop, Stop]);
    verdicts("\u{1F600}\u{FE01}\u{FE02}", &[Stop, Stop]);
    verdicts("\u{1F600}\u{E0101}\u{E0142}\u{E0103}", &[Stop; 3]);
    verdicts("\u{1B}[31m", &[Stop]);
    verdicts("\u{9B}31m", &[Stop]);
    verdicts("a\u{0}b\u{7F}", &[Stop, Stop]);
    verdicts(&format!("end.{} Next", "\u{200B}\u{200C}".repeat(4)), &[Stop; 8]);
}

#[test]
fn hidden_text_is_told_by_word_and_kind() {
    let tags: String = "ignore".chars().filter_map(|c| char::from_u32(0xE0000 + c as u32)).collect();
    let found = scan(&format!("see x{tags} and a\u{A0}b c\u{A0}d"), &Checks::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].hidden && found[0].level == Level::Must && found[0].message == "Hidden text: 6 tag characters inside \"x\".");
    assert!(!found[1].hidden && found[1].level == Level::May && found[1].message == "Odd characters: 2 no-break spaces.");
    assert_eq!(scan("a \u{202E} b", &Checks::default())[0].message, "Hidden text: 1 control of writing direction.");
    let many = "\u{1B}a ".repeat(10_000);
    assert_eq!(scan(&many, &Checks::default()).len(), 101);
}

#[track_caller]
fn shows(text: &str, expected: &str) {
    assert_eq!(Shown::new(text).as_str(), expected);
}

#[test]
fn nothing_reaches_the_terminal_raw() {
    shows("plain", "plain");
    shows("a\tb", "a    b");
    shows("a\r\nb\nc\rd", "a\u{23CE}b\u{23CE}c\u{23CE}d");
    shows("\u{1B}]0;x\u{7}", "\u{241B}]0;x\u{2407}");
    shows("\u{9B}31m\u{7F}", "\\u{9b}31m\u{2421}");
    shows("a\u{202E}b", "a\u{2039}U+202E\u{203A}b");
    shows("x\u{E0069}", "x\u{2039}U+E0069\u{203A}");
    shows("a\u{A0}b", "a\u{2423}b");
    shows("\u{FEFF}a", "\u{2039}U+FEFF\u{203A}a");
    shows("\u{26A0}\u{FE0F} \u{5E9}", "\u{26A0}\u{FE0F} \u{5E9}");
    let zalgo = Shown::new(&format!("e{}", "\u{301}".repeat(1_000)));
    assert!(zalgo.as_str().ends_with("\u{2039}+969\u{203A}") && zalgo.as_str().len() < 256);
    let lines: Vec<_> = Shown::lines("a\r\nb\rc\n").iter().map(|s| s.to_string()).collect();
    assert_eq!(lines, ["a", "b", "c"]);
}

#[test]
fn masks_hide_their_span_on_every_line() {
    let one = |text: &str, start: usize, end: usize| Shown::masked(text, std::slice::from_ref(&(start..end))).to_string();
    assert_eq!(one("key abcdef end", 4, 10), format!("key {MASK} end"));
    assert_eq!(one("\u{E9}\u{E9}", 1, 2), format!("{MASK}\u{E9}"));
    assert_eq!(Shown::masked("abc", &[900..950, 1..2, 1..1]).as_str(), format!("a{MASK}c"));
    let lines = Shown::masked_lines("a SECRET\nSECRET\nSECRET b\nc", std::slice::from_ref(&(2..22)));
    let lines: Vec<_> = lines.iter().map(Shown::as_str).collect();
    assert_eq!(lines, [&format!("a {MASK}"), MASK, &format!("{MASK} b"), "c"]);
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    const ODD: [&str; 24] = [
        "\u{0}",
        "\u{1B}",
        "\u{9B}",
        "\u{7F}",
        "\r\n",
        "\r",
        "\n",
        "\t",
        "\u{200B}",
        "\u{200D}",
        "\u{202E}",
        "\u{2066}",
        "\u{FE0F}",
        "\u{E0041}",
        "\u{E0101}",
        "\u{1F468}",
        "\u{1F3F4}",
        "\u{FEFF}",
        "\u{3164}",
        "\u{E000}",
        "\u{301}",
        "\u{2028}",
        "\u{5D0}",
        "\u{AD}",
    ];

    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![3 => "[ -~]{0,8}", 2 => "[\\PC]{0,4}", 2 => prop::sample::select(&ODD[..]).prop_map(str::to_owned)];
        prop::collection::vec(piece, 0..24).prop_map(|v| v.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn shown_is_clean_and_stable(text in nasty(), a in 0usize..60, b in 0usize..60) {
            let masked = Shown::masked(&text, std::slice::from_ref(&(a.min(b)..a.max(b))));
            for shown in Shown::lines(&text).into_iter().chain([Shown::new(&text), masked]) {
                prop_assert!(!shown.as_str().chars().any(char::is_control));
                prop_assert_eq!(hidden(shown.as_str()), vec![]);
                prop_assert_eq!(Shown::new(shown.as_str()), shown.clone());
            }
        }

        #[test]
        fn scanning_any_text_gives_sound_spans(text in nasty()) {
            let text = format!("{text} password: {text} sk-ant-api03-{text}");
            for span in scan(&text, &Checks::default()).iter().filter_map(|f| f.span) {
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end) && span.start < span.end);
            }
        }
    }
}

#[test]
fn real_handoffs_raise_few_alarms() {
    let mut stops = Vec::new();
    for (name, bytes) in support::corpus_files() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for finding in scan(&text, &Checks::default()).iter().filter(|f| f.level <= Level::Should) {
            let line = finding.span.map_or(0, |s| text[..s.start].matches('\n').count() + 1);
            println!("{name}:{line}: {} {}", finding.rule, finding.message);
            if finding.level == Level::Must {
                stops.push((name.clone(), finding.rule, line));
            }
        }
    }
    // Two real passwords, and two controls that a shell made of `\b` and `\a`.
    let expected = [("014", "hidden-text", 1283), ("014", "hidden-text", 1284), ("075", "secret", 127), ("155", "secret", 927)];
    if !stops.is_empty() {
        assert_eq!(stops, expected.map(|(name, rule, line)| (name.to_owned(), rule, line)));
    }
}
