"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const rows = all(".row").map((node) => ({ node, text: node.textContent.toLowerCase() }));
  const buttons = all("[data-outcome][aria-pressed]");
  const search = one("search");
  const problems = ["failed", "errored", "blocked", "warned"];

  const visible = () => rows.filter((row) => !row.node.hidden).map((row) => row.node);
  const chosen = () => buttons.filter((b) => b.ariaPressed === "true").map((b) => b.dataset.outcome);

  function filter() {
    const outcomes = chosen();
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { node, text } of rows) {
      const wanted = !outcomes.length || outcomes.includes(node.dataset.outcome);
      node.hidden = !(wanted && words.every((word) => text.includes(word)));
    }
    const filtering = Boolean(outcomes.length || words.length);
    const kept = visible();
    for (const group of all(".group")) {
      const found = Boolean(group.querySelector(".row:not([hidden])"));
      group.hidden = filtering && !found;
      group.dataset.folded ??= String(!group.open);
      group.open = filtering ? found : group.dataset.folded === "false";
    }
    for (const other of all(".flips, .index")) other.hidden = filtering;
    one("none").hidden = !filtering || kept.length > 0;
    one("told").textContent = filtering ? `${kept.length} of ${rows.length} shown` : "";
  }

  function press(wanted) {
    for (const button of buttons) button.ariaPressed = String(wanted.includes(button.dataset.outcome));
    filter();
  }

  function expandAll() {
    const details = [...all(".group:not([hidden])"), ...visible().filter((node) => node.tagName === "DETAILS")];
    const open = details.some((node) => !node.open);
    for (const node of details) {
      node.open = open;
      if (node.dataset.folded) node.dataset.folded = String(!open);
    }
    one("expand").textContent = open ? "Collapse all" : "Expand all";
  }

  function step(by) {
    const stops = all(".problem > summary, .group:not([hidden]) > summary, .group[open] .row:not([hidden]) > summary");
    const at = stops.indexOf(document.activeElement);
    const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  const keys = {
    "/": () => search.focus(),
    e: expandAll,
    f: () => press(problems.every((name) => chosen().includes(name) || !has(name)) ? [] : problems),
    j: () => step(1),
    k: () => step(-1),
    Escape: () => { search.value = ""; press([]); search.blur(); },
  };
  const has = (outcome) => buttons.some((button) => button.dataset.outcome === outcome);

  document.addEventListener("keydown", (event) => {
    const typing = event.target === search;
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    event.preventDefault();
    act();
  });
  search.addEventListener("input", filter);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.ariaPressed = String(button.ariaPressed !== "true");
      filter();
    });
  }
  one("expand").addEventListener("click", expandAll);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = one("theme");
  const now = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
  const name = () => { theme.textContent = now() === "dark" ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = now() === "dark" ? "light" : "dark";
    name();
  });
  dark.addEventListener("change", name);
  name();

  // A link to a section, or a find in the page, must lead to something that can be seen.
  const reveal = () => {
    const target = location.hash.length > 1 && one(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", reveal);

  // On paper every section is open, and each check that passed takes one line.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all(".group:not([open]), .problem:not([open])");
    for (const node of closed) node.open = true;
  });
  addEventListener("afterprint", () => { for (const node of closed) node.open = false; });

  for (const node of [theme, ...all(".toolbar, .keys")]) node.hidden = node.matches(".toolbar") && !rows.length;
  one("expand").hidden = !all("details").length;
  filter();
  reveal();
})();
