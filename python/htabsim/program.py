# SPDX-License-Identifier: Apache-2.0
"""Finds the program and runs it."""

from __future__ import annotations

import dataclasses
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from htabsim.errors import HtabsimError, ProgramNotFound

_VARIABLE = "HTABSIM"
_CLONE = Path(__file__).resolve().parents[2]
_PROGRESS = re.compile(r"\r\x1b\[K[^\n]*?(?=\r|\n|$)|\r")
_READ_BYTES = 65536


@dataclasses.dataclass(frozen=True)
class Ended:
    """A run of the program that is over."""

    exit_code: int
    """Negative where a signal killed it."""
    output: str
    """Its standard output."""
    errors: str
    """Its standard error, without the line that shows its progress."""
    interrupted: bool
    """Whether Ctrl-C came meanwhile."""

    def error(self, command: str) -> HtabsimError:
        """What it complained about: the last line that begins with its name, else the last one."""
        lines = self.errors.splitlines()
        own = [line for line in lines if line.startswith("htabsim: ")]
        said = (own or lines or [f"htabsim: {command}: ended with exit code {self.exit_code}"])[-1]
        return HtabsimError(said, self.exit_code, self.output)


def program() -> Path:
    """The program that is run: what $HTABSIM names; else, if this package lies in a clone,
    build/htabsim there, if it is built; else htabsim in $PATH. ProgramNotFound names these.
    """
    named = os.environ.get(_VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise ProgramNotFound(f"htabsim: ${_VARIABLE} is {named}, which is no program")
        return Path(found)
    built = _CLONE / "build" / "htabsim"
    if (_CLONE / "CMakePresets.json").exists() and os.access(built, os.X_OK):
        return built
    found = shutil.which("htabsim")
    if found is None:
        raise ProgramNotFound(
            f"htabsim: no program htabsim in $PATH, and ${_VARIABLE} names none: "
            "install Debian's package htabsim, or build it with tools/build"
        )
    return Path(found)


def execute(arguments: Sequence[str | os.PathLike[str]]) -> Ended:
    """Runs the program to its end. On a terminal its progress is shown. Ctrl-C is passed on to it:
    a first one ends it at its next event, a second one at once.
    """
    command = [program(), *arguments]
    with tempfile.TemporaryFile() as output, _error_channel() as errors:
        # Ctrl-C reaches it once, from here, and not from the terminal as well.
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors.child_end,
            process_group=0,
        ) as process:
            interrupted = _wait(process)
        said = errors.text()
        output.seek(0)
        printed = output.read().decode(errors="replace")
    return Ended(process.returncode, printed, said, interrupted)


def _wait(process: subprocess.Popen[bytes]) -> bool:
    interrupted = False
    try:
        while True:
            try:
                process.wait()
                return interrupted
            except KeyboardInterrupt:
                interrupted = True
                process.send_signal(signal.SIGINT)
    finally:
        if process.poll() is None:
            process.terminate()


class _File:
    """What the program says where nobody watches."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.child_end = file.fileno()

    def text(self) -> str:
        self._file.seek(0)
        return self._file.read().decode(errors="replace")


class _Terminal:
    """A terminal for the program, whose progress is shown on this process's own one."""

    def __init__(self) -> None:
        self._own_end, self.child_end = pty.openpty()
        self._said = bytearray()
        self._thread = threading.Thread(target=self._copy, daemon=True)
        self._thread.start()

    def text(self) -> str:
        self.close()
        return _PROGRESS.sub("", self._said.decode(errors="replace").replace("\r\n", "\n"))

    def close(self) -> None:
        """Once the program has ended."""
        if self.child_end >= 0:
            os.close(self.child_end)
            self.child_end = -1
            self._thread.join()
            os.close(self._own_end)

    def _copy(self) -> None:
        while True:
            try:
                piece = os.read(self._own_end, _READ_BYTES)
            except OSError:  # the other end is closed
                return
            self._said += piece
            # A complaint is raised, so it is not shown here as well.
            shown = piece.partition(b"htabsim: ")[0]
            sys.stderr.write(shown.decode(errors="replace"))
            sys.stderr.flush()


@contextmanager
def _error_channel() -> Iterator[_File | _Terminal]:
    if sys.stderr is not None and sys.stderr.isatty():
        terminal = _Terminal()
        try:
            yield terminal
        finally:
            terminal.close()
    else:
        with tempfile.TemporaryFile() as file:
            yield _File(file)
