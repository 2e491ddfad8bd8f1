import t from 'tap';
import type { NetworkMap } from '../../host-server/network/network-map.ts';
import { group, groupRule, networkMap, nextMap, portMap } from '../kit/network-map.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import type { Guest } from '../kit/network-lab.ts';

const lab = await NetworkLab.open();
t.teardown(() => lab.close());

/** Megabits a second that arrive, over three seconds, the first left out. */
async function throughput(from: Guest, to: Guest, ...flags: string[]): Promise<number> {
  const serving = to.run(['iperf3', '-s', '-1']);
  for (let tries = 0; tries < 100; tries += 1) {
    const listening = await to.run(['ss', '-Htln', 'sport', '=', '5201']);
    if (listening.stdout !== '') break;
  }
  const { stdout } = await from.run(['iperf3', '-J', '-t', '3', '-O', '1', '-c', to.ipAddress, ...flags]);
  await serving;
  const { end } = JSON.parse(stdout) as { end: { sum_received?: { bits_per_second: number }; sum?: { bits_per_second: number; lost_percent: number } } };
  return ((end.sum_received?.bits_per_second ?? 0) || (end.sum?.bits_per_second ?? 0)) / 1e6;
}

t.test('a limit of 100 Mbit/s holds within a tenth, each way, and goes with the map', async (t) => {
  const bare = networkMap({ segment: 70 });
  const open = group([groupRule({ direction: 'egress' }), groupRule()]);
  const ports = ['10.7.0.5', '10.7.0.6'].map((address) => portMap(bare, address, { security_group_ids: [open.id] }));
  let map: NetworkMap = { ...bare, ports, security_groups: [open] };
  await lab.network.setMap(map);
  const [one, two] = await Promise.all(ports.map((port) => lab.member(map, port))) as [Guest, Guest];
  const free = await throughput(one, two);
  t.ok(free > 150, `without a limit ${Math.round(free)} Mbit/s`);
  for (const rates of [{ egress_kbps: 100_000 }, { ingress_kbps: 100_000 }]) {
    map = nextMap(map, { ports: ports.map((port, index) => (index === ('egress_kbps' in rates ? 0 : 1) ? { ...port, rates } : port)) });
    await lab.network.setMap(map);
    const limited = await throughput(one, two);
    t.ok(limited > 90 && limited < 110, `${Object.keys(rates).join()} ${limited.toFixed(1)} Mbit/s`);
    const back = await throughput(two, one);
    t.ok(back > 120, `the other way ${Math.round(back)} Mbit/s`);
  }
  await lab.network.reconcile([one, two]);
  t.match((await lab.beside(['tc', 'qdisc', 'show', 'dev', two.deviceName])).stdout, /tbf .*rate 100Mbit/, 'a repair leaves it');
  await lab.beside(['tc', 'qdisc', 'delete', 'dev', two.deviceName, 'root']);
  await lab.network.reconcile([one, two]);
  t.match((await lab.beside(['tc', 'qdisc', 'show', 'dev', two.deviceName])).stdout, /tbf/, 'and puts it back');
  await lab.network.setMap(nextMap(map, { ports }));
  t.notMatch((await lab.ofctl('dump-meters')).stdout, /meter=/);
  t.ok(await throughput(one, two) > 150);
  await Promise.all([one, two].map((guest) => lab.network.unplug(guest.port.id)));
});
