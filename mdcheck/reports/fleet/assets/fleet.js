"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const body = document.querySelector("#rows tbody");
  const rows = [...body.rows].map((node) => ({
    node,
    text: node.querySelector("summary").textContent.toLowerCase(),
    states: node.dataset.states,
    verdict: node.dataset.verdict,
    group: node.dataset.group,
    values: [...node.cells].map((cell) => (cell.dataset.v === "" ? null : Number(cell.dataset.v))),
    state: node.querySelector(".state"),
  }));
  const verdicts = all("[data-verdict][aria-pressed]");
  const items = all("[data-item]");
  const states = all("[data-state]");
  const failing = document.querySelector(".columns").dataset.failing;
  const search = one("search");
  const group = one("group");
  const heads = all("#rows thead th");
  let item = null;

  const pressed = (buttons) => buttons.filter((button) => button.ariaPressed === "true");
  const called = Object.fromEntries(states.map((button) => [button.dataset.state, button.firstChild.data.trim()]));

  function filter() {
    const wanted = pressed(verdicts).map((button) => button.dataset.verdict);
    const letters = pressed(states).map((button) => button.dataset.state);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const at = item === null ? -1 : Number(item.dataset.item);
    let kept = 0;
    for (const row of rows) {
      const letter = row.states[at];
      const shown = (!wanted.length || wanted.includes(row.verdict))
        && (!group || !group.value || group.value === row.group)
        && (item === null || letters.includes(letter))
        && words.every((word) => row.text.includes(word));
      kept += shown;
      row.node.hidden = !shown;
      row.state.hidden = item === null;
      if (item !== null && shown) row.state.textContent = called[letter];
    }
    const filtering = Boolean(wanted.length || words.length || item || (group && group.value));
    one("told").textContent = filtering ? `${kept} of ${rows.length} shown` : "";
    one("none").hidden = kept > 0 || !rows.length;
    one("reset").hidden = !filtering;
  }

  function choose(button) {
    item = item === button ? null : button;
    for (const other of items) other.ariaPressed = String(other === item);
    one("chosen").hidden = item === null;
    if (item) {
      const at = Number(item.dataset.item);
      one("item-name").textContent = item.querySelector(".item").textContent;
      for (const state of states) {
        const number = rows.filter((row) => row.states[at] === state.dataset.state).length;
        state.querySelector("b").textContent = number;
        state.hidden = number === 0;
        state.ariaPressed = String(failing.includes(state.dataset.state));
      }
    }
    history.replaceState(null, "", item ? `#item=${encodeURIComponent(item.dataset.id)}` : location.pathname);
    filter();
  }

  function linked() {
    const id = location.hash.match(/^#item=(.*)$/);
    try {
      return id && items.find((button) => button.dataset.id === decodeURIComponent(id[1])) || null;
    } catch {  // half an escape: no link of ours
      return null;
    }
  }

  function follow() {
    const wanted = linked();
    if (wanted !== item) choose(wanted ?? item);
  }

  function reset() {
    search.value = "";
    if (group) group.value = "";
    for (const button of verdicts) button.ariaPressed = "false";
    if (item) choose(item);
    else filter();
  }

  function sort(head) {
    const at = heads.indexOf(head);
    const down = head.ariaSort === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.ariaSort = down ? "descending" : "ascending";
    const sign = down ? -1 : 1;
    const order = rows.slice().sort((one, two) => {
      const [a, b] = [one.values[at], two.values[at]];
      if (a === null || b === null) return (a === null) - (b === null) || one.values[0] - two.values[0];
      return sign * (a - b) || one.values[0] - two.values[0];
    });
    body.append(...order.map((row) => row.node));
  }

  // What a repository has yet to do is written when somebody looks.
  body.addEventListener("toggle", (event) => {
    const place = event.target.querySelector(".fails");
    const letters = event.target.closest("tr").dataset.states;
    const open = items.filter((button) => failing.includes(letters[Number(button.dataset.item)] ?? "?"));
    place.hidden = !open.length;
    place.querySelector("dd").textContent = open.map((button) => button.querySelector(".item").textContent).join(" · ");
  }, true);

  function step(by) {
    const stops = rows.length ? all("#rows tr:not([hidden]) summary") : [];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  const keys = {
    "/": () => search.focus(),
    j: () => step(1),
    k: () => step(-1),
    Escape: () => { reset(); search.blur(); },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target === search || event.target === group;
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    event.preventDefault();
    act();
  });
  search.addEventListener("input", filter);
  if (group) group.addEventListener("change", filter);
  for (const button of [...verdicts, ...states]) {
    button.addEventListener("click", () => {
      button.ariaPressed = String(button.ariaPressed !== "true");
      filter();
    });
  }
  for (const button of items) button.addEventListener("click", () => choose(button));
  for (const head of heads) head.firstElementChild.addEventListener("click", () => sort(head));
  one("reset").addEventListener("click", reset);
  addEventListener("hashchange", follow);

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

  for (const node of [theme, ...all(".keys")]) node.hidden = false;
  document.querySelector(".toolbar").hidden = !rows.length;
  document.documentElement.dataset.live = "";
  filter();
  follow();
})();
