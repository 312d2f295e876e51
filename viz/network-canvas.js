// The drawing: vis-network moves, zooms and finds what is under the pointer; shapes, labels and highlights are ours.

const paths = new Map(data.kinds.map((kind) => [kind.name, new Path2D(kind.path)]));
const container = document.getElementById("canvas");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const colours = {};
const groups = 8;
let byCommunity = false;
let selected = null; // { node: id } or { edge: id }
let hovered = null;
let lit = { nodes: new Set(), edges: [] };

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = [...kinds.keys(), "ground", "ink", "edge", "edge-soft", "edge-faint", "veil", "accent", "soft"];
  for (let number = 0; number < groups; number += 1) names.push(`group-${number}`);
  for (const name of names) colours[name] = style.getPropertyValue(`--${name}`).trim();
  // thousands of lines on each other would hide what they join
  if (data.edges.length > 3000) colours.edge = colours["edge-faint"];
  if (data.edges.length > 3000) colours["edge-soft"] = colours["edge-faint"];
}
readColours();

function colourOf(node) {
  if (!byCommunity) return colours[node.group];
  return node.community < groups ? colours[`group-${node.community}`] : colours.Place;
}

function paint(ctx, node, x, y, isStrong) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(node.size, node.size);
  const path = paths.get(node.group);
  ctx.lineJoin = "round";
  ctx.lineWidth = (isStrong ? 7 : 3) / node.size;
  ctx.strokeStyle = isStrong ? colours.ink : colours.ground;
  ctx.stroke(path);
  if (isStrong) {
    ctx.lineWidth = 3.5 / node.size;
    ctx.strokeStyle = colours.ground;
    ctx.stroke(path);
  }
  ctx.fillStyle = colourOf(node);
  ctx.fill(path, "evenodd");
  ctx.restore();
}

function widthOf(edge) {
  if (edge.facts) return edge.line === "part" ? 1.4 : 1.2;
  return Math.min(9, 0.8 + 1.2 * ((shown.weights.get(edge.id) || 1) - 1) ** 0.75);
}

function lookOf(edge) {
  const look = { id: edge.id, from: edge.from, to: edge.to, width: widthOf(edge), hidden: timeline.isOn || !shown.edges.has(edge.id) };
  const tint = edge.line === "link" ? colours["edge-soft"] : colours.edge;
  look.color = { color: tint, highlight: tint, hover: tint, inherit: false };
  look.dashes = edge.line === "standing" ? [5, 4] : edge.line === "link" ? [1.5, 3.5] : false;
  return look;
}

const nodeSet = new vis.DataSet(
  data.nodes.map((node) => ({
    id: node.id,
    x: node.x,
    y: node.y,
    shape: "custom",
    ctxRenderer: ({ ctx, x, y }) => ({
      drawNode: () => paint(ctx, node, x, y, false),
      nodeDimensions: { width: node.size * 2.2, height: node.size * 2.2 },
    }),
  })),
);
applyFilters();
const edgeSet = new vis.DataSet(data.edges.map(lookOf));
const network = new vis.Network(container, { nodes: nodeSet, edges: edgeSet }, data.options);
// a meeting's long title waits until the names around it have found their room
const rankOf = (node) => ({ Process: 2, Meeting: 0.6 }[node.group] || 1) * node.size;
// the container takes the focus; a second stop inside it would have no name
container.firstElementChild.tabIndex = -1;
const order = [...data.nodes].sort((a, b) => rankOf(b) - rankOf(a) || a.id - b.id);

function shortName(id) {
  const thing = things[id];
  if (thing.a && thing.k !== "State" && thing.k !== "Person") return thing.a;
  const most = thing.k === "Meeting" ? 28 : 34;
  return thing.l.length > most ? `${thing.l.slice(0, most - 2).trimEnd()}…` : thing.l;
}

const widths = new Map();
function measure(ctx, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.font = `${font} 12px ${face}`;
    widths.set(key, ctx.measureText(text).width);
    ctx.restore();
  }
  return widths.get(key);
}
const face = getComputedStyle(document.body).fontFamily;

// Where a label may stand: under its node, over it, to its right, to its left. In pixels of the screen, as all of this.
function stands(node, x, y, wide, radius) {
  const gap = 3;
  return [
    [x - wide / 2, y + radius + gap],
    [x - wide / 2, y - radius - gap - 14],
    [x + radius + gap, y - 7],
    [x - radius - gap - wide, y - 7],
  ].map(([left, top]) => [left, top, left + wide, top + 14]);
}

function isApart(box, others) {
  return others.every((other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
}

// Labels keep their size on the screen and cover neither each other nor a node: the best connected nodes get theirs first.
function label(ctx) {
  const scale = network.getScale();
  const [width, height] = [container.clientWidth, container.clientHeight];
  // asked for by name, since vis-network leaves hidden nodes out otherwise, also ones that are just coming back
  const places = network.getPositions(order.map((node) => node.id));
  const seen = [];
  for (const node of selected ? order.filter((one) => lit.nodes.has(one.id)) : order) {
    if (!isVisible(node.id)) continue;
    const { x, y } = network.canvasToDOM(places[node.id]);
    if (x > 0 && x < width && y > 0 && y < height) seen.push({ node, x, y, radius: node.size * 1.15 * scale });
  }
  const isFirst = ({ node }) => node.id === hovered || (selected && (node.id === selected.node || (selected.edge !== undefined && lit.nodes.has(node.id))));
  const taken = [];
  const nodes = seen.slice(0, 500).map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius].map((edge, side) => edge + (side < 2 ? 1 : -1)));
  const most = Math.round((width * height) / 9000) + 12;
  ctx.save();
  ctx.setTransform(ratio(ctx), 0, 0, ratio(ctx), 0, 0);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  for (const entry of [...seen.filter(isFirst), ...seen.filter((one) => !isFirst(one))]) {
    if (taken.length >= most) break;
    const { node, x, y, radius } = entry;
    const isAhead = isFirst(entry);
    const text = isAhead && things[node.id].l.length < 60 ? things[node.id].l : shortName(node.id);
    const font = isAhead || node.group === "Process" ? "600" : "400";
    const boxes = stands(node, x, y, measure(ctx, text, font), radius);
    // on the timeline a name stays within its lane if it can
    if (timeline.isOn) boxes.unshift(boxes[2], boxes[3]);
    const isInside = (box) => box[0] > 2 && box[2] < width - 2 && box[1] > 2 && box[3] < height - 2;
    const room = boxes.filter((box) => isInside(box) && isApart(box, taken));
    const free = room.find((box) => isApart(box, nodes)) || (node.group === "Process" || isAhead ? room[0] : undefined);
    if (!free && !isAhead) continue;
    const box = free || boxes[0];
    taken.push(box);
    ctx.font = `${font} 12px ${face}`;
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = colours.ground;
    ctx.strokeText(text, box[0], box[1]);
    ctx.fillStyle = colours.ink;
    ctx.fillText(text, box[0], box[1]);
  }
  ctx.restore();
}

function ratio(ctx) {
  return ctx.canvas.width / container.clientWidth;
}

function isVisible(id) {
  return shown.nodes.has(id) && (!timeline.isOn || timeline.places.has(id));
}

network.on("beforeDrawing", (ctx) => {
  if (timeline.isOn) drawTimeline(ctx);
});

network.on("afterDrawing", (ctx) => {
  if (selected) {
    const low = network.DOMtoCanvas({ x: 0, y: 0 });
    const high = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
    ctx.fillStyle = colours.veil;
    ctx.fillRect(low.x, low.y, high.x - low.x, high.y - low.y);
    const places = network.getPositions([...lit.nodes]);
    for (const edge of lit.edges) {
      const [from, to] = [places[edge.from], places[edge.to]];
      ctx.beginPath();
      ctx.moveTo(from.x, from.y);
      ctx.lineTo(to.x, to.y);
      ctx.lineWidth = Math.max(widthOf(edge), 1.2 / network.getScale());
      ctx.setLineDash(edge.line === "standing" ? [5, 4] : edge.line === "link" ? [1.5, 3.5] : []);
      ctx.strokeStyle = colours.accent;
      ctx.stroke();
    }
    ctx.setLineDash([]);
    if (timeline.isOn) drawPath(ctx);
    for (const id of lit.nodes) paint(ctx, nodeOf.get(id), places[id].x, places[id].y, id === selected.node);
  }
  if (hovered !== null && isVisible(hovered)) {
    const { x, y } = network.getPosition(hovered);
    paint(ctx, nodeOf.get(hovered), x, y, true);
  }
  label(ctx);
});

function light() {
  lit = { nodes: new Set(), edges: [] };
  if (!selected) return;
  const around = selected.edge === undefined ? edgesOf.get(selected.node) || [] : [data.edges[selected.edge]];
  const left = around.filter((edge) => shown.edges.has(edge.id));
  if (!timeline.isOn) lit.edges = left;
  if (selected.node !== undefined) lit.nodes.add(selected.node);
  for (const edge of left) lit.nodes.add(edge.from).add(edge.to);
  for (const id of [...lit.nodes]) if (!isVisible(id)) lit.nodes.delete(id);
}

function refresh() {
  const changed = data.nodes.filter((node) => !!nodeSet.get(node.id).hidden === isVisible(node.id));
  nodeSet.update(changed.map((node) => ({ id: node.id, hidden: !isVisible(node.id) })));
  edgeSet.update(data.edges.map(lookOf));
  light();
  network.redraw();
}

function motion(duration) {
  return still.matches ? false : { duration, easingFunction: "easeInOutQuad" };
}

function fitAll() {
  const nodes = [...shown.nodes].filter(isVisible);
  if (nodes.length === 0) return;
  network.fit({ nodes, animation: motion(300), maxZoomLevel: 1.6 });
}

function zoom(factor) {
  const scale = Math.min(6, Math.max(0.03, network.getScale() * factor));
  network.moveTo({ scale, animation: motion(150) });
}

function pan(x, y) {
  const at = network.getViewPosition();
  const scale = network.getScale();
  network.moveTo({ position: { x: at.x + x / scale, y: at.y + y / scale } });
}

function approach() {
  // on a phone the details take half of the screen, and the drawing shrinks to the other half
  network.setSize("100%", "100%");
  if (lit.nodes.size) network.fit({ nodes: [...lit.nodes], animation: motion(350), maxZoomLevel: 1.3 });
}

function savePicture() {
  const picture = container.querySelector("canvas");
  const copy = document.createElement("canvas");
  copy.width = picture.width;
  copy.height = picture.height;
  const ctx = copy.getContext("2d");
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(picture, 0, 0);
  const link = document.createElement("a");
  link.download = "network.png";
  link.href = copy.toDataURL("image/png");
  link.click();
}
