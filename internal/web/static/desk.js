// What makes reading quicker for those who like keys: nothing here is needed.
// Keys, results while typing, and the words behind a number where it stands.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const make = (tag, props = {}, ...children) => {
    const el = Object.assign(document.createElement(tag), props);
    el.append(...children);
    return el;
  };

  // A page of this desk, as a document; null when it cannot be had.
  const pages = new Map();
  async function page(address, signal) {
    if (!pages.has(address)) {
      const answer = await fetch(address, { signal, headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer || !answer.ok) return null;
      pages.set(address, new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    return pages.get(address);
  }

  // ---- keys ----
  const go = Object.fromEntries([...document.querySelectorAll("a[data-key]")].map(a => [a.dataset.key, a]));
  const keys = { "/": ["search", seek], j: ["next story", () => step(1)], k: ["story before", () => step(-1)],
    "[": ["edition before", () => $(".edition [rel=prev]")?.click()], "]": ["next edition", () => $(".edition [rel=next]")?.click()],
    c: ["cite this", cite], "?": ["this sheet", help] };

  // Single keys can be switched off (WCAG 2.1.4); nothing else is remembered.
  const store = { get off() { try { return localStorage.keys === "off"; } catch { return false; } },
    set off(v) { try { v ? localStorage.keys = "off" : delete localStorage.keys; } catch { /* kept for this page only */ } } };
  let off = store.off, going = 0;

  function step(by) {
    const all = [...document.querySelectorAll("main :is(.event h2, .stories h3, .relies h2, .brief li) > a, main .find .small > a")].filter(a => a.checkVisibility());
    const at = all.indexOf(document.activeElement);
    const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    to?.focus();
    to?.scrollIntoView({ block: "center" });
  }

  function seek() {
    const box = $("#words") ?? $("#q");
    box?.focus();
    box?.select();
  }

  function cite() {
    const box = $("details.cite");
    if (!box) return;
    box.open = true;
    $("summary", box).focus();
  }

  let sheet;
  function help() {
    sheet ??= document.body.appendChild(helpSheet());
    sheet.open ? sheet.close() : sheet.showModal();
  }

  function helpSheet() {
    const line = (key, words) => [make("dt", {}, ...key.split(" ").flatMap((k, i) => [i ? " " : "", make("kbd", { textContent: k })])), make("dd", { textContent: words })];
    const list = make("dl", { className: "facts" }, ...Object.entries(keys).flatMap(([k, [words]]) => line(k, words)),
      ...Object.entries(go).flatMap(([k, a]) => line("g " + k, a.textContent)));
    const box = make("input", { type: "checkbox", checked: !off, onchange: () => { off = store.off = !box.checked; } });
    const title = make("h2", { id: "keys", textContent: "Keys" });
    const dialog = make("dialog", { className: "keys" }, title, list, make("p", {}, make("label", {}, box, " Single keys work")),
      make("form", { method: "dialog" }, make("button", { textContent: "Close" })));
    dialog.setAttribute("aria-labelledby", "keys");
    return dialog;
  }

  document.addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
    if (e.target.closest("input, select, textarea, [contenteditable]")) return;
    if (off && e.key !== "?" || sheet?.open && e.key !== "?") return;
    const after = Date.now() - going < 1500 && go[e.key];
    going = e.key === "g" ? Date.now() : 0;
    if (after) after.click();
    else if (Object.hasOwn(keys, e.key)) { e.preventDefault(); keys[e.key][1](); }
  });

  // ---- results while typing ----
  const shown = 6;
  function instant(input, take) {
    let wait, last = input.defaultValue.trim(), running;
    input.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const words = input.value.trim();
        if (words === last) return;
        last = words;
        running?.abort();
        running = new AbortController();
        const address = input.form.action + "?q=" + encodeURIComponent(words);
        const found = words.length > 2 && !/^\S+:\/\/|^www\./.test(words) ? await page(address, running.signal) : null;
        if (words === last) take(found, address);
      }, 250);
    });
  }

  // Under the box of every page: the first headlines, beside the text, not in it.
  const box = $("#q");
  if (box) {
    const panel = make("div", { className: "found", hidden: true });
    panel.setAttribute("role", "status");
    box.form.append(panel);
    instant(box, (found, address) => {
      const hits = found ? [...found.querySelectorAll(".stories .body > h3 > a")].slice(0, shown) : [];
      panel.hidden = !found;
      panel.replaceChildren(...hits.map(a => {
        const link = make("a", { href: a.getAttribute("href"), textContent: a.textContent });
        if (a.closest("[lang]")) link.lang = a.closest("[lang]").lang;
        return link;
      }), found ? make("a", { href: address, className: "small", textContent: hits.length ? "All results" : "Nothing found" }) : "");
    });
    box.form.addEventListener("keydown", e => { if (e.key === "Escape" && !panel.hidden) { e.preventDefault(); panel.hidden = true; box.focus(); } });
    box.form.addEventListener("focusout", e => { if (!box.form.contains(e.relatedTarget)) panel.hidden = true; });
  }

  // On the page of results: the results themselves.
  const words = $("#words"), results = $("#results");
  if (words && results) instant(words, (found, address) => {
    const fresh = found && $("#results", found);
    if (!fresh) return;
    results.replaceChildren(...document.importNode(fresh, true).childNodes);
    history.replaceState(null, "", address);
  });

  // ---- the words behind a number ----
  let tip, from, timer;
  function hide() {
    clearTimeout(timer);
    tip?.remove();
    from?.removeAttribute("aria-describedby");
    tip = from = null;
  }

  async function show(link) {
    const article = await page(link.href.split("#")[0]);
    const quotes = [...(article?.getElementById(link.hash.slice(1))?.querySelectorAll(".q") ?? [])];
    if (!quotes.length || !link.matches(":hover, :focus")) return;
    hide();
    from = link;
    tip = make("div", { className: "tip", id: "tip", onmouseleave: hide }, ...quotes.map(q => document.importNode(q, true)),
      make("span", { className: "small", textContent: $("h1", article).textContent }));
    tip.setAttribute("role", "tooltip");
    document.body.append(tip);
    const at = link.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    tip.style.left = Math.max(8, Math.min(at.left, wide - tip.offsetWidth - 8)) + scrollX + "px";
    tip.style.top = (at.bottom + tip.offsetHeight + 8 < innerHeight ? at.bottom + 4 : at.top - tip.offsetHeight - 4) + scrollY + "px";
    link.setAttribute("aria-describedby", "tip");
  }

  const evidence = e => e.target.closest?.('a[href*="#figure-"]');
  for (const type of ["mouseover", "focusin"]) document.addEventListener(type, e => {
    const link = evidence(e);
    if (link && link !== from) { clearTimeout(timer); timer = setTimeout(show, type === "focusin" ? 150 : 350, link); }
  });
  for (const type of ["mouseout", "focusout"]) document.addEventListener(type, e => {
    if (evidence(e) && !(tip && tip.contains(e.relatedTarget))) hide();
  });
  document.addEventListener("keydown", e => { if (e.key === "Escape") hide(); });
})();
