# SPDX-License-Identifier: Apache-2.0
"""What the keys of results mean."""

from __future__ import annotations

import functools
import json
from typing import NamedTuple

from htabsim.program import execute


class Description(NamedTuple):
    """What stands under a key of stats.json, as `htabsim stats --describe` says it."""

    unit: str
    """Empty where there is none, as of a name."""
    meaning: str


@functools.cache
def describe(key: str) -> Description:
    """Unit and meaning of a key, such as "cpu0.tlb.hit_rate" or "config.mmu.tlb_entries".
    HtabsimError with the nearest one if there is none like it.
    """
    ended = execute(["stats", "--describe", "--json", "--", key])
    if ended.exit_code != 0:
        raise ended.error("stats")
    properties = json.loads(ended.output)["properties"]
    # Of a key that has others below it these are the keys; the first one tells as much.
    first = next(iter(properties.values()))
    return Description(first["unit"], first["description"])
