#!/bin/sh
# check-library.sh LIBRARY MESOS-VERSION: what the file itself must show before anyone loads it.
set -eu
library=$1
version=$2

exports=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort | tr '\n' ' ')
if [ "$exports" != 'demo_mesos_xfsquotahook org_quotadeck_XfsQuotaHook ' ]; then
  echo "unexpected exports: $exports"
  exit 1
fi

note=$(readelf -p .note.quotadeck "$library")
for line in schema=1 version=0.1.0 "mesos_version=$version" module_api=2 built_with=standin \
  modules=org_quotadeck_XfsQuotaHook,demo_mesos_xfsquotahook \
  callbacks=slavePreLaunchDockerTaskExecutorDecorator,slaveRemoveExecutorHook,slaveTaskStatusDecorator; do
  if ! printf '%s\n' "$note" | grep -qF "$line"; then
    echo "the note does not say $line:" "$note"
    exit 1
  fi
done

if ! readelf -n "$library" | grep -q 'Quotadeck .*0x'; then
  echo 'the note has no owner Quotadeck'
  exit 1
fi
if ! readelf -n "$library" | grep -q 'Build ID: [0-9a-f]\{40\}$'; then
  echo 'there is no build id of 20 bytes'
  exit 1
fi

needed=$(readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p' | sort | tr '\n' ' ')
case $needed in
  *protobuf* | *mesos* | *glog*)
    echo "needs what the agent must bring itself: $needed"
    exit 1
    ;;
esac
