#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# mpi_sweep_test.sh PROGRAM   sweeps by the ranks of an MPI job. Skipped (77) without mpirun (Debian's
#                             openmpi-bin) or a build with Boost.MPI.
set -euo pipefail
readonly program="$1"
source "$(dirname -- "${BASH_SOURCE[0]}")/sweep_inputs.sh"

command -v mpirun >/dev/null || {
  echo 'skipped: there is no mpirun (Debian package openmpi-bin)'
  exit 77
}
[[ -x "$program-sweep-mpi" ]] || {
  echo 'skipped: htabsim was built without Boost.MPI'
  exit 77
}

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
make_sweep "$folder"
cd "$folder"

# Three ranks even of one processor; mpirun lets root do so only if told.
as_root=()
((EUID != 0)) || as_root=(--allow-run-as-root)
ranks() {
  timeout 120 mpirun "${as_root[@]}" --oversubscribe -n "$@"
}

"$program" sweep sweep.toml -o here --jobs 2 >/dev/null

ranks 3 "$program" sweep sweep.toml -o by_mpi --mpi | tee said
grep -q '^24 configurations: 0 there before, 24 run, 0 failed$' said || fail "not all were run"
expect_24 by_mpi here
ranks 3 "$program" sweep sweep.toml -o by_mpi --mpi | tee said
grep -q '^24 configurations: 24 there before, 0 run, 0 failed$' said || fail "some were run twice"

# kill_one FOLDER WHICH: kills a process of the sweep in the folder when some are finished
kill_one() {
  local victim
  until (($(made_folders "$1" 2>/dev/null | wc -l) >= 3)); do sleep 0.01; done
  # It may end by itself before.
  until victim="$(pgrep -f -- "$2" | tail -n 1)" && kill -9 "$victim" 2>/dev/null; do sleep 0.001; done
}

# A run that is killed is handed out again.
ranks 3 "$program" sweep sweep.toml -o run_killed --mpi >said &
job=$!
kill_one run_killed "run run_killed/partial/"
wait "$job"
cat said
grep -q '^24 configurations: 0 there before, 24 run, 0 failed$' said || fail "the killed run is missing"
expect_24 run_killed here

# A rank that is killed ends the job; the same command goes on with what is missing.
ranks 3 "$program" sweep sweep.toml -o rank_killed --mpi >said &
job=$!
kill_one rank_killed "sweep-mpi sweep.toml rank_killed"
if wait "$job"; then fail "a killed rank is no success"; fi
made_folders rank_killed >before
(($(wc -l <before) < 24)) || fail "the rank was not killed"
ranks 3 "$program" sweep sweep.toml -o rank_killed --mpi >said
cat said
grep -q "^24 configurations: $(wc -l <before) there before, $((24 - $(wc -l <before))) run, 0 failed\$" said ||
  fail "not just the missing ones were run"
made_folders rank_killed >after
[[ -z "$(comm -23 before after)" ]] || fail "one was run twice"
expect_24 rank_killed here

# Where MPI goes on without the rank, as Open MPI 4 does if told, another one gets its work. That MPI
# job does not end well, but the sweep is whole.
if mpirun --version | grep -q '(Open MPI) 4\.'; then
  ranks 3 --enable-recovery "$program" sweep sweep.toml -o recovered --mpi >said &
  job=$!
  kill_one recovered "sweep-mpi sweep.toml recovered"
  wait "$job" || true
  cat said
  grep -q '^24 configurations: 0 there before, 24 run, 0 failed$' said || fail "the rank's work is lost"
  expect_24 recovered here
fi

# What is wrong is said once, with the exit code of the input.
ranks 3 "$program" sweep none.toml -o none --mpi 2>said && fail "a missing file is no success"
(($(grep -c '^htabsim: none.toml: no such file$' said) == 1)) || fail "said otherwise: $(<said)"
ranks 1 "$program" sweep sweep.toml -o none --mpi 2>said && fail "one rank is not enough"
grep -q '^htabsim: sweep: --mpi needs two ranks' said || fail "one rank: $(<said)"
