// The details: what the documents say about the thing that was clicked, in their own words. All text goes in as text.

const details = document.getElementById("details");

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function icon(kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${kind}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", kinds.get(kind).path);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

function chip(id, note) {
  const words = [icon(things[id].k), el("span", {}, things[id].l, note ? [" ", el("em", {}, note)] : null)];
  if (!isDrawn.has(id)) return el("span", { class: "chip" }, words);
  const faded = shown.nodes.has(id) ? "" : " faded";
  return el("button", { class: `chip${faded}`, type: "button", onclick: () => select({ node: id }, true) }, words);
}

function sure(confidence) {
  if (confidence === undefined || confidence === null) return null;
  const share = Math.round(confidence * 100);
  const meter = el("meter", { min: 0, max: 1, value: confidence, "aria-hidden": "true" });
  return el("span", { class: "sure", title: `Confidence ${share} %` }, meter, `confidence ${share} %`);
}

function sourceWords(index) {
  const document_ = documents[index];
  const name = document_.title || document_.file;
  const words = [el("cite", { title: name }, name.length > 90 ? `${name.slice(0, 88).trimEnd()}…` : name)];
  const rest = [document_.title ? document_.file : null, document_.issued].filter(Boolean).join(", ");
  if (/^https?:\/\//i.test(document_.url || "")) {
    words[0] = el("a", { href: document_.url, rel: "noopener noreferrer", target: "_blank" }, words[0]);
  }
  return [...words, rest ? el("span", { class: "file" }, rest) : null];
}

function quoteBlock([index, confidence]) {
  const quote = quotes[index];
  return el(
    "figure",
    { class: "quote" },
    el("blockquote", {}, quote.t.replace(/\s+/g, " ").trim()),
    el("figcaption", {}, sourceWords(quote.d), sure(confidence)),
  );
}

function quoteList(entries) {
  if (entries.length === 0) return el("p", { class: "reference" }, "From the reference data; no document here states it.");
  const [first, ...rest] = entries;
  if (rest.length === 0) return quoteBlock(first);
  const more = `${rest.length} more ${rest.length === 1 ? "passage" : "passages"}`;
  return [quoteBlock(first), el("details", {}, el("summary", {}, more), rest.map(quoteBlock))];
}

// Facts that the same words state stand together, so that a list of thirty delegations shows its sentence once.
function bySentence(list, write) {
  const together = new Map();
  for (const fact of list) {
    const key = JSON.stringify((fact.q || []).map(([index]) => index));
    if (!together.has(key)) together.set(key, []);
    together.get(key).push(fact);
  }
  return [...together.values()].map((same) =>
    el("div", { class: "fact" }, el("p", { class: "chips" }, write(same)), quoteList(same[0].q || [])),
  );
}

function group(title, list, write) {
  const heading = el("h3", {}, title, list.length > 1 ? el("span", { class: "count" }, String(list.length)) : null);
  return el("section", { class: "group" }, heading, bySentence(list, (same) => same.map(write)));
}

// The first and the last day mostly stand in one sentence, and are one answer.
function whenGroup(dates) {
  if (dates.length === 0) return null;
  const valueOf = (same, property) => (same.find((fact) => fact.p === property) || {}).v;
  const say = (same) => dateWords({ a: valueOf(same, "startDate"), b: valueOf(same, "endDate") });
  return el("section", { class: "group" }, el("h3", {}, "When"), bySentence(dates, (same) => el("span", { class: "literal" }, say(same))));
}

function note(fact) {
  return [fact.j, fact.y].filter(Boolean).join(", ");
}

function sentencesOf(id) {
  const own = factsOf[id].map((index) => facts[index]);
  const found = [whenGroup(own.filter((fact) => fact.p === "startDate" || fact.p === "endDate"))];
  const ahead = things[id].k === "Meeting" ? ["isVirtual", "heldAt", "heldIn"] : [];
  const names = [...ahead, ...Object.keys(properties).filter((name) => !ahead.includes(name))];
  for (const property of names) {
    if (property === "startDate" || property === "endDate") continue;
    const [forward, backward] = properties[property];
    const out = own.filter((fact) => fact.p === property && fact.s === id);
    if (out.length && out[0].v !== undefined) found.push(group(forward, out, (fact) => el("span", { class: "literal" }, fact.v === "true" ? "yes" : "no")));
    else if (out.length) found.push(group(forward, byDate(out, "o"), (fact) => chip(fact.o, note(fact) || when(fact.o))));
    const back = own.filter((fact) => fact.p === property && fact.o === id && fact.s !== id);
    if (back.length) found.push(group(backward, byDate(back, "s"), (fact) => chip(fact.s, note(fact) || when(fact.s))));
  }
  return found;
}

function when(id) {
  return things[id].k === "Meeting" ? dateWords(things[id].m) : "";
}

function byDate(list, end) {
  const key = (fact) => fact.y || (things[fact[end]].m || {}).a || "9999";
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function title(thing, kindWords) {
  return [
    el("p", { class: "kind" }, icon(thing.k), capital(kindWords)),
    el("h2", { id: "details-title", tabindex: "-1" }, thing.l, thing.a && thing.a !== thing.l ? [" ", el("span", { class: "acronym" }, thing.a)] : null),
  ];
}

function otherNames(names) {
  if (names.length === 0) return null;
  if (names.length < 4) return el("p", { class: "others" }, "Also: ", names.join("; "));
  return el("details", { class: "others" }, el("summary", {}, `${names.length} other names`), names.join("; "));
}

function nodePanel(id) {
  const thing = things[id];
  const kind = kinds.get(thing.k).one;
  const words = thing.t && thing.t.toLowerCase() !== kind && thing.k !== "ThematicArea" ? `${kind} · ${thing.t.toLowerCase()}` : kind;
  const others = (thing.n || []).filter((name) => name !== thing.a);
  const facing = [dateWords(thing.m), placeWords(thing.m)].filter(Boolean).join(" · ");
  const neighbours = (edgesOf.get(id) || []).filter((edge) => shown.edges.has(edge.id)).length;
  return [
    title(thing, words),
    facing ? el("p", { class: "facing" }, facing) : null,
    otherNames(others),
    el("p", { class: "others" }, `${neighbours} ${neighbours === 1 ? "neighbour" : "neighbours"} in the drawing`),
    sentencesOf(id),
    el("p", { class: "iri" }, el("code", {}, thing.i)),
  ];
}

function edgePanel(edge) {
  const ends = el("p", { class: "chips ends" }, chip(edge.from), chip(edge.to));
  const heading = el("h2", { id: "details-title", tabindex: "-1" }, edgeTitle(edge));
  if (edge.facts) {
    const list = edge.facts.map((index) => facts[index]);
    return [el("p", { class: "kind" }, "Connection"), heading, ends, list.map((fact) => group(properties[fact.p][0], [fact], (f) => [chip(f.s), el("span", { class: "arrow" }, "→"), chip(f.o, note(f))]))];
  }
  const ids = edge.via.filter((id) => shown.weights.has(edge.id));
  const between = ids.map((id) => {
    const list = factsOf[id]
      .map((index) => facts[index])
      .filter((fact) => roles.has(fact.p) && [fact.s, fact.o].some((end) => end === edge.from || end === edge.to || belongs(fact.o, edge)));
    const rows = list.map((fact) => ({ ...fact, words: `${things[fact.s].l}: ${properties[fact.p][0].toLowerCase()}${data.projection === "processes" ? ` ${things[fact.o].l}` : ""}` }));
    return el(
      "section",
      { class: "group" },
      el("p", { class: "chips" }, chip(id)),
      things[id].m ? el("p", { class: "facing" }, [dateWords(things[id].m), placeWords(things[id].m)].filter(Boolean).join(" · ")) : null,
      bySentence(rows, (same) => same.map((fact) => el("span", { class: "literal" }, fact.words))),
    );
  });
  return [el("p", { class: "kind" }, "Connection"), heading, ends, between];
}

function belongs(target, edge) {
  const of = [...((things[target].m || {}).r || []), processOfBody.get(target)];
  return data.projection === "processes" && (of.includes(edge.from) || of.includes(edge.to));
}

function edgeTitle(edge) {
  if (edge.facts) return "What connects them";
  const count = shown.weights.get(edge.id) || edge.weight;
  const [one, many] = data.projection === "actors" ? ["meeting", "meetings"] : ["actor", "actors"];
  return `${count} ${count === 1 ? one : many} in common`;
}

function overviewPanel() {
  const lists = data.kinds
    .map((kind) => [kind, order.filter((node) => node.group === kind.name && shown.nodes.has(node.id)).slice(0, 5)])
    .filter(([, nodes]) => nodes.length);
  return [
    el("h2", { id: "details-title", tabindex: "-1" }, "Look closer"),
    el("p", { class: "hint" }, "Choose a node or a line to read the sentences behind it. These are the best connected:"),
    lists.map(([kind, nodes]) =>
      el("section", { class: "group" }, el("h3", {}, capital(kind.many)), el("p", { class: "chips" }, nodes.map((node) => chip(node.id)))),
    ),
  ];
}

function showDetails() {
  const isOpen = selected !== null;
  document.body.classList.toggle("reading", isOpen);
  const close = el("button", { id: "close", class: "plain", type: "button", "aria-label": "Close details", onclick: () => select(null) }, "×");
  const content = !isOpen ? overviewPanel() : selected.edge === undefined ? nodePanel(selected.node) : edgePanel(data.edges[selected.edge]);
  details.replaceChildren(...[isOpen ? close : null, ...content].flat(Infinity).filter(Boolean));
  details.scrollTop = 0;
}
