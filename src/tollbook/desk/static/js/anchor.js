/* Words selected in the held text become the evidence in the form beside it. Offsets count characters as the ledger
   does: whole code points, not UTF-16 halves. */
"use strict";

(() => {
  const points = (text) => [...text].length;

  /* Text between the start of the held text and a place in it, without the numbers of claims. */
  const before = (body, node, offset) => {
    let text = "";
    const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let at = walk.nextNode(); at; at = walk.nextNode()) {
      const counts = !at.parentElement.closest("[data-offset-skip]");
      if (at === node) return text + (counts ? at.data.slice(0, offset) : "");
      if (counts) text += at.data;
    }
    return null;
  };

  const place = (body, container, offset) => {
    if (container.nodeType === Node.TEXT_NODE) return before(body, container, offset);
    const child = container.childNodes[offset] ?? null;
    const text = child && document.createTreeWalker(child, NodeFilter.SHOW_TEXT).nextNode();
    if (child && child.nodeType === Node.TEXT_NODE) return before(body, child, 0);
    return text ? before(body, text, 0) : null;
  };

  const take = () => {
    const form = document.querySelector("[data-anchor-form]");
    const body = document.querySelector("[data-text]");
    const selection = document.getSelection();
    if (!form || !body || !selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!body.contains(range.startContainer) || !body.contains(range.endContainer)) return;
    const head = place(body, range.startContainer, range.startOffset);
    const tail = place(body, range.endContainer, range.endOffset);
    if (head === null || tail === null || tail.length <= head.length) return;
    const raw = tail.slice(head.length);
    const words = raw.trim();
    if (!words) return;
    const start = Number(body.dataset.start) + points(head) + points(raw.slice(0, raw.indexOf(words)));
    form.querySelector("[data-anchor-quote]").value = words;
    form.querySelector("[data-anchor-start]").value = start;
    form.querySelector("[data-anchor-end]").value = start + points(words);
  };

  document.addEventListener("mouseup", () => setTimeout(take, 0));
  document.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") take(); });
})();
