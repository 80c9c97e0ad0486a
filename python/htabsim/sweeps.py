# SPDX-License-Identifier: Apache-2.0
"""Many runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from htabsim import configuration
from htabsim.configuration import Config
from htabsim.errors import Interrupted
from htabsim.program import execute

if TYPE_CHECKING:
    import pandas

_SUCCESS = 0

Axis = Sequence[Any] | Mapping[str, Any]
"""The values in turn; or `from`, `to` and a `step` or a `factor`."""


def sweep(
    axes: Mapping[str, Axis],
    config: Config | None = None,
    /,
    *,
    command: str = "run",
    repeat: int = 1,
    require: Sequence[str] = (),
    jobs: int | None = None,
    output: str | os.PathLike[str] | None = None,
    **keys: Any,
) -> pandas.DataFrame:
    """Runs each combination of the axes' values, as `htabsim sweep` does (docs/sweep.md): a row
    for each, first what was swept, then all figures of stats.json under their keys.

        sweep({"mmu.tlb_entries": {"from": 64, "to": 1024, "factor": 2}, "mmu.walkers": [1, 2]},
              trace="app.lackey.zst")

    axes: by key: a parameter, or preset, trace, guest or seed.
    config, keys: what does not vary, as for `run`.
    command: "run" or "migrate".
    repeat: runs of each combination, with seeds from `seed` on.
    require: constraints such as "mmu.tlb_entries >= mmu.tlb_ways"; combinations that do not meet
        all of them are left out.
    jobs: runs at a time; None: as many as there are processors.
    output: the folder to keep the runs in; what is finished there is not run again, and
        report.html there compares them. None: only the DataFrame stays.

    HtabsimError if the program refuses the sweep or a run fails; Interrupted after Ctrl-C, and the
    same call with the same `output` goes on. Needs pandas.
    """
    import pandas

    values = configuration.merged(config, keys)
    values.update(_sweep_values(axes, command, repeat, require))
    with tempfile.TemporaryDirectory(prefix="htabsim-") as place:
        file = Path(place) / "sweep.toml"
        file.write_text(configuration.toml(values), encoding="utf-8")
        folder = Path(place) / "sweep" if output is None else Path(output)
        arguments: list[str | os.PathLike[str]] = ["sweep", file, "-o", folder]
        if jobs is not None:
            arguments += ["--jobs", str(jobs)]
        ended = execute(arguments)
        if ended.interrupted:
            raise Interrupted(None)
        if ended.exit_code != _SUCCESS:
            raise ended.error("sweep")
        return pandas.read_csv(folder / "stats.csv")


def _sweep_values(
    axes: Mapping[str, Axis], command: str, repeat: int, require: Sequence[str]
) -> dict[str, Any]:
    tables = []
    for key, values in axes.items():
        axis = dict(values) if isinstance(values, Mapping) else {"values": list(values)}
        tables.append({"key": key, **axis})
    return {
        "sweep.command": command,
        **({} if repeat == 1 else {"sweep.repeat": repeat}),
        **configuration.read({"axis": tables}),
        "constraint": [{"require": text} for text in require],
    }
