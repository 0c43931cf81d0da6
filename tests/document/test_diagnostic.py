"""Errors that have a place, and what they say where only their text is seen."""

from mdcheck.document.diagnostic import ChecklistError, Diagnostic, Level, PlacedError


def test_a_placed_error_is_its_message():
    error = PlacedError("wrong", 3)
    assert (str(error), error.message, error.offset, error.fix) == ("wrong", "wrong", 3, "")
    assert PlacedError("wrong", 3, "mend it").fix == "mend it"


def test_an_error_of_checklists_holds_what_is_wrong_with_each():
    found = Diagnostic(line=1, column=1, level=Level.ERROR, code="yaml", message="wrong")
    error = ChecklistError([("a.md", found)])
    assert error.errors == (("a.md", found),)
    assert error.message == "the checklist has errors: nothing was run, nothing was written"
