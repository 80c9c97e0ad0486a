# SPDX-License-Identifier: Apache-2.0
"""What can go wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from htabsim.result import Result

_PLACE = re.compile(r"htabsim: (?P<file>[^:]+):(?P<line>\d+): ")
_NEAREST = re.compile(r'the nearest is "(?P<name>[^"]*)"')


class HtabsimError(Exception):
    """The program refused its input (exit code 2), a check did not hold (1), or it was ended.

    The text is the program's own line.
    """

    exit_code: int | None
    """The program's, negative where a signal killed it; None if it never ran."""
    file: str | None
    """The file that is at fault, if the line names one with a line in it."""
    line: int | None
    """The line in that file, from 1 on."""
    nearest: str | None
    """The valid name that is nearest to an unknown one."""
    output: str
    """What the program printed on its standard output."""
    result: Result | None
    """What it wrote nevertheless: after a check that did not hold, or until it was ended."""

    def __init__(
        self,
        message: str,
        exit_code: int | None = None,
        output: str = "",
        result: Result | None = None,
    ) -> None:
        super().__init__(message)
        place = _PLACE.match(message)
        nearest = _NEAREST.search(message)
        self.exit_code = exit_code
        self.file = place["file"] if place else None
        self.line = int(place["line"]) if place else None
        self.nearest = nearest["name"] if nearest else None
        self.output = output
        self.result = result


class ProgramNotFound(HtabsimError):
    """There is no htabsim where it is looked for."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, which the program was told of: it ended at its next event."""

    result: Result | None
    """What there was until then, marked as `cut_short`; None if it had not begun, or of a sweep."""

    def __init__(self, result: Result | None) -> None:
        super().__init__()
        self.result = result
