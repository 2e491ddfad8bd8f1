import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Test as Tap } from 'tap';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import type { WantedPort } from '../../host-server/network/network.ts';
import { flowCookie } from '../../host-server/network/program/tables.ts';
import { HostsLab } from '../kit/hosts-lab.ts';
import { MachineLab } from '../kit/machine-lab.ts';
import type { MachineGuest } from '../kit/machine-lab.ts';
import { defaultGroup, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import type { Guest, NetworkLab, Outcome } from '../kit/network-lab.ts';
import { startPinging } from '../kit/pinging.ts';
import type { Pinging } from '../kit/pinging.ts';

// Machines and containers of two tenants with the same addresses, mixed over three hosts:
//
//            host 1      host 2      host 3
//   left     machine .5  veth .6     veth .7
//            veth .8
//   right    veth .5     machine .6  veth .7
t.setTimeout(300_000);
const lab = await HostsLab.open(3);
const machines = await MachineLab.open();
t.teardown(async () => {
  await machines.close();
  await lab.close();
});

const setMap = async (map: NetworkMap): Promise<NetworkMap> => {
  await Promise.all(lab.labs.map((host) => host.network.setMap(map)));
  return map;
};

function tenant(segment: number): NetworkMap {
  const bare = networkMap({ segment, hosts: lab.hosts });
  const subnets = bare.subnets.map((subnet) => ({ ...subnet, dhcp: true }));
  const own = defaultGroup(['10.7.0.5', '10.7.0.6', '10.7.0.7', '10.7.0.8']);
  const ports = [0, 1, 2, 0].map((at, index) => portMap({ subnets }, `10.7.0.${index + 5}`, { host_id: (lab.hosts[at] ?? missing()).id, security_group_ids: [own.id] }));
  return { ...bare, subnets, ports, security_groups: [own] };
}

const host = (index: number): NetworkLab => lab.labs[index] ?? missing();
const portOf = (map: NetworkMap, index: number): NetworkMap['ports'][number] => map.ports[index] ?? missing();
const veth = (map: NetworkMap, index: number): Promise<Guest> => host(index).member(map, portOf(map, index));
const machine = (map: NetworkMap, index: number): Promise<MachineGuest> => machines.member(host(index), map, portOf(map, index));

let left = tenant(80);
const right = tenant(81);
let [one, five] = [] as unknown as [MachineGuest, MachineGuest];
let [two, three, four, six] = [] as unknown as [Guest, Guest, Guest, Guest];

t.test('a tenant\'s machines and containers reach each other on all hosts, and never the other tenant\'s', async (t) => {
  // Here, because what fails outside a test is not cleaned up after.
  for (const map of [left, right]) await setMap(map);
  [one, two, three, four, five, six] = await Promise.all([machine(left, 0), veth(left, 1), veth(left, 2), veth(right, 0), machine(right, 1), veth(right, 2)]);
  t.ok(await one.reaches(two.ipAddress), 'a machine reaches a container');
  t.ok(await three.reaches(one.ipAddress), 'a container reaches a machine');
  t.ok(await five.reaches(four.ipAddress));
  t.ok(await six.reaches(five.ipAddress));
  t.equal((await one.run(['ping', '-c1', '-w10', '-s', '1400', three.ipAddress])).code, 0, 'the whole MTU passes');
  // Each tenant's .6 answers its own only: what the other's machine there was asked is counted before and after.
  const delivered = await host(1).packets(five, 'delivery');
  t.ok(await one.reaches('10.7.0.6'));
  t.equal(await host(1).packets(five, 'delivery'), delivered, 'nothing of it came to the other tenant\'s machine of that address');
  await host(2).network.unplug(three.port.id);
  t.notOk(await one.pings('10.7.0.7'), 'nor does the other tenant\'s .7 answer');
  await one.run(['ip', 'neigh', 'replace', '10.7.0.7', 'lladdr', three.port.macAddress, 'dev', 'eth0']);
  t.notOk(await one.pings('10.7.0.7'), 'not even by its MAC, which both have');
  t.ok(await six.reaches(four.ipAddress), 'which is there all the time');
});

t.test('lies of a machine about MAC, IPv4, ARP and DHCP are dropped and counted', async (t) => {
  const counted = async (kind: Parameters<NetworkLab['packets']>[1], lie: string): Promise<void> => {
    const before = await host(0).packets(one, kind);
    await one.run(['sh', '-c', lie]);
    t.ok(await host(0).packets(one, kind) > before, kind);
  };
  t.ok(await one.reaches(two.ipAddress));
  await counted('spoofedIp', 'ip address add 10.7.0.200/24 dev eth0; ping -c1 -W1 -I 10.7.0.200 10.7.0.6');
  await counted('spoofedArp', 'arping -c1 -w1 -I eth0 -s 10.7.0.200 10.7.0.6; ip address delete 10.7.0.200/24 dev eth0');
  // With one port only to choose from, a question for a name is sent by a DHCP server's port.
  await counted('spoofedDhcp', 'cd /proc/sys/net/ipv4; range=$(cat ip_local_port_range); echo 0 >ip_unprivileged_port_start; echo 67 67 >ip_local_port_range; timeout 2 nslookup lie 10.7.0.6; echo $range >ip_local_port_range');
  await counted('spoofedMac', `ip link set eth0 down; ip link set eth0 address fa:16:3e:aa:aa:aa; ip link set eth0 up; ping -c1 -W1 10.7.0.6; ip link set eth0 down; ip link set eth0 address ${one.port.macAddress}; ip link set eth0 up`);
  t.ok(await one.reaches(two.ipAddress), 'and who tells the truth again is heard');
});

// Datagrams, because a machine under emulation brings TCP to 6 to 20 Mbit/s only; its kernel makes them by itself.
t.test('limits of 100 Mbit/s on a machine hold within a tenth, each way', async (t) => {
  const rates = { egress_kbps: 100_000, ingress_kbps: 100_000 };
  left = await setMap(nextMap(left, { ports: left.ports.map((port) => (port.id === one.port.id ? { ...port, rates } : port)) }));
  const seven = await host(0).member(left, portOf(left, 3));
  const made = ['count 0', 'pkt_size 1400', `dst ${seven.ipAddress}`, `dst_mac ${seven.port.macAddress}`].map((word) => `echo '${word}' >eth0`).join('; ');
  const sending = one.run(['sh', '-c', `modprobe pktgen && cd /proc/net/pktgen && echo add_device eth0 >kpktgend_0; ${made}; echo start >pgctrl & sleep 9; echo stop >/proc/net/pktgen/pgctrl; grep pps /proc/net/pktgen/eth0`]);
  const out = await arriving(host(0), seven);
  t.ok(out > 90 && out < 110, `it sends ${out.toFixed(1)} of 100 Mbit/s`);
  t.comment((await sending).stdout);
  // Nobody takes them in the machine, which says so now and then: that ends one writer, and the next one goes on.
  const flood = seven.run(['timeout', '9', 'bash', '-c', `exec 3>/dev/udp/${one.ipAddress}/9001; while :; do dd if=/dev/zero bs=1400 count=100 status=none >&3; sleep 0.003; done`]);
  const into = await arriving(host(0), one);
  t.ok(into > 90 && into < 110, `it gets ${into.toFixed(1)} of 100 Mbit/s`);
  await flood;
  await host(0).network.unplug(seven.port.id);
});

t.test('host-servers that start again change no entry and cost no packet', async (t) => {
  const pings = await Promise.all([startPinging(two, one.ipAddress), startPinging(six, five.ipAddress)]);
  const before = await Promise.all(lab.labs.map((each) => each.flows()));
  for (const each of lab.labs) await each.restart([left, right]);
  for (const index of [0, 1, 2]) await host(index).network.reconcile(wanted(index));
  const after = await Promise.all(lab.labs.map((each) => each.flows()));
  for (const [index, flows] of after.entries()) {
    const known = new Map(before[index]?.map((flow) => [flow.rule, flow]));
    t.equal(flows.length, known.size, `host ${index + 1} has ${flows.length} entries as before`);
    const touched = flows.filter((flow) => !(known.get(flow.rule)?.cookie === flow.cookie && (known.get(flow.rule)?.durationS ?? Infinity) <= flow.durationS));
    t.same(touched, [], 'none was touched');
  }
  for (const ping of pings) t.match(await lostBy(t, ping), { lost: 0 });
  t.same(repairs(), [], 'nothing had to be put right');
});

t.test('what somebody takes away by hand is put right at once without being asked for, and nobody else notices', async (t) => {
  const [looks, otherLooks] = [lookWhenCalled(0), lookWhenCalled(1)];
  const whole = await startPinging(six, five.ipAddress);
  const cookie = `cookie=0x${flowCookie(two.port.id, 'entry').toString(16)}/-1`;
  const hurts: [what: string, looks: Looks, hurt: () => Promise<Outcome>, repairs: unknown[]][] = [
    ['an entry', otherLooks, () => host(1).ofctl('del-flows', cookie), []],
    ['an entry more, before its network\'s own', otherLooks, () => host(1).ofctl('add-flow', 'table=10,priority=999,metadata=0x50,actions=drop'), []],
    ['a machine\'s port', looks, () => host(0).vsctl('del-port', host(0).bridgeName, one.deviceName), [{ what: 'lost-port', portId: one.port.id }]],
  ];
  for (const [what, { next }, hurt, found] of hurts) {
    const pinging = await startPinging(two, one.ipAddress);
    const looked = next();
    t.equal((await hurt()).code, 0, what);
    await looked;
    await lostBy(t, pinging, what);
    t.match(repairs(), found);
  }
  const looked = otherLooks.next();
  t.equal((await host(1).beside(['ip', 'link', 'delete', 'dev', two.deviceName])).code, 0, 'a container\'s wire');
  await looked;
  t.match(repairs(), [{ what: 'dead-port', portId: two.port.id }]);
  await host(1).plug(two);
  t.ok(await two.reaches(one.ipAddress));
  t.match(await lostBy(t, whole), { lost: 0 }, 'who was whole lost nothing');
  const before = [looks.count(), otherLooks.count()];
  left = await setMap(nextMap(left, { ports: left.ports.map(({ rates: _, ...port }) => port) }));
  await host(1).network.unplug(two.port.id);
  await host(1).plug(two);
  t.ok(await two.reaches(one.ipAddress));
  // Longer than what is told is gathered, and than the rest after the last look.
  await sleep(3_000);
  t.same([await looks.stop(), await otherLooks.stop()], [[], []]);
  t.same([looks.count(), otherLooks.count()], before, 'what is done on purpose calls for no look');
});

t.test('a switch that was killed, or lost its database, is back at once without being asked for', async (t) => {
  const { ovs, network } = host(0);
  const looks = lookWhenCalled(0);
  const [hurt, whole] = await Promise.all([startPinging(two, one.ipAddress), startPinging(six, five.ipAddress)]);
  const pid = Number(await readFile(`${ovs.options.runDir}/ovs-vswitchd.pid`, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await ovs.options.processes.waitForExit(pid);
  await hurt.answered();
  t.equal((await host(0).vsctl('clear', 'Open_vSwitch', '.', 'bridges')).code, 0);
  await hurt.answered();
  t.match(await whole.stop(), { lost: 0 }, 'who is on other hosts lost nothing');
  await lostBy(t, hurt);
  t.ok(await four.reaches(five.ipAddress), 'a container of that host too');
  t.same(await looks.stop(), []);
  await network.reconcile(wanted(0));
  t.ok(await one.reaches(two.ipAddress));
});

interface Looks {
  /** Resolves at the end of the next look. */
  next: () => Promise<void>;
  count: () => number;
  /** Answers what looks threw. */
  stop: () => Promise<unknown[]>;
}

/** Looks at a host's machine whenever its network calls for it. */
function lookWhenCalled(index: number): Looks {
  const { network } = host(index);
  const ended = new EventEmitter();
  const errors: unknown[] = [];
  let looks = Promise.resolve();
  let count = 0;
  const end = network.onDamage(() => {
    looks = looks.then(() => network.reconcile(wanted(index))).catch((error: unknown) => void errors.push(error)).finally(() => {
      count += 1;
      ended.emit('look');
    });
  });
  return {
    next: async () => void (await once(ended, 'look', { signal: AbortSignal.timeout(30_000) })),
    count: () => count,
    async stop() {
      end();
      await looks;
      return errors;
    },
  };
}

/** The ports that each host should have by now. */
const wanted = (index: number): WantedPort[] => [[one, four], [two, five], [six]][index] ?? missing();

const repairs = (): NetworkLab['repairs'] => lab.labs.flatMap((each) => each.repairs.splice(0));

async function lostBy(t: Tap, ping: Pinging, what = ''): Promise<{ sent: number; lost: number }> {
  const told = await ping.stop();
  t.comment(`${what} ${ping.target}: ${told.lost} of ${told.sent} lost, ten a second`);
  return told;
}

/** Megabits a second that come out of the switch towards a guest, over five seconds. */
async function arriving(at: NetworkLab, { deviceName }: { deviceName: string }): Promise<number> {
  const look = async (): Promise<{ bytes: number; at: number }> => {
    const [device] = JSON.parse((await at.beside(['ip', '-j', '-s', 'link', 'show', 'dev', deviceName])).stdout) as { stats64: { tx: { bytes: number } } }[];
    return { bytes: device?.stats64.tx.bytes ?? NaN, at: performance.now() };
  };
  // What a burst may bring at once, half a second of what may be sent, comes first, and is little over the time.
  await sleep(2_500);
  const before = await look();
  await sleep(5_000);
  const after = await look();
  return ((after.bytes - before.bytes) * 8) / (after.at - before.at) / 1000;
}

function missing(): never {
  throw new Error('there is no such host or port');
}
