// SPDX-License-Identifier: Apache-2.0
"use strict";

// Makes the page of what the element #data holds.

const kData = JSON.parse(document.getElementById("data").textContent);

// What stats.json's keys mean; "*" in a key is a number or a name.
const kDescribed = Object.entries(kData.described.properties).map(([key, text]) => ({
  keys: new RegExp("^(guest\\d+\\.|destination\\.)*" + key.replaceAll(".", "\\.").replaceAll(/([a-z])\*/g, "$1\\d+").replaceAll("*", "[^.]+") + "$"), text,
}));
function described(key) { return kDescribed.find((entry) => entry.keys.test(key))?.text; }

// A link to what is folded opens it.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function beginPage() {
  const runs = kData.runs.map((source) => new Run(source));
  runs.forEach((run, index) => { run.index = index; });
  beginTheme();
  const one = runs.length === 1;
  document.getElementById("title").textContent = one ? title(runs[0]) : `${runs.length} runs`;
  document.title = `${document.getElementById("title").textContent} – htabsim`;
  document.getElementById("facts").append(...(one ? facts(runs[0]) : comparedFacts(runs)));
  document.getElementById("page").append(...(one ? runPage(runs[0]) : runsPage(runs)).filter(Boolean));
  for (const made of document.querySelectorAll("section[data-title]")) {
    document.getElementById("sections").append(element("a", { href: `#${made.id}` }, made.dataset.title));
  }
  document.getElementById("footer").append("Made by htabsim. All numbers are those of stats.json, or arithmetic of them.");
  for (const draw of charts) draw();
  window.addEventListener("hashchange", openTarget);
  openTarget();
}

beginPage();
