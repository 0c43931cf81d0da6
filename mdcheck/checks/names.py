"""A check block's kind by its words alone, for reports of documents whose checks are not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from mdcheck.document.model import CheckBlock


def kind_name(block: CheckBlock) -> str:
    """The kind as people know it: a script's language, or the key that names a kind.

    Where none of mdcheck's own is named, it is what stands first, as plugins' kinds do; `?` where nothing stands.
    """
    return block.language or next((key for key in block.options if key in KINDS), next(iter(block.options), "?"))
