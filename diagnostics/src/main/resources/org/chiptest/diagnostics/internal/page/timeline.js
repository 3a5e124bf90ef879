// The timeline: bars are written into pixels row by row, so that a frame costs the same however many there are.
const canvas = document.getElementById('timeline'), pen = canvas.getContext('2d', { alpha: false });
const LABEL = 132, AXIS = 24, GAP = 2, LEVELS = 3, LEAST_ROW = 15, MOST_ROW = 26;
let ROW = LEAST_ROW;
const view = { begin: 0, end: span, scroll: 0 };
let lanes = [], height = 0, selected = -1, showPath = false, matches = null, colours, image = null;
const folded = new Set();
const paths = data.ranks.map(rank => rank.answers.path.map(([t]) => t + rank.firstTask)), onPath = new Set(paths.flat());
/** More arrows than these are not told apart, and are not drawn. */
const MOST_ARROWS = 200;

/** Hues of kernels, far from each other; more kernels than these begin again. */
const HUES = [208, 28, 268, 160, 338, 48, 188, 300, 100, 8, 230, 75];
const functionNames = [...new Set(data.ranks.flatMap(rank => rank.functions.map(f => f.name)))];
/** For each call the place of its kernel's name; for each phase whether nothing was done in it. */
const kernelOf = new Int16Array(call.task.length), isIdle = Uint8Array.from(phase.name, name => names[name] === 'idle' ? 1 : 0);
{
  const places = data.ranks.map(rank => new Map(rank.functions.map(f => [f.id, functionNames.indexOf(f.name)])));
  let r = 0;
  for (let c = 0, left = data.ranks[0].callCount; c < kernelOf.length; c++, left--) {
    while (left === 0) left = data.ranks[++r].callCount;
    kernelOf[c] = places[r].has(call.func[c]) ? places[r].get(call.func[c]) : 0;
  }
}

function sortedBy(list, key) { return Int32Array.from(list).sort((a, b) => key[a] - key[b]); }

/** Lanes of phases have a row for each depth of nesting; what lies deeper shares the last. */
function phaseLanes(rank, first, last) {
  const byWho = new Map();
  for (let p = first; p < last; p++) {
    if (!byWho.has(phase.who[p])) byWho.set(phase.who[p], []);
    byWho.get(phase.who[p]).push(p);
  }
  return [...byWho.keys()].sort((a, b) => a - b).flatMap(who => {
    const levels = [], open = [];
    for (const p of byWho.get(who).sort((a, b) => phase.begin[a] - phase.begin[b] || phase.end[b] - phase.end[a])) {
      while (open.length && phase.end[open[open.length - 1]] <= phase.begin[p]) open.pop();
      const level = Math.min(open.length, LEVELS - 1);
      (levels[level] = levels[level] || []).push(p);
      open.push(p);
    }
    const title = who === 0 ? 'Orchestrator' : 'Scheduler ' + (who - 1);
    return levels.map((items, level) => ({ kind: 'phase', who, rank, title: level ? '' : title, items: Int32Array.from(items), begin: phase.begin, end: phase.end }));
  });
}

const HOST = { index: -1 };
/** A lane for the waits of the host's orchestrator, and one for each child with what it ran; grey since the task was ready. */
function hostLanes() {
  const begin = Float64Array.from(host, each => each.dispatched), end = Float64Array.from(host, each => each.ended), byChild = new Map();
  host.forEach((each, i) => byChild.set(each.place, [...(byChild.get(each.place) || []), i]));
  const children = [...byChild.keys()].sort((a, b) => (b === 'Orchestrator') - (a === 'Orchestrator') || a.localeCompare(b, undefined, { numeric: true }));
  const lanes = children.map(child => ({ kind: 'host', rank: HOST, title: child, items: sortedBy(byChild.get(child), begin), begin, end }));
  return lanes.length ? [{ kind: 'rank', rank: HOST, title: 'Host', items: new Int32Array(0) }, ...lanes] : [];
}

function buildLanes() {
  const all = hostLanes();
  let nextCall = 0, nextPhase = 0;
  for (const rank of data.ranks) {
    const firstCall = nextCall, firstPhase = nextPhase;
    nextCall += rank.callCount;
    nextPhase += rank.phaseCount;
    if (data.ranks.length > 1) all.push({ kind: 'rank', rank, title: 'Rank ' + rank.rank + (rank.state === 'completed' ? '' : ' · ' + rank.state), items: new Int32Array(0) });
    const phases = phaseLanes(rank, firstPhase, nextPhase);
    all.push(...phases.filter(lane => lane.who === 0));
    const perCore = new Map();
    for (let c = firstCall; c < nextCall; c++) {
      if (!perCore.has(call.core[c])) perCore.set(call.core[c], []);
      perCore.get(call.core[c]).push(c);
    }
    const starts = Float64Array.from(call.started, (s, c) => startOf(c)), ends = Float64Array.from(call.ended, (e, c) => endOf(c));
    for (const core of rank.cores) {
      const items = perCore.get(core.number);
      if (items) all.push({ kind: 'core', rank, title: core.kind + '_' + core.number, items: sortedBy(items, starts), begin: starts, end: ends });
    }
    all.push(...phases.filter(lane => lane.who > 0));
  }
  return all;
}
const allLanes = buildLanes();
// where the panel is below, the timeline leaves no more room empty than its lanes take
document.documentElement.style.setProperty('--lanes', AXIS + Math.max(3, allLanes.length) * (MOST_ROW + GAP) + 8 + 'px');

function layOut() {
  let y = 0;
  lanes = allLanes.filter(lane => lane.kind === 'rank' || !folded.has(lane.rank.index));
  ROW = Math.max(LEAST_ROW, Math.min(MOST_ROW, Math.floor((canvas.clientHeight - AXIS) / Math.max(1, lanes.length)) - GAP));
  for (const lane of lanes) {
    lane.y = y;
    y += ROW + GAP;
  }
  height = y;
}

function packed(css) {
  pen.fillStyle = css;
  const hex = pen.fillStyle;
  return 0xff000000 | parseInt(hex.slice(5, 7), 16) << 16 | parseInt(hex.slice(3, 5), 16) << 8 | parseInt(hex.slice(1, 3), 16);
}
function readColours() {
  const style = getComputedStyle(document.documentElement), get = name => style.getPropertyValue('--' + name).trim();
  const dark = isDark();
  const hue = i => HUES[i % HUES.length], read = new Map();
  const hues = functionNames.map((name, i) => `hsl(${hue(i)} ${dark ? '45% 60%' : '58% 62%'})`);
  const faint = functionNames.map((name, i) => `hsl(${hue(i)} ${dark ? '16% 26%' : '30% 88%'})`);
  colours = {
    css: name => read.get(name) || (read.set(name, get(name)), read.get(name)), hues, bg: packed(get('bg')), lane: packed(get('lane')), bar: hues.map(packed).map(v => v >>> 0), faint: faint.map(packed).map(v => v >>> 0),
    phase: packed(dark ? '#47617a' : '#a9bfd4') >>> 0, phase2: packed(dark ? '#5c7894' : '#8aa7c2') >>> 0, bad: packed(get('bad')) >>> 0, counter: Object.fromEntries(['scheduler', 'kernel', 'orchestrator', 'data'].map(name => [name, packed(get(name)) >>> 0])), outer: packed(dark ? '#4a5462' : '#c3cad4') >>> 0,
  };
}
const isDark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

function firstVisible(items, end, moment) {
  let low = 0, high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (end[items[middle]] < moment) low = middle + 1; else high = middle;
  }
  return low;
}

let ratio = 1, inner, outer;
function resize() {
  ratio = window.devicePixelRatio || 1;
  for (const each of [canvas, document.getElementById('counters')]) {
    each.width = Math.max(1, Math.round(each.clientWidth * ratio));
    each.height = Math.max(1, Math.round(each.clientHeight * ratio));
  }
  image = pen.createImageData(canvas.width, canvas.height);
  inner = new Uint32Array(canvas.width);
  outer = new Uint32Array(canvas.width);
  layOut();
  draw();
}

const plotWidth = () => canvas.clientWidth - LABEL;
const xOf = moment => LABEL + (moment - view.begin) / (view.end - view.begin) * plotWidth();
const momentAt = x => view.begin + (x - LABEL) / plotWidth() * (view.end - view.begin);

function colourOf(lane, item) {
  if (lane.kind === 'host') return host[item].failed ? colours.bad : host[item].waits ? colours.outer : item & 1 ? colours.phase : colours.phase2;
  if (lane.kind === 'phase') return isIdle[item] ? colours.lane : item & 1 ? colours.phase : colours.phase2;
  const t = call.task[item];
  if (call.ended[item] < 0) return colours.bad;
  const i = kernelOf[item];
  return (matches && !matches.has(t)) || (showPath && !onPath.has(t)) ? colours.faint[i] : colours.bar[i];
}

function fill(row, colour, from, to) {
  if (to - from > 16) row.fill(colour, from, to);
  else for (let x = from; x < to; x++) row[x] = colour;
}

/** What is to be seen wherever it is: what was searched, what is on the path, and what did not return; drawn over what shares its pixel. */
function marked(lane) {
  if (lane.kind !== 'core') return [];
  if (!lane.marked || lane.markedBy !== matches || lane.markedPath !== showPath) {
    lane.marked = lane.items.filter(c => call.ended[c] < 0 || (matches || showPath) && (!matches || matches.has(call.task[c])) && (!showPath || onPath.has(call.task[c])));
    [lane.markedBy, lane.markedPath] = [matches, showPath];
  }
  return lane.marked;
}

/** The item after one that fills no more than its pixel: what ends within that pixel too is hidden by it, but for the last. */
function beyond(items, end, i, moment) {
  if (i + 4 >= items.length || end[items[i + 4]] >= moment) return i + 1;
  let low = i + 4, high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (end[items[middle]] < moment) low = middle + 1; else high = middle;
  }
  return low - 1;
}

function drawItems(lane, items, labels) {
  const left = Math.round(LABEL * ratio), width = canvas.width, scale = (width - left) / (view.end - view.begin), core = lane.kind === 'core';
  for (let i = firstVisible(items, lane.end, view.begin); i < items.length;) {
    const item = items[i], begin = lane.begin[item];
    if (begin > view.end && (!core || call.dispatched[item] > view.end)) break;
    const x = left + (begin - view.begin) * scale, end = left + (lane.end[item] - view.begin) * scale;
    const from = Math.max(left, Math.floor(x)), to = Math.min(width, Math.max(from + 1, Math.floor(end)));
    if (core) {
      const early = call.dispatched[item] >= 0 ? Math.max(left, Math.floor(left + (call.dispatched[item] - view.begin) * scale)) : from;
      const late = call.finished[item] >= 0 ? Math.min(width, Math.floor(left + (call.finished[item] - view.begin) * scale)) : to;
      fill(outer, colours.outer, early, Math.max(late, to));
      fill(inner, colours.outer, early, Math.max(late, to));
    }
    if (lane.kind === 'host') fill(inner, colours.outer, Math.max(left, Math.floor(left + (host[item].ready - view.begin) * scale)), to);
    const colour = colourOf(lane, item);
    fill(inner, colour, from, to);
    if (!core) fill(outer, colour, from, to);
    if (to - from > 34 * ratio) labels.push([item, from / ratio, to / ratio]);
    i = to - from > 1 ? i + 1 : beyond(items, lane.end, i, view.begin + (to - left) / scale);
  }
}

function drawLane(pixels, lane, top) {
  const left = Math.round(LABEL * ratio), width = canvas.width, labels = [];
  inner.fill(colours.lane, left);
  outer.fill(colours.lane, left);
  drawItems(lane, lane.items, labels);
  drawItems(lane, marked(lane), []);
  const rows = Math.round(ROW * ratio), rim = Math.max(1, Math.round(2 * ratio)), first = Math.round(top * ratio);
  for (let row = 0; row < rows; row++) {
    const y = first + row;
    if (y >= Math.round(AXIS * ratio) && y < canvas.height) {
      pixels.set((row < rim || row >= rows - rim ? outer : inner).subarray(left), y * width + left);
    }
  }
  return labels;
}

function draw() {
  if (!image) return;
  const pixels = new Uint32Array(image.data.buffer), labels = [];
  pixels.fill(colours.bg);
  for (const lane of lanes) {
    const top = AXIS + lane.y - view.scroll;
    if (top + ROW < AXIS || top > canvas.clientHeight || lane.kind === 'rank') continue;
    for (const label of drawLane(pixels, lane, top)) labels.push([lane, top, label]);
  }
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.putImageData(image, 0, 0);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawTexts(labels);
  if (hostTasks.length) drawHops();
  if (showPath) drawPath();
  if (selected >= 0) drawSelection();
  drawAxis();
  drawCounters();
}

function drawTexts(labels) {
  pen.textBaseline = 'middle';
  pen.font = '10.5px system-ui, "DejaVu Sans", sans-serif';
  for (const [lane, top, [item, from, to]] of labels.slice(0, 1500)) {
    const name = lane.kind === 'host' ? host[item].name : lane.kind === 'phase' ? names[phase.name[item]] : nameOf(call.task[item]);
    const room = Math.floor((to - from - 8) / 5.6);
    pen.fillStyle = lane.kind === 'core' && colourOf(lane, item) === colours.faint[kernelOf[item]] ? colours.css('dim') : isDark() && lane.kind !== 'core' ? '#fff' : '#10151c';
    pen.fillText(name.length > room ? name.slice(0, Math.max(1, room - 1)) + '…' : name, Math.max(LABEL, from) + 4, top + ROW / 2 + 0.5, to - from - 8);
  }
  pen.fillStyle = colours.css('bg');
  pen.fillRect(0, AXIS, LABEL - 1, canvas.clientHeight);
  pen.font = '11.5px system-ui, "DejaVu Sans", sans-serif';
  for (const lane of lanes) {
    const top = AXIS + lane.y - view.scroll;
    if (top + ROW < AXIS || top > canvas.clientHeight) continue;
    pen.fillStyle = colours.css(lane.kind === 'rank' ? 'text' : 'dim');
    pen.fillText((lane.kind === 'rank' ? (folded.has(lane.rank.index) ? '▸ ' : '▾ ') : '') + lane.title, lane.kind === 'rank' ? 8 : 14, top + ROW / 2 + 0.5, LABEL - 18);
  }
}

function laneOfCall(c) {
  const rank = rankOf(call.task[c]);
  return lanes.find(lane => lane.kind === 'core' && lane.rank === rank && lane.title.endsWith('_' + call.core[c]));
}
const middleOf = lane => AXIS + lane.y - view.scroll + ROW / 2;
const calls = (() => {
  const first = new Int32Array(taskCount).fill(-1), last = first.slice();
  for (let c = 0; c < call.task.length; c++) {
    const t = call.task[c];
    if (first[t] < 0 || startOf(c) < startOf(first[t])) first[t] = c;
    if (last[t] < 0 || endOf(c) > endOf(last[t])) last[t] = c;
  }
  return { first, last };
})();
const lastCall = t => calls.last[t], firstCall = t => calls.first[t];

function arrow(producer, consumer, colour) {
  const from = lastCall(producer), to = firstCall(consumer);
  if (from >= 0 && to >= 0) hop(laneOfCall(from), endOf(from), laneOfCall(to), startOf(to), colour);
}
/** An arrow from a moment in one lane to a moment in another. */
function hop(a, begin, b, end, colour) {
  if (!a || !b) return;
  const x0 = xOf(begin), y0 = middleOf(a), x1 = xOf(end), y1 = middleOf(b), bend = Math.max(12, Math.min(60, Math.abs(x1 - x0) / 2));
  pen.strokeStyle = pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x1 - 6, y1 - 3.5);
  pen.lineTo(x1 - 6, y1 + 3.5);
  pen.fill();
}
const reasonColour = reason => colours.css(['orchestrator', 'core', 'data'][reason]);

function clipped(body) {
  pen.save();
  pen.beginPath();
  pen.rect(LABEL, AXIS, plotWidth(), canvas.clientHeight - AXIS);
  pen.clip();
  pen.lineWidth = 1.3;
  body();
  pen.restore();
}
function drawPath() {
  const seen = [], inSight = (from, to) => lastCall(from) >= 0 && firstCall(to) >= 0 && endOf(lastCall(from)) < view.end && startOf(firstCall(to)) > view.begin;
  for (const path of paths) {
    for (let i = 1; i < path.length && seen.length <= MOST_ARROWS; i++) if (inSight(path[i - 1], path[i])) seen.push([path[i - 1], path[i]]);
  }
  if (seen.length <= MOST_ARROWS) clipped(() => seen.forEach(([from, to]) => arrow(from, to, colours.css('bad'))));
}
/** The hops of the host's mailbox to its chips and back, and the dependencies of its tasks. */
function drawHops() {
  const seen = hostTasks.filter(each => each.ended > view.begin && each.dispatched < view.end);
  if (seen.length > MOST_ARROWS) return;
  const laneOf = each => lanes.find(lane => lane.kind === 'host' && lane.title === each.place);
  clipped(() => seen.forEach(each => {
    hostProducers(each).forEach(from => hop(laneOf(from), from.ended, laneOf(each), each.dispatched, colours.css('data')));
    const rank = hostRank(each), lane = rank && lanes.find(other => other.rank === rank && other.kind !== 'rank');
    hop(laneOf(each), each.dispatched, lane, lane && rank.skew, colours.css('dim'));
    hop(lane, lane && rank.skew + rank.makespan, laneOf(each), each.ended, colours.css('dim'));
  }));
}
function drawSelection() {
  clipped(() => {
    for (const e of edgesTo(selected).subarray(0, MOST_ARROWS)) arrow(edge.producer[e], selected, reasonColour(edge.reason[e]));
    for (const e of edgesFrom(selected).subarray(0, MOST_ARROWS)) arrow(selected, edge.consumer[e], reasonColour(edge.reason[e]));
    pen.strokeStyle = colours.css('text');
    pen.lineWidth = 2;
    for (const c of callsOf(selected)) {
      const lane = laneOfCall(c);
      if (lane) pen.strokeRect(xOf(startOf(c)) - 1, middleOf(lane) - ROW / 2, Math.max(3, xOf(endOf(c)) - xOf(startOf(c)) + 2), ROW);
    }
  });
}

function ticks() {
  const wanted = (view.end - view.begin) / Math.max(2, plotWidth() / 110), power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= wanted), list = [];
  for (let t = Math.ceil(view.begin / step) * step; t <= view.end; t += step) list.push(t);
  return [list, step];
}
function drawAxis() {
  pen.fillStyle = colours.css('panel');
  pen.fillRect(0, 0, canvas.clientWidth, AXIS - 2);
  pen.fillStyle = pen.strokeStyle = colours.css('dim');
  pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
  pen.lineWidth = 1;
  const [list, step] = ticks(), [unit, size] = span >= 1e7 && step >= 1e5 ? ['ms', 1e6] : ['µs', 1e3], digits = Math.max(0, Math.ceil(-Math.log10(step / size)));
  for (const tick of list) {
    const x = Math.round(xOf(tick)) + 0.5;
    pen.beginPath();
    pen.moveTo(x, AXIS - 8);
    pen.lineTo(x, AXIS - 2);
    pen.stroke();
    pen.fillText((tick / size).toFixed(digits) + ' ' + unit, x + 4, AXIS / 2 - 1);
  }
}

function move(begin, width) {
  const wide = Math.min(span * 1.02, Math.max(20, width));
  view.begin = Math.min(Math.max(begin, -span * 0.01), span * 1.01 - wide);
  view.end = view.begin + wide;
}
function zoom(factor, x) {
  const at = momentAt(x), width = (view.end - view.begin) * factor;
  move(at - (at - view.begin) * factor, width);
  wanted();
}
function scroll(by) {
  view.scroll = Math.max(0, Math.min(height - (canvas.clientHeight - AXIS) + 8, view.scroll + by));
  if (view.scroll < 0 || height < canvas.clientHeight - AXIS) view.scroll = 0;
  wanted();
}
/** Where the first thing happens: what comes before it is loading, and would only make the rest small. */
function beginning() {
  let least = span;
  for (const lane of allLanes) if (lane.items.length) least = Math.min(least, lane.begin[lane.items[0]]);
  return least;
}
/** What ends where nothing happens any more until the run is given up would make the rest small too: it leaves the picture. */
function ending(from) {
  if (!call.ended.some(end => end < 0)) return span;
  let last = from;
  for (const moments of [call.started, call.finished, phase.end, task.completed]) for (const each of moments) if (each > last && each < span) last = each;
  return Math.min(span, last + Math.max(1000, (last - from) * 0.3));
}
function fitActivity() {
  const from = beginning(), to = ending(from);
  move(from - (to - from) * 0.02, (to - from) * (to < span ? 1.02 : 1.04));
  wanted();
}
function fit() {
  move(-span * 0.01, span * 1.02);
  view.scroll = 0;
  wanted();
}
/** Bring a task into sight, and close enough to be read. */
function reveal(t) {
  const c = firstCall(t), begin = c < 0 ? Math.max(0, task.created[t]) : startOf(c), long = Math.max(200, c < 0 ? 0 : endOf(c) - begin);
  if (begin < view.begin || begin + long > view.end || long < (view.end - view.begin) / 400) move(begin - long * 20, long * 50);
  const lane = c < 0 ? null : laneOfCall(c);
  if (lane && (lane.y < view.scroll || lane.y + ROW > view.scroll + canvas.clientHeight - AXIS)) scroll(lane.y - view.scroll - (canvas.clientHeight - AXIS) / 2);
}

let asked = false;
function wanted() {
  if (!asked) {
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  }
}

function itemAt(x, y) {
  const lane = lanes.find(each => y >= AXIS + each.y - view.scroll && y < AXIS + each.y - view.scroll + ROW + GAP);
  if (!lane || y < AXIS) return null;
  if (lane.kind === 'rank' || x < LABEL) return { lane, item: -1 };
  const slack = (view.end - view.begin) / plotWidth() * 2, moment = momentAt(x);
  for (let i = firstVisible(lane.items, lane.end, moment - slack); i < lane.items.length && lane.begin[lane.items[i]] <= moment + slack; i++) {
    return { lane, item: lane.items[i] };
  }
  return { lane, item: -1 };
}
