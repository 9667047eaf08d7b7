/* What every page does with scripts on: keys, sortable tables, "show all", reloading what was being computed.
   Everything here has a way without scripts. */
"use strict";

(() => {
  const STORE = "tollbook-keys";
  const keysOn = () => { try { return localStorage.getItem(STORE) !== "off"; } catch { return true; } };
  const typing = (node) => node.closest("input, select, textarea, dialog, [contenteditable]");

  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) { place.textContent = ""; requestAnimationFrame(() => { place.textContent = words; }); }
  };

  const press = (key) => {
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((node) => node.offsetParent);
    if (found) { found.focus(); found.click(); }
    return Boolean(found);
  };

  const step = (by) => {
    const cards = [...document.querySelectorAll(".cards .card")];
    const at = cards.findIndex((card) => card.classList.contains("on"));
    const link = cards[at + by]?.querySelector("[data-open]");
    if (link) link.click();
    return Boolean(link);
  };

  const help = () => { const box = document.getElementById("keys-help"); if (box && !box.open) box.showModal(); return Boolean(box); };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    let done = false;
    if (key === "?") done = help();
    else if (!keysOn()) return;
    else if (key === "J") done = step(1) || press("J");
    else if (key === "K") done = step(-1);
    else if (key === "/") { const box = document.querySelector("[data-search]"); if (box) { box.focus(); done = true; } }
    else if (/^[AEXLNUO\[\]1-9]$/.test(key)) done = press(key);
    if (done) event.preventDefault();
  });

  /* A sort that the server need not be asked for: the rows are all here. */
  const sortable = (table) => {
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const value = (row) => { const cell = row.children[column]; return cell.dataset.value ?? cell.textContent.trim(); };
        const order = (a, b) => {
          const [x, y] = [value(a), value(b)];
          const [n, m] = [Number(x), Number(y)];
          const sign = x !== "" && y !== "" && !Number.isNaN(n) && !Number.isNaN(m) ? n - m : x.localeCompare(y);
          return down ? -sign : sign;
        };
        const body = table.tBodies[0];
        body.append(...[...body.rows].sort(order));
      });
    });
  };

  /* While something is being computed: look again, and swap only when it is there. */
  const watch = (note) => {
    if (!note || note.dataset.watched) return;
    note.dataset.watched = "1";
    let wait = 700;
    const look = async () => {
      if (!document.contains(note)) return;
      const answer = await fetch(location.href, { headers: { "X-Look": "1" } }).catch(() => null);
      if (answer && answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const pending = fresh.querySelector("[data-pending]");
        const same = pending && pending.hasAttribute("data-first-look") === note.hasAttribute("data-first-look");
        if (same) {
          note.replaceChildren(...pending.childNodes);
        } else if (!document.querySelector("form :focus")) {
          document.getElementById("notices").replaceChildren(...fresh.getElementById("notices").childNodes);
          if (document.getElementById("case") && fresh.getElementById("case")) {
            document.getElementById("case").replaceWith(fresh.getElementById("case"));
          }
          document.dispatchEvent(new CustomEvent("tollbook:swapped"));
          return;
        }
      }
      wait = Math.min(wait * 1.4, 5000);
      setTimeout(look, wait);
    };
    setTimeout(look, wait);
  };

  const start = () => {
    document.documentElement.classList.add("scripted");
    document.querySelectorAll("[data-keys-help]").forEach((button) => { button.hidden = false; button.onclick = help; });
    const toggle = document.querySelector("[data-keys-switch]");
    if (toggle) {
      toggle.checked = keysOn();
      toggle.onchange = () => { try { localStorage.setItem(STORE, toggle.checked ? "on" : "off"); } catch { /* kept for this page only */ } };
    }
    document.querySelectorAll("[data-show-all]").forEach((button) => {
      button.hidden = false;
      button.onclick = () => { button.previousElementSibling.classList.add("all"); button.remove(); };
    });
    document.querySelectorAll("[data-sortable]").forEach((table) => { if (!table.dataset.ready) { table.dataset.ready = "1"; sortable(table); } });
    watch(document.querySelector("[data-pending]"));
  };

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("tollbook:swapped", start);

  /* After htmx swapped a page in: focus goes on to the claim that is open, and its name is said. */
  document.addEventListener("htmx:afterSettle", () => {
    start();
    const card = document.querySelector(".card.on");
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    document.querySelector("mark.on")?.scrollIntoView({ block: "nearest" });
    announce(card.querySelector(".headline")?.textContent.trim().replace(/\s+/g, " ") ?? "");
  });
})();
