#!/bin/sh
# Makes sure that Debian packages are there: `debian.sh TRY PACKAGE...`.
# TRY is a command that succeeds when nothing is missing. With root's rights the packages are installed,
# without them the one command that does it is printed and the call fails.
set -eu
try=$1
shift
if sh -c "$try" >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  sh -c "$try" >/dev/null 2>&1 && exit 0
fi
echo "Missing: $*. On Debian or Ubuntu: sudo apt-get install $*" >&2
exit 1
