"""The page of `mdcheck fleet` in Chromium, with a thousand rows."""

import base64
import json
import re
from types import SimpleNamespace

import pytest
from testing import chromium
from testing.fleets import fleet_of

from mdcheck.reports.fleet.html import render

pytestmark = pytest.mark.skipif(chromium.find() is None, reason="no Chromium on PATH")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chromium")
    tab = chromium.Tab(chromium.find(), folder / "profile", width=1400)
    page = folder / "fleet.html"
    page.write_text(render(fleet_of(1000)), encoding="utf-8")
    yield tab, page
    tab.close()


@pytest.fixture
def tab(browser):
    tab, page = browser
    tab.open(page)
    tab.prefer("light")
    yield tab
    assert tab.complaints == []


def shown(tab):
    return tab.run("[...document.querySelectorAll('tbody tr:not([hidden])')].length")


def names(tab, number=3):
    query = (
        f"[...document.querySelectorAll('tbody tr:not([hidden]) summary b')].slice(0, {number}).map(b => b.textContent)"
    )
    return tab.run(query)


def test_one_click_says_who_fails_an_item(tab):
    fleet = fleet_of(1000)
    column = fleet.columns[0]
    failing = sum(
        any(item.id == column.id and item.state.fails for item in row.checklist.items)
        for row in fleet.rows
        if row.checklist
    )
    tab.run("document.querySelector('[data-item]').click()")
    assert shown(tab) == failing == column.tally.failing
    assert tab.run("document.getElementById('told').textContent") == f"{failing} of {fleet.total.checklists} shown"
    assert tab.run("document.querySelector('[data-item]').ariaPressed") == "true"
    assert tab.run("location.hash") == f"#item={column.id.replace('/', '%2F')}"
    tab.run("[...document.querySelectorAll('[data-state]')].find(b => b.dataset.state === 'x').click()")
    assert shown(tab) == failing + column.tally.states["ticked"]
    tab.run("document.querySelector('[data-item]').click()")
    assert shown(tab) == fleet.total.checklists


def at(url):
    return SimpleNamespace(as_uri=lambda: url)


def test_a_link_to_an_item_chooses_it(browser):
    tab, page = browser
    column = fleet_of(1000).columns[2]
    tab.open(at("about:blank"))
    tab.open(at(f"{page.as_uri()}#item={column.id.replace('/', '%2F')}"))
    assert tab.run("document.getElementById('item-name').textContent") == column.tally.text


FOLLOW = """new Promise(done => {{
    addEventListener("hashchange", () => done(), {{once: true}});
    location.hash = {};
}})"""


WAYS_TO_WRITE = {
    "as it is": lambda name: name,
    "as the page does": lambda name: name.replace("/", "%2F"),
    "all escaped": lambda name: "".join(f"%{ord(char):02x}" for char in name),
}


@pytest.mark.parametrize("written", WAYS_TO_WRITE.values(), ids=WAYS_TO_WRITE)
def test_a_link_that_is_followed_in_the_open_page_chooses_its_item(tab, written):
    columns = fleet_of(1000).columns
    for column in columns[1:3]:
        tab.run(FOLLOW.format(json.dumps(f"#item={written(column.id)}")))
        assert tab.run("document.getElementById('item-name').textContent") == column.tally.text
        assert tab.run("[...document.querySelectorAll('[data-item][aria-pressed=true]')].length") == 1
        assert shown(tab) == column.tally.failing


@pytest.mark.parametrize(
    "link", ["", "#", "#item=", "#item=no/such", "#item=%", "#item=%E0%A4%A", "#item=__proto__", "#other"]
)
def test_a_link_that_names_no_item_shows_all(tab, link):
    column = fleet_of(1000).columns[1]
    tab.run(FOLLOW.format(json.dumps(f"#item={column.id}")))
    assert shown(tab) == column.tally.failing
    tab.run(FOLLOW.format(json.dumps(link)))
    assert shown(tab) == fleet_of(1000).total.checklists
    assert tab.run("document.getElementById('told').textContent") == ""


@pytest.mark.parametrize("key", ["name", "verdict", "score", "percent", "pending", "due", "waived", "days"])
def test_every_column_sorts_both_ways(tab, key):
    read = f"""[...document.querySelectorAll('tbody tr')].map(
        row => row.cells[document.querySelector('[data-key={key}]').cellIndex].dataset.v)"""
    ways = []
    for _ in range(2):
        tab.run(f"document.querySelector('[data-key={key}] button').click()")
        values = [float(value) for value in tab.run(read) if value != ""]
        ways.append(tab.run(f"document.querySelector('[data-key={key}]').ariaSort"))
        assert values == sorted(values, reverse=ways[-1] == "descending")
        blanks = [value == "" for value in tab.run(read)]
        assert blanks == sorted(blanks)
    assert sorted(ways) == ["ascending", "descending"]
    assert tab.run("document.querySelectorAll('th[aria-sort]').length") == 1


def test_search_groups_and_verdicts_join(tab):
    fleet = fleet_of(1000)
    tab.press("/")
    tab.type("SHOP ada")
    texts = [(row, f"{row.name} {row.group} {row.owner}".lower()) for row in fleet.rows if row.checklist]
    wanted = [row for row, text in texts if "shop" in text and "ada" in text]
    assert shown(tab) == len(wanted)
    group = "document.getElementById('group')"
    tab.run(f"{group}.value = 'Payments'; {group}.dispatchEvent(new Event('change'))")
    wanted = [row for row in wanted if row.group == "Payments"]
    assert shown(tab) == len(wanted)
    tab.run("document.querySelector('[data-verdict=READY][aria-pressed]').click()")
    wanted = [row for row in wanted if row.checklist.update and row.checklist.update.verdict == "READY"]
    assert shown(tab) == len(wanted)
    tab.press("Escape")
    assert shown(tab) == fleet.total.checklists
    assert tab.run("document.getElementById('told').textContent") == ""


def test_nothing_left_is_said(tab):
    tab.press("/")
    tab.type("no such repository")
    assert (shown(tab), tab.run("document.getElementById('none').hidden")) == (0, False)


def test_the_keyboard_reaches_and_opens_rows(tab):
    for _ in range(2):
        tab.press("j")
    assert tab.run("document.activeElement.querySelector('b').textContent") == names(tab)[1]
    tab.press("k")
    tab.run("document.activeElement.click()")
    tab.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert tab.run("document.querySelector('tbody details[open] dd').textContent").startswith(
        "https://git.example.org/"
    )
    opened = fleet_of(1000).rows
    row = next(row for row in opened if row.checklist)
    failing = [item.text for item in row.checklist.items if item.state.fails]
    told = tab.run("document.querySelector('tbody details[open] .fails dd').textContent")
    assert sorted(told.split(" · ")) == sorted(failing) if failing else told == ""


def test_everything_that_can_be_pressed_has_a_name_and_a_role(tab):
    unnamed = """[...document.querySelectorAll('button, input, select, summary, a')].filter(
        node => !(node.textContent.trim() || node.closest('label')?.textContent.trim() || node.ariaLabel)).length"""
    assert tab.run(unnamed) == 0
    roles = "[...new Set([...document.querySelectorAll('#rows tr > *')].map(node => node.role))]"
    assert sorted(tab.run(roles)) == ["cell", "columnheader", "rowheader"]
    ids = "[...document.querySelectorAll('[id]')].map(node => node.id)"
    assert len(set(tab.run(ids))) == len(tab.run(ids))


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_nothing_sticks_out(tab, width):
    tab._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=True)
    try:
        assert tab.run("document.documentElement.scrollWidth") <= width
    finally:
        tab._call("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("width", [500, 760, 1000, 1100, 1280, 1400])
def test_names_have_room_and_columns_stand_below_their_heads(tab, width):
    tab._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    try:
        assert tab.run("document.querySelector('tbody th').getBoundingClientRect().width") >= 180
        edges = "row => [...row.cells].map(cell => Math.round(cell.getBoundingClientRect().right))"
        heads, cells = tab.run(f"[...document.querySelectorAll('#rows tr')].slice(0, 2).map({edges})")
        assert heads == cells or width < 992  # narrower, each row is a card
    finally:
        tab._call("Emulation.clearDeviceMetricsOverride")


def test_rows_out_of_sight_cost_nothing_while_someone_types(tab):
    """With all rows laid out, a thousand took up to a second for a letter."""
    drawn = "node => node.checkVisibility({ contentVisibilityAuto: true })"
    summaries = "[...document.querySelectorAll('tbody summary')]"
    assert tab.run(f"{summaries}.filter({drawn}).length") < 200
    tab.run("document.querySelector('tbody tr:last-child').scrollIntoView()")
    tab.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert tab.run(f"({drawn})({summaries}.at(-1))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(tab, scheme):
    tab.prefer(scheme)
    tab.run("document.querySelector('[data-item]').click()")
    low = tab.run(CONTRAST)
    assert low == []


CONTRAST = """(() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const seen = new Map();
  for (const node of document.querySelectorAll('body *')) {
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
    if (!node.checkVisibility() || node.closest('.unseen, .skip')) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    const contrast = (a + .05) / (b + .05);
    if (contrast < 4.5) seen.set(`${node.className || node.tagName} ${contrast.toFixed(2)}`, true);
  }
  return [...seen.keys()];
})()"""


def test_on_paper_there_are_rows_and_no_tools(tab):
    tab.prefer("light", media="print")
    display = "name => getComputedStyle(document.querySelector(name)).display"
    assert tab.run(f"['.toolbar', '.keys', '#theme'].map({display})") == ["none"] * 3
    printed = base64.b64decode(tab._call("Page.printToPDF", landscape=True)["data"])
    assert 10 < printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") < 120
    tab.prefer("light", media="")


def test_without_its_script_the_page_says_all_of_it(browser, tmp_path):
    tab, page = browser
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r"<script>.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    tab.open(bare)
    text = tab.run("document.body.innerText")
    assert tab.run("document.querySelector('.toolbar').hidden")
    assert "Who fails what" in text
    assert "Could not resolve host" in text


HOSTILE = [
    "<script>document.title='run'</script>",
    "\"><img src=x onerror=document.title='run'>",
    "'};alert(1);//",
    "</script><svg onload=alert(1)>",
    "{{7*7}}",
    "javascript:alert(1)",
    "\u202eevil\x1b[31m",
]


def test_hostile_texts_are_texts(browser, tmp_path):
    tab, _ = browser
    page = tmp_path / "hostile.html"
    page.write_text(render(fleet_of(len(HOSTILE) * 2, texts=HOSTILE)), encoding="utf-8")
    tab.open(page)
    tab.run("document.querySelectorAll('[data-item]').forEach(button => button.click())")
    tab.run("document.querySelectorAll('details').forEach(details => details.open = true)")
    tab.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert tab.complaints == []
    assert "run" not in tab.run("document.title").lower().split(" · ")[-1]
    assert tab.run("document.querySelectorAll('script, img, svg[onload]').length") == 1
    texts = json.loads(tab.run("JSON.stringify([...document.querySelectorAll('.item')].map(node => node.textContent))"))
    assert "{{7*7}}" in texts
    assert not any("\u202e" in text or "\x1b" in text for text in texts)
