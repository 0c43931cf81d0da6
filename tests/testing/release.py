"""The checklist of a release that most commands are tested on, and what `mdcheck update` makes of it."""

LIST = """\
# Release

Overall Progress: 0%

## Docs (0%)

- [ ] A readme
  ```check
  file_exists: README.md
  fix: Write README.md
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  severity: warning
  ```
- [ ] Read by a person
"""
_UPDATED = (
    ("Overall Progress: 0%", "Overall Progress: 33%"),
    ("## Docs (0%)", "## Docs (33%)"),
    ("- [ ] A readme", "- [x] A readme"),
    ("- [x] A changelog", "- [ ] A changelog"),
)


def updated(text):
    """The checklist where there is a readme and no changelog."""
    for before, after in _UPDATED:
        assert before in text
        text = text.replace(before, after)
    return text
