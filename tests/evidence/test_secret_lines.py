"""The table of secrets: what is found, and what is left alone."""

from __future__ import annotations

import base64
import hmac

import pytest
from testing.secret_lines import INNOCENT, LEAKS, A, B, C, D

from mdcheck.evidence.secrets.credentials import find
from mdcheck.kinds.secrets import Secrets
from mdcheck.results.outcome import Outcome, failed, passed, warned


def ids(table):
    return [f"{number}-{path}" for number, (path, _) in enumerate(table)]


def test_half_of_the_table_is_innocent():
    assert (len(LEAKS), len(INNOCENT)) == (100, 100)


@pytest.mark.parametrize(("path", "text"), LEAKS, ids=ids(LEAKS))
def test_a_leak_is_found(check, path, text):
    finding = check("secrets", {path: text})
    assert finding.outcome is Outcome.FAILED
    assert not any(value in finding.message for value in (A, B, C, D))


@pytest.mark.parametrize(("path", "text"), INNOCENT, ids=ids(INNOCENT))
def test_the_innocent_is_left_alone(check, path, text):
    assert check("secrets", {path: text}) == passed("no credential in 1 file")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (f"{{appId: 'AB1', apiKey: '{D}', indexName: 'acme'}}", Outcome.PASSED),
        (f"{{appId: 'AB1', adminApiKey: '{D}', indexName: 'acme'}}", Outcome.FAILED),
        (f"{{appId: 'AB1', apiKey: '{D}'}}", Outcome.FAILED),
    ],
)
def test_a_key_of_docsearch_is_for_every_browser(check, text, outcome):
    assert check("secrets", {"docs/config.ts": text}).outcome is outcome


def once(line, rule="weak-password"):
    return f"1 weak password at {line} ({rule}): keep it out of the repository"


@pytest.mark.parametrize(
    ("path", "text", "finding"),
    [
        ("k8s/s.yaml", "kind: Secret\nstringData:\n  password: admin", warned(once("k8s/s.yaml:3"))),
        ("k8s/s.yaml", "kind: Secret\ndata:\n  password: YWRtaW4=\n", warned(once("k8s/s.yaml:3"))),
        ("k8s/s.yaml", 'kind: "Secret"\ndata:\n  password: "YWRtaW4="\n', warned(once("k8s/s.yaml:3"))),
        ("k8s/s.yaml", "data:\n  password: YWRtaW4=\nkind: Secret\n", warned(once("k8s/s.yaml:2"))),
        ("k8s/s.yaml", "kind: ConfigMap\ndata:\n  password: admin\n", passed("no credential in 1 file")),
        ("k8s/s.yaml", "kind: Secret\ndata:\n  username: YWRtaW4=\n", passed("no credential in 1 file")),
        ("k8s/s.yaml", "kind: Secret\nstringData:\n  password: ${PASSWORD}\n", passed("no credential in 1 file")),
        ("k8s/s.yaml", "kind: Secret\nstringData:\n  password: ''\n", passed("no credential in 1 file")),
        ("k8s/s.yaml", "kind: Secret\nstringData:\nmetadata:\n  password: admin\n", passed("no credential in 1 file")),
        ("compose.yml", "    environment:\n      POSTGRES_PASSWORD: postgres", warned(once("compose.yml:2"))),
        ("docker-compose.dev.yaml", "      - MYSQL_ROOT_PASSWORD=root", warned(once("docker-compose.dev.yaml:1"))),
        ("compose.yml", "      POSTGRES_PASSWORD: ${PASSWORD:?}", passed("no credential in 1 file")),
        ("compose.yml", "      POSTGRES_PASSWORD:", passed("no credential in 1 file")),
        ("values.yml", "      POSTGRES_PASSWORD: postgres", passed("no credential in 1 file")),
        (
            "k8s/s.yaml",
            f"kind: Secret\nstringData:\n  password: admin\n  token: {C}\n",
            failed(
                "1 credential at k8s/s.yaml:4 (token), and 1 weak password at k8s/s.yaml:3 (weak-password):"
                " take it out and revoke it"
            ),
        ),
    ],
)
def test_weak_passwords_are_warnings_where_the_place_says_that_they_are_real(check, path, text, finding):
    assert check("secrets", {path: text}) == finding


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("SECRET_KEY = os.environ.get('SECRET_KEY') or 'you-will-never-guess'", True),
        ("app.secret_key = os.getenv('APP_SECRET', 'not-so-secret-words')", True),
        ("sign(process.env.JWT_SECRET || 'my-little-words')", True),
        ("'key' => env('APP_KEY', 'some-plain-words'),", True),
        ("SECRET_KEY = os.environ.get('SECRET_KEY') or 'change-me-please'", False),
        ("SECRET_KEY = os.environ.get('SECRET_KEY') or generate('words-of-a-seed')", False),
        ("secret = options.get('secret') or 'some-field-name'", False),
        ("api_key = os.environ.get('API_KEY') or 'not-set-here'", False),
        ("$parameters['password'] = '**masked**';", False),
        ('token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"', False),
        ("SECRET_KEY = os.environ.get('SECRET_KEY', 'https://vault-of-acme/secret')", False),
    ],
)
def test_words_that_sign_where_the_environment_says_nothing_are_a_warning(check, text, weak):
    expected = warned(once("a.py:1")) if weak else passed("no credential in 1 file")
    assert check("secrets", {"a.py": text}) == expected


def web_token(key, digest):
    """A JSON Web Token that the key signs."""
    parts = (b'{"typ":"JWT","alg":"HS"}', b'{"sub":"b@b.com","company":"Acme"}')
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return f"{text.decode()}.{base64.urlsafe_b64encode(hmac.digest(key, text, digest)).rstrip(b'=').decode()}"


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize(("key", "found"), [(b"secret", False), (b"a-key-of-its-own-4711", True)])
@pytest.mark.parametrize("text", ["// -H 'Authorization: Bearer {}'", "const shown = '{}';"])
def test_a_token_that_anybody_can_sign_is_no_credential(check, text, key, found, digest):
    finding = check("secrets", {"a.js": text.format(web_token(key, digest))})
    assert (finding.outcome is Outcome.FAILED) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"     * Parses a value of the form of `Bearer {D}`.", False),
        (f"// It looks like: Authorization: Bearer {D}", False),
        (f"# curl -H 'Authorization: Bearer {D}' host", True),
        (f"send('Bearer {D}')  # for example", True),
        ('check(b"username=user&password=secure%20password");', False),
        (f'check(b"username=user&password={A}%21");', True),
    ],
)
def test_what_tells_how_it_looks_is_no_credential(check, text, found):
    assert (check("secrets", {"a.c": text}).outcome is Outcome.FAILED) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'password = "{C}"', True),
        (f'api_key = "{D}"', True),
        (f"-----BEGIN EC {'PRIVATE KEY-----'}\nMHcCAQEEIB{C}{C}", True),
        (f"Authorization: Bearer {C}", True),
        (f'password = "{A}"', False),
        ("Authorization: Basic Z2lsLWJhdGVzOnBhc3N3b3JkMTIz", False),
        ("Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.e30.rjxS7ztIGt5tpiRWS8BGL", False),
        ('password = "SecretPassword1SecretPassword1"', False),
        ('api_key = "abcdefghij0123456789xy"', False),
    ],
)
@pytest.mark.parametrize("path", ["README.md", "docs/a.rst", "a.adoc"])
def test_documentation_shows_examples_but_nothing_that_a_machine_made(check, path, text, found):
    assert (check("secrets", {path: text}).outcome is Outcome.FAILED) == found


@pytest.mark.parametrize(
    "text",
    [
        "${" * 5000,
        "<token " * 5000,
        "curl -u " * 5000,
        "machine login password " * 5000,
        '"value":"' * 5000,
        "kind: Secret\ndata:\n" + "  password: x\n" * 2000,
        "key: |\n" + " " * 5000 + "default:" * 500,
        "password" + " " * 5000 + "value",
        "password={" * 3000,
        "LS0tLS1CRUdJTi" * 3000,
        "--password " * 5000,
        "Secret\n---\n" * 3000,
    ],
    ids=range(12),
)
def test_hostile_text_comes_to_an_end(text):
    for path in ("s.yaml", "compose.yml", ".netrc", "a.py"):
        assert isinstance(find(text.encode(), bare=True, path=path), tuple)


def test_the_table_is_found_in_one_repository_too(tree):
    names = {f"{number}/{path}": text for number, (path, text) in enumerate(LEAKS + INNOCENT)}
    found = {each.path for each in Secrets().credentials(tree(names))}
    assert found == {f"{number}/{path}" for number, (path, _) in enumerate(LEAKS)}
