#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# python_test.sh PROGRAM types|tests|notebook|FOLDER
#
# Checks the Python package's types and layout, runs its tests or the notebook with PROGRAM, or uses what
# is installed in FOLDER. Exit code 77: a Debian package that this needs is missing.
set -euo pipefail
readonly source="$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")"
export HTABSIM="$1" PYTHONDONTWRITEBYTECODE=1
what="$2"

skip() {
  echo "python_test.sh: no $1 (Debian package $2)" >&2
  exit 77
}

# Debian's Python, which need not be the first one, is the one that its packages are for.
python=/usr/bin/python3
needs() {
  [[ -x "$python" ]] && "$python" -c "import $1" 2>/dev/null || skip "$1" "$2"
}

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
case "$what" in
  types)
    needs mypy mypy
    needs black black
    cd "$source/python"
    "$python" -m mypy --cache-dir "$scratch" --config-file pyproject.toml htabsim
    "$python" -m black --check --quiet . || {
      echo "python_test.sh: black formats python/ otherwise: run it there" >&2
      exit 1
    }
    ;;
  tests)
    needs pandas python3-pandas
    needs matplotlib python3-matplotlib
    PYTHONPATH="$source/python" "$python" -m unittest discover -s "$source/python/tests"
    ;;
  notebook)
    needs pandas python3-pandas
    needs matplotlib python3-matplotlib
    needs ipykernel python3-ipykernel
    needs nbconvert jupyter-nbconvert
    # Plots are to go into the notebook, and Debian's debugger is to say nothing.
    unset MPLBACKEND
    PYTHONPATH="$source/python" PYDEVD_DISABLE_FILE_VALIDATION=1 \
      JUPYTER_DATA_DIR="$scratch/data" IPYTHONDIR="$scratch/ipython" \
      "$python" -m nbconvert --to notebook --execute --output-dir "$scratch" \
      "$source/examples/tlb_size.ipynb"
    # Each plot is there, so the cells did run.
    (($(grep -c '"image/png":' "$scratch/tlb_size.ipynb") == 2))
    ;;
  *)
    [[ -x "$python" ]] || skip python3 python3
    # Neither the clone's package nor the clone's program.
    unset HTABSIM
    cd "$scratch"
    PATH="$what/bin:$PATH" PYTHONPATH="$what/lib/python3/dist-packages" "$python" - "$what" <<'PYTHON'
import sys
import htabsim

prefix = sys.argv[1]
assert htabsim.__file__.startswith(prefix), htabsim.__file__
assert str(htabsim.program()).startswith(prefix), htabsim.program()
with open("loads.lackey", "w") as trace:
    trace.write(" L 1000,8\n" * 3)
result = htabsim.run(trace="loads.lackey")
assert result["accesses"] == 3, result["accesses"]
PYTHON
    ;;
esac
