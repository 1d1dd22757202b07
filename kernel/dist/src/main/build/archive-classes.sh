#!/bin/sh
# archive-classes.sh HOME_DIR WORK_DIR
# Runs the packed node once, from start to ready and to its end, and keeps the classes it has loaded in an archive beside its jars,
# where bin/sidetrack finds it. A start that fails leaves no archive and does not fail the build: the tests tell why.
home=$1
work=$2

if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; else java=java; fi
build=$("$java" -version 2>&1 | sed -n 's/^.*Runtime Environment.*(build \([^)]*\)).*$/\1/p' | head -n 1)
archive=$home/lib/sidetrack-$build.jsa

rm -rf "$work" "$archive"
mkdir -p "$work"
echo 'http: {port: 0}' >"$work/sidetrack.yaml"
case $work in *' '*) exit 0 ;; esac # SIDETRACK_OPTS is split at spaces

SIDETRACK_OPTS="-XX:ArchiveClassesAtExit=$work/classes.jsa" \
  "$home/bin/sidetrack" run --config "$work/sidetrack.yaml" --data "$work/data" >"$work/console.log" 2>&1 &
node=$!
tries=0
until grep -q 'ready at' "$work/console.log" || [ $tries -ge 600 ] || ! kill -0 $node 2>/dev/null; do
  tries=$((tries + 1))
  sleep 0.1
done
kill $node 2>/dev/null
wait $node
if [ -f "$work/classes.jsa" ]; then mv "$work/classes.jsa" "$archive"; fi
exit 0
