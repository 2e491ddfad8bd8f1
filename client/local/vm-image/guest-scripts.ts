/**
 * What makes a small Linux of busybox a server: the scripts of the demo image's guest. `init` runs in the ramdisk and goes
 * over to the disk where the kernel's line names one; `rc` reads the config drive.
 */

/** In the ramdisk. Without `root=` the ramdisk itself is the system. */
export const initScript = `#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t devtmpfs none /dev
echo "sampan: init" >/dev/console
mount -t proc none /proc
mount -t sysfs none /sys
modprobe -a $(cat /etc/modules) 2>/dev/null
root= mode=
for word in $(cat /proc/cmdline); do
  case "$word" in root=/dev/*) root=\${word#root=} ;; sampan.mode=*) mode=\${word#sampan.mode=} ;; esac
done
[ "$mode" = exit ] && poweroff -f
if [ -n "$root" ]; then
  tries=0
  while [ ! -b "$root" ] && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
  if mount -t ext4 -o rw "$root" /mnt; then
    rm -rf /mnt/lib/modules && mkdir -p /mnt/lib && cp -r /lib/modules /mnt/lib/modules
    mount --move /dev /mnt/dev; mount --move /proc /mnt/proc; mount --move /sys /mnt/sys
    exec switch_root /mnt /sbin/init
  fi
  echo "sampan: $root cannot be mounted; staying in the ramdisk"
fi
export mode
exec /bin/busybox init
`;

export const inittab = `::sysinit:/etc/rc
ttyS0::respawn:/sbin/getty -L ttyS0 115200 vt100
::ctrlaltdel:/sbin/reboot
::shutdown:/bin/sync
::shutdown:/bin/umount -a -r
`;

/** OpenStack's config drive, one key a line as its writer puts them; DHCP where there is none. */
export const rcScript = `#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /dev/pts /dev/shm /run /tmp /mnt /var/log /root/.ssh
mount -t devpts none /dev/pts
mount -t tmpfs none /run
ip link set lo up
grep -q sampan.mode=deaf /proc/cmdline || acpid -l /dev/null
drive=
for device in /dev/vd?; do
  [ "$(dd if=$device bs=8 skip=4101 count=1 2>/dev/null)" = config-2 ] && drive=$device
done
docs=/mnt/openstack/latest
[ -n "$drive" ] && mount -t iso9660 -o ro "$drive" /mnt
value() { sed -n 's/^ *"'"$1"'": "\\(.*\\)",\\{0,1\\}$/\\1/p' "$2" | head -1; }
if [ -f $docs/meta_data.json ]; then
  hostname "$(value hostname $docs/meta_data.json)"
  hostname >/etc/hostname
  printf '127.0.0.1 localhost\\n127.0.1.1 %s\\n' "$(hostname)" >/etc/hosts
  sed -n 's/^ *"data": "\\(.*\\)",\\{0,1\\}$/\\1/p' $docs/meta_data.json >/root/.ssh/authorized_keys
  chmod 700 /root/.ssh; chmod 600 /root/.ssh/authorized_keys
fi
if [ -f $docs/network_data.json ]; then
  : >/etc/resolv.conf
  tr -d ',"' <$docs/network_data.json | awk '
    /^ *(links|networks|services): \\[/ { section = $1 }
    section == "links:" && $1 == "id:" { id = $2 }
    section == "links:" && $1 == "ethernet_mac_address:" { mac = $2 }
    section == "links:" && $1 == "mtu:" { print "link", id, mac, $2 }
    section == "networks:" && $1 == "link:" { link = $2 }
    section == "networks:" && $1 == "type:" { type = $2 }
    section == "networks:" && $1 == "ip_address:" { ip = $2; own = 1 }
    section == "networks:" && $1 == "netmask:" && own { print "address", link, type, ip, $2; own = 0; next }
    section == "networks:" && $1 == "network:" { net = $2 }
    section == "networks:" && $1 == "netmask:" { mask = $2 }
    section == "networks:" && $1 == "gateway:" { print "route", link, net, mask, $2 }
    section == "services:" && $1 == "address:" { print "dns", $2 }
  ' >/run/network
  device() { mac=$(awk -v id="$1" '$1 == "link" && $2 == id { print $3 }' /run/network); for d in /sys/class/net/*; do [ "$(cat $d/address)" = "$mac" ] && basename $d; done; }
  while read -r what one two three four; do
    case "$what" in
      link) ip link set "$(device $one)" mtu "$three" up ;;
      address) if [ "$two" = ipv4 ]; then ifconfig "$(device $one)" "$three" netmask "$four"; else ip -6 addr add "$three/$four" dev "$(device $one)"; fi ;;
      route) case "$two" in
        0.0.0.0) route add default gw "$four" "$(device $one)" ;;
        ::) ip -6 route add default via "$four" dev "$(device $one)" ;;
        *:*) ip -6 route add "$two/$three" via "$four" dev "$(device $one)" ;;
        *) route add -net "$two" netmask "$three" gw "$four" "$(device $one)" ;;
      esac ;;
      dns) echo "nameserver $one" >>/etc/resolv.conf ;;
    esac
  done </run/network
elif [ -d /sys/class/net/eth0 ]; then
  ip link set eth0 up
  udhcpc -i eth0 -b -q -s /etc/udhcpc.script >/dev/null 2>&1 &
fi
# What is done once in the life of a disk.
instance=$(value uuid $docs/meta_data.json 2>/dev/null)
if [ -n "$instance" ] && [ "$(cat /var/instance 2>/dev/null)" != "$instance" ]; then
  hash=$(sed -n 's/.*\\\\"password\\\\":\\\\"\\([^\\\\]*\\)\\\\".*/\\1/p' $docs/vendor_data.json)
  [ -n "$hash" ] && echo "root:$hash" | chpasswd -e
  tr -d ',"' <$docs/meta_data.json | awk '$1 == "path:" { path = $2 } $1 == "content_path:" { print path, $2 }' | while read -r path content; do
    mkdir -p "$(dirname "$path")" && cp "/mnt/openstack$content" "$path"
  done
  echo "$instance" >/var/instance
  if [ "$(head -c 2 $docs/user_data 2>/dev/null)" = "#!" ]; then cp $docs/user_data /run/user_data; chmod 700 /run/user_data; /run/user_data >/dev/console 2>&1; fi
fi
for port in /sys/class/virtio-ports/*; do
  [ "$(cat $port/name 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
  [ -x /usr/sbin/qemu-ga ] && qemu-ga -d -m virtio-serial -p /dev/$(basename $port) -t /run -f /run/qemu-ga.pid
done
[ -x /usr/sbin/dropbear ] && mkdir -p /etc/dropbear && dropbear -R -E 2>/dev/null
mkdir -p /www && echo "<p>Hello from the machine $(hostname)." >/www/index.html
httpd -p 80 -h /www
echo "sampan: ready $(hostname)" >/dev/console
`;

export const udhcpcScript = `#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ifconfig "$interface" "$ip" netmask "$subnet" \${mtu:+mtu $mtu}
for gateway in $router; do route add default gw "$gateway" dev "$interface"; done
: >/etc/resolv.conf
for server in $dns; do echo "nameserver $server" >>/etc/resolv.conf; done
`;

/** The guest agent sets passwords by it. */
export const chpasswdScript = `#!/bin/sh
while IFS=: read -r user secret; do
  [ "$1" = -e ] || secret=$(echo "$secret" | mkpasswd -m sha512 -P 0)
  grep -q "^$user:" /etc/shadow || exit 1
  awk -F: -v OFS=: -v user="$user" -v hash="$secret" '$1 == user { $2 = hash } { print }' /etc/shadow >/etc/shadow.new && cat /etc/shadow.new >/etc/shadow
  rm -f /etc/shadow.new
done
`;

export const powerScript = `#!/bin/sh
exec poweroff
`;
