# SPDX-License-Identifier: Apache-2.0
"""Single runs."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from htabsim import configuration
from htabsim.configuration import Config
from htabsim.errors import HtabsimError, Interrupted
from htabsim.program import Ended, execute
from htabsim.result import Result

_SUCCESS = 0
_REFUTED = 1
_CUT_SHORT = (128 + signal.SIGINT, 128 + signal.SIGTERM)


def run(
    config: Config | None = None,
    /,
    *,
    output: str | os.PathLike[str] | None = None,
    interval: int | str | None = None,
    options: Sequence[str] = (),
    check: bool = True,
    **keys: Any,
) -> Result:
    """Simulates a guest, as `htabsim run` does (docs/options.md).

        run(trace="app.lackey.zst", mmu={"tlb_entries": 512})
        run("experiment.toml", **{"mmu.tlb_entries": 512}, seed=3)

    config, keys: parameters, and preset, guest, trace, seed, sample and so on; keys go before
        config. A number is in the parameter's own unit, a text may have another ("64M", "250us").
        `trace` is a path, or a table with `file` and `space`, or a list of these.
    output: the folder for the results, which also gets summary.txt and run.toml; without one, and
        none in config, they are in a temporary folder that goes with the Result.
    interval: cycles, at least 1,000: what happens in each is in `Result.intervals`.
    options: more options of the command line, such as "--stepped".
    check: whether a check that does not hold, exit code 1, is an error.

    HtabsimError if the program ends otherwise; Interrupted after Ctrl-C.
    """
    return _simulate("run", config, keys, output, interval, options, check)


def migrate(
    config: Config | None = None,
    /,
    *,
    output: str | os.PathLike[str] | None = None,
    interval: int | str | None = None,
    options: Sequence[str] = (),
    check: bool = True,
    **keys: Any,
) -> Result:
    """Simulates a guest while its table is live-migrated, and checks the stream, as `htabsim
    migrate` does (docs/migration.md). Arguments and errors are those of `run`: a stream that breaks
    a promise, or a destination that differs from its source, is an error if `check` is true.

        migrate(guest="traces/p8-4k-share").passes
    """
    return _simulate("migrate", config, keys, output, interval, options, check)


def _simulate(
    command: str,
    config: Config | None,
    keys: dict[str, Any],
    output: str | os.PathLike[str] | None,
    interval: int | str | None,
    options: Sequence[str],
    check: bool,
) -> Result:
    values = configuration.merged(config, keys)
    temporary = None
    with ExitStack() as on_error:
        named = output or values.get("output")
        if named is None:
            temporary = tempfile.TemporaryDirectory(prefix="htabsim-")
            named = on_error.enter_context(temporary)
        folder = Path(named)
        # What is wrong in a file is to be told with its own name and line.
        own_file = None
        if isinstance(config, (str, os.PathLike)) and not keys:
            own_file = Path(config)
        ended = _execute(command, own_file, values, folder, interval, options)
        _require_results(ended, folder, command)
        (folder / "summary.txt").write_text(ended.output, encoding="utf-8")
        (folder / "run.toml").write_text(configuration.toml(values), encoding="utf-8")
        result = Result(folder, temporary)
        on_error.pop_all()  # From here on the folder goes with the result.
    return _concluded(result, ended, command, check)


def _require_results(ended: Ended, folder: Path, command: str) -> None:
    if ended.exit_code in (_SUCCESS, _REFUTED, *_CUT_SHORT) and (folder / "stats.json").exists():
        return
    raise Interrupted(None) if ended.interrupted else ended.error(command)


def _execute(
    command: str,
    own_file: Path | None,
    values: dict[str, Any],
    folder: Path,
    interval: int | str | None,
    options: Sequence[str],
) -> Ended:
    with tempfile.TemporaryDirectory(prefix="htabsim-") as place:
        file = own_file or Path(place) / "run.toml"
        if own_file is None:
            file.write_text(configuration.toml(values), encoding="utf-8")
        arguments: list[str | os.PathLike[str]] = [command, file, "-o", folder, *options]
        if interval is not None:
            arguments += ["--interval", str(interval)]
        return execute(arguments)


def _concluded(result: Result, ended: Ended, command: str, check: bool) -> Result:
    if ended.interrupted:
        raise Interrupted(result)
    if ended.exit_code == _SUCCESS or (ended.exit_code == _REFUTED and not check):
        return result
    if ended.exit_code == _REFUTED:
        said = f"htabsim: {command}: a check does not hold; see the result's summary"
        raise HtabsimError(said, ended.exit_code, ended.output, result)
    error = ended.error(command)
    error.result = result
    raise error
