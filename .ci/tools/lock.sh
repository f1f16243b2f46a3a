#!/bin/sh
# Locks what pyproject.toml and package.json ask for, with digests and without any address.
# everything.txt is what `make venv` installs; run.txt is the part that a server needs, at the same versions;
# node.txt is Node.js from PyPI, for machines without npm; codegen.txt makes typed clients for tests; Tryton, which is tested against, has an environment of its own. Options go to pip-compile, e.g. --upgrade.
set -eu
cd "$(dirname "$0")/../.."
wants=.ci/requirements
lock() {
  .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --newline=lf --no-header \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@"
}
lock --all-extras --output-file=$wants/everything.txt "$@" pyproject.toml
lock --constraint=$wants/everything.txt --output-file=$wants/run.txt pyproject.toml
lock --output-file=$wants/node.txt "$@" $wants/node.in
lock --output-file=$wants/codegen.txt "$@" $wants/codegen.in
lock --output-file=tests/slow/tryton/requirements.txt "$@" tests/slow/tryton/requirements.in

# npm notes each package's funding page in its lock; nothing is installed by it.
for folder in .ci/frontend .ci/audits .ci/oidc tests/benchmarks/postgraphile tests/slow/tryton/sao; do
  npm install --prefix $folder --package-lock-only --silent
  .venv/bin/python - $folder/package-lock.json <<'PYTHON'
import json, pathlib, sys
path = pathlib.Path(sys.argv[1])
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2) + "\n")
PYTHON
done
