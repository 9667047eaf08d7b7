/* The case page with scripts on: the slider asks the server, marks show a card, arrow keys walk among marks,
   a row of the tables rings its mark. */
"use strict";

(() => {
  let asked = 0;

  const swap = async (address) => {
    const turn = ++asked;
    const old = document.getElementById("case");
    const busy = setTimeout(() => old.setAttribute("aria-busy", "true"), 300);
    try {
      const answer = await fetch(address);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("case");
      if (turn !== asked || !fresh) return;
      const focused = document.activeElement?.matches("[data-slider]") ? "[data-slider]" : null;
      old.replaceWith(fresh);
      history.replaceState(null, "", address);
      document.dispatchEvent(new CustomEvent("tollbook:swapped"));
      if (focused) document.querySelector(focused)?.focus();
    } finally {
      clearTimeout(busy);
      document.getElementById("case")?.removeAttribute("aria-busy");
    }
  };

  const asOf = () => {
    const form = document.querySelector("[data-as-of]");
    if (!form) return;
    const slider = form.querySelector("[data-slider]");
    const field = form.querySelector("[data-date]");
    const known = form.querySelector(".segments .on")?.value ?? "now";
    const changes = slider.dataset.changes.split(" ");
    slider.oninput = () => { field.value = changes[Number(slider.value)]; slider.setAttribute("aria-valuetext", field.value); };
    slider.onchange = () => swap(`?as_of=${field.value}&known=${known}`);
  };

  const marks = () => {
    const plot = document.querySelector("[data-plot]");
    if (!plot || plot.dataset.ready) return;
    plot.dataset.ready = "1";
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    plot.append(tip);
    const show = (mark) => {
      const [who, ...rest] = mark.getAttribute("aria-label").split(": ");
      const head = document.createElement("b");
      head.textContent = who;
      tip.replaceChildren(head, document.createTextNode(rest.join(": ")));
      tip.hidden = false;
      const box = mark.getBoundingClientRect();
      const frame = plot.getBoundingClientRect();
      const left = Math.min(box.left - frame.left + 18, Math.max(0, frame.width - tip.offsetWidth - 8));
      tip.style.left = `${Math.max(0, left)}px`;
      tip.style.top = `${box.bottom - frame.top + 8}px`;
    };
    const hide = () => { tip.hidden = true; };
    plot.querySelectorAll("a[data-claim] title").forEach((title) => {
      title.parentNode.setAttribute("aria-label", title.textContent);
      title.remove();
    });
    plot.querySelectorAll("svg.chart").forEach((svg) => {
      const list = [...svg.querySelectorAll("a[data-claim]")].sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left);
      if (list.length) list[0].setAttribute("tabindex", "0");
      list.forEach((mark, index) => {
        mark.addEventListener("mouseenter", () => show(mark));
        mark.addEventListener("mouseleave", hide);
        mark.addEventListener("focus", () => show(mark));
        mark.addEventListener("blur", hide);
        mark.addEventListener("keydown", (event) => {
          const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (event.key === "Escape") hide();
          const next = by && list[index + by];
          if (!next) return;
          event.preventDefault();
          mark.setAttribute("tabindex", "-1");
          next.setAttribute("tabindex", "0");
          next.focus();
        });
      });
    });
    document.querySelectorAll("[data-row]").forEach((row) => {
      const ring = (on) => plot.querySelectorAll(`a[data-claim="${CSS.escape(row.dataset.row)}"]`).forEach((mark) => mark.classList.toggle("on", on));
      row.addEventListener("focusin", () => ring(true));
      row.addEventListener("focusout", () => ring(false));
      row.addEventListener("mouseenter", () => ring(true));
      row.addEventListener("mouseleave", () => ring(false));
    });
  };

  /* A number leads to its table: open it. */
  const unfold = () => {
    const table = location.hash.startsWith("#table-") && document.getElementById(location.hash.slice(1));
    if (table) { table.open = true; table.scrollIntoView(); }
  };

  window.addEventListener("hashchange", unfold);
  const start = () => { asOf(); marks(); unfold(); };
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("tollbook:swapped", start);
})();
