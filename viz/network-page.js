// The page around the drawing: search, legend, filters, keys, and what a click does.

const find = (id) => document.getElementById(id);

function select(what, isFar = false) {
  selected = what;
  light();
  showDetails();
  if (what && what.node !== undefined && isFar && !timeline.isOn) approach();
  const slug = what && what.node !== undefined ? things[what.node].i.split("/").slice(-2).join("/") : "";
  history.replaceState(null, "", slug ? `#${encodeURI(slug)}` : location.pathname + location.search);
  network.redraw();
}

function update(isRefit = false) {
  applyFilters();
  refresh();
  writeCounts();
  showDetails();
  if (isRefit) fitAll();
}

function writeCounts() {
  const all = data.nodes.length;
  const left = shown.nodes.size;
  const say = (count) => count.toLocaleString("en");
  find("shown").textContent = left === all ? `${say(all)} nodes, ${say(shown.edges.size)} lines` : `${say(left)} of ${say(all)} nodes, ${say(shown.edges.size)} of ${say(data.edges.length)} lines`;
  find("nothing").hidden = left > 0 || all === 0;
  for (const button of document.querySelectorAll("#legend button")) {
    const on = data.nodes.filter((node) => node.group === button.dataset.kind && shown.nodes.has(node.id)).length;
    button.querySelector(".count").textContent = filters.kindsOff.has(button.dataset.kind) ? "off" : say(on);
  }
}

function makeLegend() {
  for (const kind of data.kinds) {
    if (!data.nodes.some((node) => node.group === kind.name)) continue;
    const button = el("button", { type: "button", "aria-pressed": "true", "data-kind": kind.name }, icon(kind.name), el("span", {}, capital(kind.many)), el("span", { class: "count" }));
    button.addEventListener("click", () => {
      const isOff = filters.kindsOff.delete(kind.name);
      if (!isOff) filters.kindsOff.add(kind.name);
      button.setAttribute("aria-pressed", String(isOff));
      update();
    });
    find("legend").append(el("li", {}, button));
  }
  const lines = new Set(data.edges.map((edge) => edge.line));
  for (const [line, words] of [["part", "took part in a meeting"], ["standing", "member, observer, presidency, post"], ["link", "place, theme, process"]]) {
    if (lines.has(line)) find("lines").append(el("li", {}, el("span", { class: `line ${line}`, "aria-hidden": "true" }), words));
  }
  if (data.projection === "actors" || data.projection === "processes") {
    makeChoice("colouring", [["kind", "By kind"], ["community", "By community"]], (value) => {
      byCommunity = value === "community";
      network.redraw();
    });
  }
  if (datedMeetings().length > 1) {
    makeChoice("arrangement", [["network", "Network"], ["timeline", "Timeline"]], (value) => arrange(value === "timeline"));
  }
}

function makeChoice(id, entries, apply) {
  for (const [value, words] of entries) {
    const input = el("input", { type: "radio", name: id, value, checked: value === entries[0][0] });
    input.addEventListener("change", () => apply(value));
    find(id).append(el("label", {}, input, words));
  }
  find(id).hidden = false;
}

function chooser(words, entries, apply) {
  if (entries.length < 2) return null;
  const field = el("select", {}, el("option", { value: "" }, "all"), entries.map(([value, text]) => el("option", { value }, text)));
  field.addEventListener("change", () => {
    apply(field.value === "" ? null : Number(field.value));
    update(true);
  });
  return el("label", { class: "field" }, el("span", {}, words), field);
}

function named(kind, inSetting) {
  const used = new Set(things.flatMap((thing) => (thing.m || {})[inSetting] || []));
  return [...used].sort((a, b) => things[a].l.localeCompare(things[b].l, "en")).map((id) => [id, things[id].a && kind === "Process" ? `${things[id].a} · ${things[id].l}` : things[id].l]);
}

function makeFilters() {
  const box = find("filters");
  box.append(...[
    chooser("Process", named("Process", "r"), (value) => { filters.process = value; }),
    chooser("Theme", named("ThematicArea", "t"), (value) => { filters.theme = value; }),
    makeYears(),
    makeRoles(),
    el("button", { type: "button", class: "plain", id: "reset", onclick: reset }, "Show all"),
  ].filter(Boolean));
}

function makeYears() {
  const counts = new Map();
  for (const thing of things) {
    if (!thing.m || !thing.m.y) continue;
    for (let year = thing.m.y[0]; year <= thing.m.y[1]; year += 1) counts.set(year, (counts.get(year) || 0) + 1);
  }
  if (counts.size < 2) return null;
  const years = [...counts.keys()].sort((a, b) => a - b);
  const [first, last] = [years[0], years[years.length - 1]];
  const entries = years.map((year) => [year, String(year)]);
  const bars = makeBars(counts, first, last);
  const from = chooser("From", entries, (value) => { filters.from = value; bars.mark(); });
  const to = chooser("To", entries, (value) => { filters.to = value; bars.mark(); });
  bars.choose = (year) => {
    const isSame = filters.from === year && filters.to === year;
    filters.from = filters.to = isSame ? null : year;
    from.querySelector("select").value = to.querySelector("select").value = isSame ? "" : String(year);
    bars.mark();
    update(true);
  };
  return el("fieldset", { class: "years" }, el("legend", {}, "Years of the meetings"), bars.box, el("div", { class: "pair" }, from, to));
}

function makeBars(counts, first, last) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const most = Math.max(...counts.values());
  const step = 100 / (last - first + 1);
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const bars = { box: el("div", { class: "bars" }), choose: () => {} };
  const rects = new Map();
  for (let year = first; year <= last; year += 1) {
    const count = counts.get(year) || 0;
    const rect = document.createElementNS(space, "rect");
    const high = count ? 2 + (22 * count) / most : 0.6;
    const place = { x: (year - first) * step + step * 0.1, y: 24 - high, width: step * 0.8, height: high };
    for (const [name, value] of Object.entries(place)) rect.setAttribute(name, String(value));
    const tip = document.createElementNS(space, "title");
    tip.textContent = `${year}: ${count} ${count === 1 ? "meeting" : "meetings"}`;
    rect.append(tip);
    if (count) rect.addEventListener("click", () => bars.choose(year));
    rects.set(year, rect);
    svg.append(rect);
  }
  bars.mark = () => {
    for (const [year, rect] of rects) {
      const isIn = (filters.from === null || year >= filters.from) && (filters.to === null || year <= filters.to);
      rect.setAttribute("class", isIn ? "" : "out");
    }
  };
  bars.box.append(svg, el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, String(first)), el("span", {}, String(last))));
  return bars;
}

function makeRoles() {
  const counts = new Map();
  for (const fact of facts) if (roles.has(fact.p)) counts.set(fact.p, (counts.get(fact.p) || 0) + 1);
  const used = data.roles.filter((role) => counts.has(role));
  if (used.length < 2) return null;
  const box = el("fieldset", { class: "roles" }, el("legend", {}, "Roles"));
  for (const role of used) {
    const input = el("input", { type: "checkbox", checked: true, "data-role": role });
    input.addEventListener("change", () => {
      if (input.checked) filters.rolesOff.delete(role);
      else filters.rolesOff.add(role);
      update();
    });
    box.append(el("label", {}, input, el("span", {}, properties[role][0]), el("span", { class: "count" }, String(counts.get(role)))));
  }
  return el("details", { class: "fold" }, el("summary", {}, "Roles"), box);
}

function reset() {
  Object.assign(filters, { process: null, theme: null, from: null, to: null });
  filters.kindsOff.clear();
  filters.rolesOff.clear();
  for (const field of document.querySelectorAll("#filters select")) field.value = "";
  for (const box of document.querySelectorAll("#filters input[type=checkbox]")) box.checked = true;
  for (const button of document.querySelectorAll("#legend button")) button.setAttribute("aria-pressed", "true");
  for (const rect of document.querySelectorAll(".bars rect")) rect.setAttribute("class", "");
  update(true);
}

function makeSearch() {
  const field = find("search");
  const list = find("found");
  let at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (id) => {
    close();
    openFilters(false);
    field.value = things[id].l;
    if (!shown.nodes.has(id)) reset();
    select({ node: id }, true);
  };
  const mark = (step) => {
    const options = [...list.children].filter((option) => option.id);
    if (!options.length) return;
    at = (at + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    field.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  field.addEventListener("input", () => {
    const ids = search(field.value);
    const options = ids.map((id) => {
      const option = el("li", { role: "option", id: `option-${id}`, "aria-selected": "false" }, icon(things[id].k), el("span", {}, things[id].l), el("em", {}, when(id) || things[id].a || ""));
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(id);
      });
      return option;
    });
    const none = field.value.trim() && !ids.length ? [el("li", { class: "none", role: "presentation" }, "Nothing is called that.")] : [];
    list.replaceChildren(...options, ...none);
    at = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !list.children.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const chosen = [...list.children].filter((option) => option.id)[Math.max(at, 0)];
      if (chosen && !list.hidden) choose(Number(chosen.id.slice(7)));
    } else if (event.key === "Escape") {
      if (list.hidden) field.value = "";
      close();
    }
  });
  field.addEventListener("blur", close);
}

function makeKeys() {
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      find("search").focus();
    } else if (event.key === "Escape" && !isTyping && selected) select(null);
  });
  container.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
    if (moves[event.key]) pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.35);
    else if (event.key === "-") zoom(1 / 1.35);
    else if (event.key === "0") fitAll();
    else return;
    event.preventDefault();
  });
}

// on a phone the filters lie over the drawing
function openFilters(isOpen) {
  document.body.classList.toggle("choosing", isOpen);
  find("open-filters").setAttribute("aria-expanded", String(isOpen));
  find("open-filters").textContent = isOpen ? "Done" : "Filter";
}

function makeDrawing() {
  network.on("click", (event) => {
    const edge = event.nodes.length ? undefined : event.edges[0];
    if (event.nodes.length) select({ node: event.nodes[0] });
    else select(edge === undefined ? null : { edge });
  });
  network.on("doubleClick", (event) => event.nodes.length && approach());
  const hover = (id) => {
    hovered = id;
    container.classList.toggle("over", id !== null);
    network.redraw();
  };
  network.on("hoverNode", (event) => hover(event.node));
  network.on("blurNode", () => hover(null));
  network.on("hoverEdge", () => container.classList.add("over"));
  network.on("blurEdge", () => container.classList.toggle("over", hovered !== null));
  find("closer").addEventListener("click", () => zoom(1.35));
  find("farther").addEventListener("click", () => zoom(1 / 1.35));
  find("all").addEventListener("click", fitAll);
  find("save").addEventListener("click", savePicture);
  find("reset-notice").addEventListener("click", reset);
  find("open-filters").addEventListener("click", () => openFilters(!document.body.classList.contains("choosing")));
  const recolour = () => {
    readColours();
    refresh();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  // a printer's paper is white whatever the screen is
  matchMedia("print").addEventListener("change", recolour);
}

makeLegend();
makeFilters();
makeSearch();
makeKeys();
makeDrawing();
writeCounts();
const wanted = decodeURI(location.hash.slice(1));
const opened = wanted ? data.nodes.find((node) => things[node.id].i.endsWith(`/${wanted}`)) : undefined;
showDetails();
network.fit({ animation: false, maxZoomLevel: 1.6 });
if (opened) select({ node: opened.id }, true);

// for scripts and tests: choose a thing by the end of its IRI, and find where on the page it is drawn
const idOf = (slug) => {
  const found = things.findIndex((thing) => thing.i.endsWith(`/${slug}`));
  return found < 0 ? undefined : found;
};
window.tookpart = Object.freeze({
  network,
  number: idOf,
  select: (slug) => {
    const id = idOf(slug);
    if (id !== undefined) select({ node: id }, true);
    return id !== undefined;
  },
  shown: () => [...shown.nodes].map((id) => things[id].i),
  position: (slug) => {
    const place = network.canvasToDOM(network.getPosition(idOf(slug)));
    const box = container.getBoundingClientRect();
    return { x: box.left + place.x, y: box.top + place.y };
  },
});
