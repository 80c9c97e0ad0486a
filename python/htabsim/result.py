# SPDX-License-Identifier: Apache-2.0
"""The results of a run."""

from __future__ import annotations

import difflib
import html
import json
import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from htabsim.descriptions import Description, describe

if TYPE_CHECKING:
    import pandas


class Result(Mapping[str, Any]):
    """What a run or a migration has written into its folder.

    A mapping of all figures of stats.json under dotted keys, `result["cpu0.tlb.misses"]`; members
    of lists are numbered from 0. A key with others below it gives these nested:
    `result["cpu0.tlb"]["misses"]`. Units and meanings: `describe`.
    """

    folder: Path
    """Where the files are. One that `run` was not told goes with this object."""
    stats: dict[str, Any]
    """stats.json as it is, nested."""

    def __init__(
        self,
        folder: str | os.PathLike[str],
        temporary: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        """Reads stats.json in `folder`: OSError if there is none, ValueError if it is damaged."""
        self.folder = Path(folder)
        if temporary is not None:
            weakref.finalize(self, temporary.cleanup)
        self.stats = json.loads((self.folder / "stats.json").read_text(encoding="utf-8"))
        self._figures = dict(_flat(self.stats, ""))

    def __getitem__(self, key: str) -> Any:
        if key in self._figures:
            return self._figures[key]
        value: Any = self.stats
        for name in key.split("."):
            value = _member(value, name)
            if value is _NOTHING:
                raise KeyError(self._unknown(key))
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def _unknown(self, key: str) -> str:
        nearest = difflib.get_close_matches(key, self._figures, n=1, cutoff=0)
        return f'unknown key "{key}"; the nearest is "{nearest[0]}"'

    def describe(self, key: str) -> Description:
        """Unit and meaning of a figure; KeyError if this result has none of that key."""
        self[key]
        return describe(key)

    @property
    def summary(self) -> str:
        """What the program printed. FileNotFoundError if the folder has none: one that the command
        line wrote has it on the terminal only.
        """
        return (self.folder / "summary.txt").read_text(encoding="utf-8")

    @property
    def report(self) -> Path:
        """The run as a page, report.html."""
        return self.folder / "report.html"

    @property
    def cut_short(self) -> int | None:
        """The cycle in which a signal ended the run; None if it came to its end."""
        cut = self.stats.get("cut_short")
        return None if cut is None else int(cut["cycle"])

    @property
    def intervals(self) -> pandas.DataFrame:
        """What happened in each interval, under `end_cycle`, its last cycle. FileNotFoundError if
        the run was not told an interval.
        """
        return self._table("intervals.csv", "end_cycle")

    @property
    def passes(self) -> pandas.DataFrame:
        """The passes of the stream that a migration sent, under their numbers from 1 on.
        FileNotFoundError if it was no migration.
        """
        return self._table("passes.csv", "pass")

    def _table(self, name: str, index: str) -> pandas.DataFrame:
        import pandas

        return pandas.read_csv(self.folder / name, index_col=index)

    def __repr__(self) -> str:
        cut = "" if self.cut_short is None else f", cut short at cycle {self.cut_short:,}"
        return (
            f"<htabsim {self.stats.get('job')} on {self['preset.name']}{cut}, "
            f"{len(self)} figures in {self.folder}>"
        )

    def _repr_html_(self) -> str:
        """For notebooks: the summary."""
        file = self.folder / "summary.txt"
        summary = f"<pre>{html.escape(self.summary)}</pre>" if file.exists() else ""
        return f"<div>{html.escape(repr(self))}</div>{summary}"


def load(folder: str | os.PathLike[str]) -> Result:
    """The results in a folder that `htabsim run`, `htabsim migrate` or a sweep wrote. OSError if
    it has no stats.json, ValueError if that is damaged.
    """
    return Result(folder)


_NOTHING = object()


def _member(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name, _NOTHING)
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    return _NOTHING


def _flat(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    members: Any = None
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    if members is None:
        yield key, value
        return
    for name, member in members:
        yield from _flat(member, f"{key}.{name}" if key else str(name))
