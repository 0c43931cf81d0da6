"""Completions for shells. Nothing is run, and errors are ignored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.app.session import Session
from mdcheck.errors import MdcheckError
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click
    from click.shell_completion import CompletionItem

    from mdcheck.document.model import Item

# A shell puts the word into the command line as it stands, so a checklist's words must mean nothing to it.
_WORD = late_pattern(r"\w[\w./@%+-]*")


def complete_files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The shell's own file names."""
    from click.shell_completion import CompletionItem  # late: only when a shell asks

    return [CompletionItem(incomplete, type="file")]


def complete_kinds(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The kinds of mdcheck's own, with what passes; plugins are not loaded for it."""
    from mdcheck.checks.catalogue import describe, names

    return _offered(((name, describe(name).summary) for name in names()), incomplete)


def complete_topics(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The topics of `help`."""
    from mdcheck.cli.text.topics import TOPICS

    return _offered(((name, topic.title) for name, topic in TOPICS.items()), incomplete)


def complete_templates(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """The templates of `init`."""
    from mdcheck.app.init.templates import TEMPLATES

    return _offered(((template.name, template.description) for template in TEMPLATES), incomplete)


def complete_report(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """`FORMAT:` of a further report; the path behind it is the person's."""
    from click.shell_completion import CompletionItem

    from mdcheck.reports.table import REPORTS

    return [CompletionItem(f"{name}:") for name in REPORTS if f"{name}:".startswith(incomplete)]


def complete_ids(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The ids of the items, with their texts."""
    from mdcheck.document.slug import plain_text

    return _offered(((item.id, plain_text(item.text)) for item in _items(context)), incomplete)


def complete_selection(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """What `--only` takes: beginnings of ids that name sections, tags, and ids."""
    from mdcheck.document.slug import plain_text

    items = _items(context)
    return _offered(
        (*_sections(items), *_tags(items), *((item.id, plain_text(item.text)) for item in items)), incomplete
    )


def _items(context: click.Context) -> tuple[Item, ...]:
    """The items of the files that the command line names so far, or of the usual files."""
    from mdcheck.app.find import find_files, read_checklist

    # Behind an option without its value, as the shell leaves it, click hands the files over unread.
    named = context.params.get("files") or [word for word in context.args if Path(word).is_file()]
    try:
        return tuple(item for path in find_files(named, Session.here()) for item in read_checklist(path)[1].items)
    except (MdcheckError, OSError):
        return ()


def _sections(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    for item in items:
        parts = item.id.split("/")[:-1]
        yield from (("/".join(parts[:end]), "section") for end in range(1, len(parts) + 1))


def _tags(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    return ((tag, "tag") for item in items for block in item.checks for tag in block.common.tags)


def _offered(words: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem[str]]:
    """The words that begin so, once each."""
    from click.shell_completion import CompletionItem

    from mdcheck.reports.layout.lines import shown

    known: dict[str, str] = {}
    for word, meaning in words:
        if word.startswith(incomplete) and _WORD().fullmatch(word):
            known.setdefault(word, meaning)
    return [CompletionItem(word, help=shown(meaning)) for word, meaning in known.items()]
