// The neighbourhood of a task: two steps back, two steps on, in columns that need no layout engine.
const WIDE = 108, HIGH = 20, ACROSS = 136, DOWN = 26, MOST = 7;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function columnsAround(t) {
  const column = new Map([[t, 0]]), sizes = new Map(), left = new Map();
  const grow = (from, edges, end, step) => {
    const next = [];
    for (const each of from) {
      for (const e of edges(each)) {
        const other = end[e];
        if (column.has(other)) continue;
        const size = sizes.get(step) || 0;
        if (size >= MOST) left.set(step, (left.get(step) || new Set()).add(other));
        else {
          column.set(other, step);
          sizes.set(step, size + 1);
          next.push(other);
        }
      }
    }
    return next;
  };
  grow(grow([t], edgesTo, edge.producer, -1), edgesTo, edge.producer, -2);
  grow(grow([t], edgesFrom, edge.consumer, 1), edgesFrom, edge.consumer, 2);
  return { column, left };
}

function neighbourhood(t) {
  const { column, left } = columnsAround(t), columns = new Map();
  for (const [each, step] of column) columns.set(step, [...(columns.get(step) || []), each]);
  const tall = Math.max(...[...columns].map(([step, list]) => list.length + (left.has(step) ? 1 : 0))), first = Math.min(...columns.keys());
  const steps = Math.max(...columns.keys()) - first + 1, height = tall * DOWN + 14, place = new Map();
  for (const [step, list] of columns) {
    const rows = list.length + (left.has(step) ? 1 : 0);
    list.sort((a, b) => a - b).forEach((each, i) => place.set(each, [(step - first) * ACROSS + 10, 8 + (tall - rows) * DOWN / 2 + i * DOWN]));
  }
  const root = svg('svg', { class: 'graph', viewBox: `0 0 ${steps * ACROSS - ACROSS + WIDE + 20} ${height}`, role: 'img', 'aria-label': 'Tasks around ' + nameOf(t), style: `width: ${steps * ACROSS - ACROSS + WIDE + 20}px; height: ${height}px` });
  for (const each of column.keys()) {
    const done = new Set();
    for (const e of edgesTo(each)) {
      const producer = edge.producer[e];
      if (!place.has(producer) || done.has(producer)) continue;
      done.add(producer);
      const [px, py] = place.get(producer), [cx, cy] = place.get(each), x0 = px + WIDE, y0 = py + HIGH / 2, y1 = cy + HIGH / 2;
      const path = svg('path', { d: `M${x0} ${y0} C${x0 + 20} ${y0} ${cx - 20} ${y1} ${cx} ${y1}`, stroke: `var(--${['orchestrator', 'core', 'data'][edge.reason[e]]})` });
      path.append(svg('title', {}, REASONS[edge.reason[e]]));
      root.append(path);
    }
  }
  for (const [each, [x, y]] of place) {
    const name = nameOf(each), group = svg('g', { class: each === t ? 'node self' : 'node', tabindex: '0', role: 'button', 'aria-label': name });
    group.append(svg('title', {}, name), svg('rect', { x, y, width: WIDE, height: HIGH, rx: 4 }), svg('text', { x: x + 6, y: y + 14 }, name.length > 15 ? name.slice(0, 14) + '…' : name));
    group.addEventListener('click', () => select(each, true));
    group.addEventListener('keydown', event => { if (event.key === 'Enter') select(each, true); });
    root.append(group);
  }
  for (const [step, more] of left) {
    const rows = columns.get(step).length;
    root.append(svg('text', { x: (step - first) * ACROSS + 16, y: 8 + (tall - rows - 1) * DOWN / 2 + rows * DOWN + 14 }, `and ${more.size} more`));
  }
  const frame = make('div', { class: 'wide' }, root), own = place.get(t)[0];
  requestAnimationFrame(() => { frame.scrollLeft = own + WIDE / 2 - frame.clientWidth / 2; });
  return make('div', null, frame, make('p', { class: 'hint' }, ...REASONS.flatMap((reason, i) => [make('i', { class: 'swatch', style: { background: `var(--${['orchestrator', 'core', 'data'][i]})` } }), reason + ' \u00a0 '])));
}
