#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# manual_test.sh PROGRAM FOLDER   checks the manual and the completion that the build has written to FOLDER:
#                                 man and mandoc read each page, and each option of --help is in it and in
#                                 the completion
#
# Exit code 77, which ctest takes for a skipped test, without man-db or mandoc.
set -euo pipefail
program="$1" folder="$2"

command -v mandoc >/dev/null && [[ -x /usr/bin/man ]] || {
  echo "manual_test.sh: needs mandoc and man-db"
  exit 77
}

status=0
wrong() {
  echo "manual_test.sh: $*" >&2
  status=1
}

# Prints the commands that `htabsim --help` lists.
commands() {
  "$program" "$@" --help | sed -n '/^Subcommands:$/,/^$/s/^  \([a-z]\+\) .*/\1/p'
}

# Prints the long options of a command.
options() {
  "$program" "$@" --help | sed '/^Examples:$/,$d' | grep -oE '^  (-[a-z],)?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

check_page() {
  local page="$1" text complaints
  shift
  complaints="$(MANROFFSEQ='' LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)"
  [[ -z "$complaints" ]] || wrong "$page: man: $complaints"
  # A manual that is built again is the same, so it has no date.
  complaints="$(zcat "$page" | mandoc -Tlint -W warning | grep -v 'missing date' || true)"
  [[ -z "$complaints" ]] || wrong "$page: mandoc: $complaints"
  text="$(zcat "$page" | mandoc -Tutf8 | col -b)"
  local option section
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
    grep -qx "$section" <<<"$text" || wrong "$page: no section $section"
  done
  for option in $(options "$@"); do
    grep -qE -- "(^|[ ,])$option( |,|$)" <<<"$text" || wrong "$page: $option is missing"
  done
}

check_page "$folder/man1/htabsim.1.gz"
for command in $(commands); do
  check_page "$folder/man1/htabsim-$command.1.gz" "$command"
  for below in $(commands "$command"); do
    text="$(zcat "$folder/man1/htabsim-$command.1.gz" | mandoc -Tutf8 | col -b)"
    for option in $(options "$command" "$below"); do
      grep -qE -- "(^|[ ,])$option( |,|$)" <<<"$text" || wrong "htabsim-$command: $option of $below is missing"
    done
  done
done
pages=("$folder"/man1/*)
expected="$(($(commands | wc -l) + 1))"
((expected > 10)) || wrong "only $expected pages are expected"
((${#pages[@]} == expected)) || wrong "there are ${#pages[@]} pages, not $expected"
exit "$status"
