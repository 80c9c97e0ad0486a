// SPDX-License-Identifier: Apache-2.0
"use strict";

// The statistics of a run by dotted keys, and figures made of them. Whatever number the page shows
// is a figure: arithmetic of keys, which stands beside it in the page (data-figure), so that it can
// be checked against stats.json.

class Run {
  constructor(source) {
    this.name = source.name;
    this.inputs = source.inputs;
    this.stats = source.stats;
    this.intervals = intervalTable(source.intervals);
    this.values = new Map();
    this.flatten("", this.stats);
    this.sums = new Map();
  }

  flatten(key, value) {
    if (value !== null && typeof value === "object") {
      for (const [name, member] of Object.entries(value)) this.flatten(key ? `${key}.${name}` : name, member);
    } else {
      this.values.set(key, value);
    }
  }

  at(key) { return this.values.get(key); }
  has(key) { return this.values.has(key); }
  number(key) { return Number(this.values.get(key) ?? 0); }

  // The sum over all keys that the pattern stands for: "#" is any number, or none; "cpu#" is any
  // processor of any guest.
  sum(pattern) {
    if (!pattern.includes("#")) return this.number(pattern);
    if (!this.sums.has(pattern)) {
      const keys = new RegExp("^(guest\\d+\\.)?" + pattern.replaceAll(".", "\\.").replaceAll("#", "\\d*") + "$");
      let sum = 0;
      for (const [key, value] of this.values) if (keys.test(key)) sum += Number(value);
      this.sums.set(pattern, sum);
    }
    return this.sums.get(pattern);
  }

  // The value of an expression of keys, numbers, + - * / and brackets; a quotient by 0 is NaN.
  figure(expression) {
    const tokens = expression.match(/[A-Za-z_][\w.#]*|\d+(\.\d+)?|[-+*/()]/g);
    let at = 0;
    const factor = () => {
      const token = tokens[at++];
      if (token === "(") {
        const value = terms();
        ++at;
        return value;
      }
      return /^\d/.test(token) ? Number(token) : this.sum(token);
    };
    const product = () => {
      let value = factor();
      while (tokens[at] === "*" || tokens[at] === "/") {
        if (tokens[at++] === "*") value *= factor();
        else value = quotient(value, factor());
      }
      return value;
    };
    const terms = () => {
      let value = product();
      while (tokens[at] === "+" || tokens[at] === "-") value += tokens[at++] === "+" ? product() : -product();
      return value;
    };
    return terms();
  }

  // The places of parts of a kind: "cpu" gives cpu0, cpu1, or guest0.cpu0 where there are guests.
  places(kind) {
    const keys = new RegExp(`^((?:guest\\d+\\.)?${kind}\\d*)\\.`);
    return [...new Set([...this.values.keys()].map((key) => keys.exec(key)?.[1]).filter(Boolean))];
  }
}

function quotient(a, b) { return b === 0 ? NaN : a / b; }

// Rows of numbers by the names of their columns; null if there are none.
function intervalTable(csv) {
  if (!csv) return null;
  const [header, ...lines] = csv.trim().split("\n").map((line) => line.split(","));
  const columns = {};
  header.forEach((name, i) => { columns[name] = lines.map((line) => Number(line[i])); });
  return columns;
}

const kNothing = "–";

function grouped(digits) { return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ","); }

function fixed(value, places) {
  if (!Number.isFinite(value)) return kNothing;
  const [whole, fraction] = Math.abs(value).toFixed(places).split(".");
  return (value < 0 ? "−" : "") + grouped(whole) + (fraction ? "." + fraction : "");
}

// How numbers are written; "exact" is an integer of stats.json, all its digits.
const kFormats = {
  exact: (value) => (typeof value === "string" ? grouped(value) : fixed(value, 0)),
  "%": (value) => fixed(100 * value, 2),
  0: (value) => fixed(value, 0),
  1: (value) => fixed(value, 1),
  2: (value) => fixed(value, 2),
  3: (value) => fixed(value, 3),
};

const kMicroseconds = "simulated_ps/simulated_cycles/1000000";
function us(cycles) { return `(${cycles})*${kMicroseconds}`; }
