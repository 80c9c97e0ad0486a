# SPDX-License-Identifier: Apache-2.0
"""A configuration as Python says it, and as the TOML file that the program reads."""

from __future__ import annotations

import json
import numbers
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from htabsim.errors import HtabsimError

Config = Mapping[str, Any] | str | os.PathLike[str]
"""Parameters and run inputs as docs/options.md names them, nested or with dotted keys; or the path
of a TOML file that has them."""

_PATH_KEYS = frozenset({"guest", "guest.folder", "output", "simpoints"})
_PATH_AXES = frozenset({"guest", "trace"})
_TABLES = frozenset({"trace", "axis", "constraint"})
_LINE = re.compile(r"\(at line ([0-9]+), ")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def read(config: Config) -> dict[str, Any]:
    """All of it under dotted keys, with absolute paths: those of a file are relative to its folder,
    others to the working folder. OSError of a file; HtabsimError with its line if it is no TOML.
    """
    if isinstance(config, (str, os.PathLike)):
        path = Path(config)
        return _complete(_parsed(path), path.parent)
    return _complete(config, Path())


def _parsed(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = place[1] if place else len(text.splitlines())  # else it is the end of the document
        raise HtabsimError(f"htabsim: {path}:{line}: {error}") from error


def merged(config: Config | None, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Both as `read` gives them; keys go before config."""
    return {**({} if config is None else read(config)), **read(keys)}


def _complete(config: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    return {key: _complete_value(key, value, folder) for key, value in _flat(config, "")}


def _flat(config: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    members: list[tuple[str, Any]] = []
    for key, value in config.items():
        dotted = f"{prefix}{key}"
        # A single trace may be a table by itself.
        if isinstance(value, Mapping) and dotted != "trace":
            members += _flat(value, f"{dotted}.")
        else:
            members.append((dotted, value))
    return members


def _complete_value(key: str, value: Any, folder: Path) -> Any:
    if key in _PATH_KEYS:
        return _absolute(value, folder)
    if key == "trace":
        traces = value if isinstance(value, (list, tuple)) else [value]
        return [_trace(trace, folder) for trace in traces]
    if key == "axis":
        return [_axis(axis, folder) for axis in value]
    return value


def _absolute(path: str | os.PathLike[str], folder: Path) -> str:
    return os.path.abspath(folder / path)


def _trace(trace: Any, folder: Path) -> dict[str, Any]:
    table = dict(trace) if isinstance(trace, Mapping) else {"file": trace}
    if "file" in table:
        table["file"] = _absolute(table["file"], folder)
    return table


def _axis(axis: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    table = dict(axis)
    if table.get("key") in _PATH_AXES and "values" in table:
        table["values"] = [_absolute(path, folder) for path in table["values"]]
    return table


def toml(config: Mapping[str, Any]) -> str:
    """The file's text. TypeError for a value that TOML has not."""
    # TOML has no place for a text `guest` beside parameters of the guest.
    config = {"guest.folder" if key == "guest" else key: value for key, value in config.items()}
    tables = {key: value for key, value in config.items() if _is_list_of_tables(key, value)}
    lines = [f"{_key(key)} = {_value(key, config[key])}" for key in config if key not in tables]
    for key, members in tables.items():
        for member in members:
            lines += ["", f"[[{_key(key)}]]"]
            lines += [f"{_key(name)} = {_value(name, value)}" for name, value in member.items()]
    return "\n".join(lines) + "\n"


def _is_list_of_tables(key: str, value: Any) -> bool:
    if key in _TABLES:
        return True
    return isinstance(value, (list, tuple)) and any(isinstance(each, Mapping) for each in value)


def _key(dotted: str) -> str:
    parts = dotted.split(".")
    return ".".join(part if _BARE_KEY.fullmatch(part) else _text(part) for part in parts)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(key: str, value: Any) -> str:
    if isinstance(value, (str, os.PathLike)):
        return _text(os.fspath(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):  # those of numpy, too
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(key, each) for each in value) + "]"
    raise TypeError(f"{key}: {value!r} is no text, number, truth value or list of them")
