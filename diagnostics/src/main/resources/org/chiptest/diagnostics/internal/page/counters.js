// Counters over time, on the axis of the timeline: each column of pixels shows the most that there was in it.
const counterCanvas = document.getElementById('counters'), counterPen = counterCanvas.getContext('2d', { alpha: false });

/** Merge moments at which something grows and shrinks by one, or by weights, into a step function. */
function steps(grows, shrinks, weights) {
  const ups = sortedMoments(grows), downs = sortedMoments(shrinks), at = new Float64Array(ups.length + downs.length), value = new Float64Array(at.length);
  let u = 0, d = 0, sum = 0, most = 0;
  for (let i = 0; i < at.length; i++) {
    if (d >= downs.length || (u < ups.length && grows[ups[u]] < shrinks[downs[d]])) {
      at[i] = grows[ups[u]];
      sum += weights ? weights[ups[u++]] : (u++, 1);
    } else {
      at[i] = shrinks[downs[d]];
      sum -= weights ? weights[downs[d++]] : (d++, 1);
    }
    value[i] = sum;
    if (sum > most) most = sum;
  }
  return { at, value, most, levels: levelsOf(at, value) };
}
/** The same ever coarser: each entry stands for two of the level before, with the most there was in them and the value behind them. */
function levelsOf(at, value) {
  const levels = [{ at, most: value, last: value }];
  for (let fine = levels[0]; fine.at.length > 1024; fine = levels[levels.length - 1]) {
    const size = (fine.at.length + 1) >> 1, coarse = { at: new Float64Array(size), most: new Float64Array(size), last: new Float64Array(size) };
    for (let i = 0; i < size; i++) {
      const second = Math.min(2 * i + 1, fine.at.length - 1);
      coarse.at[i] = fine.at[2 * i];
      coarse.most[i] = Math.max(fine.most[2 * i], fine.most[second]);
      coarse.last[i] = fine.last[second];
    }
    levels.push(coarse);
  }
  return levels;
}
/** Places in the order of their moments; most lists are sorted already, or nearly so. */
function sortedMoments(moments) {
  const order = new Int32Array(moments.length);
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i && moments[i] < moments[i - 1]) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => moments[a] - moments[b]);
}

function series() {
  const ready = [[], []], running = [Array.from(call.task, (_, c) => startOf(c)), Array.from(call.task, (_, c) => endOf(c))], rings = new Map(), heap = [[], [], []];
  for (let t = 0; t < taskCount; t++) {
    const first = firstCall(t), end = task.completed[t] >= 0 ? task.completed[t] : span;
    if (task.ready[t] >= 0 && first >= 0) {
      ready[0].push(task.ready[t]);
      ready[1].push(Math.max(task.ready[t], call.dispatched[first] >= 0 ? call.dispatched[first] : startOf(first)));
    }
    if (task.created[t] >= 0) {
      if (!rings.has(task.ring[t])) rings.set(task.ring[t], [[], []]);
      rings.get(task.ring[t])[0].push(task.created[t]);
      rings.get(task.ring[t])[1].push(end);
      if (task.held[t]) {
        heap[0].push(task.created[t]);
        heap[1].push(end);
        heap[2].push(task.held[t]);
      }
    }
  }
  const all = [{ title: 'Ready, waiting for a core', colour: 'scheduler', ...steps(...ready) }, { title: 'Kernels running', colour: 'kernel', ...steps(...running) }];
  for (const ring of [...rings.keys()].sort((a, b) => a - b)) all.push({ title: 'Alive in ring ' + ring, colour: 'orchestrator', ...steps(...rings.get(ring)) });
  all.push({ title: 'Outputs of live tasks', colour: 'data', unit: 'bytes', ...steps(...heap) });
  return all.filter(each => each.at.length);
}
const counters = series();

function before(list, moment) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= moment) low = middle + 1; else high = middle;
  }
  return low - 1;
}

const count = (value, unit) => unit === 'bytes' ? (value >= 1048576 ? (value / 1048576).toFixed(1) + ' MiB' : value >= 1024 ? (value / 1024).toFixed(0) + ' KiB' : value + ' B') : String(value);

/** Write one counter into the pixels of its strip, from the level of which a pixel has but a few entries. */
function drawCounter(one, pixels, wide, tall, ink) {
  const perPixel = (before(one.at, view.end) - before(one.at, view.begin)) / wide;
  const { at, most: peaks, last } = one.levels[Math.max(0, Math.min(one.levels.length - 1, Math.floor(Math.log2(perPixel / 4))))];
  const wideMoment = (view.end - view.begin) / wide;
  let next = Math.max(0, before(at, view.begin)), value = next < at.length && at[next] <= view.begin ? last[next] : 0;
  for (let x = 0; x < wide; x++) {
    const until = view.begin + (x + 1) * wideMoment;
    let most = value;
    for (; next < at.length && at[next] <= until; next++) {
      if (peaks[next] > most) most = peaks[next];
      value = last[next];
    }
    for (let y = Math.round(tall * (1 - most / one.most)); y < tall; y++) pixels[y * wide + x] = ink;
  }
}

function drawCounters() {
  const width = counterCanvas.clientWidth, each = counterCanvas.clientHeight / Math.max(1, counters.length), wide = counterCanvas.width - Math.round(LABEL * ratio), tall = Math.max(1, Math.round((each - 4) * ratio));
  counterPen.setTransform(ratio, 0, 0, ratio, 0, 0);
  counterPen.fillStyle = colours.css('bg');
  counterPen.fillRect(0, 0, width, counterCanvas.clientHeight);
  if (wide < 1) return;
  const strip = counterPen.createImageData(wide, tall), pixels = new Uint32Array(strip.data.buffer);
  counterPen.font = '11px system-ui, "DejaVu Sans", sans-serif';
  counterPen.textBaseline = 'middle';
  counters.forEach((one, i) => {
    const top = i * each + 2;
    pixels.fill(colours.lane);
    drawCounter(one, pixels, wide, tall, colours.counter[one.colour]);
    counterPen.putImageData(strip, Math.round(LABEL * ratio), Math.round(top * ratio));
    counterPen.fillStyle = colours.css('dim');
    counterPen.fillText(one.title, 6, top + each / 2 - 2, LABEL - 12);
    const label = 'at most ' + count(one.most, one.unit), long = counterPen.measureText(label).width;
    counterPen.fillStyle = colours.css('bg');
    counterPen.fillRect(width - long - 10, top + 1, long + 8, 13);
    counterPen.fillStyle = colours.css('text');
    counterPen.fillText(label, width - long - 6, top + 8);
  });
}

function countersAt(moment) {
  return counters.map(one => {
    const i = before(one.at, moment);
    return one.title + ': ' + count(i < 0 ? 0 : one.value[i], one.unit);
  }).join('\n');
}
