"""Words that people write for a kind before they know its name."""

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.checks.names import OTHER_WORDS


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("command", "run"),
        ("shell", "run"),
        ("exists", "file_exists"),
        ("Exists", "file_exists"),
        ("not-exists", "file_absent"),
    ],
)
def test_the_kind_is_guessed(word, kind):
    _, (found,) = read_checks(read(f"- [ ] a\n  ```check\n  {word}: b\n  ```\n"))
    assert found.code == "unknown-kind"
    assert found.message == f"“{word}” is no kind of check (did you mean “{kind}”?)"


@pytest.mark.parametrize("word", ["zebra", "signature"])
def test_nothing_is_guessed(word):
    _, (found,) = read_checks(read(f"- [ ] a\n  ```check\n  {word}: b\n  ```\n"))
    assert "did you mean" not in found.message


def test_each_word_stands_for_one_kind():
    assert all(word == word.lower() and word != kind for word, kind in OTHER_WORDS.items())


@pytest.mark.parametrize("language", ["yaml", "yml"])
def test_yaml_has_no_language(language):
    checks, (found,) = read_checks(read(f"- [ ] a\n  ```check {language}\n  file_exists: b\n  ```\n"))
    assert (list(checks), found.message) == ([], "a block of YAML has no language")
    assert found.fix == f"write “check” and not “check {language}”"
