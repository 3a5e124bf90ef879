// The panels beside the timeline: each is made anew when its tab is chosen.
const panel = document.getElementById('panel'), tabs = document.getElementById('tabs');
const several = data.ranks.length > 1;

const many = (n, noun) => `${n} ${noun}${n === 1 ? '' : 's'}`;
const different = (edges, end) => new Set([...edges].map(e => end[e])).size;

function waitBar(parts) {
  const all = parts.reduce((sum, [, ns]) => sum + ns, 0) || 1;
  return make('div', { class: 'bar' }, ...parts.filter(([, ns]) => ns > 0).map(([name, ns]) => make('i', { title: name + ' ' + time(ns), style: { width: 100 * ns / all + '%', background: 'var(--' + name + ')' } })));
}
const waitRows = parts => {
  const all = parts.reduce((sum, [, ns]) => sum + ns, 0) || 1;
  return rows(['spent on', '#time', '#share'], parts.map(([name, ns]) => [make('span', null, make('i', { class: 'swatch', style: { background: 'var(--' + name + ')' } }), name), time(ns), percent(ns / all)]));
};

/** Say through which arguments an edge leads, with the regions on both sides. */
function through(e) {
  const part = (t, index) => index >= 0 && index < task.arguments[t] ? `argument ${index} ${regions[argument.region[firstArgument[t] + index]]}` : '';
  const written = part(edge.producer[e], edge.written[e]), read = part(edge.consumer[e], edge.argument[e]);
  return written && read ? `${read}, written as ${written}` : read;
}

function taskPanel() {
  if (selected < 0) return [make('p', { class: 'hint' }, 'Choose a task: click its bar, search for it, or press Enter in the timeline.')];
  const t = selected, calls = callsOf(t), to = edgesTo(t), from = edgesFrom(t);
  const parts = WAITS.map(([name, key]) => [name, task[key][t]]);
  const own = rankOf(t), problems = own.answers.violations.filter(([owner]) => owner + own.firstTask === t)
    .concat(own.answers.hazards.filter(([later, earlier]) => later + own.firstTask === t || earlier + own.firstTask === t).map(([, , text]) => [t, text]));
  return [
    make('h2', null, nameOf(t)),
    ...problems.map(([, text]) => make('p', { class: 'bad' }, text)),
    rows(['', ''], [
      ['kernels', calls.length ? `${many(calls.length, 'call')} in ${many(task.blocks[t], 'block')}, ${time(spent(t))} from the first start to the last end` : 'none: it only allocates, or has not begun'],
      ['ring', task.ring[t] + ', scope depth ' + task.depth[t]],
      ['created', moment(task.created[t])], ['ready', moment(task.ready[t])], ['started', calls.length ? moment(taskStart(t)) : ''], ['completed', task.completed[t] >= 0 ? moment(task.completed[t]) : make('span', { class: 'bad' }, 'not when recording stopped')],
    ]),
    make('h2', null, 'Waited before it started: ' + time(waited(t))), waitBar(parts), waitRows(parts),
    make('h2', null, 'Neighbourhood'), neighbourhood(t),
    make('h2', null, `Waits for ${many(different(to, edge.producer), 'task')}`),
    rows(['task', 'reason', 'through'], [...to.subarray(0, 100)].map(e => [taskLink(edge.producer[e]), REASONS[edge.reason[e]] + (edge.overlap[e] ? ', ' + OVERLAPS[edge.overlap[e]] : ''), through(e)])),
    make('h2', null, `Waited for by ${many(different(from, edge.consumer), 'task')}`),
    rows(['task', 'reason', 'through'], [...from.subarray(0, 100)].map(e => [taskLink(edge.consumer[e]), REASONS[edge.reason[e]], through(e)])),
    make('h2', null, 'Arguments'),
    rows(['#', 'role', 'what', 'region', ...(tensors.length ? ['dumped'] : [])], argumentsOf(t).map((a, i) => [String(i), ROLES[argument.role[a]], whatIs(a), regions[argument.region[a]], ...(tensors.length ? [dumpLinks(t, i)] : [])])),
    make('h2', null, 'Kernel calls'),
    rows(['kernel', '#block', 'core', '#start', '#took'], [...calls].slice(0, 200).map(c => [functionName(c), String(call.block[c]), coreName(c), moment(startOf(c)), call.ended[c] < 0 ? make('span', { class: 'bad' }, 'running') : time(endOf(c) - startOf(c))])),
  ];
}
const functionName = c => (rankOf(call.task[c]).functions.find(f => f.id === call.func[c]) || { name: 'func_' + call.func[c] }).name;
const coreName = c => (rankOf(call.task[c]).cores.find(core => core.number === call.core[c]) || { kind: 'core' }).kind + '_' + call.core[c];

function waitedFor(a) {
  const told = new Set(a.stalls.map(([, , text]) => text)), advice = a.advice.filter(text => !told.has(text));
  return [...a.stalls.length ? [make('h2', null, 'What was waited for'), rows(['class', '#time', 'what'], a.stalls.map(([kind, ns, text]) => [kind, ns > 0 ? time(ns) : '', text]))] : [],
    ...advice.length ? [make('h2', null, 'Sizes'), ...advice.map(text => make('p', null, text))] : []];
}
/** What had begun and not ended when recording stopped. */
function running(rank) {
  const left = [], from = rank.firstTask, to = from + rank.taskCount;
  for (let c = 0; c < call.task.length; c++) if (call.ended[c] < 0 && call.task[c] >= from && call.task[c] < to) left.push(c);
  if (!left.length) return [];
  return [make('h2', null, 'Running when recording stopped'), rows(['task', 'kernel', '#block', 'core', '#since', '#for'], left.slice(0, 100).map(c => [taskLink(call.task[c]), functionName(c), String(call.block[c]), coreName(c), moment(startOf(c)), time(endOf(c) - startOf(c))])),
    left.length > 100 ? make('p', { class: 'hint' }, `and ${left.length - 100} more`) : null].filter(Boolean);
}

function answersPanel() {
  const out = [];
  for (const rank of data.ranks) {
    const a = rank.answers, sum = new Map();
    a.makespan.forEach(([reason, , begin, end]) => sum.set(reason, (sum.get(reason) || 0) + end - begin));
    const parts = ['kernel', 'core', 'scheduler', 'orchestrator'].map(name => [name, sum.get(name) || 0]);
    if (several) out.push(make('h2', null, 'Rank ' + rank.rank));
    for (const [owner, text] of a.violations.slice(0, 50)) out.push(make('p', { class: 'bad' }, text + ' ', owner >= 0 ? taskLink(owner + rank.firstTask) : ''));
    for (const [later, earlier, text] of a.hazards.slice(0, 50)) out.push(make('p', { class: 'bad' }, text + ' ', taskLink(later + rank.firstTask), ' ', taskLink(earlier + rank.firstTask)));
    if (a.violations.length > 50) out.push(make('p', { class: 'bad' }, `and ${a.violations.length - 50} more`));
    if (rank.state !== 'completed') out.push(...running(rank), ...waitedFor(a)); // who comes for the failure finds it first
    out.push(make('h2', null, 'Why it took ' + time(rank.makespan)), waitBar(parts), waitRows(parts),
      make('p', { class: 'hint' }, 'Walking back from the end: the kernel that ended last, what kept it from starting, the producer it waited for, and so on. Pieces add up to the whole.'),
      rows(['could be', '#time'], [['with unlimited cores (critical path)', time(a.floor)], ...a.forecasts.map(([clusters, ns]) => [`forecast for ${many(clusters, 'cluster')}`, time(ns)])]),
      make('p', { class: 'hint' }, 'Forecasts schedule the measured kernels on the recorded graph; orchestrating and dispatching take no time in them.'));
    if (rank.state === 'completed') out.push(...waitedFor(a));
    out.push(make('h2', null, `Critical path: ${many(a.path.length, 'task')}, ${time(a.floor)}`),
      rows(['task', '#kernel', '#share'], a.path.slice(0, 200).map(([t, ns, share]) => [taskLink(t + rank.firstTask), time(ns), percent(share)])));
  }
  if (several) out.unshift(make('h2', null, 'Ranks, the last one first'), rows(['rank', '#began', '#ended', '#kernels', '#behind the middle'],
    data.stragglers.map(r => [`${r.rank}${r.state === 'completed' ? '' : ' ' + r.state}`, time(r.skew), time(r.end), time(r.kernels), (r.behind > 0 ? '+' : '') + time(r.behind)])));
  return out;
}

function functionsPanel() {
  return data.ranks.flatMap(rank => [
    make('h2', null, several ? 'Rank ' + rank.rank : 'Kernels by time'),
    rows(['kernel', '#func id', '#calls', '#total', '#median', '#p90', '#share'], rank.answers.functions.map(f => [
      make('button', { class: 'link', onclick: () => search(f.name) }, make('i', { class: 'swatch', style: { background: colours.hues[functionNames.indexOf(f.name)] || 'var(--dim)' } }), f.name),
      String(f.id), String(f.calls), time(f.total), time(f.median), time(f.p90), percent(f.share)])),
  ]);
}

let order = 'start';
const ORDERS = { start: [t => taskStart(t), 1], took: [t => spent(t), -1], waited: [t => waited(t), -1] };
function tasksPanel() {
  const chosen = matches ? [...matches] : Array.from({ length: taskCount }, (_, t) => t), [key, sign] = ORDERS[order], keys = new Map(chosen.map(t => [t, key(t)]));
  chosen.sort((a, b) => sign * (keys.get(a) - keys.get(b)) || a - b);
  const table = rows(['task', ...(element ? ['uses ' + element.text + ' as'] : []), '#start', '#took', '#waited'],
    chosen.slice(0, 300).map(t => [taskLink(t), ...(element ? [usesOf(t)] : []), Number.isFinite(taskStart(t)) ? moment(taskStart(t)) : '', time(spent(t)), time(waited(t))]));
  return [make('p', { class: 'hint' }, `${chosen.length} task${chosen.length === 1 ? '' : 's'}${matches ? ' found' : ''}${chosen.length > 300 ? ', the first 300 shown' : ''}; order: `,
    ...Object.keys(ORDERS).map(name => make('button', { 'aria-pressed': String(name === order), onclick: () => { order = name; show('tasks'); } }, name))), table];
}

function scopesPanel() {
  return data.ranks.flatMap(rank => [
    make('h2', null, several ? 'Rank ' + rank.rank : 'Rings at each begin and end of a scope'),
    rank.scopes.length ? rows(['scope', '#ring', '#window', '#heap', '#deps', '#map'], rank.scopes.slice(0, 500).map(s => [(s.begin ? '▸ ' : '◂ ') + (s.site || '?'), String(s.ring), ...s.use.map(([used, max]) => max ? `${used} / ${max}` : String(used))]))
      : make('p', { class: 'hint' }, 'No scopes were recorded.'),
  ]);
}

function hostPanel() {
  const waits = [...hostWaits].sort((a, b) => b.ended - b.dispatched - a.ended + a.dispatched);
  return [make('h2', null, 'Tasks of the host'), rows(['task', 'child', '#for data', '#for child', '#ran', '#consumed'],
    hostTasks.slice(0, 500).map(each => [make('span', { title: `submitted at ${moment(each.submitted)}`, class: each.failed ? 'bad' : '' }, each.failed ? each.name + ', failed' : each.name), make('span', { title: each.child, style: { whiteSpace: 'nowrap' } }, each.place), time(each.ready - each.submitted), time(each.dispatched - each.ready), time(each.ended - each.dispatched), each.consumed < 0 ? '' : time(each.consumed)])),
  make('p', { class: 'hint' }, 'For data: from submit until all that it needs had completed. For child: until it got its chip or worker. Consumed: when its memory went back, on the axis of this page.'),
  hostTasks.length > 500 ? make('p', { class: 'hint' }, `and ${hostTasks.length - 500} more`) : null,
  ...waits.length ? [make('h2', null, 'What its orchestrator waited for'), rows(['for', '#from', '#how long'], waits.slice(0, 100).map(each => [each.name, moment(each.dispatched), time(each.ended - each.dispatched)])),
    waits.length > 100 ? make('p', { class: 'hint' }, `and ${waits.length - 100} shorter ones`) : null] : []].filter(Boolean);
}

const PANELS = [['task', 'Task', taskPanel], ['answers', 'Answers', answersPanel], ['functions', 'Kernels', functionsPanel], ['tasks', 'Tasks', tasksPanel], ['scopes', 'Scopes', scopesPanel]];
if (host.length) PANELS.splice(2, 0, ['host', 'Host', hostPanel]);
let shown = 'answers';
function show(name) {
  shown = name;
  for (const tab of tabs.children) {
    tab.setAttribute('aria-selected', String(tab.dataset.name === name));
    tab.tabIndex = tab.dataset.name === name ? 0 : -1;
  }
  panel.replaceChildren(...PANELS.find(([each]) => each === name)[2]());
  panel.scrollTop = 0;
}

function select(t, close) {
  selected = t;
  document.getElementById('live').textContent = t < 0 ? 'nothing selected' : `${nameOf(t)}, took ${time(spent(t))}, waited ${time(waited(t))}`;
  if (close && t >= 0) reveal(t);
  show(t < 0 ? shown : 'task');
  wanted();
}

/** An element that was searched, as messages about outputs name it, [7, 6]; and which regions have it. */
let element = null;
const hasElement = (region, index) => {
  const numbers = region.match(/\d+/g) || [];
  return numbers.length === 2 * index.length && index.every((i, d) => i >= +numbers[index.length + d] && i < +numbers[index.length + d] + +numbers[d]);
};
const usesElement = t => argumentsOf(t).filter(a => !isScalar(a) && element.regions[argument.region[a]]);
const usesOf = t => usesElement(t).map(a => `${ROLES[argument.role[a]]} ${a - firstArgument[t]}, ${kinds[argument.kind[a]]}`).join('; ');

function search(text) {
  const box = document.getElementById('search'), [, wantedText, at] = text.trim().toLowerCase().match(/^(.*?)\s*(\[[\d,\s]*\d[\d,\s]*\])?$/);
  if (box.value !== text) box.value = text;
  matches = element = null;
  if (at) {
    const index = at.match(/\d+/g).map(Number);
    element = { text: at, regions: regions.map(region => hasElement(region, index)) };
  }
  if (wantedText || at) {
    const exact = /^(r\d+)?t\d+$/.test(wantedText), named = names.map(each => each.toLowerCase().includes(wantedText));
    matches = new Set();
    for (let t = 0; t < taskCount; t++) {
      if ((exact ? number(t) === wantedText : named[task.name[t]] || nameOf(t).toLowerCase().includes(wantedText)) && (!at || usesElement(t).length)) matches.add(t);
    }
  }
  document.getElementById('found').textContent = matches ? matches.size + ' found' : '';
  if (matches) show('tasks'); else if (shown === 'tasks') show('tasks');
  wanted();
}
