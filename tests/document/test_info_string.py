import pytest
from testing.documents import read as parsed

from mdcheck.document.blocks.info_string import InfoStringError, read


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("check", True),
        ("check bash", True),
        ("check\tbash", True),
        (" check ", True),
        ("", False),
        ("checks", False),
        ("Check", False),
        ("check=1", False),
        ("bash check", False),
        ("{check}", False),
        ("check:bash", False),
    ],
)
def test_the_first_word_makes_a_check_block(info, expected):
    document = parsed(f"- [ ] a\n  ```{info}\n  file_exists: a\n  ```\n")
    assert bool(document.items[0].checks or document.diagnostics) is expected


@pytest.mark.parametrize(
    ("info", "language", "options"),
    [
        ("check", None, {}),
        ("check bash", "bash", {}),
        ("check   python3.11", "python3.11", {}),
        ("check bash timeout=10m severity=blocker", "bash", {"timeout": "10m", "severity": "blocker"}),
        ("check bash\ttimeout=10m", "bash", {"timeout": "10m"}),
        ('check bash fix="two words"', "bash", {"fix": "two words"}),
        ("check bash fix='two words' id=a", "bash", {"fix": "two words", "id": "a"}),
        ('check bash fix="it\'s"', "bash", {"fix": "it's"}),
        ("check bash fix='a \"b\" c'", "bash", {"fix": 'a "b" c'}),
        ("check bash fix=", "bash", {"fix": ""}),
        ('check bash fix=""', "bash", {"fix": ""}),
        ("check bash url=https://a.example/?b=c", "bash", {"url": "https://a.example/?b=c"}),
        ("check bash a-b=c", "bash", {"a-b": "c"}),
        ("check bash a=b\\n", "bash", {"a": "b\\n"}),
        ("check timeout=5", None, {"timeout": "5"}),
    ],
)
def test_read(info, language, options):
    found = read(info)
    assert (found.language, found.options) == (language, options)
    assert {key: info[slice(*span)].split("=")[0] for key, span in found.places.items()} == {
        key: key for key in options
    }


@pytest.mark.parametrize(
    ("info", "offset", "message"),
    [
        ("check bash python", 11, "“python” is no option"),
        ("check timeout=5 bash", 16, "“bash” is no option"),
        ("check bash =x", 11, "“=x” is no option"),
        ("check =x", 6, "“=x” is no option"),
        ("check bash 1a=x", 11, "“1a=x” is no option"),
        ('check bash a="b', 11, '“a="b” is no option'),
        ('check bash a="b"c', 11, '“a="b"c” is no option'),
        ("check bash a=b a=c", 15, "“a” is given twice"),
        ("check bash a = b", 11, "“a” is no option"),
        ("check bash --flag", 11, "“--flag” is no option"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(info, offset, message):
    with pytest.raises(InfoStringError) as caught:
        read(info)
    assert (caught.value.offset, caught.value.message) == (offset, message)
    assert caught.value.fix
