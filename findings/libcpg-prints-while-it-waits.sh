#!/usr/bin/env bash
# Surprise: cpg_mcast_joined of a message larger than one fragment (1 MiB) prints "sleep. counter=N" to the standard error of
# its process, and sleeps 10 ms each time, while Corosync has no room for the next fragment.
# Matters: a daemon that sends a large row or state has such lines among its own output, and the call takes as long.
# Ours: transport.corosync.cpg.CpgGroup sends in one piece, and FileLoop only where a synchronisation needs more than 1 MiB.
# Seen with corosync and libcpg4 3.1.7 (Debian 12). Needs root, iproute2, python3 and corosync's libraries from the release.
set -euo pipefail
version=3.1.7-1+deb12u2
work=$(mktemp -d)
namespace=finding-$$
cleanup() {
    [[ -z ${daemon:-} ]] || kill "$daemon" 2>/dev/null || true
    ip netns delete "$namespace" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
apt-get download "corosync=$version" "libcpg4=$version" >/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
libraries=$(dirname "$(find root -name 'libcpg.so.4' | head -n 1)")
mkdir run state
cat >corosync.conf <<'CONF'
totem {
  version: 2
  cluster_name: finding
  transport: udpu
}
nodelist {
  node {
    name: node1
    nodeid: 1
    ring0_addr: 127.0.0.1
  }
}
quorum {
  provider: corosync_votequorum
}
logging {
  to_stderr: yes
  to_syslog: no
}
CONF
cat >send.py <<'PYTHON'
import ctypes as c

MEMBERS = c.CFUNCTYPE(None, c.c_uint64, c.c_void_p, c.c_void_p, c.c_size_t, c.c_void_p, c.c_size_t, c.c_void_p, c.c_size_t)
DELIVER = c.CFUNCTYPE(None, c.c_uint64, c.c_void_p, c.c_uint32, c.c_uint32, c.c_void_p, c.c_size_t)


class Callbacks(c.Structure):
    _fields_ = [("deliver", DELIVER), ("members", MEMBERS)]


class Name(c.Structure):
    _fields_ = [("length", c.c_uint32), ("value", c.c_char * 128)]


class Piece(c.Structure):
    _fields_ = [("bytes", c.c_void_p), ("size", c.c_size_t)]


cpg = c.CDLL("libcpg.so.4")
handle = c.c_uint64()
callbacks = Callbacks(DELIVER(lambda *a: None), MEMBERS(lambda *a: None))
assert cpg.cpg_initialize(c.byref(handle), c.byref(callbacks)) == 1
assert cpg.cpg_join(handle, c.byref(Name(8, b"finding"))) == 1
size = 32 << 20
data = c.create_string_buffer(size)
for _ in range(8):  # how often there is no room depends on the machine
    result = cpg.cpg_mcast_joined(handle, 2, c.byref(Piece(c.addressof(data), size)), 1)
    print("cpg_mcast_joined of 32 MiB returns", result)
    if result != 1:
        break
PYTHON
ip netns add "$namespace"
ip -n "$namespace" link set lo up
nsenter --net=/run/netns/"$namespace" unshare --mount --propagation private sh -c \
    "mount --bind '$work/run' /run && mount --bind '$work/state' /var/lib/corosync && exec '$work/root/usr/sbin/corosync' -f -c '$work/corosync.conf'" \
    >corosync.log 2>&1 &
daemon=$!
for _ in $(seq 100); do
    grep -q 'ready to provide service' corosync.log && break
    sleep 0.1
done
echo "corosync and libcpg4 $version"
nsenter --net=/run/netns/"$namespace" env LD_LIBRARY_PATH="$work/$libraries" python3 send.py 2>printed
lines=$(grep -c '^sleep. counter=' printed || true)
echo "lines that libcpg printed to standard error: $lines"
[[ $lines -gt 0 ]] || { echo 'changed: nothing is printed any more'; exit 1; }
