// The record as arrays over all ranks; a task, edge or kernel call is known by its index in them.
const data = JSON.parse(document.getElementById('data').textContent);

function bytes(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

const TYPES = { f64: Float64Array, i32: Int32Array, i16: Int16Array, i8: Int8Array };

const skew = rank => rank.skew, byTask = rank => rank.firstTask, byName = rank => rank.firstName, byKind = rank => rank.firstKind, byRegion = rank => rank.firstRegion;

/** Join one array of all ranks; offset tells what to add to each rank's values, -1 stays. */
function joined(name, offset) {
  const parts = data.ranks.map(rank => {
    const [type, text] = rank.arrays[name];
    return new TYPES[type](bytes(text).buffer);
  });
  if (parts.length === 1) return parts[0]; // the only rank: nothing to add
  const all = new (offset === skew || parts.some(part => part instanceof Float64Array) ? Float64Array : Int32Array)(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  parts.forEach((part, r) => {
    const add = offset ? offset(data.ranks[r]) : 0;
    for (let i = 0; i < part.length; i++) all[at++] = part[i] === -1 ? -1 : part[i] + add;
  });
  return all;
}

let nextTask = 0, nextName = 0, nextKind = 0, nextRegion = 0;
for (const [index, rank] of data.ranks.entries()) {
  rank.index = index;
  rank.firstTask = nextTask;
  nextTask += rank.taskCount;
  rank.firstName = nextName;
  nextName += rank.names.length;
  rank.firstKind = nextKind;
  nextKind += rank.kinds.length;
  rank.firstRegion = nextRegion;
  nextRegion += rank.regions.length;
}
const taskCount = nextTask;
const names = data.ranks.flatMap(rank => rank.names), kinds = data.ranks.flatMap(rank => rank.kinds), regions = data.ranks.flatMap(rank => rank.regions);

const task = {
  ring: joined('taskRing'), local: joined('taskLocal'), name: joined('taskName', byName), blocks: joined('taskBlocks'),
  depth: joined('taskDepth'), arguments: joined('taskArguments'), held: joined('taskHeld'), created: joined('taskCreated', skew), ready: joined('taskReady', skew), completed: joined('taskCompleted', skew),
  waitData: joined('waitData'), waitCore: joined('waitCore'), waitScheduler: joined('waitScheduler'), waitOrchestrator: joined('waitOrchestrator'),
};
const argument = { role: joined('argRole'), kind: joined('argKind', byKind), address: joined('argAddress'), version: joined('argVersion'), region: joined('argRegion', byRegion) };
const firstArgument = new Int32Array(taskCount + 1);
task.arguments.forEach((n, t) => { firstArgument[t + 1] = firstArgument[t] + n; });
const argumentsOf = t => Array.from({ length: task.arguments[t] }, (_, i) => firstArgument[t] + i);
const isScalar = a => argument.role[a] === 4;
const whatIs = a => kinds[argument.kind[a]] + (isScalar(a) ? '' : ' at 0x' + argument.address[a].toString(16) + ' version ' + argument.version[a]);
const edge = { written: joined('edgeWritten'), producer: joined('edgeProducer', byTask), consumer: joined('edgeConsumer', byTask), reason: joined('edgeReason'), argument: joined('edgeArgument'), overlap: joined('edgeOverlap') };
const call = {
  task: joined('callTask', byTask), func: joined('callFunction'), block: joined('callBlock'), core: joined('callCore'), thread: joined('callThread'),
  dispatched: joined('callDispatched', skew), started: joined('callStarted', skew), ended: joined('callEnded', skew), finished: joined('callFinished', skew),
};
const phase = { who: joined('phaseWho'), name: joined('phaseName', byName), begin: joined('phaseBegin', skew), end: joined('phaseEnd', skew), task: joined('phaseTask', byTask), count: joined('phaseCount') };

const REASONS = ['explicit', 'creator', 'tensor map'], OVERLAPS = ['', 'covered', 'overlapping'], ROLES = ['input', 'output', 'inout', 'no dep', 'scalar'];
const WAITS = [['data', 'waitData'], ['core', 'waitCore'], ['scheduler', 'waitScheduler'], ['orchestrator', 'waitOrchestrator']];
/** Tasks of the host's own graph, and what its orchestrator waited for; moments are -1 where nothing was stamped. */
const hostTasks = data.host.map(([name, child, failed, submitted, ready, dispatched, ended, consumed, producers]) => ({ name, child, place: child.replace(/ \(.*/, ''), failed, submitted, ready, dispatched, ended, consumed, producers }))
  .sort((a, b) => a.dispatched - b.dispatched);
const hostWaits = data.waits.map(([reason, began, ended]) => ({ name: reason, place: 'Orchestrator', waits: true, ready: began, dispatched: began, ended, consumed: -1 }));
const host = [...hostTasks, ...hostWaits];
/** The tasks whose results one used: numbers begin again with each run of the host, so each is the last of its name that was there before. */
const hostProducers = each => each.producers.map(name => hostTasks.filter(other => other.name === name && other.submitted <= each.submitted && other.ended <= each.dispatched)
  .sort((a, b) => b.submitted - a.submitted || b.ended - a.ended)[0]).filter(Boolean);
/** The chip's run that a task of the host began. */
const hostRank = each => data.ranks.find(rank => each.place === 'chip ' + rank.rank && rank.skew >= each.dispatched && rank.skew <= each.ended);
const span = Math.max(1, ...host.map(each => Math.max(each.ended, each.consumed)), ...data.ranks.map(rank => rank.skew + rank.makespan));

/** For each task the places of its entries in a list that names tasks: begin[task] .. begin[task + 1] of order. */
function grouped(owner) {
  const begin = new Int32Array(taskCount + 1);
  for (const o of owner) if (o >= 0) begin[o + 1]++;
  for (let i = 0; i < taskCount; i++) begin[i + 1] += begin[i];
  const next = begin.slice(), order = new Int32Array(owner.length);
  for (let i = 0; i < owner.length; i++) if (owner[i] >= 0) order[next[owner[i]]++] = i;
  return t => order.subarray(begin[t], begin[t + 1]);
}
const edgesTo = grouped(edge.consumer), edgesFrom = grouped(edge.producer), callsOf = grouped(call.task);

const rankOf = t => { let r = data.ranks.length - 1; while (data.ranks[r].firstTask > t) r--; return data.ranks[r]; };
const number = t => (task.ring[t] ? 'r' + task.ring[t] : '') + 't' + task.local[t];
const nameOf = t => names[task.name[t]] + '(' + number(t) + ')' + (data.ranks.length > 1 ? ' @' + rankOf(t).rank : '');
const startOf = c => call.started[c] >= 0 ? call.started[c] : call.dispatched[c];
const endOf = c => call.ended[c] >= 0 ? call.ended[c] : span;
const taskStart = t => callsOf(t).reduce((least, c) => Math.min(least, startOf(c)), Infinity);
const taskEnd = t => callsOf(t).reduce((most, c) => Math.max(most, endOf(c)), -1);
const spent = t => { const end = taskEnd(t); return end < 0 ? 0 : end - taskStart(t); };
const waited = t => WAITS.reduce((sum, [, key]) => sum + task[key][t], 0);

function time(ns) {
  if (!(ns >= 0) && !(ns < 0)) return '';
  const size = Math.abs(ns);
  if (size < 1e3) return ns.toFixed(0) + ' ns';
  if (size < 1e6) return (ns / 1e3).toFixed(size < 1e4 ? 2 : 1) + ' µs';
  if (size < 1e9) return (ns / 1e6).toFixed(size < 1e7 ? 2 : 1) + ' ms';
  return (ns / 1e9).toFixed(2) + ' s';
}
/** A moment on the axis of the page, to the nanosecond. */
const moment = ns => ns >= 0 ? (ns / 1e3).toFixed(3).replace(/\B(?=(\d{3})+(?!\d)(?=[^.]*\.))/g, '\u202f') + ' µs' : '';
const percent = part => (100 * part).toFixed(part < 0.0995 ? 1 : 0) + ' %';

/** Make an element; texts become text nodes, so that no name is ever read as HTML. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(element.style, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

const rows = (heads, lines) => make('table', null,
  make('thead', null, make('tr', null, ...heads.map(head => make('th', { class: head.startsWith('#') ? 'n' : '' }, head.replace('#', ''))))),
  make('tbody', null, ...lines.map(line => make('tr', null, ...line.map((cell, i) => make('td', { class: heads[i].startsWith('#') ? 'n' : '' }, cell))))));
const taskLink = t => make('button', { class: 'link', onclick: () => select(t, true) }, nameOf(t));
