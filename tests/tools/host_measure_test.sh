#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What tools/host-measure refuses, and what it runs: perf and strace are stand-ins that print their
# arguments and, for perf, know two events.
set -euo pipefail
host_measure="$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../../tools/host-measure")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
cat >bin/perf <<'PERF'
#!/usr/bin/env bash
if [[ "$*" == *' -o /dev/null '* ]]; then
  [[ "$*" == *' PM_TLB_MISS '* || "$*" == *' pm_dtlb_miss '* ]]
else
  echo "perf $*"
fi
PERF
cat >bin/strace <<'STRACE'
#!/usr/bin/env bash
echo "strace $*"
STRACE
chmod +x bin/*
PATH="$work/bin:$PATH"

failed() {
  echo "$*" >&2
  exit 1
}

# refuses TEXT ARGUMENT...: exit code 2, and one line that has TEXT
refuses() {
  local text="$1" code=0
  shift
  "$host_measure" "$@" >out 2>err || code=$?
  ((code == 2)) || failed "exit code $code of: $*"
  [[ "$(<err)" == "tools/host-measure: "*"$text"* && "$(wc -l <err)" == 1 && ! -s out ]] ||
    failed "not the error expected of: $*: $(<err)"
}

# runs TEXT ARGUMENT...: exit code 0, and TEXT as the last line
runs() {
  local text="$1"
  shift
  "$host_measure" "$@" >out 2>err || failed "failed: $*: $(<err)"
  [[ "$(tail -n 1 out)" == "$text" ]] || failed "not the output expected of: $*: $(<out)"
}

refuses 'no command given'
refuses 'unknown command "pref"' pref
refuses 'needs -- COMMAND or --pid' perf
refuses 'unexpected argument "true"' perf true
refuses '-o needs a value' perf -o
refuses '--seconds goes with --pid' perf --seconds 1 -- true
refuses 'needs --seconds' perf --pid $$
refuses 'exclude each other' perf --pid $$ --seconds 1 -- true
refuses '"x" is no process number' strace --pid x
refuses 'there is no process 999999999' strace --pid 999999999
refuses 'needs --pid' strace
refuses 'unexpected argument "-e"' strace -e x
refuses '"big" is neither' curve --page big
refuses '"x" is no number' curve --seconds x
refuses '"0" is no number of bytes' curve --last 0

"$host_measure" --help >out
grep -q '^tools/host-measure curve ' out || failed "--help does not name the commands"

runs 'perf stat -x, -e a,b -o x.csv -- echo --pid 1' perf -o x.csv -e a,b -- echo --pid 1
runs "perf stat -x, -e a -o perf.csv -p $$ -- sleep 5" perf -e a --pid $$ --seconds 5
if grep -q 'POWER[89]' /proc/cpuinfo; then
  runs 'perf stat -x, -e PM_TLB_MISS,pm_dtlb_miss -o perf.csv -- true' perf -- true
  grep -q 'does not know PM_RUN_CYC' err || failed "no word of an event that is left out"
else
  refuses 'neither a POWER8 nor a POWER9' perf -- true
fi
runs "strace -f -ttt -T -e trace=ioctl,read,write -s 2048 -o s.txt -p $$" strace -o s.txt --pid $$

"$host_measure" curve -o c.csv --seconds 0 --last 65536
mapfile -t curve <c.csv
[[ "${curve[0]}" == footprint_bytes,page,ns_per_access ]] || failed "wrong header: ${curve[0]}"
page="$(($(getconf PAGESIZE) / 1024))k"
for i in 1 2 3; do
  [[ "${curve[i]}" =~ ^$((8192 << i)),$page,[0-9]+\.[0-9]+$ ]] || failed "wrong line: ${curve[i]}"
done
((${#curve[@]} == 4)) || failed "${#curve[@]} lines in the curve"
