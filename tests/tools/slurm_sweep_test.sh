#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# slurm_sweep_test.sh PROGRAM   sweeps on a Slurm cluster of this machine alone, with daemons of its
#                               own. Skipped (77) without Debian's slurm-wlm and munge.
set -euo pipefail
readonly program="$1"
source "$(dirname -- "${BASH_SOURCE[0]}")/sweep_inputs.sh"
PATH="$PATH:/usr/sbin"

for needed in slurmctld slurmd sbatch munged; do
  command -v "$needed" >/dev/null || {
    echo "skipped: there is no $needed (Debian packages slurm-wlm and munge)"
    exit 77
  }
done

folder="$(mktemp -d)"
stop() {
  local daemon
  for daemon in slurmd slurmctld munge; do
    [[ ! -s "$folder/$daemon.pid" ]] || kill "$(<"$folder/$daemon.pid")" || true
  done
  rm -rf "$folder" || { sleep 2 && rm -rf "$folder"; }
}
trap stop EXIT

# One that others may enter, as munged wants it, and no more.
chmod 711 "$folder"
mkdir "$folder/state" "$folder/spool"
(umask 377 && head -c 128 /dev/urandom >"$folder/munge.key")
munged --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
  --pid-file="$folder/munge.pid" --log-file="$folder/munge.log" --seed-file="$folder/munge.seed"
name="$(hostname -s)"
user="$(id -un)"
port="$((20000 + RANDOM % 20000))"
cat >"$folder/slurm.conf" <<END
ClusterName=htabsim
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$folder/slurm.conf"
slurmctld -c
slurmd -c
for ((i = 0; i < 100; ++i)); do
  [[ "$(sinfo --noheader --format=%T 2>/dev/null)" != idle ]] || break
  sleep 0.2
done
[[ "$(sinfo --noheader --format=%T)" == idle ]] ||
  fail "Slurm does not start: $(tail -n 3 "$folder"/slurm*.log)"

make_sweep "$folder"
cd "$folder"
"$program" sweep sweep.toml -o here --jobs 2 >/dev/null

"$program" sweep sweep.toml -o 'by slurm' --slurm --tasks 4 | tee said
grep -q '^24 configurations: 0 there before, 24 run, 0 failed$' said || fail "not all were run"
expect_24 'by slurm' here
"$program" sweep status 'by slurm' | tee said
grep -q '^24 configurations: 24 finished, 0 running, 0 failed, 0 waiting$' said || fail "wrong status"
grep -q '^slurm job [0-9]*: over' said || fail "the job is not told of"

# One of two tasks is killed while it works; the sweep says what is missing, and goes on with that.
"$program" sweep sweep.toml -o killed --slurm --tasks 2 >said &
waiting=$!
for ((i = 0; i < 3000; ++i)); do
  victim="$(pgrep -f -- "-o $folder/killed --jobs 1 --shard 1/2" | head -n 1)" && break
  sleep 0.01
done
[[ -n "$victim" ]] || fail "no task was started"
until (($(made_folders killed | wc -l) >= 3)); do sleep 0.01; done
kill -9 "$victim"
if wait "$waiting"; then fail "a killed task is no success"; fi
made_folders killed >before
(($(wc -l <before) < 24)) || fail "the task was not killed"
"$program" sweep sweep.toml -o killed --slurm --tasks 2 >said
cat said
grep -q "^24 configurations: $(wc -l <before) there before, $((24 - $(wc -l <before))) run, 0 failed\$" said ||
  fail "not just the missing ones were run"
made_folders killed >after
[[ -z "$(comm -23 before after)" ]] || fail "one was run twice"
expect_24 killed here

# What sbatch refuses is told.
"$program" sweep sweep.toml -o refused --slurm --sbatch=--partition=none 2>said && fail "not refused"
grep -q '^htabsim: sbatch: .*partition' said || fail "sbatch's refusal: $(<said)"
