#!/bin/sh
# Brings .cache/codegen up to its lock: what makes a typed client of the schema needs an older GraphQL core than ours.
set -eu
cd "$(dirname "$0")/../.."
lock=.ci/requirements/codegen.txt
made=.cache/codegen
want=$(cksum <$lock)
if [ ! -f $made/locked ] || [ "$(cat $made/locked)" != "$want" ]; then
  .venv/bin/python -m venv --clear $made
  $made/bin/python -m pip install --quiet --require-hashes --requirement $lock
  echo "$want" >$made/locked
fi
