#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# report_page_test.py PROGRAM   reads pages that `run`, `migrate` and `report` write, as Chromium
#                               shows them: each number must be that of stats.json
#
# Exit code 77, which ctest takes for a skipped test, if there is no Chromium.
import html.parser
import json
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SORT = ROOT / "traces/sort.lackey.zst"
GUEST = ROOT / "traces/p8-4k-share"
VOID = {"meta", "link", "br", "input", "hr", "img"}
NOTHING = "–"


class Cell:
    """A figure or a text of stats.json as the page shows it."""

    def __init__(self, attributes):
        self.attributes = attributes
        self.text = ""


class Page(html.parser.HTMLParser):
    """What stands in the page's cells, and numbers in them that no figure is given for."""

    def __init__(self, text):
        super().__init__()
        self.cells, self.unmarked, self.open = [], [], []
        self.in_number_cell = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        attributes = dict(attributes)
        cell = Cell(attributes) if {"data-figure", "data-text"} & attributes.keys() else None
        classes = (attributes.get("class") or "").split()
        number = (tag == "td" and "n" in classes) or "value" in classes
        self.open.append((tag, cell, number))
        self.in_number_cell += number

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        opened, cell, number = self.open.pop()
        assert opened == tag, f"<{opened}> ends with </{tag}>"
        self.in_number_cell -= number
        if cell:
            self.cells.append(cell)

    def handle_data(self, data):
        marked = [cell for _, cell, _ in self.open if cell]
        for cell in marked:
            cell.text += data
        if not marked and self.in_number_cell and re.search(r"\d", data):
            self.unmarked.append(data)


def flat(value, key=""):
    if isinstance(value, dict):
        for name, member in value.items():
            yield from flat(member, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from flat(member, f"{key}.{index}")
    else:
        yield key, value


def figure(values, expression):
    """The value of a figure of the page, worked out anew."""

    def key_value(match):
        key = match[0]
        if "#" not in key:
            return repr(float(values.get(key, 0)))
        keys = re.compile(r"(guest\d+\.)?" + re.escape(key).replace(r"\#", r"\d*"))
        return repr(float(sum(value for name, value in values.items() if keys.fullmatch(name))))

    arithmetic = re.sub(r"[A-Za-z_][\w.#]*", key_value, expression)
    try:
        return eval(arithmetic, {"__builtins__": {}})  # numbers and + - * / ( ) only
    except ZeroDivisionError:
        return math.nan


def check_cell(cell, runs):
    values = runs[int(cell.attributes.get("data-run", 0))]
    if "data-text" in cell.attributes:
        key = cell.attributes["data-text"]
        want = values[key]
        text = want if isinstance(want, str) else json.dumps(want)
        if isinstance(want, float):
            assert float(cell.text) == want, f"{key}: {cell.text}, not {want}"
        else:
            assert cell.text == text, f"{key}: {cell.text}, not {text}"
        return
    expression = cell.attributes["data-figure"]
    want = figure(values, expression)
    if cell.text == NOTHING:
        assert math.isnan(want), f"{expression}: nothing, not {want}"
        return
    digits = cell.text.replace(",", "").replace("−", "-")
    if cell.attributes["data-format"] == "exact" and expression in values:
        assert digits == str(values[expression]), f"{expression}: {cell.text}, not {want}"
        return
    if cell.attributes["data-format"] == "%":
        want *= 100
    places = len(digits.partition(".")[2])
    assert abs(float(digits) - want) <= 0.5000001 * 10**-places, f"{expression}: {digits}, not {want}"


def shown_by_chromium(page, *options):
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         "--allow-file-access-from-files", "--virtual-time-budget=5000",
         "--enable-logging=stderr", *options, page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert not said, f"{page}: the console says {said}"
    return done.stdout


def check_width(page, width):
    """The page is no wider than what it is looked at in; a window of Chromium's is never narrow."""
    frame = page.with_suffix(f".{width}.html")
    frame.write_text(f"""<iframe src="{page.as_uri()}" style="width: {width}px; border: 0"></iframe>
<p id="wide">not known</p>
<script>
document.querySelector("iframe").addEventListener("load", (event) => {{
  const shown = event.target.contentDocument.documentElement;
  document.getElementById("wide").textContent = shown.scrollWidth - shown.clientWidth;
}});
</script>
""")
    beyond = re.search(r'<p id="wide">(.*?)</p>', shown_by_chromium(frame))[1]
    assert beyond == "0", f"{page}: at {width} pixels, so many too wide: {beyond}"


def check_themes(page):
    """The page is dark or light as the browser wants pages to be."""
    for number, theme in ((0, "dark"), (1, "light")):
        dom = shown_by_chromium(page, f"--blink-settings=preferredColorScheme={number}")
        assert f'data-theme="{theme}"' in dom, f"{page} is not {theme}"


def for_javascript(value):
    """Its numbers hold integers up to 2^53 exactly; larger ones are texts."""
    if isinstance(value, dict):
        return {key: for_javascript(member) for key, member in value.items()}
    if isinstance(value, list):
        return [for_javascript(member) for member in value]
    return str(value) if isinstance(value, int) and value > 2**53 else value


def check_data(page, folders):
    """What charts are drawn from is what the run has written, without what depends on the machine."""
    element = re.search(r'<script id="data" type="application/json">(.*?)</script>',
                        page.read_text(), re.DOTALL)
    for run, folder in zip(json.loads(element[1])["runs"], folders, strict=True):
        stats = json.loads((folder / "stats.json").read_text())
        del stats["host"]
        assert run["stats"] == for_javascript(stats), f"{page}: other statistics than {folder}"
        intervals = folder / "intervals.csv"
        assert run["intervals"] == (intervals.read_text() if intervals.exists() else "")


def check_page(page, folders):
    check_data(page, folders)
    dom = shown_by_chromium(page)
    for address in re.findall(r'(?:src|href)="([^"]*)"', dom):
        assert address.startswith("#"), f"{page} needs {address}"
    body = dom[dom.index("<body"):dom.index('<script id="data"')]
    runs = [dict(flat(json.loads((folder / "stats.json").read_text()))) for folder in folders]
    read = Page(body + "</body>")
    assert not read.unmarked, f"{page}: numbers of nothing: {read.unmarked}"
    for cell in read.cells:
        check_cell(cell, runs)
    return read


def main():
    if not shutil.which("chromium"):
        print("there is no chromium")
        sys.exit(77)
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as work_name:
        work = pathlib.Path(work_name)

        def htabsim(*arguments):
            done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                                  check=False)
            assert done.returncode in (0, 1), done.stderr

        htabsim("migrate", GUEST / "demo.toml", "--guest", GUEST, "--interval", "1000000", "-o",
                work / "demo")
        htabsim("run", "--trace", SORT, "--sample", "20000:1000", "-o", work / "sampled")
        htabsim("migrate", "--guest", GUEST, "--inject", "enter_not_noted", "--seed",
                "18446744073709551615", "-o", work / "broken")
        htabsim("run", "--trace", SORT, "--on", "other", "--trace", SORT, "-o", work / "guests")
        sizes = []
        for entries in (16, 64, 256):
            sizes.append(work / f"tlb{entries}")
            htabsim("run", "--trace", SORT, "--set", f"mmu.tlb_entries={entries}", "-o", sizes[-1])
        htabsim("report", *sizes, "-o", work / "runs.html")

        demo = check_page(work / "demo/report.html", [work / "demo"])
        keys = {cell.attributes.get("data-figure") for cell in demo.cells}
        for key in ("accesses", "promises.entries_checked", "migration.passes.3.bytes",
                    "migration.downtime_cycles", "races.host_overtaken", "table.valid"):
            assert key in keys, f"the demo's page does not show {key}"
        check_themes(work / "runs.html")
        for width in (400, 1280):
            check_width(work / "demo/report.html", width)
            check_width(work / "runs.html", width)
        for name in ("sampled", "guests"):
            check_page(work / name / "report.html", [work / name])
        broken = check_page(work / "broken/report.html", [work / "broken"])
        keys = {cell.attributes.get("data-figure") for cell in broken.cells}
        assert "promises.first_violations.0.events_before.0.cycle" in keys, "no events of a violation"
        compared = check_page(work / "runs.html", sizes)
        shown = {(cell.attributes["data-run"], cell.text) for cell in compared.cells
                 if cell.attributes.get("data-figure") == "config.mmu.tlb_entries"}
        assert shown == {("0", "16"), ("1", "64"), ("2", "256")}, shown

        htabsim("run", "--trace", SORT, "--preset", "power9", "-o", work / "power9")
        htabsim("report", work / "power9", sizes[0], work / "sampled", "-o", work / "presets.html")
        check_page(work / "presets.html", [work / "power9", sizes[0], work / "sampled"])

        # The checks themselves can fail.
        wrong = Cell({"data-figure": "accesses", "data-format": "exact", "data-run": "0"})
        wrong.text = "1"
        for check in (lambda: check_cell(wrong, [{"accesses": 2}]),
                      lambda: check_width(work / "demo/report.html", 100)):
            try:
                check()
            except AssertionError:
                continue
            raise AssertionError("what is wrong was not noticed")


main()
