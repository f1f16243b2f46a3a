#!/bin/sh
# Locks what pyproject.toml asks for, with hashes and without the address of any index.
# everything.txt is what `make venv` installs; run.txt is the part that a server needs, at the same versions.
set -eu
cd "$(dirname "$0")/../.."
compile="${LOCK_WITH:-.venv/bin/pip-compile} --quiet --generate-hashes --strip-extras --allow-unsafe
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --newline=lf"
# Word splitting is wanted: $compile is a command with its options.
# shellcheck disable=SC2086
$compile --all-extras --output-file=.ci/requirements/everything.txt "$@" pyproject.toml
# shellcheck disable=SC2086
$compile --constraint=.ci/requirements/everything.txt --output-file=.ci/requirements/run.txt pyproject.toml
