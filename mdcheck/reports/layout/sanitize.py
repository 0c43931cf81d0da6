"""The one writer that makes text from documents and check output fit to be shown.

Law: `clean(clean(text)) == clean(text)`.
"""

from __future__ import annotations


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` without escape sequences, control characters, invisible characters and changes of direction.

    One line without blanks at its ends; with `multiline` line ends stay, as line feeds.
    A lone surrogate becomes U+FFFD.
    """
    if not text.isprintable():
        from mdcheck.reports.layout.unprintable import washed  # late: most text needs no washing

        text = washed(text, multiline=multiline)
    return text if multiline else text.strip()
