#!/bin/sh
# check-static.sh PROGRAM: it must run on any agent, whatever libraries that has.
set -eu
if readelf -d "$1" | grep -q NEEDED || readelf -l "$1" | grep -q INTERP; then
  echo "$1 needs libraries or a loader"
  exit 1
fi
"$1" --version
