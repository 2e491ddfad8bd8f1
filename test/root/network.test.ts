import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import t from 'tap';
import { baseRules } from '../../host-server/network/program/base-rules.ts';
import { gatewayRecord } from '../../host-server/network/port-record.ts';
import { ensureSwitch } from '../../host-server/network/open-vswitch.ts';
import { NetworkLab } from '../kit/network-lab.ts';
import type { Guest } from '../kit/network-lab.ts';

const lab = await NetworkLab.open();
t.teardown(() => lab.close());

t.test('servers of one network reach each other and their gateway, at once after the plug', async t => {
  const network = lab.networkSpec(1);
  const guests = await Promise.all([lab.plugged(network), lab.plugged(network), lab.plugged(network)]);
  const [one, two, three] = guests as [Guest, Guest, Guest];
  t.ok(await one.reaches(two.ipAddress));
  t.ok(await three.reaches(one.ipAddress));
  t.ok(await two.reaches(network.gatewayIp));
  t.ok(await two.reaches(one.ipAddress, '-s', '1400', '-M', 'do'), 'the whole MTU passes');
  t.match((await one.run(['ip', 'route'])).stdout, `default via ${network.gatewayIp} dev eth0`);
  t.match((await one.run(['ip', 'link', 'show', 'eth0'])).stdout, /mtu 1450/);
  const listed = await lab.network.list();
  t.same(listed.map(port => port.portId).sort(), guests.map(guest => guest.port.id).sort());
  t.match(listed.find(port => port.portId === one.port.id), {
    networkId: network.id, serverId: one.port.serverId, deviceName: one.deviceName,
  });
  await Promise.all(guests.map(guest => lab.network.unplug(guest.port.id)));
});

t.test('a network without a gateway joins its servers all the same', async t => {
  const network = { ...lab.networkSpec(19), gatewayIp: undefined };
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  t.ok(await one.reaches(two.ipAddress));
  t.equal((await one.run(['ip', 'route', 'show', 'default'])).stdout, '');
  t.equal((await one.run(['ip', 'route', 'get', two.ipAddress])).code, 0);
  const inside = await one.run(['ip', 'netns', 'exec', lab.gatewayNamespace(network), 'ip', '-4', '-o', 'address', 'show', 'dev', 'eth0']);
  t.match(inside.stdout, /^\d+: eth0 +inet 169\.254\.169\.254\/32 [^\n]*\n$/, 'its gateway has the metadata address alone');
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('TCP passes with whole checksums', async t => {
  const network = lab.networkSpec(2);
  const [server, client] = [await lab.plugged(network), await lab.plugged(network)];
  const program = 'const s=require("net").createServer(c=>{c.end("x".repeat(300000));s.close()});s.listen(8080,()=>console.log("up"))';
  const serving = server.run([process.execPath, '-e', program]);
  const read = 'const go=()=>{const c=require("net").connect(8080,process.argv[1]);let n=0;c.on("error",()=>setTimeout(go,50));' +
    'c.on("data",d=>n+=d.length);c.on("end",()=>{console.log(n);c.destroy()})};go()';
  t.equal((await client.run([process.execPath, '-e', read, server.ipAddress])).stdout.trim(), '300000');
  t.equal((await serving).code, 0);
  await Promise.all([server, client].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('two networks with the same addresses never meet', async t => {
  const [left, right] = [lab.networkSpec(3), lab.networkSpec(4)];
  const [a, b, c] = [await lab.plugged(left, 20), await lab.plugged(left, 21), await lab.plugged(right, 20)];
  const d = await lab.plugged(right, 22);
  t.ok(await a.reaches(b.ipAddress));
  t.ok(await c.reaches(d.ipAddress));
  const delivered = await lab.packets(d, 'delivery');
  t.ok(delivered > 0, 'what c sent is counted');
  t.same(await Promise.all([a.pings(d.ipAddress), c.pings(b.ipAddress)]), [false, false], 'an address of the other network only is not reached');
  // Not even by somebody who knows the other's MAC.
  await a.run(['ip', 'neigh', 'replace', d.ipAddress, 'lladdr', d.port.macAddress, 'dev', 'eth0']);
  t.notOk(await a.pings(d.ipAddress));
  t.equal(await lab.packets(d, 'delivery'), delivered, 'd got nothing of a');
  await Promise.all([a, b, c, d].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('lies about MAC, IPv4 source and ARP sender are dropped and counted', async t => {
  const network = lab.networkSpec(5);
  const [liar, victim] = [await lab.plugged(network), await lab.plugged(network)];
  t.ok(await liar.reaches(victim.ipAddress));
  t.equal(await lab.packets(liar, 'spoofedIp') + await lab.packets(liar, 'spoofedArp') + await lab.packets(liar, 'spoofedMac'), 0);

  await liar.run(['ip', 'address', 'add', '10.7.0.200/24', 'dev', 'eth0']);
  t.notOk(await liar.pings(victim.ipAddress, '-I', '10.7.0.200'));
  t.ok(await lab.packets(liar, 'spoofedIp') > 0, 'IPv4 source');
  await liar.run(['ip', 'neigh', 'flush', 'dev', 'eth0']);
  t.notOk(await liar.pings(network.gatewayIp, '-I', '10.7.0.200'));
  t.ok(await lab.packets(liar, 'spoofedArp') > 0, 'ARP sender');

  await liar.run(['ip', 'address', 'add', `${network.gatewayIp}/24`, 'dev', 'eth0']);
  await liar.run(['ip', 'neigh', 'replace', victim.ipAddress, 'lladdr', victim.port.macAddress, 'dev', 'eth0']);
  const before = await lab.packets(liar, 'spoofedIp');
  t.notOk(await liar.pings(victim.ipAddress, '-I', network.gatewayIp));
  t.ok(await lab.packets(liar, 'spoofedIp') > before, 'the gateway\'s address');
  await liar.run(['ip', 'address', 'delete', `${network.gatewayIp}/24`, 'dev', 'eth0']);

  await liar.run(['ip', 'link', 'set', 'dev', 'eth0', 'address', victim.port.macAddress]);
  t.notOk(await liar.pings(network.gatewayIp));
  t.ok(await lab.packets(liar, 'spoofedMac') > 0, 'MAC');
  t.equal(await lab.packets(victim, 'spoofedMac'), 0, 'the victim is not blamed');
  await Promise.all([liar, victim].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('the switch itself says where a packet goes', async t => {
  const network = lab.networkSpec(6);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  const ports = await lab.network.list();
  const ofport = (guest: Guest): number => ports.find(port => port.portId === guest.port.id)?.ofport ?? 0;
  const trace = async (flow: string): Promise<string> =>
    /Datapath actions: (.*)/.exec((await lab.appctl('ofproto/trace', lab.bridgeName, flow)).stdout)?.[1] ?? '';
  const from = `in_port=${ofport(one)},dl_src=${one.port.macAddress}`;
  const ip = `${from},ip,nw_src=${one.ipAddress},nw_dst=${two.ipAddress}`;
  t.match(await trace(`${ip},dl_dst=${two.port.macAddress}`), /^\d+$/, 'to the one port');
  const dropped = {
    'broadcast': `${ip},dl_dst=ff:ff:ff:ff:ff:ff`,
    'multicast': `${ip},dl_dst=01:00:5e:00:00:01`,
    'an unknown MAC': `${ip},dl_dst=fa:16:3e:99:99:99`,
    'IPv6': `${from},ipv6,dl_dst=${two.port.macAddress}`,
    'a tagged frame': `${ip},dl_dst=${two.port.macAddress},dl_vlan=5`,
    'an unknown kind': `${from},dl_type=0x88cc,dl_dst=${two.port.macAddress}`,
    'an ARP answer': `${from},arp,arp_op=2,arp_sha=${one.port.macAddress},arp_spa=${one.ipAddress},arp_tpa=${two.ipAddress},dl_dst=${two.port.macAddress}`,
    'an answer of a DHCP server': `${from},udp,nw_src=${network.gatewayIp},udp_src=67,udp_dst=68,dl_dst=${two.port.macAddress}`,
    'what comes from the host\'s own end of the bridge': `in_port=LOCAL,dl_src=${one.port.macAddress},ip,nw_src=${one.ipAddress},dl_dst=${two.port.macAddress}`,
  };
  for (const [what, flow] of Object.entries(dropped)) t.equal(await trace(flow), 'drop', what);
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('nothing of the machine is reached', async t => {
  const guest = await lab.plugged(lab.networkSpec(7));
  const own = Object.values(networkInterfaces()).flat().filter(address => address?.family === 'IPv4' && !address.internal);
  const answers = await Promise.all([...own.map(address => guest.pings(address?.address ?? '')), guest.pings('ff02::1%eth0', '-6', '-L')]);
  t.notOk(answers.includes(true), 'neither an address of the host nor a neighbour over IPv6 answers');

  // Were the stack around the switch to listen, it would take a packet for its own address from any wire.
  await lab.beside(['ip', 'link', 'set', 'dev', 'lo', 'up']);
  await lab.beside(['ip', 'address', 'add', '192.0.2.1/32', 'dev', 'lo']);
  const outer = /link\/ether (\S+)/.exec((await lab.beside(['ip', 'link', 'show', 'dev', guest.deviceName])).stdout)?.[1] ?? '';
  await guest.run(['ip', 'route', 'add', '192.0.2.1', 'dev', 'eth0']);
  await guest.run(['ip', 'neigh', 'add', '192.0.2.1', 'lladdr', outer, 'dev', 'eth0']);
  const received = async (): Promise<number> => {
    const lines = (await lab.beside(['cat', '/proc/net/snmp'])).stdout.split('\n').filter(line => line.startsWith('Ip:'));
    return Number(lines[1]?.split(' ')[lines[0]?.split(' ').indexOf('InReceives') ?? 0]);
  };
  t.notOk(await guest.pings('192.0.2.1'));
  t.equal(await received(), 0, 'the stack hears nothing');
  await lab.beside(['ip', 'link', 'set', 'dev', guest.deviceName, 'nomaster']);
  await guest.pings('192.0.2.1');
  t.ok(await received() > 0, 'without the sink it would');
  await lab.network.unplug(guest.port.id);
  await lab.beside(['ip', 'address', 'del', '192.0.2.1/32', 'dev', 'lo']);
});

t.test('a new host-server finds everything, and a running ping notices nothing', async t => {
  const network = lab.networkSpec(8);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  const before = await lab.flows();
  const pinging = one.run(['ping', '-c', '80', '-i', '0.02', '-W', '1', two.ipAddress]);
  await lab.restart();
  await lab.network.reconcile([one, two]);
  await lab.plug(one);
  await lab.network.reconcile([one, two]);
  t.match((await pinging).stdout, /80 packets transmitted, 80 received, 0% packet loss/);
  const after = await lab.flows();
  t.same(after.map(flow => flow.rule).sort(), before.map(flow => flow.rule).sort());
  for (const flow of after) {
    const same = before.find(each => each.rule === flow.rule);
    t.ok(same !== undefined && flow.durationS > same.durationS && flow.packets >= same.packets, `the entry was not touched: ${flow.rule}`);
  }
  t.same(lab.repairs.splice(0), [], 'nothing had to be repaired');
  const listed = await lab.network.list();
  t.same(listed.map(port => port.portId).sort(), [one.port.id, two.port.id].sort());
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('reconcile puts right what somebody broke', async t => {
  const network = lab.networkSpec(9);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  const wanted = [one, two];

  await lab.ofctl('del-flows');
  t.notOk(await one.pings(two.ipAddress), 'without flows there is no traffic');
  await lab.network.reconcile(wanted);
  t.ok(await one.reaches(two.ipAddress), 'flows are back');

  await lab.ofctl('add-flow', 'table=10,priority=1000,actions=normal');
  await lab.network.reconcile(wanted);
  t.notOk((await lab.flows()).some(flow => flow.rule.includes('NORMAL')), 'a foreign entry is gone');
  t.same(lab.repairs.splice(0), []);

  await lab.vsctl('del-port', lab.bridgeName, one.deviceName);
  t.notOk(await one.pings(two.ipAddress));
  await lab.network.reconcile(wanted);
  t.ok(await one.reaches(two.ipAddress), 'the port is back on the bridge');
  t.same(lab.repairs.splice(0), [{ what: 'lost-port', portId: one.port.id }]);

  const gateway = gatewayRecord(network).deviceName;
  await lab.beside(['ip', 'link', 'delete', 'dev', gateway]);
  await lab.network.reconcile(wanted);
  t.ok(await one.reaches(network.gatewayIp), 'the gateway is back');
  t.match(lab.repairs.splice(0), [{ what: 'gateway' }]);

  await lab.beside(['ip', 'link', 'delete', 'dev', one.deviceName]);
  t.same((await lab.network.list()).map(port => port.portId), [two.port.id], 'a port without its wire is not listed');
  await lab.network.reconcile(wanted);
  t.match(lab.repairs.splice(0), [{ what: 'dead-port', portId: one.port.id }]);
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress), 'and can be plugged again');

  await lab.network.reconcile([one]);
  t.same((await lab.network.list()).map(port => port.portId), [one.port.id], 'an unwanted port is removed');
  t.match(lab.repairs.splice(0), [{ what: 'unwanted-port', portId: two.port.id }]);
  await lab.network.reconcile([]);
  t.same(await lab.wires(), [], 'and the gateway with the last');
  lab.repairs.splice(0);
});

t.test('addresses that changed in the region change in the flows, and the next plug sets them inside', async t => {
  const network = lab.networkSpec(10);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  const changed = { ...one, port: { ...one.port, fixedIps: [{ ipAddress: '10.7.0.99', prefixLength: 24 }] } };
  await lab.network.reconcile([changed, two]);
  t.match(lab.repairs.splice(0), [{ what: 'changed-port', portId: one.port.id }]);
  t.notOk(await one.pings(two.ipAddress), 'the old address is a lie now');
  await lab.plug(changed);
  t.ok(await two.reaches('10.7.0.99'));
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('what an earlier run left half done is taken up', async t => {
  const network = lab.networkSpec(11);
  const [one, two] = [await lab.guest(network), await lab.plugged(network)];
  await lab.beside(['ip', 'link', 'add', one.deviceName, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', one.attachment.netnsPath]);
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress), 'a wire that never came to the bridge');

  const stray = await lab.guest(network);
  await lab.beside(['ip', 'link', 'add', stray.deviceName, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', stray.attachment.netnsPath]);
  await lab.beside(['ip', 'link', 'set', stray.deviceName, 'alias', `${lab.bridgeName}/${stray.port.id}`]);
  await lab.network.reconcile([one, two]);
  t.notOk((await lab.wires()).includes(stray.deviceName), 'a wire that nobody wants any more');
  t.match(lab.repairs.splice(0), [{ what: 'unwanted-wire', portId: stray.port.id }]);
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('a plug that fails says why and leaves nothing', async t => {
  const network = lab.networkSpec(12);
  const guest = await lab.guest(network);
  const nowhere = { netnsPath: '/proc/1/ns/no-such', index: 0 };
  await t.rejects(lab.network.plug(network, guest.port, nowhere), { code: 'network-failed', message: /eth0 in \/proc\/1\/ns\/no-such/ });
  await t.rejects(lab.network.plug(network, guest.port, { netnsPath: '/tmp/a b', index: 0 }), { code: 'network-failed', message: /ENOENT/ });
  const longName = { ...guest.attachment, index: 1_000_000_000_000 };
  await t.rejects(lab.network.plug(network, guest.port, longName), { code: 'network-failed', message: /EINVAL/ });
  t.same(await lab.wires(), []);
  t.same(await lab.network.list(), []);
  await lab.plug(guest);
  t.ok(await guest.reaches(network.gatewayIp), 'and the next one works');
  await lab.network.unplug(guest.port.id);
});

t.test('a port that was staged has its flows and its gateway before it has a guest', async t => {
  const network = lab.networkSpec(18);
  const [one, two] = [await lab.guest(network), await lab.plugged(network)];
  await lab.network.stage(network, one.port);
  await lab.network.stage(network, one.port);
  t.ok((await lab.flows()).some(flow => flow.rule.includes(one.port.macAddress)), 'flows');
  t.same((await lab.network.list()).map(port => port.portId), [two.port.id], 'and no wire');
  await lab.network.reconcile([one, two]);
  t.ok((await lab.flows()).some(flow => flow.rule.includes(one.port.macAddress)), 'a repair leaves them');
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress));
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress), 'a second plug finds it whole');
  await lab.network.unplug(one.port.id);

  await lab.network.stage(network, one.port);
  await lab.restart();
  await lab.network.reconcile([one, two]);
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress), 'who staged it was killed: it is plugged all the same');
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
  await lab.network.stage(network, one.port);
  t.not((await lab.wires()).length, 0, 'the gateway is there');
  await lab.network.unplug(one.port.id);
  t.same(await lab.wires(), [], 'and goes with it');
  t.notOk((await lab.flows()).some(flow => flow.rule.includes(one.port.macAddress)), 'what was staged and never plugged is taken away');
  t.same(lab.repairs.splice(0), []);
});

t.test('a server that died takes its wire along; its next life is plugged anew', async t => {
  const network = lab.networkSpec(13);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  await one.run(['ip', 'link', 'delete', 'dev', 'eth0']);
  await lab.plug(one);
  t.ok(await one.reaches(two.ipAddress));
  await lab.network.unplug(one.port.id);
  await lab.network.unplug(one.port.id);
  await lab.network.unplug('00000000-0000-4000-8000-000000000000');
  await lab.network.unplug(two.port.id);
});

t.test('a namespace that belongs to a user namespace is plugged by its process', async t => {
  const network = lab.networkSpec(17);
  const [guest, peer] = [await lab.guest(network), await lab.plugged(network)];
  const child = spawn('unshare', ['--user', '--map-root-user', '--net', 'sh', '-c', 'echo ready; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(child.stdout, 'data');
    await lab.network.plug(network, guest.port, { netnsPath: `/proc/${child.pid}/ns/net`, index: 0 });
    t.ok(await peer.reaches(guest.ipAddress));
  } finally {
    child.kill('SIGKILL');
  }
  await once(child, 'close');
  await Promise.all([guest, peer].map(each => lab.network.unplug(each.port.id)));
  t.same(await lab.wires(), [], 'the wire is gone, whoever took it away first');
});

t.test('unplugging leaves nothing but the base entries', async t => {
  const network = lab.networkSpec(14);
  const guests = await Promise.all([1, 2, 3, 4].map(() => lab.plugged(network)));
  t.ok((await lab.wires()).length === 5);
  await Promise.all(guests.map(guest => lab.network.unplug(guest.port.id)));
  t.same(await lab.wires(), []);
  t.equal((await lab.flows()).length, baseRules().length);
  t.notMatch((await lab.vsctl('list-ports', lab.bridgeName)).stdout, /s[vg]/);
  t.notMatch(lab.leftovers().join('\n'), lab.gatewayNamespace(network));
});

t.test('a switch that was killed is started again and carries the same servers', async t => {
  const network = lab.networkSpec(15);
  const [one, two] = [await lab.plugged(network), await lab.plugged(network)];
  const pid = Number((await lab.appctl('version')).code === 0 ? (await lab.beside(['cat', `${lab.ovs.options.runDir}/ovs-vswitchd.pid`])).stdout : 0);
  t.ok(pid > 1);
  process.kill(pid, 'SIGKILL');
  await lab.ovs.options.processes.waitForExit(pid);
  const handle = await ensureSwitch({ ...lab.ovs.options, systemSocket: '/nowhere', datapathType: 'netdev' });
  t.same(handle, lab.ovs.handle);
  await lab.restart();
  await lab.network.reconcile([one, two]);
  t.ok(await one.reaches(two.ipAddress));
  t.same(await ensureSwitch({ ...lab.ovs.options, systemSocket: lab.ovs.handle.ovsdbSocket, datapathType: 'netdev' }), {
    ...handle, isPrivate: false, netnsPath: undefined,
  }, 'a switch that runs is used');
  await Promise.all([one, two].map(guest => lab.network.unplug(guest.port.id)));
});

t.test('a bridge of somebody else is not touched', async t => {
  await lab.vsctl('remove', 'bridge', lab.bridgeName, 'external_ids', 'sampan');
  await t.rejects(lab.network.prepare(), { code: 'conflict', message: /was not made by Sampan/ });
  await lab.vsctl('set', 'bridge', lab.bridgeName, 'external_ids:sampan=integration-bridge', 'fail_mode=standalone');
  await lab.network.prepare();
  t.match((await lab.vsctl('get', 'bridge', lab.bridgeName, 'fail_mode')).stdout, 'secure', 'and ours is made secure again');
});

t.test('purging takes everything away, with servers still plugged', async t => {
  await lab.plugged(lab.networkSpec(16));
  await lab.close();
  t.same(lab.leftovers(), [], 'no namespace, no device');
});
