#!/bin/sh
# Brings .venv up to the lock. Each step leaves a stamp, so a second call costs nothing.
set -eu
cd "$(dirname "$0")/../.."
python="${PYTHON:-python3.11}"
lock=.ci/requirements/everything.txt

# A stamp holds the digest of what it was made from: a touched file alone is no reason to install again.
fresh() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
digest() { cat "$@" | cksum; }

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  .ci/tools/debian.sh "$python -c 'import ensurepip, venv'" python3.11 python3.11-venv
  "$python" -m venv --clear .venv
fi
want=$(digest $lock)
if ! fresh .venv/locked "$want"; then
  .venv/bin/python -m pip install --quiet --require-hashes --requirement $lock
  echo "$want" >.venv/locked
fi
# The version is read from the package, and entry points from pyproject.toml: nothing else needs a new install.
want=$(digest pyproject.toml lif_plugin/__init__.py)
if ! fresh .venv/installed "$want"; then
  .venv/bin/python -m pip install --quiet --no-build-isolation --no-deps --editable .
  echo "$want" >.venv/installed
fi
