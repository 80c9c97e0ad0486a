#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# completion_test.sh FILE   lets bash complete command lines as FILE tells it to, and looks at what it offers
set -euo pipefail
source "$1"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
touch a.trace
mkdir results

status=0

# Puts what bash offers behind the words into `offered`; an empty last word is one that begins.
complete_words() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _htabsim htabsim "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" || true
  offered=" ${COMPREPLY[*]} "
}

# offers "WORD..." BEHIND...: exactly these
offers() {
  local wanted="$1"
  shift
  complete_words "$@"
  [[ "$offered" == " $wanted " ]] || {
    echo "completion_test.sh: behind \"$*\" bash offers \"${offered}\", not \"$wanted\"" >&2
    status=1
  }
}

# offers_among WORD BEHIND...: this beside others
offers_among() {
  local wanted="$1"
  shift
  complete_words "$@"
  [[ "$offered" == *" $wanted "* ]] || {
    echo "completion_test.sh: behind \"$*\" bash does not offer \"$wanted\", but \"$offered\"" >&2
    status=1
  }
}

# Commands, and those below them
offers 'migrate' htabsim mig
offers 'stream stats sweep' htabsim s
for command in run migrate verify explore presets; do
  offers_among "$command" htabsim ''
done
offers 'info convert generate' htabsim trace ''
offers 'apply' htabsim stream ap
offers '' htabsim run mig

# Options, each command's own
offers '--set --skip-noise --skip-kernel --seed --sample --simpoints --save-state --stepped' htabsim run --s
offers '--simpoints' htabsim run --preset power9 --sim
offers '' htabsim migrate --simp
offers '--ignore-rc' htabsim stream diff a b --ig
offers '--ignore-rc' htabsim stream --nothing diff --ig
offers '--footprint' htabsim trace generate chase --fo

# Values that are names
offers 'power7 power8 power9' htabsim run --preset ''
offers 'power9' htabsim migrate --guest results --preset power9
offers 'power7 power8 power9' htabsim presets show p
offers 'recorded free' htabsim run --order ''
offers 'sc power' htabsim explore --memory ''
offers '4k 64k 16m' htabsim trace generate --page ''
offers 'chase' htabsim trace generate ch
offers 'list' htabsim run --inject lis
offers 'enter_not_noted' htabsim migrate --inject enter_not_n
offers_among 'enter_walk' htabsim explore enter_w
offers_among 'lackey' htabsim run --format ''
offers 'native' htabsim trace convert --to nat

# Where bash takes words apart, it is given what follows
offers 'H_ENTER' htabsim explore enter_walk --without eieio @ H_EN
offers_among 'eieio@H_ENTER' htabsim explore enter_walk --without eie
offers 'power9' htabsim run --preset = power9
offers 'mmu.tlb_entries=' htabsim run --set mmu.tlb_e
offers 'false true' htabsim run --set memory.caches = ''
offers 'true' htabsim run --set memory.caches = t
offers '' htabsim run --set mmu.tlb_entries = 5
offers 'mmu.walkers=' htabsim calibrate --fit mmu.walkers
offers '' htabsim calibrate --fit memory.cach

# Files and folders are bash's own to offer
offers '' htabsim run --trace a
offers '' htabsim run -o res
offers '' htabsim run a.t
exit "$status"
