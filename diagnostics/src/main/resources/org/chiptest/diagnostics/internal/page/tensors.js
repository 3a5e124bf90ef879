// Dumped tensors: census, histogram and heat map of one, or of the difference of two.
const dumps = JSON.parse(document.getElementById('dumps').textContent);
const half = bits => {
  const sign = bits & 0x8000 ? -1 : 1, exponent = bits >> 10 & 31, fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
const READ = {
  FLOAT32: [4, (v, i) => v.getFloat32(i, true)], FLOAT16: [2, (v, i) => half(v.getUint16(i, true))],
  BFLOAT16: [2, (v, i) => { const word = new DataView(new ArrayBuffer(4)); word.setUint16(0, v.getUint16(i, true)); return word.getFloat32(0); }],
  INT8: [1, (v, i) => v.getInt8(i)], UINT8: [1, (v, i) => v.getUint8(i)], INT16: [2, (v, i) => v.getInt16(i, true)], UINT16: [2, (v, i) => v.getUint16(i, true)],
  INT32: [4, (v, i) => v.getInt32(i, true)], UINT32: [4, (v, i) => v.getUint32(i, true)],
  INT64: [8, (v, i) => Number(v.getBigInt64(i, true))], UINT64: [8, (v, i) => Number(v.getBigUint64(i, true))],
};
const tensors = dumps.flatMap(dump => {
  const payload = bytes(dump.payload);
  return dump.manifest.tensors.filter(t => t.role !== 'scalar').map(t => ({ ...t, rank: dump.rank, held: Number(t.bin_offset) + Number(t.bin_size) <= payload.length, payload }));
});

function valuesOf(tensor) {
  const read = READ[tensor.dtype];
  if (!read || !tensor.held) return new Float64Array(0);
  const view = new DataView(tensor.payload.buffer, Number(tensor.bin_offset), Number(tensor.bin_size)), out = new Float64Array(Math.floor(view.byteLength / read[0]));
  for (let i = 0; i < out.length; i++) out[i] = read[1](view, i * read[0]);
  return out;
}

/** Tasks by their rank and id, once there is a tensor that asks for it. */
let byId = null;
function owners() {
  byId ??= new Map(Array.from({ length: taskCount }, (_, t) => [rankOf(t).rank + ' ' + (BigInt(task.ring[t]) << 32n | BigInt(task.local[t])), t]));
  return byId;
}

function titleOf(tensor) {
  const local = Number(BigInt(tensor.task_id) & 0xffffffffn), owner = owners().get(tensor.rank + ' ' + BigInt(tensor.task_id)) ?? -1;
  return [owner, `${owner < 0 ? 't' + local : nameOf(owner)} · argument ${tensor.arg_index} · ${tensor.role} · ${tensor.stage.replace('_', ' ')} · ${tensor.dtype} [${tensor.shape}]`];
}

function census(values) {
  let nan = 0, infinite = 0, zero = 0, negative = 0, least = Infinity, most = -Infinity, sum = 0;
  for (const v of values) {
    if (Number.isNaN(v)) nan++;
    else if (!Number.isFinite(v)) infinite++;
    else {
      if (v === 0) zero++;
      if (v < 0) negative++;
      if (v < least) least = v;
      if (v > most) most = v;
      sum += v;
    }
  }
  return { elements: values.length, nan, infinite, zero, negative, least, most, mean: sum / Math.max(1, values.length - nan - infinite) };
}

function ramp(part, dark) {
  const p = Math.max(0, Math.min(1, part));
  return [Math.round(255 * Math.min(1, 1.6 * p)), Math.round(255 * (dark ? p * 0.85 : 0.15 + 0.75 * p)), Math.round(255 * (0.45 + 0.35 * Math.sin(3 * p)))];
}

/** Rows and columns of one picture: the last two dimensions; a long vector is folded into lines. */
function plane(shape) {
  const last = Number(shape.at(-1) || 1), before = Number(shape.length > 1 ? shape.at(-2) : 1);
  if (before > 1 || last <= 256) return [before, last];
  const line = 2 ** Math.ceil(Math.log2(Math.sqrt(last)));
  return [Math.ceil(last / line), line];
}

function heat(values, shape, index, signed, range) {
  const [tall, wide] = plane(shape), columns = Math.min(wide, 512), lines = Math.min(tall, 512);
  const map = make('canvas', { class: 'tensor', width: columns, height: lines, role: 'img', 'aria-label': 'heat map', style: { width: Math.min(400, Math.max(columns, 200)) + 'px', height: Math.min(400, Math.max(40, lines * Math.min(400, Math.max(columns, 200)) / columns)) + 'px' } });
  const ink = map.getContext('2d'), picture = ink.createImageData(columns, lines), low = signed ? -range.size : range.least, high = signed ? range.size : range.most;
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < columns; x++) {
      const v = values[index * wide * tall + Math.floor(y * tall / lines) * wide + Math.floor(x * wide / columns)];
      const [r, g, b] = v === undefined ? [128, 128, 128] : !Number.isFinite(v) ? [255, 0, 255] : signed ? (v === 0 ? [245, 245, 245] : v > 0 ? [220, 220 - 190 * v / high, 220 - 200 * v / high] : [220 - 190 * v / low, 220 - 160 * v / low, 235]) : ramp((v - low) / (high - low || 1), isDark());
      picture.data.set([r, g, b, 255], (y * columns + x) * 4);
    }
  }
  ink.putImageData(picture, 0, 0);
  map.addEventListener('mousemove', event => {
    const x = Math.min(wide - 1, Math.floor(event.offsetX / map.clientWidth * wide)), y = Math.min(tall - 1, Math.floor(event.offsetY / map.clientHeight * tall));
    map.title = `[${y}, ${x}], element ${index * wide * tall + y * wide + x}: ${values[index * wide * tall + y * wide + x]}`;
  });
  return map;
}

function histogram(values, facts) {
  const bins = new Uint32Array(60), picture = svg('svg', { class: 'graph', viewBox: '0 0 400 90', role: 'img', 'aria-label': 'histogram' }), step = (facts.most - facts.least) / bins.length || 1;
  for (const v of values) if (Number.isFinite(v)) bins[Math.min(bins.length - 1, Math.floor((v - facts.least) / step))]++;
  const most = Math.max(1, ...bins);
  bins.forEach((n, i) => picture.append(svg('rect', { x: 4 + i * 6.5, y: 74 - 68 * n / most, width: 6, height: 68 * n / most, style: 'fill: var(--kernel); stroke: none' })));
  picture.append(svg('text', { x: 4, y: 87 }, String(Number(facts.least.toPrecision(5)))), svg('text', { x: 396, y: 87, 'text-anchor': 'end' }, String(Number(facts.most.toPrecision(5)))));
  return picture;
}

let first = 0, second = -1, slice = 0;
/** Lead from an argument of a task to what was dumped of it. */
function dumpLinks(t, index) {
  const links = [];
  tensors.forEach((tensor, i) => {
    if (Number(tensor.arg_index) === index && titleOf(tensor)[0] === t) links.push(make('button', { class: 'link', onclick: () => { first = i; second = -1; slice = 0; show('tensors'); } }, tensor.stage.split('_')[0]), ' ');
  });
  return make('span', null, ...links);
}
function tensorsPanel() {
  const titles = tensors.map(titleOf), choice = (label, value, none, change) => make('label', null, label + ' ', make('select', { style: { maxWidth: '100%' }, onchange: event => { change(Number(event.target.value)); show('tensors'); } },
    ...(none ? [make('option', { value: -1 }, none)] : []), ...titles.map(([, title], i) => make('option', { value: i, selected: i === value ? '' : undefined }, title))));
  const tensor = tensors[first], own = valuesOf(tensor), other = second >= 0 ? valuesOf(tensors[second]) : null, out = [];
  out.push(make('p', null, choice('Tensor', first, null, v => { first = v; slice = 0; })), make('p', null, choice('minus', second, 'nothing', v => { second = v; })));
  if (titles[first][0] >= 0) out.push(make('p', null, taskLink(titles[first][0])));
  if (tensor.truncated || tensor.overwritten) out.push(make('p', { class: 'bad' }, tensor.truncated ? 'This dump is cut.' : 'This dump was overwritten.'));
  if (!own.length) return [...out, make('p', { class: 'bad' }, tensor.held ? 'No elements, or a type that this page cannot read.' : 'The payload is not in this page, which holds the first part of a large file only; read the .bin beside it.')];
  if (other && other.length !== own.length) return [...out, make('p', { class: 'bad' }, `They cannot be compared: ${own.length} elements and ${other.length}.`)];
  const values = other ? own.map((v, i) => Object.is(v, other[i]) ? 0 : v - other[i]) : own, facts = census(values), planes = Math.max(1, Math.floor(values.length / (Number(tensor.shape.at(-1) || 1) * Number(tensor.shape.at(-2) || 1))));
  slice = Math.min(slice, planes - 1);
  out.push(make('h2', null, other ? 'Difference' : 'Census'), rows(['', '#'], [['elements', String(facts.elements)], [other ? 'equal' : 'zeros', `${facts.zero} (${percent(facts.zero / facts.elements)})`], ['negative', String(facts.negative)],
    ['NaN', make('span', { class: facts.nan ? 'bad' : '' }, String(facts.nan))], ['infinite', make('span', { class: facts.infinite ? 'bad' : '' }, String(facts.infinite))], ['least', String(facts.least)], ['most', String(facts.most)], ['mean', String(facts.mean)]]));
  if (!other && facts.zero === facts.elements) out.push(make('p', { class: 'bad' }, 'Every element is zero: was it ever written?'));
  if (planes > 1) out.push(make('p', null, make('label', null, `plane ${slice + 1} of ${planes} `, make('input', { type: 'range', min: 0, max: planes - 1, value: slice, onchange: event => { slice = Number(event.target.value); show('tensors'); } }))));
  out.push(make('h2', null, `Heat map, ${plane(tensor.shape).join(' × ')}`), heat(values, tensor.shape, slice, Boolean(other), { ...facts, size: Math.max(Math.abs(facts.least), Math.abs(facts.most)) || 1 }), make('h2', null, 'Histogram'), histogram(values, facts));
  return out;
}
if (tensors.length) PANELS.push(['tensors', 'Tensors', tensorsPanel]);
