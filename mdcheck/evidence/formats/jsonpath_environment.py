"""The JSONPath library as mdcheck uses it. Loaded only for a query, because it takes its time."""

from __future__ import annotations

from jsonpath import JSONPathEnvironment
from jsonpath.function_extensions import ExpressionType, FilterFunction

from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.evidence.text import Text


class _Regex(FilterFunction):
    """`match` and `search` with mdcheck's own matcher, whose time is bounded for any pattern."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - the type that the library asks for
    return_type = ExpressionType.LOGICAL

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole

    def __call__(self, value: object, pattern: object) -> bool:
        """Whether the text matches; raises ValueError for a pattern that can't be read."""
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        with Matcher(compile_pattern(pattern)) as matcher:
            if self._whole:
                return matcher.fits(value, where="a filter")
            return bool(matcher.lines(Text(value.encode(errors="replace")), limit=1, where="a filter"))


ENVIRONMENT = JSONPathEnvironment(strict=True)
ENVIRONMENT.function_extensions["match"] = _Regex(whole=True)
ENVIRONMENT.function_extensions["search"] = _Regex(whole=False)
