# SPDX-License-Identifier: Apache-2.0
"""Tests of the package with the real program, which $HTABSIM names."""

import contextlib
import csv
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest
from unittest import mock

import matplotlib

import htabsim
from htabsim import configuration

matplotlib.use("Agg")

ROOT = pathlib.Path(__file__).resolve().parents[2]
SORT = ROOT / "traces/sort.lackey.zst"
GUEST = ROOT / "traces/p8-4k-share"


class WithFolder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)

    def command(self, *arguments):
        """The program as the command line has it."""
        return subprocess.run(
            [htabsim.program(), *arguments], capture_output=True, text=True, check=False
        )


class Run(WithFolder):
    def test_is_what_the_command_line_does(self):
        result = htabsim.run(trace=SORT, mmu={"tlb_entries": 64}, seed=3)
        ended = self.command(
            "run", "--trace", SORT, "--set", "mmu.tlb_entries=64", "--seed", "3", "-o", self.folder
        )
        self.assertEqual(result.summary, ended.stdout)
        stats = json.loads((self.folder / "stats.json").read_text())
        self.assertEqual({**result.stats, "host": 0}, {**stats, "host": 0})

    def test_takes_a_file_and_keys_that_go_before_it(self):
        file = self.folder / "a.toml"
        (self.folder / "t.lackey").write_text(" L 1000,8\n")
        file.write_text('seed = 5\n[mmu]\ntlb_entries = 128\n[[trace]]\nfile = "t.lackey"\n')
        result = htabsim.run(file, **{"mmu.tlb_entries": "256"})
        self.assertEqual(result["config.mmu.tlb_entries"], 256)
        self.assertEqual(result["seed"], 5)
        self.assertEqual(result["accesses"], 1)

    def test_keeps_its_results_where_it_is_told(self):
        folder = self.folder / "kept"
        result = htabsim.run(trace=SORT, output=folder, interval=100_000)
        self.assertEqual(result.folder, folder)
        self.assertEqual(htabsim.load(folder).stats, result.stats)
        self.assertEqual(result.report.read_text()[:15].lower(), "<!doctype html>")
        again = self.command("run", folder / "run.toml")
        self.assertIn(result["event_hash"], again.stdout)
        intervals = result.intervals
        self.assertEqual(intervals["walks"].sum(), result["cpu0.walk_latency.count"])

    def test_without_a_place_leaves_nothing(self):
        result = htabsim.run(trace=SORT)
        folder = result.folder
        self.assertTrue(folder.exists())
        del result
        self.assertFalse(folder.exists())

    def test_unknown_key_is_an_error_with_the_nearest_name(self):
        with self.assertRaises(htabsim.HtabsimError) as caught:
            htabsim.run(trace=SORT, mmu={"tlb_entris": 64})
        self.assertEqual(caught.exception.exit_code, 2)
        self.assertEqual(caught.exception.nearest, "mmu.tlb_entries")
        self.assertIn('unknown key "mmu.tlb_entris"', str(caught.exception))

    def test_unknown_key_of_a_file_is_an_error_with_its_line(self):
        file = self.folder / "a.toml"
        file.write_text("seed = 5\n[mmu]\ntlb_entris = 128\n")
        with self.assertRaises(htabsim.HtabsimError) as caught:
            htabsim.run(file)
        error = caught.exception
        self.assertEqual((error.file, error.line), (str(file), 3))
        self.assertEqual(error.nearest, "mmu.tlb_entries")

    def test_file_that_is_no_toml_is_an_error_with_its_line(self):
        file = self.folder / "a.toml"
        file.write_text("seed = 5\nseed 5\n")
        with self.assertRaises(htabsim.HtabsimError) as caught:
            htabsim.run(file, trace=SORT)
        self.assertEqual((caught.exception.file, caught.exception.line), (str(file), 2))

    def test_trace_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(htabsim.HtabsimError, "no/such/trace"):
            htabsim.run(trace="no/such/trace")

    def test_ctrl_c_leaves_what_there_is(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        endless = subprocess.Popen(["sh", "-c", 'exec yes " L 1000,8" >"$0"', pipe])
        self.addCleanup(endless.wait)
        self.addCleanup(endless.kill)
        code = (
            "import sys, htabsim\n"
            "try: htabsim.run(trace=sys.argv[1], output=sys.argv[2])\n"
            "except htabsim.Interrupted as end: print(end.result.cut_short > 0)\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, pipe, self.folder / "out"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.kill)
        self.wait_for_child_that_catches(process.pid)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=60)[0], "True\n")

    def wait_for_child_that_catches(self, parent):
        """Until a program that `parent` has started does something of its own about SIGINT."""
        children = pathlib.Path(f"/proc/{parent}/task/{parent}/children")
        for _ in range(6_000):
            for child in children.read_text().split():
                try:
                    status = pathlib.Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                name = pathlib.Path(f"/proc/{child}/comm").read_text().strip()
                caught = int(status.split("SigCgt:")[1].split()[0], 16)
                if name == "htabsim" and caught & 1 << (signal.SIGINT - 1):
                    return
            time.sleep(0.01)
        self.fail("the program has not begun")


class Migrate(WithFolder):
    def test_has_its_passes(self):
        result = htabsim.migrate(guest=GUEST)
        self.assertEqual(len(result.passes), len(result["migration.passes"]))
        self.assertEqual(
            list(result.passes["valid"]), [one["valid"] for one in result["migration.passes"]]
        )

    def test_check_that_does_not_hold_is_an_error_with_the_results(self):
        with self.assertRaises(htabsim.HtabsimError) as caught:
            htabsim.migrate(guest=GUEST, inject="enter_not_noted")
        self.assertEqual(caught.exception.exit_code, 1)
        broken = caught.exception.result["promises.violations"]
        self.assertGreater(broken, 0)
        result = htabsim.migrate(guest=GUEST, inject="enter_not_noted", check=False)
        self.assertEqual(result["promises.violations"], broken)


class Sweep(WithFolder):
    AXES = {"mmu.tlb_entries": {"from": 64, "to": 256, "factor": 2}, "mmu.walkers": [1, 2]}

    def test_is_the_programs_table(self):
        frame = htabsim.sweep(self.AXES, trace=SORT, output=self.folder / "kept")
        with (self.folder / "kept" / "stats.csv").open() as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(frame), 3 * 2)
        for key in ("mmu.tlb_entries", "mmu.walkers", "cpu0.tlb.misses"):
            self.assertEqual([str(value) for value in frame[key]], [row[key] for row in rows])

    def test_repeats_with_seeds_and_leaves_out_what_does_not_meet_a_constraint(self):
        frame = htabsim.sweep(
            {"mmu.tlb_entries": [64, 128]}, trace=SORT, repeat=2, require=["mmu.tlb_entries > 64"]
        )
        self.assertEqual(list(frame["seed"]), [1, 2])
        self.assertEqual(set(frame["mmu.tlb_entries"]), {128})

    def test_of_a_captured_guest_beside_its_parameters(self):
        frame = htabsim.sweep({"mmu.walkers": [1]}, guest=GUEST, **{"guest.processors": 0})
        self.assertEqual(len(frame), 1)

    def test_unknown_key_of_an_axis_is_an_error(self):
        with self.assertRaises(htabsim.HtabsimError) as caught:
            htabsim.sweep({"mmu.walker": [1]}, trace=SORT)
        self.assertEqual(caught.exception.nearest, "mmu.walkers")


class Description(unittest.TestCase):
    def test_has_unit_and_meaning(self):
        self.assertEqual(htabsim.describe("simulated_cycles").unit, "cycles")
        self.assertIn("lookups that found none", htabsim.describe("cpu7.tlb.misses").meaning)

    def test_of_an_unknown_key_is_an_error(self):
        with self.assertRaises(htabsim.HtabsimError):
            htabsim.describe("cpu0.tlb.mises")
        with self.assertRaisesRegex(KeyError, "the nearest is"):
            htabsim.run(trace=SORT)["cpu0.tlb.mises"]


class Program(unittest.TestCase):
    def test_that_is_not_there_is_an_error_that_says_where_it_was_looked_for(self):
        with mock.patch.dict(os.environ, {"HTABSIM": "/no/such/program"}):
            with self.assertRaisesRegex(htabsim.ProgramNotFound, "HTABSIM is /no/such/program"):
                htabsim.program()

    def test_that_is_nowhere_is_an_error_that_says_how_to_get_it(self):
        nowhere = pathlib.Path("/no/such/clone")
        with mock.patch.dict(os.environ, {"PATH": "/no/such/folder"}):
            del os.environ["HTABSIM"]
            with mock.patch("htabsim.program._CLONE", nowhere):
                with self.assertRaisesRegex(htabsim.ProgramNotFound, r"\$PATH.*\$HTABSIM"):
                    htabsim.run(trace=SORT)

    def test_has_the_packages_version(self):
        said = subprocess.run([htabsim.program(), "--version"], capture_output=True, text=True)
        self.assertEqual(said.stdout.split()[-1], htabsim.__version__)


class Toml(unittest.TestCase):
    def test_is_read_as_what_was_written(self):
        values = {
            "a.b": 1,
            "c": 'x"\n',
            "d": True,
            "e": 0.5,
            "trace": [{"file": "/t", "space": "p"}],
        }
        self.assertEqual(
            tomllib.loads(configuration.toml(values)),
            {"a": {"b": 1}, "c": 'x"\n', "d": True, "e": 0.5, "trace": values["trace"]},
        )

    def test_has_no_place_for_other_values(self):
        with self.assertRaisesRegex(TypeError, "a: "):
            configuration.toml({"a": object()})


class Plot(WithFolder):
    def test_curve_has_a_line_for_each_value(self):
        frame = htabsim.sweep(Sweep.AXES, trace=SORT)
        axes = htabsim.plot.curve(frame, "mmu.tlb_entries", "simulated_cycles", by="mmu.walkers")
        self.assertEqual([list(line.get_xdata()) for line in axes.lines], [[64, 128, 256]] * 2)
        first = frame[frame["mmu.walkers"] == 1]
        self.assertEqual(list(axes.lines[0].get_ydata()), list(first["simulated_cycles"]))

    def test_shows_the_figures_of_a_run(self):
        result = htabsim.run(trace=SORT, interval=100_000)
        axes = htabsim.plot.over_time(result, ["walks", "hcalls"])
        self.assertEqual(list(axes.lines[0].get_ydata()), list(result.intervals["walks"]))
        axes = htabsim.plot.latency(result)
        heights = [bar.get_height() for bar in axes.patches]
        self.assertEqual(sum(heights), result["cpu0.walk_latency.count"])
        axes = htabsim.plot.costs(result)
        self.assertEqual(axes.patches[0].get_width(), result["cpu0.walk_latency.total_cycles"])

    def test_shows_the_passes_of_a_migration(self):
        result = htabsim.migrate(guest=GUEST)
        axes = htabsim.plot.passes(result)
        heights = [bar.get_height() for bar in axes.patches]
        self.assertEqual(heights[: len(result.passes)], list(result.passes["valid"]))


class Documentation(unittest.TestCase):
    def test_examples_run_one_after_the_other(self):
        text = (ROOT / "docs" / "python.md").read_text()
        examples = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        self.assertEqual(len(examples), 4)
        names = {}
        with contextlib.chdir(ROOT), contextlib.redirect_stdout(io.StringIO()) as printed:
            for example in examples:
                exec(example, names)
        self.assertEqual(printed.getvalue().splitlines()[-1], "2 mmu.tlb_entries")
        self.assertEqual(len(names["axes"].lines), 2)


if __name__ == "__main__":
    unittest.main()
