#!/usr/bin/env bash
# Installs the engines that ours is compared with below $PEERS (default ~/.cache/catalog-peers):
# packages and our own drivers, about 1.5 GB. A peer that cannot be installed leaves its reason in
# $PEERS/missing/NAME; the others go on and leave $PEERS/ready/NAME. BENCH_JAVA_HOME names a Java of
# version 17 or later.
set -uo pipefail
cd "$(dirname "$0")"
export PEERS=${PEERS:-$HOME/.cache/catalog-peers}
export PATH=${BENCH_JAVA_HOME:+$BENCH_JAVA_HOME/bin:}$PATH
mkdir -p "$PEERS"/{drivers,ready,missing,lucene/classes}

debian() {
  dpkg -s "$@" > /dev/null 2>&1 && return
  local sudo
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$@" > /dev/null
}

python() { "$PEERS/bin/pip" install -q --disable-pip-version-check "$@"; }

native() { g++ -std=c++17 -O3 -march=native -o "$PEERS/drivers/$1" "$1.cpp" "-l$2"; }

sqlite() { debian g++ libsqlite3-dev && native sqlite sqlite3; }
xapian() { debian g++ libxapian-dev && native xapian xapian; }
tantivy() { python tantivy==0.27.0; }
pisa() { python pyterrier_pisa==0.4.9; }
bm25s() { python bm25s==0.3.16 numba; }
chinese() { python jieba==0.42.1 opencc-python-reimplemented==0.1.7; }

# Lucene 9.9.1 travels inside the package pyserini.
lucene() {
  command -v javac > /dev/null || debian openjdk-17-jdk-headless || return
  if [ ! -e "$PEERS/lucene/lucene.jar" ]; then
    "$PEERS/bin/pip" download -q --no-deps -d "$PEERS/lucene" pyserini==1.6.0 || return
    tar -xzf "$PEERS"/lucene/pyserini-1.6.0.tar.gz -C "$PEERS/lucene" --strip-components=4 \
      --wildcards '*anserini-*-fatjar.jar' || return
    rm "$PEERS"/lucene/pyserini-1.6.0.tar.gz
    mv "$PEERS"/lucene/anserini-*-fatjar.jar "$PEERS/lucene/lucene.jar"
  fi
  javac --release 17 -cp "$PEERS/lucene/lucene.jar" -d "$PEERS/lucene/classes" LuceneDriver.java
}

[ -x "$PEERS/bin/pip" ] || { debian python3-venv; python3 -m venv "$PEERS"; }
for peer in sqlite xapian tantivy pisa bm25s chinese lucene; do
  rm -f "$PEERS"/{ready,missing}/"$peer"
  if reason=$("$peer" 2>&1); then
    touch "$PEERS/ready/$peer"
    echo "ready: $peer"
  else
    echo "${reason:-failed without a word}" | tail -1 | tee "$PEERS/missing/$peer" | sed "s/^/missing: $peer: /"
  fi
done
echo "peers are in $PEERS"
