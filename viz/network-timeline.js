// The other arrangement: meetings from left to right as they were held, a lane for each process.

const timeline = { isOn: false, places: new Map(), lanes: [], years: [], step: 0 };
const laneGap = 30;
const rowHigh = 36;
const headAt = -170; // a lane's process stands left of its meetings, with room for its name

function moment(date) {
  const [year, month, day] = date.split("-").map(Number);
  // a month stands in its middle, a year in its own
  return year + (month ? (month - 1 + (day ? (day - 1) / 31 : 0.5)) / 12 : 0.5);
}

function datedMeetings() {
  return data.nodes.filter((node) => node.group === "Meeting" && (things[node.id].m || {}).y);
}

function laneOf(id) {
  const of = things[id].m.r || [];
  return of.length ? of[0] : -1;
}

function layOutTimeline() {
  const meetings = datedMeetings();
  const at = new Map(meetings.map(({ id }) => [id, moment(things[id].m.a || things[id].m.b)]));
  const first = Math.floor(Math.min(...at.values()));
  const last = Math.floor(Math.max(...at.values()));
  timeline.step = Math.max(50, Math.min(220, 1000 / (last - first + 1)));
  timeline.years = Array.from({ length: last - first + 2 }, (_, index) => [first + index, index * timeline.step]);
  const lanes = new Map();
  for (const { id } of meetings) lanes.set(laneOf(id), [...(lanes.get(laneOf(id)) || []), id]);
  // the process that met first stands on top; meetings of none come last
  const start = (ids) => Math.min(...ids.map((id) => at.get(id)));
  const ordered = [...lanes].sort((a, b) => (a[0] < 0) - (b[0] < 0) || start(a[1]) - start(b[1]) || a[0] - b[0]);
  let top = 0;
  for (const [process, ids] of ordered) {
    const rows = [];
    for (const id of ids.sort((a, b) => at.get(a) - at.get(b) || a - b)) {
      const x = (at.get(id) - first) * timeline.step;
      let row = rows.findIndex((end) => x - end > 22);
      if (row < 0) row = rows.push(0) - 1;
      rows[row] = x;
      timeline.places.set(id, { x, y: top + row * rowHigh });
    }
    const high = (rows.length - 1) * rowHigh;
    timeline.lanes.push({ low: top + high + laneGap });
    if (process >= 0 && isDrawn.has(process)) timeline.places.set(process, { x: headAt, y: top + high / 2 });
    top += high + 2 * laneGap;
  }
}

function drawTimeline(ctx) {
  const scale = network.getScale();
  const low = network.DOMtoCanvas({ x: 0, y: 0 });
  const high = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
  const wide = timeline.years[timeline.years.length - 1][1];
  ctx.save();
  ctx.lineWidth = 1 / scale;
  ctx.strokeStyle = colours["edge-faint"];
  ctx.font = `${12 / scale}px ${face}`;
  ctx.fillStyle = colours.soft;
  ctx.textBaseline = "top";
  const every = Math.ceil(44 / (timeline.step * scale));
  timeline.years.forEach(([year, x], index) => {
    if (index % every) return;
    ctx.beginPath();
    ctx.moveTo(x, low.y);
    ctx.lineTo(x, high.y);
    ctx.stroke();
    if (index < timeline.years.length - 1) ctx.fillText(String(year), x + 4 / scale, low.y + 8 / scale);
  });
  for (const lane of timeline.lanes.slice(0, -1)) {
    ctx.beginPath();
    ctx.moveTo(headAt - 30, lane.low);
    ctx.lineTo(wide, lane.low);
    ctx.stroke();
  }
  ctx.restore();
}

// Whoever is chosen leads through the meetings at which they were, in order.
function drawPath(ctx) {
  if (!selected || selected.node === undefined || isVisible(selected.node)) return;
  const stops = [...lit.nodes].filter((id) => things[id].k === "Meeting").map((id) => timeline.places.get(id));
  stops.sort((a, b) => a.x - b.x || a.y - b.y);
  ctx.beginPath();
  stops.forEach(({ x, y }, index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.lineWidth = 2 / network.getScale();
  ctx.strokeStyle = colours.accent;
  ctx.stroke();
}

function arrange(isTimeline) {
  timeline.isOn = isTimeline;
  if (isTimeline && timeline.places.size === 0) layOutTimeline();
  nodeSet.update(data.nodes.map(({ id, x, y }) => ({ id, ...(isTimeline && timeline.places.get(id)) || { x, y } })));
  refresh();
  fitAll();
}
