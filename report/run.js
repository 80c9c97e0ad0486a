// SPDX-License-Identifier: Apache-2.0
"use strict";

// The page of one run.

const kSourceNames = { l1: "L1", l2: "L2", l3: "L3", other_l2: "another core's L2", other_l3: "another core's L3", memory: "memory" };
const kProcessorTime = "cpu#.stopped_at_cycle";
const kAttempts = "(cpu#.ierat.lookups+cpu#.derat.lookups)";

function title(run) {
  const what = run.at("job") === "migrate" ? "Migration" : "Run";
  return run.inputs.length ? `${what} of ${run.inputs.join(", ")}` : `${what} ${run.name}`;
}

function facts(run) {
  const fact = (name, value) => element("span", {}, `${name} `, element("b", {}, value));
  return [
    fact("preset", run.at("preset.name") ?? "unknown"), fact("seed", shown(run, "seed")), fact("results in", runName(run)),
    fact("event hash", run.at("event_hash")),
    ...(run.has("cut_short.cycle") ? [element("span", {}, element("b", {}, "cut short"), " at cycle ", shown(run, "cut_short.cycle"))] : []),
  ];
}

// "processor 0", "processor 1 of NAME" where guests have names
function placeName(run, place) {
  const names = { cpu: "processor ", core: "core " };
  return place.split(".").reverse().map((part) => {
    const [, kind, number] = /^([a-z_]+?)(\d*)$/.exec(part);
    return kind === "guest" ? run.at(`guests.${number}`) || part : (names[kind] ?? kind) + number;
  }).join(" of ");
}

// --- at a glance -------------------------------------------------------------------------------

function glance(run) {
  const walks = "cpu#.walk_latency.count";
  const cards = [
    card("simulated time", shown(run, us("simulated_cycles"), 1), { unit: "µs", note: element("span", {}, shown(run, "simulated_cycles"), " cycles") }),
    card("accesses", shown(run, "accesses"), { note: element("span", {}, shown(run, `${kProcessorTime}/accesses`, 2), " cycles each") }),
    card("table walks", shown(run, walks), { note: element("span", {}, shown(run, `${walks}*1000/accesses`, 2), " per 1,000 accesses") }),
    card("a walk takes", shown(run, `cpu#.walk_latency.total_cycles/${walks}`, 1), { unit: "cycles", note: "from request to answer" }),
    card("faults of the guest", shown(run, "cpu#.thread.storage_interrupts+cpu#.thread.segment_interrupts")),
  ];
  if (run.has("migration.finished")) {
    cards.push(card("downtime", shown(run, us("migration.downtime_cycles"), 1), { unit: "µs" }));
    const broken = run.number("promises.violations");
    cards.push(card("promises of the stream", broken ? "broken" : "kept", { verdict: broken ? "bad" : "good", note: element("span", {}, shown(run, "promises.entries_checked"), " entries checked") }));
    const moved = run.at("migration.finished") && run.number("destination.different") === 0;
    const compared = run.has("destination.different") ? element("span", {}, shown(run, "destination.different"), " entries differ") : "not compared: the run was cut short";
    cards.push(card("destination", moved ? "equals source" : run.at("migration.finished") ? "differs" : "not reached", { verdict: moved ? "good" : "bad", note: compared }));
  } else {
    cards.push(card("TLB misses", shown(run, "cpu#.tlb.misses"), { note: element("span", {}, shown(run, "cpu#.tlb.misses/cpu#.tlb.lookups", "%"), " % of lookups") }));
  }
  return section("glance", "At a glance", null, element("div", { class: "cards", style: `--columns: ${cards.length > 6 ? 4 : cards.length}` }, cards));
}

// --- where the cycles go -----------------------------------------------------------------------

function costParts() {
  return [
    { name: "accesses that hit", count: kAttempts, cycles: `${kAttempts}*config.cpu.access_cycles/config.cpu.issue_width`, color: 1 },
    { name: "ERAT misses that hit in the TLB", count: "cpu#.tlb.hits", cycles: "cpu#.tlb.hits*config.cpu.erat_reload_cycles", color: 4 },
    { name: "table walks", count: "cpu#.walk_latency.count", cycles: "cpu#.walk_latency.total_cycles", color: 2 },
    { name: "interrupts of the guest", count: "(cpu#.thread.storage_interrupts+cpu#.thread.segment_interrupts)", cycles: "(cpu#.thread.storage_interrupts+cpu#.thread.segment_interrupts)*config.cpu.interrupt_cycles", color: 6 },
    { name: "hcalls", count: "hypervisor#.hcall_latency.count", cycles: "hypervisor#.hcall_latency.total_cycles", color: 3 },
    { name: "storage interrupts of the hypervisor", count: "hypervisor#.storage_interrupt_latency.count", cycles: "hypervisor#.storage_interrupt_latency.total_cycles", color: 5 },
  ];
}

// What is left of the processors' time; none if what overlaps is more.
function otherCosts(run) {
  const cycles = [kProcessorTime, ...costParts().map((part) => `(${part.cycles})`)].join("-");
  return run.figure(cycles) > 0 ? [{ name: "all else: the guest's kernel, SLB, data, waiting", cycles: `(${cycles})`, color: 8 }] : [];
}

function costs(run) {
  const parts = [...costParts(), ...otherCosts(run)].map((part) => ({ ...part, value: run.figure(part.cycles), title: part.name }));
  const rows = parts.map((part) => [
    element("span", {}, dot(part.color), part.name), part.count ? shown(run, part.count) : "", shown(run, part.cycles, 0), part.count ? shown(run, `${part.cycles}/${part.count}`, 1) : "",
    shown(run, `${part.cycles}/${kProcessorTime}`, "%"),
  ]);
  const within = [
    ["waiting for a walker", "core#.lookup_unit.walker_waits", "core#.lookup_unit.waited_cycles"],
    ["walking", "core#.lookup_unit.walks", "core#.lookup_unit.walk_cycles"],
  ].map(([name, count, cycles]) => [name, shown(run, count), shown(run, cycles), shown(run, `${cycles}/${count}`, 1), shown(run, `${cycles}/${kProcessorTime}`, "%")]);
  return section("costs", "Where the cycles go",
    "What processors spend their time on. Work that overlaps, as walks beside younger accesses, counts in full, so the shares need not make a whole.",
    panel(null, stackedBar(parts), table(["", "#times", "#cycles", "#cycles each", "#% of processors' time"], rows)),
    element("div", { class: "panels" },
      panel("Of the walks", table(["", "#times", "#cycles", "#cycles each", "#% of processors' time"], within)),
      lineSources(run)));
}

function lineSources(run) {
  const found = Object.keys(kSourceNames).filter((name) => run.sum(`core#.lookup_unit.ptegs_from_${name}`) > 0);
  const all = `(${Object.keys(kSourceNames).map((name) => `core#.lookup_unit.ptegs_from_${name}`).join("+")})`;
  const parts = found.map((name, i) => ({ name, color: i + 1, value: run.sum(`core#.lookup_unit.ptegs_from_${name}`), title: kSourceNames[name] }));
  if (parts.length === 0) return panel("PTEGs that walks fetched", hint("None: no walk was in time."));
  return panel("PTEGs that walks fetched, by where they were", stackedBar(parts), table(["from", "#PTEGs", "#%"], parts.map((part) => [
    element("span", {}, dot(part.color), part.title), shown(run, `core#.lookup_unit.ptegs_from_${part.name}`), shown(run, `core#.lookup_unit.ptegs_from_${part.name}/${all}`, "%")])));
}

// --- translation -------------------------------------------------------------------------------

function translation(run) {
  const places = run.places("cpu");
  const rows = places.map((cpu) => [
    placeName(run, cpu), shown(run, `${cpu}.thread.fetches+${cpu}.thread.loads+${cpu}.thread.stores`), shown(run, `${cpu}.ierat.hit_rate`, "%"), shown(run, `${cpu}.derat.hit_rate`, "%"), shown(run, `${cpu}.tlb.hit_rate`, "%"),
    shown(run, `${cpu}.thread.walks_primary`), shown(run, `${cpu}.thread.walks_secondary`), shown(run, `${cpu}.thread.walks_not_found`), shown(run, `${cpu}.thread.walks_denied`),
    shown(run, `${cpu}.thread.reference_updates`), shown(run, `${cpu}.thread.change_updates`),
  ]);
  const hcalls = [...new Set([...run.values.keys()].map((key) => /cpu\d+\.hcalls\.(\w+)$/.exec(key)?.[1]).filter(Boolean))].filter((name) => run.sum(`cpu#.hcalls.${name}`) > 0);
  return section("translation", "Translation", null,
    panel(null, table(["", "#accesses", "#I-ERAT hit %", "#D-ERAT hit %", "#TLB hit %", "#walks: primary", "#secondary", "#nothing", "#denied", "#R set", "#C set"], rows)),
    hcalls.length ? element("div", { class: "panels" },
      panel("Hcalls", barChart(hcalls.map((name) => run.sum(`cpu#.hcalls.${name}`)), hcalls.map((name) => name.replaceAll("_", " ")), 3)),
      panel("The same in numbers", table(["hcall", "#count", "meaning"], hcalls.map((name) => [name.replaceAll("_", " "), shown(run, `cpu#.hcalls.${name}`), meaningCell(`cpu0.hcalls.${name}`)])))) : null);
}

function meaningCell(key) { return element("td", { class: "text" }, described(key)?.description ?? ""); }

function barChart(values, labels, color) {
  return chart(48 + 27 * labels.length, () => ({
    type: "bar",
    data: { labels, datasets: [bars("", values, color)] },
    options: { indexAxis: "y", scales: { x: axis("", { ticks: { callback: compact } }), y: axis("", { grid: { display: false }, ticks: { autoSkip: false } }) } },
  }));
}

// --- latencies ---------------------------------------------------------------------------------

function histograms(run) {
  const found = [];
  const visit = (key, value) => {
    if (value === null || typeof value !== "object") return;
    if (Array.isArray(value.bins_from_cycles_and_count)) {
      if (value.count > 0) found.push({ key, bins: value.bins_from_cycles_and_count });
      return;
    }
    for (const [name, member] of Object.entries(value)) visit(key ? `${key}.${name}` : name, member);
  };
  visit("", run.stats);
  return found;
}

function latencyName(run, key) {
  const names = { walk_latency: "table walk", hcall_latency: "hcall", storage_interrupt_latency: "storage interrupt", read_latency: "HTAB read", write_latency: "HTAB write" };
  const parts = key.split(".");
  const name = names[parts.pop()] ?? key;
  const where = parts.filter((part) => !["hypervisor", "htab_fd"].includes(part));
  return where.length ? `${name}, ${placeName(run, where.join("."))}` : name;
}

function latencies(run) {
  const found = histograms(run);
  if (found.length === 0) return null;
  const rows = found.map(({ key }) => [latencyName(run, key), shown(run, `${key}.count`), shown(run, `${key}.total_cycles/${key}.count`, 1),
    ...["minimum", "p50", "p90", "p99", "maximum"].map((name) => shown(run, `${key}.${name}_cycles`))]);
  const plots = found.map(({ key, bins }, i) => panel(latencyName(run, key), histogram(bins, 1 + (i % 6))));
  return section("latencies", "Latencies", "In cycles of the core clock. A bar is a step of the histogram, of which there are sixteen an octave.",
    panel(null, table(["", "#count", "#mean", "#shortest", "#50 %", "#90 %", "#99 %", "#longest"], rows)), panels(plots));
}

function histogram(bins, color) {
  return chart(210, () => ({
    type: "bar",
    data: { labels: bins.map(([from]) => fixed(from, 0)), datasets: [bars("", bins.map(([, count]) => count), color, { categoryPercentage: 1, barPercentage: 0.92, borderRadius: 1 })] },
    options: {
      scales: { x: axis("cycles", { grid: { display: false } }), y: axis("", { type: "logarithmic", min: 0.8, ticks: { callback: powersOfTen } }) },
      plugins: { tooltip: { callbacks: { title: ([item]) => `from ${item.label} cycles`, label: (item) => `${fixed(item.raw, 0)} times` } } },
    },
  }));
}

function powersOfTen(value) { return Number.isInteger(Math.log10(value)) ? compact(value) : null; }

// --- over time ---------------------------------------------------------------------------------

function overTime(run) {
  const rows = run.intervals;
  if (rows === null) return null;
  const usPerCycle = run.figure(kMicroseconds);
  const times = rows.end_cycle.map((cycle) => cycle * usPerCycle);
  const ratio = (a, b, factor = 1) => rows[a].map((value, i) => (rows[b][i] === 0 ? null : (factor * value) / rows[b][i]));
  const hits = (lookups, misses) => rows[lookups].map((all, i) => (all === 0 ? null : (100 * (all - rows[misses][i])) / all));
  const lines = (name, unit, ...curves) => panel(name, chart(220, () => ({
    type: "line",
    data: { datasets: curves.map(([label, values], i) => curve(label, values.map((y, at) => ({ x: times[at], y })), i + 1, { spanGaps: false })) },
    options: { interaction: { mode: "index", intersect: false }, scales: { x: axis("simulated time, µs", { type: "linear", min: 0, max: times.at(-1), grid: { display: false }, ticks: { callback: compact, includeBounds: false } }), y: axis(unit, { beginAtZero: true, ticks: { callback: compact } }) } },
  })));
  const plots = [
    lines("Hit rates", "%", ["I-ERAT", hits("ierat_lookups", "ierat_misses")], ["D-ERAT", hits("derat_lookups", "derat_misses")], ["TLB", hits("tlb_lookups", "tlb_misses")]),
    lines("Table walks", "per 1,000 accesses", ["walks", ratio("walks", "accesses", 1000)]),
    lines("A walk takes", "cycles", ["cycles", ratio("walk_cycles", "walks")]),
    lines("Interrupts and hcalls", "in each interval", ["hcalls", rows.hcalls], ["storage interrupts of the guest", rows.storage_interrupts], ["of the hypervisor", rows.hypervisor_storage_interrupts]),
  ];
  if (rows.entries_sent) plots.push(lines("The stream", "entries in each interval", ["sent", rows.entries_sent], ["changed while streamed", rows.changed_while_streamed]));
  return section("time", "Over time", "From intervals.csv: a point for each interval of simulated time.", panels(plots));
}

// --- the table ---------------------------------------------------------------------------------

function tableFill(run) {
  const buckets = run.stats.table?.buckets;
  if (!buckets) return null;
  const fill = run.stats.table.ptegs_by_valid_entries;
  const entries = "(table.ptegs*8/256)";
  const ofSlots = (key) => ({ figure: `${key}/${entries}`, format: "%", unit: "% of the slots" });
  const maps = [
    heatPanel(run, "Entries in their primary PTEG", "primary", ofSlots),
    heatPanel(run, "Entries in their secondary PTEG", "secondary", ofSlots),
  ];
  if (buckets.changed_while_streamed) maps.push(heatPanel(run, "Changes while it was streamed", "changed_while_streamed", (key) => ({ figure: key, format: "exact", unit: "changes" })));
  return section("table", "The table", element("span", {},
    "How full the hashed page table is at the end, as the guest sees it. Each square of a map is a part of ", shown(run, "table.ptegs/256"), " PTEGs, from the first, top left, to the last."),
    element("div", { class: "panels three" }, maps),
    element("div", { class: "panels" },
      panel("PTEGs by valid entries", chart(210, () => ({
        type: "bar", data: { labels: fill.map((_, i) => String(i)), datasets: [bars("", fill, 1)] },
        options: { scales: { x: axis("valid entries in a PTEG", { grid: { display: false } }), y: axis("PTEGs", { type: "logarithmic", min: 0.8, ticks: { callback: powersOfTen } }) } },
      }))),
      panel("The same in numbers", table(["", "#"], [
        ["PTEGs", shown(run, "table.ptegs")], ["valid entries", shown(run, "table.valid")], ["of all slots", shown(run, "table.valid/(table.ptegs*8)", "%", "%")],
        ["in their secondary PTEG", shown(run, "table.buckets.secondary.#/table.valid", "%", "%")], ["full PTEGs", shown(run, "table.ptegs_by_valid_entries.8/table.ptegs", "%", "%")]]))));
}

function mix(from, to, share) {
  const channel = (color, i) => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  return `rgb(${[0, 1, 2].map((i) => Math.round(channel(from, i) + (channel(to, i) - channel(from, i)) * share)).join(",")})`;
}

// `shownAs` says what the number at a key is to people.
function heatPanel(run, name, buckets, shownAs) {
  const values = run.stats.table.buckets[buckets];
  const most = Math.max(1, ...values);
  const key = (i) => `table.buckets.${buckets}.${i}`;
  const squares = values.map((_, i) => {
    const { figure, format, unit } = shownAs(key(i));
    return element("i", { title: `part ${i}: ${kFormats[format](run.figure(figure))} ${unit}` });
  });
  charts.push(() => {
    const [from, to] = [ink("heat-0"), ink("heat-1")];
    squares.forEach((square, i) => { square.style.background = mix(from, to, values[i] / most); });
  });
  const fullest = shownAs(key(values.indexOf(Math.max(...values))));
  return panel(name, element("div", { class: "heat" }, squares), element("div", { class: "ramp" },
    element("span", {}, "0"), element("span"), element("span", {}, shown(run, fullest.figure, fullest.format), ` ${fullest.unit}`)));
}

// --- races -------------------------------------------------------------------------------------

function races(run) {
  const names = Object.keys(run.stats.races ?? {});
  const met = names.filter((name) => run.number(`races.${name}`) > 0);
  const rows = (some) => some.map((name) => [element("td", { class: "text" }, described(`races.${name}`)?.description ?? name), shown(run, `races.${name}`)]);
  const none = names.filter((name) => !met.includes(name));
  return section("races", "Races", "How often agents met on the table, by kind.",
    met.length ? element("div", { class: "panels" },
      panel(null, chart(66 + 27 * met.length, () => ({
        type: "bar", data: { labels: met.map((name) => name.replaceAll("_", " ")), datasets: [bars("", met.map((name) => run.number(`races.${name}`)), 5)] },
        options: { indexAxis: "y", scales: { x: axis("times", { type: "logarithmic", min: 0.8, ticks: { callback: powersOfTen } }), y: axis("", { grid: { display: false }, ticks: { autoSkip: false } }) } },
      }))),
      panel(null, table(["kind", "#times"], rows(met)), none.length ? folded(`${none.length} kinds that did not occur`, table(["kind", "#times"], rows(none))) : null)) : panel(null, hint("None of any kind."), folded("the kinds", table(["kind", "#times"], rows(none)))));
}

// --- a migration -------------------------------------------------------------------------------

function migration(run) {
  const passes = run.stats.migration?.passes;
  if (!passes) return null;
  const key = (i, name) => `migration.passes.${i}.${name}`;
  const labels = passes.map((_, i) => `pass ${i + 1}`);
  const rows = passes.map((pass, i) => [String(i + 1), pass.guest_stopped ? "stopped" : "runs", shown(run, key(i, "valid")), shown(run, key(i, "invalid")), shown(run, key(i, "bytes")), shown(run, key(i, "reads")),
    shown(run, us(key(i, "cycles")), 1), shown(run, `${key(i, "bytes")}/(${us(key(i, "cycles"))})`, 1), shown(run, key(i, "changed_meanwhile"))]);
  const rate = passes.map((_, i) => run.figure(`${key(i, "bytes")}/(${us(key(i, "cycles"))})`));
  return section("migration", "Migration", null,
    panel("Passes of the stream", table(["pass", "guest", "#valid", "#invalid", "#bytes", "#reads", "#µs", "#MB/s", "#changed meanwhile"], rows)),
    panels(
      panel("Convergence", chart(230, () => ({
        type: "bar",
        data: { labels, datasets: [bars("entries sent", passes.map((pass) => pass.valid + pass.invalid), 1), bars("changed meanwhile", passes.map((pass) => pass.changed_meanwhile), 2)] },
        options: { scales: { x: axis("", { grid: { display: false } }), y: axis("entries", { type: "logarithmic", min: 0.8, ticks: { callback: powersOfTen } }) } },
      })), hint("The guest is stopped when the rest fits the downtime limit; a last read of 0 bytes is the proof that nothing is left.")),
      panel("Bandwidth of the stream", chart(230, () => ({
        type: "bar", data: { labels, datasets: [bars("", rate, 3)] },
        options: { scales: { x: axis("", { grid: { display: false } }), y: axis("MB/s") } },
      })))),
    downtime(run, passes), promises(run), attempts(run));
}

function downtime(run, passes) {
  if (!run.at("migration.finished")) return panel("Downtime", hint("The guest was not moved."));
  const stopped = passes.map((pass, i) => ({ pass, i })).filter(({ pass }) => pass.guest_stopped);
  const passCycles = stopped.map(({ i }) => `migration.passes.${i}.cycles`);
  const stopping = "migration.stopped_cycle-migration.stop_cycle";
  const rest = ["migration.downtime_cycles", `(${stopping})`, ...passCycles].join("-");
  const parts = [
    { title: "the guest comes to a stop", cycles: stopping, color: 4 },
    ...stopped.map(({ i }, at) => ({ title: `pass ${i + 1} with the guest stopped`, cycles: passCycles[at], color: [1, 5, 6, 7][at % 4] })),
    { title: "the destination takes what is on its way", cycles: rest, color: 3 },
  ].map((part) => ({ ...part, value: run.figure(part.cycles) }));
  return panel("Downtime", stackedBar(parts), table(["", "#cycles", "#µs", "#%"], [
    ...parts.map((part) => [element("span", {}, dot(part.color), part.title), shown(run, part.cycles), shown(run, us(part.cycles), 1), shown(run, `(${part.cycles})/migration.downtime_cycles`, "%")]),
    ["altogether", shown(run, "migration.downtime_cycles"), shown(run, us("migration.downtime_cycles"), 1), ""]]));
}

function promises(run) {
  const names = Object.keys(run.stats.promises?.violations_of ?? {});
  const first = run.stats.promises?.first_violations ?? [];
  const rows = names.map((name) => {
    const broken = run.number(`promises.violations_of.${name}`) > 0;
    const at = first.findIndex((violation) => violation.promise === name);
    return [name.replaceAll("_", " "), element("td", { class: `verdict ${broken ? "bad" : "good"}` }, broken ? "✗ broken" : "✓ kept"), shown(run, `promises.violations_of.${name}`),
      element("td", { class: "text" }, `never: ${described(`promises.violations_of.${name}`)?.description ?? ""} `, at >= 0 ? element("a", { href: `#violation${at}` }, "see the events") : "")];
  });
  return panel("Promises of the stream", table(["promise", "verdict", "#violations", ""], rows),
    first.map((violation, i) => violationDetails(run, violation, i)));
}

function violationDetails(run, violation, i) {
  const at = `promises.first_violations.${i}`;
  return element("details", { id: `violation${i}` }, element("summary", {}, `${violation.promise.replaceAll("_", " ")}: entry `, shown(run, `${at}.index`), " at cycle ", shown(run, `${at}.cycle`)),
    element("p", { class: "hint" }, violation.text),
    table(["#cycle", "what happened to the entry", "#initiator"], violation.events_before.map((event, n) => [shown(run, `${at}.events_before.${n}.cycle`), event.what.replaceAll("_", " "), shown(run, `${at}.events_before.${n}.initiator`)])));
}

function attempts(run) {
  const all = run.stats.migration.attempts ?? [];
  if (all.length < 2) return null;
  const at = (i, name) => shown(run, `migration.attempts.${i}.${name}`);
  return panel("Attempts", table(["attempt", "end", "#begin cycle", "#cycles", "#iterations", "#failed calls", "#stood still"],
    all.map((attempt, i) => [String(i + 1), attempt.end.replaceAll("_", " "), at(i, "begin_cycle"), at(i, "cycles"), at(i, "iterations"), at(i, "failed_calls"), at(i, "stood_still")])));
}

// --- sampling, configuration, all figures --------------------------------------------------------

function sampling(run) {
  const figures = run.stats.sampling?.figures;
  if (!figures) return null;
  const key = (name, what) => `sampling.figures.${name}.${what}`;
  return section("samples", "Whole traces, by samples", "Estimates with half of their confidence intervals of 95 %. All other figures count what was simulated in time.",
    panel(null, table(["figure", "#estimate", "#± (95 %)"], Object.keys(figures).map((name) => [name.replaceAll("_", " "), shown(run, key(name, "estimate"), 3), run.has(key(name, "half_width_95")) ? shown(run, key(name, "half_width_95"), 3) : ""]))));
}

// What stands at a key, whatever it is.
function valueAt(run, key) {
  const value = run.at(key);
  return Number.isInteger(value) ? shown(run, key) : element("span", { "data-text": key, "data-run": run.index }, String(value));
}

function configuration(run) {
  const differs = Object.keys(run.stats.preset?.differs ?? {});
  const own = (key) => valueAt(run, `config.${key}`);
  const preset = (key) => valueAt(run, `preset.differs.${key}`);
  const all = [...run.values.keys()].filter((key) => key.startsWith("config.")).map((key) => key.slice("config.".length));
  const describedCells = (key) => [described(`config.${key}`)?.unit ?? "", meaningCell(`config.${key}`)];
  const name = (key) => element("td", { class: "key" }, key);
  return section("configuration", "Configuration", `What differs from the preset ${run.at("preset.name") ?? ""}.`,
    panel(null, differs.length ? table(["parameter", "#this run", "#preset", "unit", "meaning"], differs.map((key) => [name(key), own(key), preset(key), ...describedCells(key)])) : hint("Nothing."),
      folded(`all ${all.length} parameters`, table(["parameter", "#value", "unit", "meaning"], all.map((key) => [name(key), own(key), ...describedCells(key)])))));
}

function everything(run) {
  const keys = [...run.values.keys()].filter((key) => !key.startsWith("config.") && !/bins_from_cycles_and_count|table\.buckets/.test(key));
  const search = element("input", { type: "search", placeholder: "part of a key", "aria-label": "part of a key" });
  const rows = keys.map((key) => [element("td", { class: "key" }, key), valueAt(run, key), described(key)?.unit ?? "", meaningCell(key)]);
  const list = table(["key", "#value", "unit", "meaning"], rows);
  search.addEventListener("input", () => {
    list.querySelectorAll("tbody tr").forEach((row, i) => { row.hidden = !keys[i].includes(search.value.trim()); });
  });
  return element("section", { id: "figures", "data-title": "All figures", class: "long screen" }, heading("All figures", "What stats.json says, without histograms and maps."),
    panel(null, folded(`${keys.length} figures`, element("div", { class: "controls" }, search), list)));
}

function runPage(run) {
  return [glance(run), costs(run), migration(run), overTime(run), translation(run), latencies(run), tableFill(run), races(run), sampling(run), configuration(run), everything(run)];
}
