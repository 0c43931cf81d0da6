"""A credential of each rule, put together at run time, so that no scanner takes these tests for a leak."""

from __future__ import annotations

import string

ALNUM = "a1B2"
HEX = "0123456789abcdef"
P = "hunter2" * 2
LONG = "kX9" + "vQ2z" * 6


def body(alphabet: str, length: int) -> str:
    return (alphabet * length)[:length]


TOKENS = {
    "aws-access-key-id": "AKIA" + body("Q3EHZ7PB", 16),
    "alibaba-access-key-id": "LTAI" + body(ALNUM, 20),
    "github-token": "ghp_" + ALNUM * 9,
    "github-fine-grained-token": "github_pat_" + body(ALNUM, 22) + "_" + body(ALNUM, 59),
    "gitlab-token": "glpat-" + body("a-1B_2", 20),
    "slack-token": "xoxb-" + "1234567890-" * 2 + body(ALNUM, 24),
    "slack-app-token": "xapp-1-" + "A0B1C2D3E4F-" + "1234567890123-" + body(HEX, 64),
    "stripe-live-key": "sk_live_" + body(ALNUM, 24),
    "stripe-webhook-secret": "whsec_" + ALNUM * 8,
    "google-api-key": "AIza" + body("a-1B_2", 35),
    "google-oauth-secret": "GOCSPX-" + body("a-1B_2", 28),
    "twilio-api-key": "SK" + HEX * 2,
    "npm-token": "npm_" + ALNUM * 9,
    "pypi-token": "pypi-AgE" + "IcHlwaS5vcmc" + body("a-1B_2", 140),
    "anthropic-api-key": "sk-ant-" + "api03-" + body("a-1B_2", 93) + "AA",
    "openai-api-key": "sk-proj-" + body("a-1B_2", 120),
    "hugging-face-token": "hf_" + body(string.ascii_letters, 34),
    "digitalocean-token": "dop_v1_" + HEX * 4,
    "docker-token": "dckr_pat_" + body("a-1B_2", 27),
    "databricks-token": "dapi" + HEX * 2,
    "grafana-token": "glsa_" + body(ALNUM, 32) + "_" + HEX[:8],
    "groq-api-key": "gsk_" + ALNUM * 13,
    "xai-api-key": "xai-" + ALNUM * 20,
    "linear-api-key": "lin_api_" + ALNUM * 10,
    "mailgun-api-key": "key-" + HEX * 2,
    "postman-api-key": "PMAK-" + body(HEX, 24) + "-" + body(HEX, 34),
    "rubygems-api-key": "rubygems_" + HEX * 3,
    "shopify-token": "shpat_" + HEX * 2,
    "age-secret-key": "AGE-SECRET-KEY-1" + body("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    "telegram-bot-token": "123456789:" + "AA" + body("a-1B_2", 33),
    "json-web-token": "eyJ" + body(ALNUM, 20) + ".eyJ" + body(ALNUM, 30) + "." + body("a-1B_2", 43),
    "sendgrid-api-key": "SG." + body("a-1B_2", 22) + "." + body("a-1B_2", 43),
    "slack-webhook": "https://hooks.slack.com/services/" + "T0A1B2C3D/B0A1B2C3D/" + ALNUM * 6,
    "private-key": "-----BEGIN RSA " + "PRIVATE KEY-----\n" + body(ALNUM + "+/xYz", 64),
    "azure-storage-key": "DefaultEndpointsProtocol=https;Account" + "Key=" + body(ALNUM + "+/", 86) + "==",
    "url-password": f"postgres://app:{P}@db.internal:5432/app",
}
