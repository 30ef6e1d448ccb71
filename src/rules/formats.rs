//! The published formats of keys and tokens.
//!
//! Each has a fixed prefix, so that one pass for the keywords tells which of the expressions
//! are worth running. All are linear, ASCII only, and bounded.

use super::keywords::Keywords;
use regex::bytes::{Regex, RegexBuilder};
use std::sync::{LazyLock, OnceLock};

/// One format.
struct Format {
    /// What it is, as the finding names it.
    name: &'static str,
    /// What stands in every such key.
    keyword: &'static str,
    /// The key; group 1, where there is one, is the secret part.
    pattern: &'static str,
}

const fn format(name: &'static str, keyword: &'static str, pattern: &'static str) -> Format {
    Format { name, keyword, pattern }
}

const FORMATS: &[Format] = &[
    format("an Anthropic key", "sk-ant-", r"\bsk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_\-]{20,200}"),
    format("an OpenAI key", "sk-", r"\bsk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_\-]{20,250}"),
    format("an API key", "sk-", r"\bsk-(?:or-v1-)?[A-Za-z0-9]{32,80}\b"),
    // A keyword that stands in everyday words would make every start compile its expression.
    format("a GitHub token", "gho_", r"\bgho_[A-Za-z0-9]{36,255}"),
    format("a GitHub token", "ghp_", r"\bghp_[A-Za-z0-9]{36,255}"),
    format("a GitHub token", "ghr_", r"\bghr_[A-Za-z0-9]{36,255}"),
    format("a GitHub token", "ghs_", r"\bghs_[A-Za-z0-9]{36,255}"),
    format("a GitHub token", "ghu_", r"\bghu_[A-Za-z0-9]{36,255}"),
    format("a GitHub token", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{50,255}"),
    format("a GitLab token", "gl", r"\bgl(?:pat|dt|ptt|rt|oas|cbt|ft|imt|agent|soat)-[A-Za-z0-9_\-.]{20,300}"),
    format("an AWS access key", "akia", r"\bAKIA[A-Z2-7]{16}\b"),
    format("an AWS access key", "asia", r"\bASIA[A-Z2-7]{16}\b"),
    format("an AWS access key", "abia", r"\bABIA[A-Z2-7]{16}\b"),
    format("an AWS access key", "acca", r"\bACCA[A-Z2-7]{16}\b"),
    format(
        "an AWS secret key",
        "aws",
        r#"(?i)aws[a-z_\-. ]{0,24}(?:secret|key|sk)[a-z_\-. ]{0,24}[*`"' ]{0,4}[:=|][*`"' ]{0,4}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
    ),
    format("a Slack token", "xox", r"\bxox[abeoprs]-[A-Za-z0-9\-]{10,250}"),
    format("a Slack token", "xapp-", r"\bxapp-\d-[A-Z0-9]{6,20}-\d{6,20}-[a-f0-9]{32,128}"),
    format(
        "a Slack webhook",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9]{6,20}/[A-Za-z0-9]{6,24}/[A-Za-z0-9]{16,40})",
    ),
    format("a Google key", "aiza", r"\bAIza[0-9A-Za-z_\-]{35}"),
    format("a Google client secret", "gocspx-", r"\bGOCSPX-[A-Za-z0-9_\-]{24,40}"),
    format("a Google access token", "ya29.", r"\bya29\.[A-Za-z0-9_\-]{20,300}"),
    format("a Stripe key", "_live_", r"\b[sr]k_live_[A-Za-z0-9]{16,247}"),
    format("a Stripe key", "_test_", r"\b[sr]k_test_[A-Za-z0-9]{16,247}"),
    format("a webhook secret", "whsec_", r"\bwhsec_[A-Za-z0-9+/]{24,80}"),
    format("an npm token", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    format("a PyPI token", "pypi-", r"\bpypi-[A-Za-z0-9_\-]{50,250}"),
    format("a JSON web token", "eyj", r"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{20,}"),
    format("a SendGrid key", "sg.", r"\bSG\.[A-Za-z0-9_\-]{22}\.[A-Za-z0-9_\-]{43}"),
    format("a Hugging Face token", "hf_", r"\bhf_[A-Za-z0-9]{30,60}\b"),
    format("a Groq key", "gsk_", r"\bgsk_[A-Za-z0-9]{40,60}\b"),
    format("an xAI key", "xai-", r"\bxai-[A-Za-z0-9]{60,100}\b"),
    format("a Perplexity key", "pplx-", r"\bpplx-[A-Za-z0-9]{40,60}\b"),
    format("a Replicate token", "r8_", r"\br8_[A-Za-z0-9]{37}\b"),
    format("a DigitalOcean token", "_v1_", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
    format("a Shopify token", "shp", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    format("a Telegram bot token", ":aa", r"\b\d{8,10}:AA[A-Za-z0-9_\-]{33}\b"),
    format("a Discord webhook", "api/webhooks/", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/([A-Za-z0-9_\-]{60,80})"),
    format("a Notion token", "ntn_", r"\bntn_[A-Za-z0-9]{40,60}\b"),
    format("a Linear key", "lin_api_", r"\blin_api_[A-Za-z0-9]{32,48}\b"),
    format("a Supabase key", "sbp_", r"\bsbp_[a-f0-9]{40}\b"),
    format("a Supabase key", "sb_secret_", r"\bsb_secret_[A-Za-z0-9_\-]{20,60}\b"),
    format("an Azure storage key", "accountkey=", r"(?i)AccountKey=([A-Za-z0-9+/]{86}==)"),
    format("a Docker token", "dckr_pat_", r"\bdckr_pat_[A-Za-z0-9_\-]{20,40}"),
    format("a Databricks token", "dapi", r"\bdapi[a-f0-9]{32}\b"),
    format("an age key", "age-secret-key-1", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    format("a Vault token", "hvs.", r"\bhvs\.[A-Za-z0-9_\-]{24,200}"),
    format("a Terraform token", ".atlasv1.", r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-]{60,80}"),
    format("a Grafana token", "glsa_", r"\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b"),
    format("a Figma token", "figd_", r"\bfigd_[A-Za-z0-9_\-]{36,60}"),
    format("an Atlassian token", "atatt3", r"\bATATT3[A-Za-z0-9_\-=]{60,250}"),
    format("a RubyGems key", "rubygems_", r"\brubygems_[a-f0-9]{48}\b"),
    format("a Mailgun key", "key-", r"\bkey-[0-9a-f]{32}\b"),
    format("a Tavily key", "tvly-", r"\btvly-[A-Za-z0-9\-]{20,60}"),
    format(
        "a Hasura admin secret",
        "admin",
        r#"(?i)(?:x-hasura-admin-secret|hasura[a-z_\-.]{0,20}admin[_\-]?secret|\badmin_secret)[*`"' ]{0,4}[:=|][*`"' ]{0,4}([!-&(-_a-~]{6,200})"#,
    ),
    format("a bearer token", "bearer", r#"(?i)\bbearer[ *`"':]{1,4}([A-Za-z0-9_\-.~+/]{20,}=*)"#),
    format("a basic authorization", "basic", r#"(?i)authorization[*`"']{0,3}:[*`"' ]{0,4}basic +([A-Za-z0-9+/]{12,300}=*)"#),
];

/// Each compiled at first use.
static COMPILED: [OnceLock<Option<Regex>>; FORMATS.len()] = [const { OnceLock::new() }; FORMATS.len()];

/// Returns the byte ranges of the secret parts of every key in `text`, with its format's name.
pub(super) fn find(text: &[u8]) -> Vec<(&'static str, usize, usize)> {
    let mut found = Vec::new();
    for (format, compiled) in FORMATS.iter().zip(&COMPILED).zip(present(text)).filter_map(|(f, seen)| seen.then_some(f)) {
        let Some(regex) = compiled.get_or_init(|| compile(format.pattern)) else { continue };
        for capture in regex.captures_iter(text) {
            found.extend(capture.get(1).or_else(|| capture.get(0)).map(|m| (format.name, m.start(), m.end())));
        }
    }
    found
}

/// Tells for each format whether its keyword stands in `text`.
fn present(text: &[u8]) -> Vec<bool> {
    static KEYWORDS: LazyLock<Keywords> = LazyLock::new(|| Keywords::new(FORMATS.iter().map(|f| f.keyword)));
    let mut seen = vec![false; FORMATS.len()];
    KEYWORDS.all(text).for_each(|(number, _)| seen[number] = true);
    seen
}

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().ok()
}

#[cfg(test)]
mod tests {
    use super::FORMATS;

    #[test]
    fn every_format_compiles() {
        for format in FORMATS {
            assert!(super::compile(format.pattern).is_some(), "{}: {}", format.name, format.pattern);
        }
    }
}
