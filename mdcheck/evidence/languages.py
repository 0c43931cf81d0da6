"""What language a file is in, from its name or its first line; and its text without comments."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from identify import identify

from mdcheck.errors import did_you_mean
from mdcheck.evidence.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIASES = {
    "bash": "shell",
    "sh": "shell",
    "csharp": "c#",
    "cpp": "c++",
    "fsharp": "f#",
    "golang": "go",
    "js": "javascript",
    "make": "makefile",
    "markdown": "markdown",
    "objc": "objective-c",
    "py": "python",
    "rb": "ruby",
    "rs": "rust",
    "docker": "dockerfile",
    "notebook": "jupyter",
    "typescript": "ts",
    "yml": "yaml",
    "kt": "kotlin",
    "tf": "terraform",
}
"""Common names of languages that `identify` calls otherwise; its `bash` and `sh` are sorts of `shell`."""
_NO_LANGUAGES = frozenset({"binary", "directory", "executable", "file", "non-executable", "socket", "symlink", "text"})
_ADDED = {
    "cls": {"text", "apex"},
    "cts": {"text", "ts"},
    "jsonc": {"text", "json"},
    "mts": {"text", "ts"},
    "t": {"text", "perl"},
    "r": {"text", "r"},
}
"""Extensions that `identify` does not know."""
_CODE = frozenset(
    """
    apex asm aspectj astro awk batch bats bazel bitbake c c# c#script c++ cbsd clojure clojurescript cmake coffee
    crystal csh css cuda cue cylc cython dart dockerfile ejs elixir elm erb erlang expect f# f#script fish fortran
    gdscript gherkin gleam go graphql groovy handlebars haskell hcl hlsl html idl idris ino jade java javascript
    jenkins jinja jsonnet jsx julia jupyter kotlin lazarus lean less liquid literate-haskell lua luau m4 makefile
    meson metal mustache nim nix nunjucks nushell objective-c objective-c++ ocaml pascal perl php pkgbuild
    powershell prisma proto pug puppet purescript python qml r robot ruby rust sas sass sbt scala scheme scons scss
    shell solidity sql stylus svelte swift system-verilog templ terraform thrift tiltfile ts tsx twig vala vb
    verilog vhdl vim vtl vue xaml xquery xsl yang zig
    """.split()  # noqa: SIM905 - a list of so many would fill a page
)
_LEXERS = {
    "dotenv": "bash",
    "go-mod": "go",
    "h": "cpp",
    "hpp": "cpp",
    "jsx": "jsx",
    "kts": "kotlin",
    "markdown": "html",
    "mdx": "html",
    "mm": "objective-c++",
    "sql": "postgresql",
    "tsx": "tsx",
}
"""Pygments' lexer for an extension or a type, where another one would be taken by name."""
_REQUIREMENTS = re.compile(r".*(?:requirements|constraints).*\.txt")
"""Text files that may have comments: those that pip reads."""
_NUMBER_SIGN = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
_MAX_LEXED = 1024 * 1024
"""The largest text, in bytes, whose comments are found: a lexer takes about a second for it."""


def known_types(names: Iterable[str]) -> frozenset[str]:
    """The names of languages as `identify` writes them; raises ValueError for an unknown one."""
    languages = sorted((identify.ALL_TAGS | {"apex"}) - _NO_LANGUAGES)
    found = frozenset(_ALIASES.get(name.lower(), name.lower()) for name in names)
    for name in sorted(found - frozenset(languages)):
        raise ValueError(f"“{name}” is no type of file{did_you_mean(name, (*languages, *_ALIASES))}")
    return found


@lru_cache(maxsize=100_000)
def types_by_name(path: str) -> frozenset[str]:
    """The languages by the file's name; empty where the name shows none."""
    name = path.rpartition("/")[2]
    tags = identify.tags_from_filename(name) or _ADDED.get(name.rpartition(".")[2].lower(), set())
    return frozenset(tags)


def types_of(path: str, head: bytes) -> frozenset[str]:
    """The languages by the file's name, or else by its first line, if that names an interpreter."""
    tags = types_by_name(path)
    if tags or not head.startswith(b"#!"):
        return tags
    words = identify.parse_shebang(io.BytesIO(head[:1024]))
    # `env -S uv run --script`: the last word but options is the program that reads the file.
    programs = [word for word in words if not word.startswith("-")]
    return frozenset().union(*(identify.tags_from_interpreter(program) for program in programs), {"text"})


def is_text_by_name(path: str) -> bool:
    """Whether files of this name hold text, whatever this one holds."""
    return "text" in types_by_name(path)


def is_code(types: frozenset[str]) -> bool:
    """Whether a file of these types is source code, rather than prose, data or settings."""
    return not types.isdisjoint(_CODE)


def without_comments(path: str, text: Text) -> Text | None:
    """The text with blanks in the place of comments; None where comments can't be recognised."""
    if "comments" not in text.derived:
        text.derived["comments"] = _without_comments(path, text)
    return cast("Text | None", text.derived["comments"])


def _without_comments(path: str, text: Text) -> Text | None:
    lexer = _lexer(path, text.utf8) if len(text.utf8) <= _MAX_LEXED else None
    if lexer is None:
        return None
    string = text.string
    if _REQUIREMENTS.fullmatch(path.rpartition("/")[2]):
        return Text(_NUMBER_SIGN.sub(lambda found: _blanked(found[0]), string).encode())
    # In INI files only what stands behind a blank is a comment: `uri = a;password=b` holds none.
    spaced = lexer.name == "INI"
    pieces = [
        value
        if not _is_comment(str(kind), value) or (spaced and place and not string[place - 1].isspace())
        else _blanked(value)
        for place, kind, value in lexer.get_tokens_unprocessed(string)
    ]
    return Text("".join(pieces).encode())


def _lexer(path: str, data: bytes) -> Any:
    """Pygments' lexer for the file's language; None where it has none."""
    from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
    from pygments.util import ClassNotFound

    types = types_of(path, data)
    wanted = [_LEXERS[word] for word in (_extension(path), *sorted(types)) if word in _LEXERS]
    for name in (*wanted, *sorted(types & _CODE), *sorted(types - _CODE - _NO_LANGUAGES)):
        try:
            return get_lexer_by_name(name, stripnl=False, ensurenl=False)
        except ClassNotFound:
            continue
    try:
        return get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return get_lexer_by_name("text") if "plain-text" in types else None


def _extension(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def _is_comment(kind: str, value: str) -> bool:
    """Whether a token is a comment; directives of a preprocessor and `#!` are none, `///` is one."""
    if kind.startswith("Token.Comment"):
        return not kind.startswith(("Token.Comment.Preproc", "Token.Comment.Hashbang"))
    return kind == "Token.Literal.String.Doc" and value.lstrip().startswith(("/", "#", "--", ";", "%", "(*", "{-"))


def _blanked(comment: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in comment)
