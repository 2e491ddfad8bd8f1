#!/usr/bin/env bash
# Installs what is missing and builds; each part is skipped when nothing changed. Usage: install.sh build|run|test
#   build  Node.js, dependencies, compiled sources      (what the client needs)
#   run    build, and the packages that hosts need
#   test   run, and what the tests need (PostgreSQL, a browser, stock clients)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
what=${1:-build}
cd "$here"

node_packages=(gcc g++ make python3 libc6-dev ca-certificates)
run_packages=(openvswitch-switch dnsmasq-base nftables runc crun conmon tini iproute2 iputils-ping ethtool busybox-static golang-github-containers-common tar zstd util-linux qemu-utils qemu-system-x86 genisoimage cpio e2fsprogs)
test_packages=(postgresql iperf3 chromium skopeo umoci podman buildah python3-openstackclient tcpdump xz-utils debootstrap grub-common grub-pc-bin dropbear-bin openssh-client)

say() { printf '  %s\n' "$*" >&2; }

installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

packages() {
  local missing=() name
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || { echo "Not a Debian system: install these yourself, then run this again: ${missing[*]}" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || { echo "Installing ${missing[*]} needs root: run this as root." >&2; exit 1; }
  say "installing ${missing[*]} (apt)"
  local log; log=$(mktemp)
  # A daemon that a package would start is not wanted here: the machine's own Open vSwitch is used where one runs.
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -20 "$log" >&2
    echo "apt could not install ${missing[*]} (whole log: $log). Mend that, then run this again." >&2
    exit 1
  fi
  rm -f "$log"
}

# Docker's engine, for a test that starts one of its own: as a service of the machine it would change its firewall.
docker_engine() {
  installed docker.io && return
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { trap "rm -f $policy" EXIT; printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; }
  packages docker.io
  [ ! -d /run/systemd/system ] || systemctl --quiet disable docker.service docker.socket containerd.service
}

node_is_fit() { command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 17) ? 0 : 1)'; }

# Debian 12 has Node.js 18. A newer one comes as an npm package, beside the clone and seen by nothing else.
node_runtime() {
  export PATH="$here/.node/bin:$PATH"
  node_is_fit && command -v npm >/dev/null && return
  local arch; case "$(uname -m)" in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo "No Node.js package for $(uname -m): install Node.js 20.17 or newer yourself." >&2; exit 1 ;; esac
  command -v npm >/dev/null || packages nodejs npm
  say "installing Node.js 22 beside the clone (npm)"
  mkdir -p .node
  npm install --no-audit --no-fund --loglevel=error --prefix .node "node-linux-$arch@22" npm@11 >&2
  mkdir -p .node/bin
  ln -sf "../node_modules/node-linux-$arch/bin/node" .node/bin/node
  printf '#!/bin/sh\nexec "%s/node" "%s" "$@"\n' "$here/.node/bin" "$here/.node/node_modules/npm/bin/npm-cli.js" >.node/bin/npm
  printf '#!/bin/sh\nexec "%s/node" "%s" "$@"\n' "$here/.node/bin" "$here/.node/node_modules/npm/bin/npx-cli.js" >.node/bin/npx
  chmod +x .node/bin/npm .node/bin/npx
}

# Native addons are built against the headers that came with this Node.js, where they came with it.
headers() { local root; root=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")"); [ -f "$root/include/node/node.h" ] && export npm_config_nodedir="$root" || true; }

dependencies() {
  local stamp=node_modules/.sampan-stamp now
  now=$(sha256sum package-lock.json package.json | sha256sum | cut -c1-64)-$(node --version)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
  # npm ci would empty the folder behind the link, which others work with.
  if [ -L node_modules ]; then say "node_modules is a link and is left as it is, though the lock file has changed: install where it points to"; return; fi
  say "installing dependencies (npm; the database driver is compiled, about a minute)"
  headers
  npm ci --no-audit --no-fund --loglevel=error >&2
  echo "$now" >"$stamp"
}

build() {
  local stamp=build/.sampan-stamp now
  now=$(find openapi region host-server image-service client package-lock.json tsconfig*.json -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
  say "building"
  rm -rf build
  node_modules/.bin/tsc -p tsconfig.build.json
  node --import=tsx client/local/assets.ts build
  echo "$now" >"$stamp"
}

packages "${node_packages[@]}"
node_runtime
[ "$what" = build ] || packages "${run_packages[@]}"
[ "$what" != test ] || { packages "${test_packages[@]}"; docker_engine; }
dependencies
build
