# SPDX-License-Identifier: Apache-2.0
"""Runs htabsim, a cycle-level model of a POWER MMU with a hashed page table, and reads its results.

    import htabsim

    result = htabsim.run(trace="app.lackey.zst", mmu={"tlb_entries": 512})
    result["cpu0.tlb.misses"], htabsim.describe("cpu0.tlb.misses")

    frame = htabsim.sweep({"mmu.tlb_entries": [64, 128, 256]}, trace="app.lackey.zst")
    htabsim.plot.curve(frame, "mmu.tlb_entries", "cpu0.tlb.misses")

Every number comes from the result files of the program, which `program` looks for. DataFrames need
pandas, plots need matplotlib; both are imported when they are first used.
"""

from htabsim import plot
from htabsim.descriptions import Description, describe
from htabsim.errors import HtabsimError, Interrupted, ProgramNotFound
from htabsim.program import program
from htabsim.result import Result, load
from htabsim.runs import migrate, run
from htabsim.sweeps import sweep

__version__ = "0.1.0"

__all__ = [
    "Description",
    "HtabsimError",
    "Interrupted",
    "ProgramNotFound",
    "Result",
    "describe",
    "load",
    "migrate",
    "plot",
    "program",
    "run",
    "sweep",
]
