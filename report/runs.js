// SPDX-License-Identifier: Apache-2.0
"use strict";

// The page of several runs: what differs between them, as a table, as curves, and beside each other.

// What can be compared; `better` is the end of the scale that people want.
const kCompared = [
  { name: "cycles per access", figure: "cpu#.stopped_at_cycle/accesses", format: 3, better: "less" },
  { name: "walks per 1,000 accesses", figure: "cpu#.walk_latency.count*1000/accesses", format: 3, better: "less" },
  { name: "cycles per walk", figure: "cpu#.walk_latency.total_cycles/cpu#.walk_latency.count", format: 1, better: "less" },
  { name: "TLB hit rate, %", figure: "cpu#.tlb.hits/cpu#.tlb.lookups", format: "%", better: "more" },
  { name: "D-ERAT misses per 1,000 accesses", figure: "cpu#.derat.misses*1000/accesses", format: 3, better: "less" },
  { name: "faults of the guest", figure: "cpu#.thread.storage_interrupts+cpu#.thread.segment_interrupts", format: "exact", better: "less" },
  { name: "simulated µs", figure: us("simulated_cycles"), format: 1, better: "less" },
  { name: "downtime, µs", figure: us("migration.downtime_cycles"), format: 1, better: "less", only: "migration.finished" },
  { name: "entries sent", figure: "migration.passes.#.valid+migration.passes.#.invalid", format: "exact", better: "less", only: "migration.finished" },
  { name: "broken promises", figure: "promises.violations", format: "exact", better: "less", only: "migration.finished" },
];

function comparedFacts(runs) {
  const presets = [...new Set(runs.map((run) => run.at("preset.name")))].join(", ");
  const inputs = [...new Set(runs.flatMap((run) => run.inputs))].join(", ");
  return [element("span", {}, "preset ", element("b", {}, presets)), element("span", {}, "of ", element("b", {}, inputs))];
}

// Whether runs that agree in all of `by` agree in `of`, too; each says one thing of a run.
function follows(runs, of, by) {
  const found = new Map();
  return runs.every((run) => {
    const place = JSON.stringify(by.map((one) => one(run)));
    if (!found.has(place)) found.set(place, of(run));
    return found.get(place) === of(run);
  });
}

function at(key) { return (run) => run.at(key); }

// Parameters, and the preset and the seed, in which runs differ; not what follows from the preset,
// or from what is run.
function sweptKeys(runs) {
  const keys = [...new Set(runs.flatMap((run) => [...run.values.keys()].filter((key) => key.startsWith("config.") || key === "seed")))];
  const own = keys.filter((key) => !follows(runs, at(key), [at("preset.name")]) && !follows(runs, at(key), [inputOf]));
  return follows(runs, at("preset.name"), []) ? own : ["preset.name", ...own];
}

// Of several keys those that are needed to tell runs apart that agree in `by`.
function tellingApart(runs, keys, by) {
  const needed = [];
  for (const key of keys) {
    if (!follows(runs, at(key), [...by, ...needed.map(at)])) needed.push(key);
  }
  return needed;
}

// What was run.
function inputOf(run) { return run.inputs.join(", "); }

function inputsDiffer(runs) { return new Set(runs.map(inputOf)).size > 1; }

function shortKey(key) { return key.replace(/^config\./, ""); }

function comparedFigures(runs) {
  return kCompared.filter(({ figure, only }) => runs.every((run) => (!only || run.at(only) !== undefined)) && runs.some((run) => Number.isFinite(run.figure(figure))) && (new Set(runs.map((run) => run.figure(figure))).size > 1 || figure === kCompared[0].figure));
}

function lastPart(name) { return name.split("/").filter(Boolean).at(-1) ?? name; }

// The folder's own name where that says which run it is.
function runName(run) {
  const own = lastPart(run.name);
  return kData.runs.filter(({ name }) => lastPart(name) === own).length > 1 ? run.name : own;
}

// --- the table ---------------------------------------------------------------------------------

function sortable(columns, rows) {
  const made = table(columns, rows.map((row) => row.map(({ cell }) => cell)));
  const body = made.querySelector("tbody");
  made.querySelector("table").classList.add("sortable");
  const order = rows.map((row, i) => ({ row, shown: body.rows[i] }));
  made.querySelectorAll("th").forEach((head, column, heads) => {
    head.tabIndex = 0;
    const sort = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      order.sort((a, b) => (down ? -1 : 1) * compareValues(a.row[column].value, b.row[column].value));
      body.append(...order.map(({ shown: row }) => row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  });
  return made;
}

function compareValues(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a ?? "").localeCompare(String(b ?? ""), "en", { numeric: true });
}

function runsTable(runs, swept, figures) {
  const columns = ["run", ...(inputsDiffer(runs) ? ["of"] : []), ...swept.map((key) => `#${shortKey(key)}`), ...figures.map(({ name }) => `#${name}`)];
  const inOrder = [...runs].sort((a, b) => swept.reduce((order, key) => order || compareValues(a.at(key), b.at(key)), 0));
  const rows = inOrder.map((run) => [
    { value: run.name, cell: element("td", { class: "key" }, runName(run)) },
    ...(inputsDiffer(runs) ? [{ value: inputOf(run), cell: inputOf(run) }] : []),
    ...swept.map((key) => ({ value: run.at(key), cell: run.has(key) ? valueAt(run, key) : kNothing })),
    ...figures.map(({ figure, format }) => ({ value: run.figure(figure), cell: shown(run, figure, format) })),
  ]);
  return section("runs", "Runs", "A click on a column's head sorts by it.", panel(null, sortable(columns, rows)));
}

// --- charts ------------------------------------------------------------------------------------

function choice(label, names, chosen, on) {
  const select = element("select", {}, names.map((name, i) => element("option", { value: i, selected: i === chosen ? "" : null }, name)));
  select.addEventListener("change", () => on(Number(select.value)));
  return element("label", {}, label, select);
}

function scaled(value, format) { return format === "%" ? 100 * value : value; }

// Values of several orders of magnitude are apart only on a logarithmic scale.
function scaleOf(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least > 0 && most / least >= 16 ? { type: "logarithmic", min: least / 1.15, max: most * 1.15 } : { type: "linear" };
}

// Each value that there is has a tick.
function numberAxis(name, values) {
  const own = [...new Set(values)].sort((a, b) => a - b).map((value) => ({ value }));
  return axis(name, { ...scaleOf(values), grid: { display: false }, afterBuildTicks: (built) => { built.ticks = own; }, ticks: { callback: (value) => fixed(value, Number.isInteger(value) ? 0 : 2) } });
}

// Few values have a tick each.
function pointAxis(name, values) {
  const own = [...new Set(values)].sort((a, b) => a - b).map((value) => ({ value }));
  const scale = scaleOf(values);
  const few = scale.type === "logarithmic" && own.length <= 8;
  return axis(name, { ...scale, ...(few ? { afterBuildTicks: (built) => { built.ticks = own; } } : {}), ticks: { callback: compact } });
}

// A figure over a swept parameter; runs that agree in all others are one curve.
function curves(runs, swept, figures) {
  if (swept.length === 0) return null;
  const state = { key: 0, figure: 0 };
  const made = chart(330, () => {
    const key = swept[state.key];
    const isNumber = runs.every((run) => typeof run.at(key) === "number");
    const { figure, name, format } = figures[state.figure];
    const others = tellingApart(runs, swept.filter((other) => other !== key), [at(key), inputOf]);
    const groups = new Map();
    for (const run of runs) {
      const label = [...(inputsDiffer(runs) ? [inputOf(run)] : []), ...others.map((other) => `${shortKey(other)} ${run.at(other)}`)].join(", ") || name;
      groups.set(label, [...(groups.get(label) ?? []), { x: isNumber ? run.at(key) : String(run.at(key)), y: scaled(run.figure(figure), format) }]);
    }
    const across = isNumber ? numberAxis(shortKey(key), runs.map((run) => run.at(key))) : axis(shortKey(key), { type: "category", labels: [...new Set(runs.map((run) => String(run.at(key))))].sort(compareValues), offset: true, grid: { display: false } });
    return {
      type: "line",
      data: { datasets: [...groups].map(([label, points], i) => curve(label, points.sort((a, b) => compareValues(a.x, b.x)), 1 + (i % 8))) },
      options: { scales: { x: across, y: axis(name) } },
    };
  });
  const redraw = charts.at(-1);
  return section("curves", "Over a parameter", null, panel(null, element("div", { class: "controls" },
    choice("figure", figures.map(({ name }) => name), 0, (i) => { state.figure = i; redraw(); }),
    choice("over", swept.map(shortKey), 0, (i) => { state.key = i; redraw(); })), made));
}

// Runs that no other is at least as good as in both figures, and better in one.
function paretoFront(points, x, y) {
  const worse = (a, b, { better }) => (better === "less" ? a > b : a < b);
  return points.filter((point) => !points.some((other) =>
    !worse(other.x, point.x, x) && !worse(other.y, point.y, y) && (worse(point.x, other.x, x) || worse(point.y, other.y, y))));
}

function pareto(runs, swept, figures) {
  const sizes = swept.filter((key) => runs.every((run) => typeof run.at(key) === "number")).map((key) => ({ name: shortKey(key), figure: key, format: "exact", better: "less" }));
  const axes = [...figures, ...sizes];
  if (axes.length < 2) return null;
  const state = { x: sizes.length ? figures.length : 1, y: 0 };
  const front = element("p", { class: "hint" });
  const made = chart(330, () => {
    const [x, y] = [axes[state.x], axes[state.y]];
    const points = runs.map((run) => ({ x: scaled(run.figure(x.figure), x.format), y: scaled(run.figure(y.figure), y.format), run })).filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
    const best = paretoFront(points, x, y).sort((a, b) => a.x - b.x);
    front.textContent = `On the front (${x.better} ${x.name}, ${y.better} ${y.name}): ${best.map(({ run }) => runName(run)).join(", ")}`;
    const label = (item) => `${runName(item.raw.run)}: ${fixed(item.raw.x, 2)}, ${fixed(item.raw.y, 2)}`;
    return {
      type: "scatter",
      data: { datasets: [
        { label: "on the front", data: best, showLine: true, borderColor: ink("c2"), backgroundColor: ink("c2"), borderWidth: 1.5, borderDash: [5, 4], pointRadius: 6, pointHoverRadius: 8 },
        { label: "others", data: points.filter((point) => !best.includes(point)), backgroundColor: ink("c1"), pointRadius: 5, pointHoverRadius: 7 }] },
      options: { scales: { x: pointAxis(x.name, points.map((point) => point.x)), y: pointAxis(y.name, points.map((point) => point.y)) }, plugins: { tooltip: { callbacks: { label } } } },
    };
  });
  const redraw = charts.at(-1);
  const names = axes.map(({ name }) => name);
  return section("pareto", "Two figures beside each other", "A run is on the front if no other is better in one of the two without being worse in the other.",
    panel(null, element("div", { class: "controls" },
      choice("across", names, state.x, (i) => { state.x = i; redraw(); }), choice("up", names, state.y, (i) => { state.y = i; redraw(); })), made, front));
}

function runsPage(runs) {
  const swept = sweptKeys(runs);
  const figures = comparedFigures(runs);
  return [runsTable(runs, swept, figures), curves(runs, swept, figures), pareto(runs, swept, figures)];
}
