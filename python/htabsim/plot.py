# SPDX-License-Identifier: Apache-2.0
"""Pictures of results. Each function draws on `ax`, or on axes of a new figure, and gives these.

They need matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from htabsim.result import Result

if TYPE_CHECKING:
    import matplotlib.axes
    import pandas


def curve(
    frame: pandas.DataFrame,
    x: str,
    y: str | Sequence[str],
    *,
    by: str | None = None,
    ax: matplotlib.axes.Axes | None = None,
) -> matplotlib.axes.Axes:
    """Columns of a sweep over another one, the mean where runs were repeated; a line for each value
    of the column `by`. KeyError for a column that there is not.
    """
    ax = _axes(ax)
    columns = [y] if isinstance(y, str) else list(y)
    groups = [("", frame)] if by is None else [(f"{by}={v}", g) for v, g in frame.groupby(by)]
    for name, group in groups:
        for column in columns:
            means = group.groupby(x)[column].mean()
            label = ", ".join(part for part in (column if len(columns) > 1 else "", name) if part)
            ax.plot(means.index, means.to_numpy(), marker="o", label=label or column)
    ax.set_xlabel(x)
    ax.set_ylabel(columns[0] if len(columns) == 1 else "")
    if by is not None or len(columns) > 1:
        ax.legend()
    return ax


def over_time(
    result: Result, columns: str | Sequence[str], *, ax: matplotlib.axes.Axes | None = None
) -> matplotlib.axes.Axes:
    """Columns of `Result.intervals` over simulated time, in cycles."""
    ax = _axes(ax)
    names = [columns] if isinstance(columns, str) else list(columns)
    intervals = result.intervals
    for name in names:
        ax.plot(intervals.index, intervals[name].to_numpy(), label=name)
    ax.set_xlabel("cycles")
    ax.set_ylabel("in each interval")
    ax.legend()
    return ax


def latency(
    result: Result, key: str = "cpu0.walk_latency", *, ax: matplotlib.axes.Axes | None = None
) -> matplotlib.axes.Axes:
    """A latency's histogram, of which `key` is the object in stats.json: how often it took how many
    cycles. KeyError if that is none.
    """
    ax = _axes(ax)
    bins = result[key]["bins_from_cycles_and_count"]
    ax.bar(range(len(bins)), [count for _, count in bins])
    ax.set_xticks(range(len(bins)), [str(cycles) for cycles, _ in bins], rotation=60)
    ax.set_xlabel("from so many cycles")
    ax.set_ylabel(f"{key}: times")
    return ax


def passes(result: Result, *, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
    """What each pass of a migration sent, beside the entries that changed meanwhile."""
    ax = _axes(ax)
    table = result.passes
    for shift, name in ((-0.2, "valid"), (0.2, "changed_meanwhile")):
        ax.bar(table.index + shift, table[name].to_numpy(), width=0.4, label=name)
    ax.set_xticks(list(table.index))
    ax.set_yscale("symlog")
    ax.set_xlabel("pass")
    ax.set_ylabel("entries")
    ax.legend()
    return ax


def costs(result: Result, *, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
    """Where the processors' time goes, in cycles; work that overlaps counts in full."""
    ax = _axes(ax)
    parts = {
        "table walks": _sum(result, "walk_latency.total_cycles"),
        "hcalls": result["hypervisor.hcall_latency.total_cycles"],
        "hypervisor's storage interrupts": result[
            "hypervisor.storage_interrupt_latency.total_cycles"
        ],
        "all": _sum(result, "stopped_at_cycle"),
    }
    ax.barh(list(parts), list(parts.values()))
    ax.invert_yaxis()
    ax.set_xlabel("cycles of all processors")
    return ax


def _sum(result: Result, path: str) -> int:
    """Over the processors cpu0, cpu1, ..."""
    sum_ = 0
    for number in range(len(result.stats)):
        if f"cpu{number}" not in result.stats:
            break
        sum_ += int(result[f"cpu{number}.{path}"])
    return sum_


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots()[1]
