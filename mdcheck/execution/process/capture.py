"""What a process prints, kept in bounded memory: the beginning and the end."""

from __future__ import annotations

import codecs

KEPT_BYTES = 32 * 1024
"""Of the beginning, and as many of the end."""
_CONTINUATION = range(0x80, 0xC0)
"""The bytes of UTF-8 that begin no character; at most three follow one that does."""


class Capture:
    """Bytes as they come; only the head and the tail stay in memory."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def feed(self, data: bytes) -> None:
        self._total += len(data)
        room = KEPT_BYTES - len(self._head)
        self._head += data[:room]
        self._tail += data[room:]
        if len(self._tail) > 4 * KEPT_BYTES:  # not at every call: each one moves the whole tail
            del self._tail[:-KEPT_BYTES]

    def text(self) -> str:
        """Decoded as UTF-8 with replacement; a line gives the number of bytes left out of the middle."""
        if self._total <= 2 * KEPT_BYTES:
            return (self._head + self._tail).decode("utf-8", "replace")
        # A character that was cut in two belongs to what was left out.
        head = codecs.getincrementaldecoder("utf-8")("replace").decode(bytes(self._head))
        tail = bytes(self._tail[-KEPT_BYTES:])
        cut = next((index for index in range(3) if tail[index] not in _CONTINUATION), 3)
        left_out = self._total - 2 * KEPT_BYTES
        gap = "" if head.endswith("\n") else "\n"
        return f"{head}{gap}[… {left_out} bytes left out …]\n{tail[cut:].decode('utf-8', 'replace')}"
