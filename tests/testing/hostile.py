"""A Hypothesis strategy for documents that torture a reader: every construct of the language, badly put together."""

from hypothesis import strategies as st

_ENDS = ["\n", "\r\n", "\r"]
_INDENTS = ["", "", "", " ", "  ", "   ", "    ", "\t", "> ", "> > ", ">", "      "]
_MARKERS = ["- ", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "-\t", "-  ", "-     ", "- - ", "- > - ", "1234567890. ", "-"]
_BOXES = [
    "[ ] ",
    "[ ] ",
    "[x] ",
    "[X] ",
    "[ ]\t",
    "[x]\x0b",
    "[ ]",
    "[] ",
    "[  ] ",
    "[~] ",
    "[x]",
    "[ ]\u00a0",
    "\\[ ] ",
]
_TEXTS = [
    "a",
    "item two",
    "~~gone~~ not here",
    "~5 of ~6",
    "`code` **bold** [link](x)",
    "see [x] there",
    "a | b",
    "Ünïcode ✅ 🎉",
    "a\u2028b\x0cc\x85d",
    "\x00",
    "",
    "# a",
    "> a",
    "[x]: y",
    "a\\",
    "<!-- c -->",
    "`" * 3,
    "trailing  ",
    "\ufeff",
    "[" * 20,
    "~~" * 9,
    "1. [ ] a",
]
_FIGURES = [
    "",
    "",
    " (70%)",
    " (7% complete)",
    " [70%]",
    " [7/10]",
    " (05%)",
    " (25/25 points)",
    " (10% off)",
    " (70%) x",
]
_LINES = [
    "Status: 70%",
    "**Status**: 70% complete (rest TBD)",
    "**Progress:** 7/10",
    "Completion: **100%**",
    "  Status: 3%",
    "Status: Done 70%",
    "Overall Score: **52/100** (Needs Improvement)",
    "Overall Progress: 46%",
    "## Overall Score: 0/100 (Critical)",
    "Overall Score: 98/100 (Great)",
    "46.5%",
    "---",
    "===",
    "***",
    "",
    "   ",
    "\t",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<!-- one line -->",
    "<!-- mdcheck:report -->",
    "<!-- /mdcheck:report -->",
    "```",
    "~~~",
    "````",
    "```check",
    "[ref]: target",
    "    indented",
    "para",
    "...",
]
_INFOS = [
    "check",
    "check bash",
    "check bash timeout=10m",
    "check  sh id=a weight=2",
    'check bash fix="a b"',
    "check x y=",
    "check id=a",
]
_INFOS += ["bash", "", "Check", "checks", "check\x00", "check bash a=\x00", " check", "check `", "check python a=b a=c"]
_BODIES = [
    "file_exists: README.md",
    "file_exists: [a, b]",
    "match: any",
    "id: pinned",
    "id: other",
    "needs: [pinned, a]",
    "needs: nobody",
    "severity: blocker",
    "timeout: 12:30",
    "weight: 1.10",
    "weight: " + "9" * 50,
    "on: no",
    "a: *b",
    "a: &b c",
    "file_exists: x # c",
    "\tx: y",
    "{",
    "- [ ] a",
    "",
    "  ",
    "exit 1",
    "x: \x01",
    "x: ä\x85y",
    "# Status: 70%",
    "```",
]


def _sample(options):
    return st.sampled_from(options)


_arbitrary = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)
_text = st.one_of(_sample(_TEXTS), _sample(_TEXTS), _arbitrary)
_indent = st.lists(_sample(_INDENTS), max_size=2).map("".join)
_task = st.tuples(_indent, _sample(_MARKERS), _sample(_BOXES), _text).map("".join)


@st.composite
def _fence(draw, indent):
    fence = draw(_sample(["```", "```", "~~~", "````"]))
    info = draw(_sample(_INFOS))
    body = draw(st.lists(_sample(_BODIES), max_size=3))
    close = draw(_sample([fence, fence, fence, fence + "`", "", "    " + fence]))
    return [indent + fence + info, *(indent + line for line in body), indent + close]


@st.composite
def _checked(draw):
    """An item with a check block that is very likely its own."""
    indent = draw(_sample(["", "", "  ", "> "]))
    box, text = draw(_sample(["[ ] ", "[x] ", "[X] "])), draw(_text)
    return [f"{indent}- {box}{text}", *draw(_fence(indent + "  "))]


@st.composite
def _table(draw):
    head = draw(_sample(["Completion", "Progress", "%", "Complete", "Other"]))
    cell = draw(_sample(["70%", "**70%**", "7/10", "70% complete", "70", "about 70%", "100%", ""]))
    name = draw(_sample(["a", "1. a", "**a**", "b", "Section 2: b", "", "zzz", "a (70%)"]))
    sign = draw(_sample(["✅", "⚠️", "⬜", "⚠", "✅ done", "Ready"]))
    if draw(st.booleans()):
        return _aligned(draw, name, sign, head, cell)
    return [f"| Section | Status | {head} |", "|---|---|--:|", f"| {name} | {sign} | {cell} |", f"{name}|{sign}|{cell}"]


def _aligned(draw, name, sign, head, cell):
    """As a formatter would lay it out, or nearly so: a row may be wider, and a column aligned to either side."""
    width = max(len(head), len(cell)) + draw(_sample([0, 0, 0, 1]))
    rule = draw(_sample(["-" * width, "-" * (width - 1) + ":", ":" + "-" * max(width - 2, 1) + ":"]))
    side = "<" if rule.endswith("-") else ">"
    rows = [
        f"| Section | Status | {head:{side}{width}} |",
        f"|---|---|{'-' + rule + '-' if side == '<' else ' ' + rule + ' '}|",
    ]
    return [*rows, f"| {name} | {sign} | {cell:{side}{width}} |", f"| {name} | {sign} |  {cell:{side}{width}} |"]


@st.composite
def _good(draw):
    """An item with a check block that has nothing wrong with it."""
    box, text, info = draw(_sample(["[ ] ", "[x] ", "[X] "])), draw(_text), draw(_sample(["", " bash", " sh weight=2"]))
    return [f"- {box}{text}", f"  ```check{info}", "  env: HOME", "  ```"]


_heading = st.tuples(
    _sample(["# ", "## ", "### ", "###### ", "   # ", "#\t", "> # "]),
    _sample(["a", "b", "1. a", "**a**", "Section 2: b", "", "`c`", "a ✅"]),
    _sample(_FIGURES),
    _sample(["", "", "", " #", " ##", "#", " "]),
).map("".join)
_setext = st.tuples(_sample(["a", "b", "a\u2028b"]), _sample(_FIGURES), _sample(["---", "==="])).map(
    lambda parts: [parts[0] + parts[1], parts[2]]
)
_line = st.tuples(_indent, _sample(_LINES)).map("".join)
_block = st.one_of(
    _task.map(lambda line: [line]),
    _checked(),
    _good(),
    _good(),
    _heading.map(lambda line: [line]),
    _heading.map(lambda line: [line, ""]),
    _setext,
    _sample(_LINES).map(lambda line: ["", line, ""]),
    _line.map(lambda line: [line]),
    _indent.flatmap(_fence),
    _table().map(lambda lines: ["", *lines, ""]),
    st.just(["<!-- mdcheck:report -->", "", "old", "", "<!-- /mdcheck:report -->"]),
    _arbitrary.map(lambda line: [line]),
)
_front_matter = _sample(
    [
        [],
        [],
        [],
        ["---", "mdcheck:", "---"],
        ["---", "title: a", "mdcheck:", "  figures: [status]", "---"],
        ["---", "mdcheck: no", "..."],
        ["---", "mdcheck:x", "mdcheck: y", "---"],
        ["---", "- [ ] a", "---"],
        ["---"],
    ]
)


@st.composite
def texts(draw, ends=None):
    """Text without a byte order mark; `ends` are the line ends to mix."""
    front, blocks = draw(_front_matter), draw(st.lists(_block, max_size=12))
    lines = [*front, *(line for block in blocks for line in block)]
    choice = ends or draw(_sample([["\n"], ["\r\n"], ["\r"], _ENDS]))
    joined = "".join(line + (choice[0] if len(choice) == 1 else draw(_sample(choice))) for line in lines)
    return joined.rstrip("\r\n") if draw(st.booleans()) else joined


documents = st.one_of(
    st.tuples(_sample(["", "", "\ufeff"]), texts()).map(lambda parts: "".join(parts).encode()),
    st.text(st.characters(codec="utf-8"), max_size=200).map(str.encode),
)
"""Documents as bytes, all of them UTF-8."""
