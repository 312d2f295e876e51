"use strict";
// What the page knows, and which part of it the filters leave standing. Nothing here touches the document.

const data = JSON.parse(document.getElementById("data").textContent);
const { things, facts, quotes, documents, properties } = data;
const kinds = new Map(data.kinds.map((kind) => [kind.name, kind]));
const participations = new Set(data.participations);
const roles = new Set(data.roles);
const isDrawn = new Set(data.nodes.map((node) => node.id));
const nodeOf = new Map(data.nodes.map((node) => [node.id, node]));
const factsOf = things.map(() => []);
facts.forEach((fact, index) => {
  factsOf[fact.s].push(index);
  if (fact.o !== undefined && fact.o !== fact.s) factsOf[fact.o].push(index);
});
const edgesOf = new Map(data.nodes.map((node) => [node.id, []]));
data.edges.forEach((edge, index) => {
  edge.id = index;
  edgesOf.get(edge.from).push(edge);
  edgesOf.get(edge.to).push(edge);
});
const processOfBody = new Map();
for (const fact of facts) {
  if (fact.p === "ofProcess" && things[fact.s].k === "Body") processOfBody.set(fact.s, fact.o);
}

const filters = { kindsOff: new Set(), rolesOff: new Set(), process: null, theme: null, from: null, to: null };
const shown = { facts: new Set(), nodes: new Set(), edges: new Set(), weights: new Map() };

function isNarrowed() {
  const { rolesOff, process, theme, from, to } = filters;
  return rolesOff.size > 0 || process !== null || theme !== null || from !== null || to !== null;
}

function overlaps(years, isUnknownKept) {
  if (filters.from === null && filters.to === null) return true;
  if (!years) return isUnknownKept;
  return (filters.to === null || years[0] <= filters.to) && (filters.from === null || years[1] >= filters.from);
}

function fits(meeting) {
  const setting = things[meeting].m || {};
  return (
    (filters.process === null || (setting.r || []).includes(filters.process)) &&
    (filters.theme === null || (setting.t || []).includes(filters.theme)) &&
    overlaps(setting.y, false)
  );
}

function spanOf(years) {
  const found = (years || "").split("-").filter((part) => /^\d+$/.test(part)).map(Number);
  return found.length ? [Math.min(...found), Math.max(...found)] : null;
}

// A fact of the first rank brings its two ends onto the page; one of the second rank only joins ends that are there.
function rank(fact, meetings) {
  if (participations.has(fact.p)) return !filters.rolesOff.has(fact.p) && meetings.has(fact.o) ? 1 : 0;
  if (things[fact.s].k === "Meeting") {
    if (!meetings.has(fact.s)) return 0;
    return fact.p === "within" && !meetings.has(fact.o) ? 0 : 1;
  }
  if (roles.has(fact.p)) {
    if (filters.rolesOff.has(fact.p) || !overlaps(spanOf(fact.y), true)) return 0;
    if (fact.p === "affiliatedWith") return isNarrowed() ? 2 : 1;
    if (filters.process !== null) {
      return fact.o === filters.process || processOfBody.get(fact.o) === filters.process ? 1 : 2;
    }
    return filters.theme === null && filters.from === null && filters.to === null ? 1 : 2;
  }
  return isNarrowed() ? 2 : 1;
}

function applyFilters() {
  const meetings = new Set();
  things.forEach((thing, index) => {
    if (thing.k === "Meeting" && fits(index)) meetings.add(index);
  });
  if (filters.rolesOff.size > 0) {
    // who looks for hosts wants the meetings that had one
    const left = new Set(facts.filter((f) => participations.has(f.p) && !filters.rolesOff.has(f.p)).map((f) => f.o));
    for (const meeting of [...meetings]) if (!left.has(meeting)) meetings.delete(meeting);
  }
  const standing = new Set();
  if (!isNarrowed()) data.nodes.forEach((node) => standing.add(node.id));
  shown.facts.clear();
  const second = [];
  facts.forEach((fact, index) => {
    const given = rank(fact, meetings);
    if (given === 1) {
      shown.facts.add(index);
      standing.add(fact.s);
      if (fact.o !== undefined) standing.add(fact.o);
    } else if (given === 2) second.push(index);
  });
  for (const index of second) {
    const { s, o } = facts[index];
    if (standing.has(s) && (o === undefined || standing.has(o))) shown.facts.add(index);
  }
  if (filters.process !== null) standing.add(filters.process);
  weigh(standing);
}

function weigh(standing) {
  shown.nodes.clear();
  shown.edges.clear();
  shown.weights.clear();
  const isOn = (id) => !filters.kindsOff.has(things[id].k);
  const presence = data.projection === "full" ? null : presences();
  const touched = new Set();
  for (const edge of data.edges) {
    const weight = edge.facts
      ? edge.facts.filter((index) => shown.facts.has(index)).length
      : edge.via.filter((via) => presence.has(`${edge.from} ${via}`) && presence.has(`${edge.to} ${via}`)).length;
    if (weight === 0) continue;
    shown.weights.set(edge.id, weight);
    touched.add(edge.from).add(edge.to);
    if (isOn(edge.from) && isOn(edge.to)) shown.edges.add(edge.id);
  }
  for (const node of data.nodes) {
    if (isOn(node.id) && standing.has(node.id) && (!isNarrowed() || touched.has(node.id))) shown.nodes.add(node.id);
  }
}

// "actors": who was at which meeting; "processes": which actor had to do with which process
function presences() {
  const found = new Set();
  for (const index of shown.facts) {
    const { s, p, o } = facts[index];
    if (participations.has(p)) {
      found.add(`${s} ${o}`);
      for (const process of (things[o].m || {}).r || []) found.add(`${process} ${s}`);
    } else if (roles.has(p) && p !== "affiliatedWith") {
      found.add(`${o} ${s}`);
      if (processOfBody.has(o)) found.add(`${processOfBody.get(o)} ${s}`);
    }
  }
  return found;
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const haystack = things.map((thing) => [thing.l, thing.a, thing.c, ...(thing.n || [])].filter(Boolean).map(plain));

// Best first: whole names, then beginnings, then beginnings of words, then anywhere; the better connected before the others.
function search(text, limit = 12) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const found = [];
  for (const node of data.nodes) {
    let best = 9;
    for (const form of haystack[node.id]) {
      const at = form.indexOf(wanted);
      if (at < 0) continue;
      best = Math.min(best, form === wanted ? 0 : at === 0 ? 1 : /[\s(\-–'’]/.test(form[at - 1]) ? 2 : 3);
    }
    if (best < 9) found.push([best, -node.degree, node.id]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, limit).map((entry) => entry[2]);
}

function dateWords(setting) {
  if (!setting || !(setting.a || setting.b)) return "";
  const months = "January February March April May June July August September October November December".split(" ");
  const say = (date) => {
    const [year, month, day] = date.split("-");
    return [day && String(Number(day)), month && months[Number(month) - 1], year].filter(Boolean).join(" ");
  };
  const { a, b } = setting;
  if (!a || !b || a === b) return say(a || b);
  if (a.length === 10 && b.length === 10 && a.slice(0, 7) === b.slice(0, 7)) return `${Number(a.slice(8))}–${say(b)}`;
  if (a.length === 10 && b.length === 10 && a.slice(0, 4) === b.slice(0, 4)) return `${say(a).slice(0, -5)} – ${say(b)}`;
  return `${say(a)} – ${say(b)}`;
}

function placeWords(setting) {
  const names = [...new Set(((setting || {}).p || []).map((id) => things[id].l))];
  if (setting && setting.v) names.push("online");
  return names.join(", ");
}
