#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# qemu_roundtrip_test.sh HTABSIM: a guest in QEMU goes on with a table that went through htabsim,
# saved while it stood still and while it ran, and fails with one damaged entry; `stream` reads the
# files that QEMU wrote. 77 without QEMU or the guest's compiler.
set -euo pipefail
htabsim="$1"
roundtrip="$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../../tools/qemu-roundtrip")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

failed() {
  echo "$*" >&2
  exit 1
}

# goes_on FOLDER OPTION...: the guest prints what it should
goes_on() {
  local folder="$1"
  shift
  "$roundtrip" --skip-if-missing --htabsim "$htabsim" --keep "$work/$folder" "$@"
  "$htabsim" stream diff "$work/$folder/before.mig" "$work/$folder/table/destination.stream"
  "$htabsim" stream diff "$work/$folder/before.mig" "$work/$folder/after.mig"
}

goes_on stopped
goes_on live --live
"$htabsim" stream info "$work/live/before.mig" >"$work/info"
grep -q '^guest memory (bytes)  268,435,456$' "$work/info" || failed 'info has another memory'
grep -q '^table                 2^21 bytes' "$work/info" || failed 'info has another table'
"$htabsim" stream apply "$work/live/before.mig" -o "$work/image" >/dev/null
"$htabsim" stream diff "$work/image" "$work/live/after.mig"

status=0
"$roundtrip" --damage --htabsim "$htabsim" >"$work/damaged" || status=$?
cat "$work/damaged"
((status == 1)) || failed "a damaged table ends with $status, not 1"
grep -q 'is wrong$' "$work/damaged" || failed 'a damaged table leaves all lines right'
