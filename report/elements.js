// SPDX-License-Identifier: Apache-2.0
"use strict";

// What the page is made of: elements, figures, tables and charts that follow the theme.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// A number of a run. `run` is its place among the runs of the page.
function shown(run, expression, format = "exact", unit = "") {
  const single = run.at(expression);
  const value = typeof single === "string" ? single : run.figure(expression);
  const text = kFormats[format](value);
  const attributes = { "data-figure": expression, "data-format": format };
  attributes["data-run"] = run.index;
  if (value === 0) attributes.class = "zero";
  const number = element("span", attributes, text);
  return unit && text !== kNothing ? element("span", {}, number, element("span", { class: "unit" }, unit === "%" ? " %" : " " + unit)) : number;
}

function heading(text, lead) {
  return [element("h2", {}, text), lead ? element("p", { class: "lead" }, lead) : null];
}

function section(id, title, lead, ...content) {
  return element("section", { id, "data-title": title }, heading(title, lead), ...content);
}

function panel(title, ...content) {
  const made = element("div", { class: "panel" }, title ? element("h3", {}, title) : null, ...content);
  if (title) made.querySelectorAll("[role=img]").forEach((picture) => picture.setAttribute("aria-label", title));
  return made;
}
function panels(...content) { return element("div", { class: "panels" }, ...content); }
function hint(text) { return element("p", { class: "hint" }, text); }

function card(what, value, { unit = "", note = null, verdict = "" } = {}) {
  return element("div", { class: `card ${verdict}` }, element("div", { class: "what" }, what),
    element("div", { class: typeof value === "string" ? "value word" : "value" }, value, unit ? element("span", { class: "unit" }, " " + unit) : null),
    note ? element("div", { class: "note" }, note) : null);
}

// Columns are names, those of numbers with a "#" in front. Cells are texts or elements.
function table(columns, rows) {
  const right = columns.map((name) => name.startsWith("#"));
  const head = columns.map((name, i) => element("th", { class: right[i] ? "n" : null, scope: "col" }, right[i] ? name.slice(1) : name));
  const body = rows.map((row) => element("tr", {}, row.map((cell, i) => (cell instanceof HTMLTableCellElement ? cell : element("td", { class: right[i] ? "n" : null }, cell)))));
  return element("div", { class: "scroll" }, element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, body)));
}

function folded(summary, ...content) { return element("details", {}, element("summary", {}, summary), ...content); }

function dot(color) { return element("span", { class: "dot", style: `background: var(--c${color})` }); }

// --- theme -------------------------------------------------------------------------------------

function ink(name) { return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(); }

const charts = [];  // each makes itself anew in the colours of the theme

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  for (const redraw of charts) redraw();
}

function beginTheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const theme = () => chosen ?? (dark.matches ? "dark" : "light");
  document.documentElement.dataset.theme = theme();
  dark.addEventListener("change", () => setTheme(theme()));
  document.getElementById("theme").addEventListener("click", () => {
    chosen = theme() === "dark" ? "light" : "dark";
    setTheme(chosen);
  });
  window.addEventListener("beforeprint", () => setTheme("light"));
  window.addEventListener("afterprint", () => setTheme(theme()));
}

// --- charts ------------------------------------------------------------------------------------

function axis(title, more = {}) {
  return {
    title: { display: Boolean(title), text: title, color: ink("ink-2"), font: { size: 12 } },
    grid: { color: ink("line"), drawBorder: false, drawTicks: false, ...(more.grid ?? {}) },
    ticks: { color: ink("ink-2"), font: { size: 11.5 }, padding: 6, maxRotation: 0, autoSkipPadding: 14, ...(more.ticks ?? {}) },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "grid" && key !== "ticks")),
  };
}

function compact(value) {
  return Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
}

// `make` gives a configuration of Chart.js in the present colours.
function chart(height, make) {
  const canvas = element("canvas", { role: "img" });
  const plot = element("div", { class: "plot", style: `height: ${height}px` }, canvas);
  let drawn = null;
  const redraw = () => {
    drawn?.destroy();
    const made = make();
    made.options = { animation: false, responsive: true, maintainAspectRatio: false, ...made.options };
    const plugins = made.options.plugins ?? {};
    made.options.plugins = {
      ...plugins,
      legend: { display: made.data.datasets.length > 1, align: "start", labels: { color: ink("ink-2"), boxWidth: 10, boxHeight: 10, usePointStyle: true, pointStyle: "rectRounded", font: { size: 12 } }, ...plugins.legend },
      tooltip: { backgroundColor: ink("ink"), titleColor: ink("surface"), bodyColor: ink("surface"), cornerRadius: 6, padding: 8, boxPadding: 4, ...plugins.tooltip },
    };
    drawn = new Chart(canvas, made);
  };
  charts.push(redraw);
  return plot;
}

function bars(label, data, color, more = {}) {
  return { label, data, backgroundColor: ink(`c${color}`), borderRadius: 3, maxBarThickness: 26, ...more };
}

function curve(label, data, color, more = {}) {
  return { label, data, borderColor: ink(`c${color}`), backgroundColor: ink(`c${color}`), borderWidth: 2, pointRadius: data.length > 40 ? 0 : 3, pointHoverRadius: 5, tension: 0, ...more };
}

// A part of several that make a whole, with a legend that is a table.
function stackedBar(parts) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  return element("div", { class: "bar", role: "img" }, parts.filter((part) => part.value > 0).map((part) =>
    element("span", { style: `flex: ${part.value / whole}; background: var(--c${part.color})`, title: part.title })));
}
