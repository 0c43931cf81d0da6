from __future__ import annotations

import pytest
from testing.credentials import ALNUM, LONG, TOKENS, P, body

from mdcheck.evidence.secrets.credentials import RULES, find

SHAPES = {
    "bare": "{}",
    "quoted": 'x = "{}"',
    "yaml": "a:\n  - {} # comment\n",
    "header": "curl -H 'X-Auth: {}' https://host",
    "windows": "first\r\n{}\r\n",
}


def rules(text: str, *, bare: bool = False) -> list[str]:
    return [hit.rule for hit in find(text.encode(), bare=bare)]


def test_every_rule_has_a_token_here():
    assert {rule.name for rule in RULES} <= TOKENS.keys()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_found_wherever_it_stands(name, shape):
    assert rules(shape.format(TOKENS[name])) == [name]


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_found_in_the_middle_of_a_long_line(name):
    filler = "x.y=1;" * 20_000
    assert rules(f"{filler} {TOKENS[name]} {filler}") == [name]


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_is_cut_short_is_none(name):
    assert rules(TOKENS[name][:18]) == []


@pytest.mark.parametrize("name", [rule.name for rule in RULES if rule.anchors and "(?<=" not in str(rule.pattern)])
def test_a_token_begins_a_word(name):
    assert rules(f"x{TOKENS[name]}") == []


@pytest.mark.parametrize("name", TOKENS)
def test_the_offsets_are_those_of_the_secret(name):
    text = f"ä '{TOKENS[name]}'".encode()
    (hit,) = find(text)
    secret = text[hit.start : hit.end].decode()
    assert len(secret) >= 14
    assert secret in TOKENS[name]


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7" + "EXAMPLE",
        "ghp_" + "x" * 36,
        "ghp_" + "0" * 36,
        "sk_live_" + "x" * 24,
        "SK" + "0" * 32,
        "sk_test_" + ALNUM * 6,
        "-----BEGIN " + "PRIVATE KEY-----",
        'if "-----BEGIN ' + 'PRIVATE KEY-----" in text:\n    return load_pem_private_key(text)',
        "-----BEGIN " + "PUBLIC KEY-----\n" + body(ALNUM + "xYz", 64),
        "-----BEGIN CERTIFICATE-----\n" + body(ALNUM + "xYz", 64),
        "-----BEGIN " + "PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "sha512-" + body(ALNUM + "+/", 86) + "==",
        "eyJ" + body(ALNUM, 40),
        "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
        "https://user:password@host/",
        "https://user:" + P + "@example.com/",
        "https://user:${PASSWORD}@host/",
        "https://{user}:{password}@host/",
        "postgres://postgres:postgres@localhost/db",
        "mailto:someone@host.org",
        "git@github.com:owner/name.git",
        "https://host:8080/@scope/name1234@1.2.3",
    ],
)
def test_what_only_looks_like_a_token_is_none(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param("password", f'password = "{P}"', id="python"),
        pytest.param("password", f"PASSWORD='{P}'", id="constant"),
        pytest.param("password", f'    self.db_password: str = "{P}"', id="annotated"),
        pytest.param("password", f'connect(user="x", password="{P}")', id="argument"),
        pytest.param("password", f'config["password"] = "{P}"', id="subscript"),
        pytest.param("password", f'{{"user": "x", "password": "{P}"}}', id="json"),
        pytest.param("password", f"{{ password: '{P}' }}", id="javascript"),
        pytest.param("password", f"const dbPassword: string = `{P}`;", id="typescript"),
        pytest.param("password", f":password => '{P}'", id="ruby"),
        pytest.param("password", f"'password' => '{P}',", id="php"),
        pytest.param("password", f"define( 'DB_PASSWORD', '{P}' );", id="wordpress"),
        pytest.param("password", f'password := "{P}"', id="go"),
        pytest.param("password", f'var adminPassword string = "{P}"', id="go-typed"),
        pytest.param("password", f'let password: &str = "{P}";', id="rust"),
        pytest.param("password", f'char password[] = "{P}";', id="c"),
        pytest.param("password", f'private static final String DB_PASSWD = "{P}";', id="java"),
        pytest.param("password", f'val mypassword = "{P}"', id="compound"),
        pytest.param("password", f'DB_PASSWORD_PROD = "{P}"', id="environment-behind"),
        pytest.param("password", f'password = ("{P}")', id="parentheses"),
        pytest.param("password", f'password = """{P}"""', id="three-quotation-marks"),
        pytest.param("password", f"password = '''{P}'''", id="three-apostrophes"),
        pytest.param("password", f'os.getenv("DB_PASSWORD", "{P}")', id="default-of-getenv"),
        pytest.param("password", f"os.environ.get('DB_PASSWORD', '{P}')", id="default-of-environ"),
        pytest.param("password", f'password1 = "{P}"', id="number-behind"),
        pytest.param("password", f'DB_PASS = "{P}"', id="pass"),
        pytest.param("password", f'pwd = "{P}"', id="pwd"),
        pytest.param("password", f'dbPwd="{P}"', id="camel-pwd"),
        pytest.param("password", f'passphrase = b"{P}"', id="bytes"),
        pytest.param("password", 'password = "S0mmer' + '!2024"', id="marks"),
        pytest.param("password", '"/prod/db/password" => "S0mmer' + '#2024"', id="path"),
        pytest.param("password", ':password => "summer' + '#rain"', id="no-route"),
        pytest.param("password", 'password = "P@$$' + 'w0rd1"', id="dollars"),
        pytest.param("password", 'password = "correcthorse' + 'batterystaple"', id="long-word"),
        pytest.param("secret", f'client_secret = "{LONG}"', id="client-secret"),
        pytest.param("secret", f'JWT_SECRET="{LONG}"', id="jwt-secret"),
        pytest.param("key", f'SECRET_KEY = "{LONG}"', id="secret-key"),
        pytest.param("key", f'secret_key_base: "{LONG}"', id="rails"),
        pytest.param("key", "SECRET_KEY = 'django-insecure-" + "k3)x8@q#z1'", id="django"),
        pytest.param("token", f'token = "{LONG}"', id="token"),
        pytest.param("token", f'accessToken: "{LONG}"', id="camel"),
        pytest.param("token", f'"auth-token": "{LONG}"', id="dashes"),
        pytest.param("key", f'api_key = "{LONG}"', id="api-key"),
        pytest.param("key", f'apikey = "{LONG}"', id="apikey"),
        pytest.param("key", f'apiKey: "{LONG}"', id="camel-key"),
        pytest.param("key", f'headers = {{"X-API-Key": "{LONG}"}}', id="header"),
        pytest.param("key", f'APIKey="{LONG}"', id="acronym"),
        pytest.param("key", "aws_secret_access_key = '" + body(ALNUM + "/+kQ", 40) + "'", id="aws-secret"),
        pytest.param("key", f'api_key = "{"abcdef1234567890"}"', id="plain-key"),
        pytest.param("secret", 'secret = "550e8400-' + 'e29b-41d4-a716-446655440000"', id="uuid"),
    ],
)
def test_a_literal_with_a_telling_name_is_a_credential(rule, text):
    assert rules(text) == [rule]
    assert rules(f"before\n\t{text}\nafter", bare=True) == [rule]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param("password", f"DB_PASSWORD={P}", id="env"),
        pytest.param("password", f"export PGPASSWORD={P} # for psql", id="shell"),
        pytest.param("password", f"password: {P}", id="yaml"),
        pytest.param("password", f"  - MYSQL_ROOT_PASSWORD={P}", id="compose"),
        pytest.param("password", f"- name: DB_PASSWORD\n  value: {P}", id="kubernetes"),
        pytest.param("password", f"- name: DB_PASSWORD\r\n  value: '{P}'", id="kubernetes-crlf"),
        pytest.param("password", f"spring.datasource.password = {P}", id="properties"),
        pytest.param("token", f"//registry.npmjs.org/:_authToken={LONG}", id="npmrc"),
        pytest.param("key", f"ENV API_KEY={LONG}", id="dockerfile"),
    ],
)
def test_a_value_needs_no_quotation_marks_where_the_format_has_none(rule, text):
    assert rules(text, bare=True) == [rule]
    assert rules(text.replace("'", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        'get "/login/forgot_password" => "login#forgot_password"',
        "post '/admin/password' => 'admin/passwords#update'",
        'post "reset_password" => "users#reset_password"',
        'password = "changeme123"',
        'password = "example-password-1"',
        'password = "your-password-1"',
        'password = "<your password 1>"',
        'password = "dummy1234"',
        'password = "xxxxxxxx1"',
        'password = "********"',
        'password = "aaaaaaaa"',
        'password = "password"',
        'password = "current-password"',
        'password = "Enter your password: "',
        'password = "Contraseña"',
        'password = "12345678"',
        'password = "short1"',
        'password = ""',
        'password = os.environ["DB_PASSWORD_1"]',
        'password = os.environ.get("DB_PASSWORD", "")',
        'password = getenv("DB_PASSWORD1")',
        "password: process.env.DB_PASSWORD1",
        "password = settings.DB_PASSWORD_2",
        'password = "${DB_PASSWORD1}"',
        'password = "{{ vault.db1 }}"',
        'password = "%(password1)s"',
        'password = "%s1234567"',
        'password = "$DB_PASSWORD1"',
        'password = "{password1}"',
        'password = f"{user}1234"',
        'password = get_password("database1")',
        "password = None",
        "password: true",
        'password = "/run/secrets/db_password1"',
        'password = "./secrets/password1"',
        'password_file = "a1b2c3d4e5f6"',
        'password_hash = "a1b2c3d4e5f6"',
        'password_url = "https://host/a1b2c3"',
        'private_key = "certs/server1-a1b2c3d4.pem"',
        'token_url = "https://host/oauth2/token1"',
        'token = "https://host/oauth2/token1"',
        'token_type = "Bearer12345678"',
        'tokenizer = "bert-base-uncased1234"',
        'pad_token = "[PAD1234567890]"',
        'csrf_token = "a1B2c3D4e5F6g7H8"',
        'token = "access-token-v2-beta"',
        'secret = "projects/name1/secrets/db2"',
        'secret_name = "a1b2c3d4e5f6g7h8"',
        'public_key = "a1b2c3d4e5f6g7h8"',
        'PublicKeyToken="b77a5c561934e089"',
        'primary_key = "a1b2c3d4e5f6g7h8"',
        'cache_key = "a1b2c3d4e5f6g7h8"',
        'key = "a1b2c3d4e5f6g7h8"',
        'monkey = "a1b2c3d4e5f6g7h8"',
        'bypass = "a1b2c3d4e5f6g7h8"',
        "api_key: str",
        "api_key: Optional[str] = None",
        'api_key = "ssm:/prod/api1key2"',
        'password = "ENC[AES256_GCM,data:a1b2c3]"',
        'secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x1"',
        'if password == "a1b2c3d4e5f6":',
        'pattern_password = r"[A-Z][a-z0-9]{8,}"',
        'type={show ? "password" : "text"}',
        '<input type="password" name="pw1" id="password-field1">',
        '"password": "Passwort1',
        'foo("password", "a1b2c3d4e5f6")',
    ],
)
@pytest.mark.parametrize("bare", [False, True], ids=["code", "configuration"])
def test_placeholders_lookups_and_other_names_are_none(text, bare):
    assert rules(text, bare=bare) == []


@pytest.mark.parametrize(
    "text",
    [
        "password: $DB_PASSWORD1",
        "PASSWORD=${PASSWORD:-none}",
        "TOKEN=$(cat /run/token1)",
        "token: !vault |",
        "password: *anchor1234",
        "password: &anchor1234 x",
        "password: {{ .Values.password1 }}",
        "secret: [a1b2c3d4, e5f6g7h8]",
        "password:\n  secretKeyRef: a1b2c3d4",
        "- name: DB_PASSWORD\n  valueFrom: a1b2c3d4e5",
        "password: null-or-not-12",
        "PASSWORD=%PASSWORD_1%",
        "token = read_token(file1234)",
        "# password: see the wiki, page12345",
    ],
)
def test_unquoted_placeholders_and_lookups_are_none(text):
    assert rules(text, bare=True) == []


def test_a_format_says_more_than_a_name():
    token = TOKENS["github-token"]
    (hit,) = find(f'token = "{token}"'.encode())
    assert (hit.rule, hit.start, hit.end) == ("github-token", 9, 9 + len(token))


def test_all_of_many_are_found_in_order():
    text = "".join(f'password = "{P}{number:04}"\n' for number in range(1000)).encode()
    hits = find(text)
    assert [text[hit.start : hit.end] for hit in hits] == [f"{P}{number:04}".encode() for number in range(1000)]


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("password=" * 30_000, id="names"),
        pytest.param('password="' * 20_000, id="opened"),
        pytest.param("password: " + " |[]" * 250_000, id="annotation"),
        pytest.param("key" * 60_000, id="keys"),
        pytest.param("secret " * 150_000, id="words"),
        pytest.param('token="' + "<a" * 500_000, id="angles"),
        pytest.param(('token="' + "{a" * 250 + '" ') * 2000, id="braces"),
        pytest.param("a" * 10_000_000, id="one-run"),
        pytest.param("@" * 300_000, id="ats"),
        pytest.param("://a:b" * 150_000 + "@", id="logins"),
        pytest.param("://" + "a" * 1_000_000 + ":" + "b" * 100_000 + "@", id="long-login"),
        pytest.param(("eyJ" + "a" * 30 + ".") * 30_000, id="web-tokens"),
        pytest.param("sk-proj-" * 100_000, id="prefixes"),
        pytest.param("SG." * 300_000, id="sendgrid"),
        pytest.param(("-----BEGIN " + "PRIVATE KEY-----") * 30_000, id="pem-heads"),
        pytest.param(("-----BEGIN " + "PRIVATE KEY-----" + "\\n" * 500) * 1000, id="pem-gaps"),
        pytest.param("-----BEGIN " + "PRIVATE KEY-----" + "A-b: c" * 100_000, id="pem-headers"),
        pytest.param("key-----" * 40_000, id="pem-gates"),
        pytest.param("hooks.slack.com/services/" * 40_000, id="webhooks"),
    ],
)
@pytest.mark.parametrize("bare", [False, True], ids=["code", "configuration"])
def test_a_hostile_text_is_read_to_its_end(text, bare):
    find(text.encode(), bare=bare)  # ends at all: what backtracks would not
