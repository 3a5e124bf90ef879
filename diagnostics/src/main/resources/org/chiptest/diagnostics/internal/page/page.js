// What the person does, and the first picture.
function facts() {
  const all = data.ranks, header = document.getElementById('facts'), sum = key => all.reduce((total, rank) => total + rank[key], 0);
  const broken = all.reduce((total, rank) => total + rank.answers.violations.length, 0), state = all.find(rank => rank.state !== 'completed');
  const fact = (title, value, mark) => make('span', { class: 'fact' }, title + ' ', make('b', { class: mark || '' }, value));
  header.append(fact('platform', all[0].platform), fact('runtime', all[0].runtime), several ? fact('ranks', String(all.length)) : '', fact('state', state ? state.state : 'completed', state ? 'bad' : ''),
    fact('makespan', time(span)), several ? '' : fact('critical path', time(all[0].answers.floor)), fact('tasks', String(taskCount)), fact('dependencies', String(edge.producer.length)), fact('kernel calls', String(sum('callCount'))),
    fact('checks', broken ? broken + (broken === 1 ? ' violation' : ' violations') : 'passed', broken ? 'bad' : 'good'));
  const hazards = all.reduce((total, rank) => total + rank.answers.hazards.length, 0);
  if (hazards) header.append(fact('used without an order', String(hazards), 'bad'));
  if (data.clockErrorNanos > 0) header.append(fact('clocks of ranks agree within', time(data.clockErrorNanos)));
}
function legend() {
  const box = document.getElementById('legend');
  box.replaceChildren(...functionNames.slice(0, 24).map((name, i) => make('span', null, make('i', { class: 'swatch', style: { background: colours.hues[i] } }), name.length > 28 ? name.slice(0, 27) + '…' : name)));
}
function themed(next) {
  if (next) document.documentElement.dataset.theme = next;
  readColours();
  legend();
  show(shown);
  wanted();
}

PANELS.forEach(([name, title]) => tabs.append(make('button', { role: 'tab', id: 'tab-' + name, 'aria-controls': 'panel', onclick: () => show(name) }, title)));
[...tabs.children].forEach((tab, i) => { tab.dataset.name = PANELS[i][0]; });
tabs.addEventListener('keydown', event => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0, at = PANELS.findIndex(([name]) => name === shown);
  if (step) {
    show(PANELS[(at + step + PANELS.length) % PANELS.length][0]);
    tabs.children[(at + step + PANELS.length) % PANELS.length].focus();
  }
});

const KEYS = [['← →', 'earlier, later'], ['↑ ↓', 'lanes above, below'], ['+ −', 'zoom in, out'], ['0', 'show everything'], ['/', 'search'], ['n N', 'next, previous match'], ['Enter', 'the first task in sight'], [', .', 'the task before, after it on its core'],
  ['p s', 'the producer that ended last, the first consumer'], ['c', 'critical path'], ['t', 'light or dark'], ['Esc', 'select nothing'], ['wheel', 'lanes; with Ctrl: zoom; with Shift: time'], ['drag', 'move']];
function neighbourOnCore(step) {
  const c = firstCall(selected), lane = c < 0 ? null : laneOfCall(c);
  if (!lane) return;
  const next = lane.items[lane.items.indexOf(c) + step];
  if (next !== undefined) select(call.task[next], true);
}
function nextMatch(step) {
  if (!matches || !matches.size) return;
  const list = [...matches], at = list.indexOf(selected);
  select(list[(at + step + list.length) % list.length], true);
}
function firstInSight() {
  for (const lane of lanes) {
    if (lane.kind !== 'core' || lane.y < view.scroll) continue;
    const item = lane.items[firstVisible(lane.items, lane.end, view.begin)];
    if (item !== undefined && startOf(item) <= view.end) return select(call.task[item], false);
  }
}
function follow(edges, end, pick) {
  if (selected < 0) return;
  const list = [...edges(selected)].map(e => end[e]);
  if (list.length) select(list.reduce(pick), true);
}
const toggles = {
  path() {
    showPath = !showPath;
    document.getElementById('path').setAttribute('aria-pressed', String(showPath));
    wanted();
  },
  keys() {
    const open = document.getElementById('keys').getAttribute('aria-expanded') !== 'true';
    document.getElementById('keys').setAttribute('aria-expanded', String(open));
    if (open) panel.replaceChildren(make('h2', null, 'Keys'), rows(['key', 'does'], KEYS)); else show(shown);
  },
};
const ACTIONS = {
  ArrowLeft: () => { move(view.begin - (view.end - view.begin) / 8, view.end - view.begin); wanted(); }, ArrowRight: () => { move(view.begin + (view.end - view.begin) / 8, view.end - view.begin); wanted(); },
  ArrowUp: () => scroll(-3 * ROW), ArrowDown: () => scroll(3 * ROW), '+': () => zoom(1 / 1.5, LABEL + plotWidth() / 2), '=': () => zoom(1 / 1.5, LABEL + plotWidth() / 2), '-': () => zoom(1.5, LABEL + plotWidth() / 2), 0: fit,
  '/': () => document.getElementById('search').focus(), n: () => nextMatch(1), N: () => nextMatch(-1), ',': () => neighbourOnCore(-1), '.': () => neighbourOnCore(1),
  p: () => follow(edgesTo, edge.producer, (a, b) => taskEnd(b) > taskEnd(a) ? b : a), s: () => follow(edgesFrom, edge.consumer, (a, b) => taskStart(b) < taskStart(a) ? b : a),
  c: toggles.path, t: () => themed(isDark() ? 'light' : 'dark'), '?': toggles.keys, Escape: () => select(-1, false),
};
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inField = /^(INPUT|SELECT)$/.test(event.target.tagName);
  if (inField) {
    if (event.key === 'Escape' || event.key === 'Enter') { canvas.focus(); if (event.key === 'Enter') nextMatch(1); }
    return;
  }
  const inPanel = event.target !== canvas && event.target !== document.body;
  if (event.key === 'Enter') { if (event.target === canvas) firstInSight(); return; }
  if (inPanel && event.key.startsWith('Arrow')) return;
  const action = ACTIONS[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

let drag = null;
canvas.addEventListener('pointerdown', event => {
  drag = { x: event.offsetX, y: event.offsetY, begin: view.begin, scroll: view.scroll, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', event => {
  const tip = document.getElementById('tip');
  if (drag) {
    drag.moved = drag.moved || Math.abs(event.offsetX - drag.x) + Math.abs(event.offsetY - drag.y) > 4;
    if (drag.moved) {
      tip.hidden = true;
      move(drag.begin - (event.offsetX - drag.x) / plotWidth() * (view.end - view.begin), view.end - view.begin);
      view.scroll = drag.scroll;
      scroll(drag.y - event.offsetY);
    }
    return;
  }
  const hit = itemAt(event.offsetX, event.offsetY);
  tip.hidden = !hit || hit.item < 0;
  if (!tip.hidden) {
    const i = hit.item;
    tip.textContent = hit.lane.kind === 'host' && host[i].waits ? `the orchestrator waited ${time(host[i].ended - host[i].dispatched)} for ${host[i].name}`
      : hit.lane.kind === 'host' ? `${host[i].name} on ${host[i].child}${host[i].failed ? ', failed' : ''}\nran ${time(host[i].ended - host[i].dispatched)} from ${moment(host[i].dispatched)}\nwaited ${time(host[i].ready - host[i].submitted)} for data, ${time(host[i].dispatched - host[i].ready)} for the child`
      : hit.lane.kind === 'phase' ? `${names[phase.name[i]]} ${time(phase.end[i] - phase.begin[i])}${phase.task[i] >= 0 ? '\n' + nameOf(phase.task[i]) : ''}`
      : `${nameOf(call.task[i])}\n${functionName(i)} block ${call.block[i]} on ${coreName(i)}\n${call.ended[i] < 0 ? `running when recording stopped, for ${time(endOf(i) - startOf(i))},` : time(endOf(i) - startOf(i))} from ${moment(startOf(i))}\nwaited ${time(waited(call.task[i]))}`;
    tip.style.left = Math.min(event.offsetX + 14, canvas.clientWidth - tip.offsetWidth - 6) + 'px';
    tip.style.top = Math.min(event.offsetY + 14, canvas.clientHeight - tip.offsetHeight - 6) + 'px';
  }
});
canvas.addEventListener('pointerup', event => {
  const hit = drag && !drag.moved ? itemAt(event.offsetX, event.offsetY) : null;
  drag = null;
  if (!hit) return;
  if (hit.lane.kind === 'rank') {
    if (!folded.delete(hit.lane.rank.index)) folded.add(hit.lane.rank.index);
    layOut();
    scroll(0);
  } else if (hit.lane.kind === 'host') {
    show('host');
  } else if (hit.item >= 0) {
    const t = hit.lane.kind === 'core' ? call.task[hit.item] : phase.task[hit.item];
    if (t >= 0) select(t, false);
  }
});
canvas.addEventListener('pointerleave', () => { document.getElementById('tip').hidden = true; });
canvas.addEventListener('wheel', event => {
  event.preventDefault();
  if (event.ctrlKey) zoom(1.0015 ** event.deltaY, event.offsetX);
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    move(view.begin + (event.deltaX || event.deltaY) / plotWidth() * (view.end - view.begin), view.end - view.begin);
    wanted();
  } else scroll(event.deltaY);
}, { passive: false });
counterCanvas.addEventListener('pointermove', event => { counterCanvas.title = moment(momentAt(event.offsetX)) + '\n' + countersAt(momentAt(event.offsetX)); });

document.getElementById('search').addEventListener('input', event => search(event.target.value));
document.getElementById('fit').addEventListener('click', fit);
document.getElementById('zoomin').addEventListener('click', ACTIONS['+']);
document.getElementById('zoomout').addEventListener('click', ACTIONS['-']);
document.getElementById('path').addEventListener('click', toggles.path);
document.getElementById('keys').addEventListener('click', toggles.keys);
document.getElementById('theme').addEventListener('click', ACTIONS.t);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themed());

/** Pan through the record and write down how long frames took: a page says by itself how fast it is. */
function measure(opened) {
  const frames = [];
  move(span * 0.2, span * 0.3);
  for (let i = 0; i < 120; i++) {
    const begun = performance.now();
    move(view.begin + (i < 60 ? 1 : -1) * span * 0.005, view.end - view.begin);
    draw();
    pen.getImageData(0, 0, 1, 1);
    counterPen.getImageData(0, 0, 1, 1);
    frames.push(performance.now() - begun);
  }
  frames.sort((a, b) => a - b);
  fit();
  document.body.append(make('output', { id: 'measured', hidden: '' }, JSON.stringify({ tasks: taskCount, openMillis: opened, frameMillisMedian: frames[60], frameMillisP95: frames[113] })));
}

readColours();
facts();
legend();
fitActivity();
const asks = new URLSearchParams(location.search);
if (asks.has('theme')) document.documentElement.dataset.theme = asks.get('theme');
themed();
resize();
new ResizeObserver(resize).observe(document.getElementById('left'));
if (asks.has('task')) select(Math.min(taskCount - 1, Number(asks.get('task'))), true);
if (asks.has('path')) toggles.path();
if (asks.has('search')) search(asks.get('search'));
if (asks.has('tab')) show(asks.get('tab'));
draw();
if (asks.has('measure')) measure(performance.now());
