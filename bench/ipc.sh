#!/usr/bin/env bash
# Measures a request by IPC with jpmxcfs, and beside it with the least that a server on libqb can be:
#   bench/run ipc [ROUNDS]     rounds of 200 requests to each in turn (as root)
set -euo pipefail
app=$1
rounds=${2:-300}
root=$(cd "$(dirname "$0")/.." && pwd)

die() {
    printf 'bench/run ipc: %s\n' "$1" >&2
    exit 1
}

# shellcheck source=fuse/bin/prepare.sh
source "$root/fuse/bin/prepare.sh"
missing=()
command -v cc >/dev/null || missing+=('to compile the client|gcc')
[[ -e /usr/include/stdio.h ]] || missing+=('to compile the client|libc6-dev')
[[ -e /usr/include/qb/qbipcs.h ]] || missing+=('to compile the client|libqb-dev')
((${#missing[@]} == 0)) || install_packages "${missing[@]}"

work=$(mktemp -d)
trap '"$app/bin/jpmxcfs" umount --lazy "$work/mnt" || true; kill "$(cat "$work/least.pid")" || true; rm -rf "$work"' EXIT
cc -O2 -o "$work/ipcbench" "$(dirname "$0")/src/main/c/ipcbench.c" -lqb

mkdir "$work/mnt"
"$app/bin/jpmxcfs" mount "$work/mnt" --data-dir="$work/data" --run-dir="$work/run" --node=bench --local \
    --ipc-service="jpmxcfs-$$" >&2
head -c 512 /dev/zero >"$work/mnt/storage.cfg"
"$work/ipcbench" serve "least-$$" &
echo $! >"$work/least.pid"

until "$work/ipcbench" ask 1 1 "least-$$" >/dev/null 2>&1; do sleep 0.1; done
# Java compiles what runs often: not measured.
"$work/ipcbench" ask 1 60000 "jpmxcfs-$$" >/dev/null
"$work/ipcbench" ask "$rounds" 200 "least-$$" "jpmxcfs-$$"
