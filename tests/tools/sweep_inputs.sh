# SPDX-License-Identifier: Apache-2.0
#
# For tests of sweeps on clusters: a trace of 2,000 accesses over 256 pages, a sweep of it with 24
# configurations, and what `--jobs 2` makes of that.

# make_sweep FOLDER
make_sweep() {
  awk 'BEGIN { for (i = 0; i < 2000; ++i) {
    page = (i * 7919 + int(i * i / 13)) % 256
    printf " %s %x,8\n", i % 3 ? "L" : "S", 268435456 + page * 4096 + i % 512 * 8 } }' >"$1/t"
  cat >"$1/sweep.toml" <<'END'
sweep.repeat = 2
[[trace]]
file = "t"
[[axis]]
key = "mmu.tlb_entries"
from = 64
to = 512
factor = 2
[[axis]]
key = "mmu.walkers"
values = [1, 2, 4]
END
}

fail() {
  echo "$0: $*" >&2
  exit 1
}

# expect_24 FOLDER OTHER: both sweeps have 24 configurations, and the same statistics
expect_24() {
  (($(find "$1/runs" -mindepth 1 -maxdepth 1 | wc -l) == 24)) || fail "not 24 configurations in $1"
  (($(wc -l <"$1/stats.csv") == 25)) || fail "not 24 rows in $1/stats.csv"
  cmp "$1/stats.csv" "$2/stats.csv"
}

# made_folders FOLDER: the configurations that are finished, and when each was
made_folders() {
  find "$1/runs" -mindepth 1 -maxdepth 1 -printf '%f %i %T@\n' | sort
}
