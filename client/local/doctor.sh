#!/usr/bin/env bash
# Says what is missing on this machine, one line each, with the way out. Exit 1 when something stands in the way.
# --before-up leaves out what `up` installs by itself.
set -u
before_up=false
case "${1:-}" in
  --before-up) before_up=true ;;
  -h | --help) echo "Usage: sampan doctor. Checks this machine for what Sampan needs; exit code 1 when something is missing."; exit 0 ;;
esac
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
name=${SAMPAN_NAME:-sampan}
home=${SAMPAN_HOME:-/var/lib/$name}
run=${SAMPAN_RUN:-/run/$name}
base=${SAMPAN_PORT:-8770}
bad=0
ok() { $before_up || printf 'ok       %s\n' "$1"; }
no() { printf 'missing  %s\n         -> %s\n' "$1" "$2"; bad=1; }
warn() { printf 'note     %s\n         -> %s\n' "$1" "$2"; }

[ "$(id -u)" = 0 ] && ok "root" || no "not root (namespaces, mounts and Open vSwitch need it)" "run as root: sudo $here/sampan up"

if [ -x "$here/.node/bin/node" ]; then PATH="$here/.node/bin:$PATH"; fi
if command -v node >/dev/null && node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=17)?0:1)'; then
  ok "Node.js $(node --version)"
elif command -v apt-get >/dev/null; then
  $before_up || no "Node.js 20.17 or newer ($(node --version 2>/dev/null || echo none here))" "'sampan up' installs one beside the clone; or install it yourself"
else
  no "Node.js 20.17 or newer ($(node --version 2>/dev/null || echo none here))" "install it from your distribution"
fi

if ! $before_up; then
  for pair in runc:runc conmon:conmon ovs-vswitchd:openvswitch-switch dnsmasq:dnsmasq-base nft:nftables ip:iproute2 nsenter:util-linux ethtool:ethtool gcc:gcc busybox:busybox-static ping:iputils-ping qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils genisoimage:genisoimage; do
    command -v "${pair%%:*}" >/dev/null || [ -x "/usr/sbin/${pair%%:*}" ] && ok "${pair%%:*}" || no "${pair%%:*}" "'sampan up' installs it; or: apt-get install ${pair##*:}"
  done
fi

has_fs() { grep -qw "$1" /proc/filesystems || modprobe "$1" 2>/dev/null; }
has_fs overlay && ok "kernel: overlayfs" || no "kernel without overlayfs" "boot a kernel with CONFIG_OVERLAY_FS, or: modprobe overlay"
[ -e /dev/net/tun ] && ok "kernel: tun" || no "kernel without tun (/dev/net/tun)" "modprobe tun"
if [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0)" -gt 0 ]; then ok "kernel: user namespaces"; else
  no "user namespaces are off" "sysctl -w user.max_user_namespaces=15000"
fi
if [ -f /sys/fs/cgroup/cgroup.controllers ] || [ -d /sys/fs/cgroup/memory ]; then ok "kernel: cgroups"; else
  no "no cgroups at /sys/fs/cgroup" "mount -t cgroup2 none /sys/fs/cgroup"
fi
command -v crun >/dev/null && ok "crun" || { $before_up || warn "no crun: containers are made by runc (slower)" "'sampan up' installs it; or: apt-get install crun"; }
if [ -d /sys/module/openvswitch ] || modprobe openvswitch 2>/dev/null; then ok "Open vSwitch: kernel datapath"; else
  $before_up || warn "no openvswitch kernel module: the userspace datapath is used (slower)" "boot a kernel with it for full speed"
fi

for offset in 0 1 2; do
  port=$((base + offset))
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    if ls "$run/pids/"* >/dev/null 2>&1; then ok "port $port (this cloud runs)"
    else no "port $port on 127.0.0.1 is taken" "stop what listens there, or choose others: SAMPAN_PORT=$((base + 100)) $here/sampan up"; fi
  else ok "port $port is free"; fi
done

place=$home; while [ ! -d "$place" ]; do place=$(dirname "$place"); done
free_mib=$(df -Pm "$place" | awk 'NR==2 {print $4}')
[ "$free_mib" -ge 2048 ] && ok "disk: $free_mib MiB free at $place" || no "disk: only $free_mib MiB free at $place (2048 wanted)" "free some, or choose another place: SAMPAN_HOME=/other/place $here/sampan up"
place_clone_mib=$(df -Pm "$here" | awk 'NR==2 {print $4}')
[ "$place_clone_mib" -ge 1024 ] || no "disk: only $place_clone_mib MiB free at $here (1024 wanted for dependencies)" "free some there"
fs=$(stat -f -c %T "$place")
case "$fs" in overlayfs | nfs | fuseblk) no "$place is on $fs, on which overlay mounts do not stand" "choose a place on ext4, xfs or btrfs: SAMPAN_HOME=/other/place $here/sampan up" ;; *) ok "file system of $place: $fs" ;; esac
mem_mib=$(awk '/MemAvailable/ {print int($2/1024)}' /proc/meminfo)
[ "$mem_mib" -ge 512 ] && ok "memory: $mem_mib MiB available" || no "memory: only $mem_mib MiB available (512 wanted)" "stop something, or use a larger machine"

if [ $bad = 0 ]; then $before_up || echo "This machine is fit for Sampan."; else $before_up && echo "Mend these first, then run this again." >&2; fi
exit $bad
