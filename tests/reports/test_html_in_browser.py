"""The page as a browser shows it and as people use it."""

from __future__ import annotations

import base64
import re
import shutil

import pytest
from testing.chromium import Tab, find

from mdcheck.reports.html.page import render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

pytestmark = pytest.mark.skipif(find() is None, reason="no Chromium on PATH: `apt-get install chromium` brings one")
VISIBLE = "[...document.querySelectorAll('.row')].filter(row => row.offsetParent)"
OUTCOMES = f"{VISIBLE}.map(row => row.dataset.outcome)"
CASES = ("plausible", "hostile", "people", "several", "status", "empty", "nothing", "ready")


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    tab = Tab(find(), folder / "profile")
    yield tab
    tab.close()
    shutil.rmtree(folder / "profile", ignore_errors=True)


@pytest.fixture
def page(tab, sample, tmp_path):
    """`page(name)`: the browser with one of the reports open."""

    def opened(name):
        path = tmp_path / f"{name}.html"
        path.write_text(render(sample(name)), encoding="utf-8", newline="\n")
        tab.prefer("light")
        tab.open(path)
        return tab

    return opened


@pytest.mark.parametrize("name", CASES)
def test_loads_without_complaint(page, name):
    tab = page(name)
    assert tab.run("document.title").endswith("mdcheck")
    assert tab.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_window(page, tab, scheme, width):
    tab = page("several")
    tab.prefer(scheme)
    tab._call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
    overflow = tab.run("document.documentElement.scrollWidth - innerWidth")
    tab._call("Emulation.clearDeviceMetricsOverride")
    assert overflow <= 0


def test_hostile_text_is_shown_and_not_run(page):
    tab = page("hostile")
    tab.run("document.querySelectorAll('details').forEach(row => { row.open = true; })")
    assert tab.run("document.body.innerText").count("<script>alert(1)</script>") >= 5
    assert tab.run("document.scripts.length") == 1
    assert tab.complaints == []


def test_a_foreign_script_does_not_run(page):
    tab = page("plausible")
    tab.run(
        "{ const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }"
    )
    assert tab.run("window.ran === undefined")
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)


def test_filter_by_outcome(page):
    tab = page("plausible")
    everything = tab.run(OUTCOMES)
    click = "document.querySelector('button[data-outcome={}]').click()"
    tab.run(click.format("failed"))
    assert tab.run(OUTCOMES) == ["failed"]
    assert tab.run("document.getElementById('told').textContent") == f"1 of {len(everything)} shown"
    assert tab.run("[...document.querySelectorAll('.group')].filter(group => group.offsetParent).length") == 1
    tab.run(click.format("passed"))
    assert sorted(tab.run(OUTCOMES)) == ["failed", "passed", "passed", "passed"]
    tab.run(click.format("passed"))
    tab.run(click.format("failed"))
    assert tab.run(OUTCOMES) == everything
    assert tab.run("document.getElementById('told').textContent") == ""


def test_search(page):
    tab = page("plausible")
    tab.press("/")
    assert tab.run("document.activeElement.id") == "search"
    tab.type("TESTS bash")
    assert tab.run(f"{VISIBLE}.map(row => row.querySelector('.text').firstChild.textContent.trim())") == [
        "Unit tests pass",
        "Integration tests exist and run",
        "Mobile tests",
    ]
    tab.type(" nowhere")
    assert tab.run(OUTCOMES) == []
    assert tab.run("document.getElementById('none').offsetParent !== null")
    tab.press("Escape")
    assert len(tab.run(OUTCOMES)) == 18
    assert tab.run("document.activeElement === document.body")


def test_keys(page):
    tab = page("plausible")
    tab.press("f")
    assert sorted(tab.run(OUTCOMES)) == ["blocked", "errored", "failed", "warned"]
    tab.press("j")
    tab.press("j")
    focused = "document.activeElement.closest('.problem').classList[1]"
    assert tab.run(focused) == "errored"
    tab.press("k")
    assert tab.run(focused) == "failed"
    tab.press("f")
    assert len(tab.run(OUTCOMES)) == 18
    tab.press("e")
    assert tab.run("document.querySelectorAll('#checks details:not(.flips, [open])').length") == 0
    assert tab.run("document.getElementById('expand').textContent") == "Collapse all"
    tab.press("e")
    assert tab.run("document.querySelectorAll('#checks details[open]').length") == 0


def test_light_and_dark(page):
    tab = page("plausible")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.run(ground)
    tab.prefer("dark")
    dark = tab.run(ground)
    assert light != dark
    assert tab.run("document.getElementById('theme').textContent") == "Light"
    tab.run("document.getElementById('theme').click()")
    assert tab.run(ground) == light
    tab.run("document.getElementById('theme').click()")
    assert tab.run(ground) == dark


CONTRAST = """
(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  document.querySelectorAll("details").forEach((row) => { row.open = true; });
  const low = [];
  for (const node of document.querySelectorAll("body *:not(script, style)")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.offsetParent) continue;
    const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["plausible", "status"])
def test_contrast(page, scheme, name):
    tab = page(name)
    tab.prefer(scheme)
    assert tab.run(CONTRAST) == []


def test_print(page):
    tab = page("plausible")
    tab.prefer("light", media="print")
    assert not tab.run("document.querySelector('.toolbar').offsetParent")
    tab.run("document.querySelectorAll('.group').forEach(group => { group.open = false; })")
    tab.run("dispatchEvent(new Event('beforeprint'))")
    closed = "document.querySelectorAll('.group:not([open]), .problem:not([open])').length"
    assert tab.run(closed) == 0
    assert tab.run("document.querySelectorAll('.row[open]').length") == 0
    tab.run("dispatchEvent(new Event('afterprint'))")
    assert tab.run(closed) == tab.run("document.querySelectorAll('.group').length")
    tab.prefer("light")


def test_500_items_print_on_few_pages(tab, tmp_path, build, check):
    """Before, each check was unfolded: 92 pages."""
    for number in range(500):
        if number % 20 == 0:
            build.section(f"Section {number}", 2)
        build.item(f"Item {number} of the list", check(Outcome.PASSED, "README.md, CHANGELOG.md"), ticked=True)
    path = tmp_path / "long.html"
    path.write_text(render(Report(files=(build.build(),))), encoding="utf-8")
    tab.open(path)
    assert tab.run("document.querySelectorAll('.group[open]').length") == 0
    assert tab.run("document.querySelectorAll('.index li').length") == 25
    data = base64.b64decode(tab._call("Page.printToPDF")["data"])
    assert max(map(int, re.findall(rb"/Count (\d+)", data))) <= 20
