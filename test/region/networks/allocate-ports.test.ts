import { randomUUID } from 'node:crypto';
import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { realAmbient } from '../../../region/ambient.ts';
import { allocatePorts } from '../../../region/networks/allocate-ports.ts';
import { inPool, lowestFree, pickMac, planSubnet, toAddress, toNumber } from '../../../region/networks/ipam.ts';
import { selectNetworks } from '../../../region/networks/network-store.ts';
import { deletePortsOf } from '../../../region/networks/port-store.ts';
import { projectNetwork } from '../../../region/networks/project-network.ts';
import { forEachDatabase } from '../../kit/databases.ts';
import { fulfilled, reasons, times, withSchema } from '../store-world.ts';

const settings = { poolCidr: '10.9.0.0/24', prefixLength: 28, mtu: 1450, nameservers: [] };
const deps = { ambient: realAmbient, settings };

void forEachDatabase(t, 'fifty parallel servers on a /28 get its thirteen addresses, each once, lowest first', async (t, db) => {
  await withSchema(db);
  const outcomes = await times(50, () =>
    inTransaction(db, async (trx) => {
      const network = await projectNetwork(trx, { id: 'p', name: 'demo' }, deps);
      const [port] = await allocatePorts(trx, { network, projectId: 'p', serverIds: [randomUUID()] }, realAmbient);
      return port;
    }),
  );
  const ports = fulfilled(outcomes);
  const addresses = ports.map((port) => port?.fixedIps[0]?.ipAddress ?? '').sort((a, b) => toNumber(a) - toNumber(b));
  t.same(addresses, Array.from({ length: 13 }, (_, index) => `10.9.0.${index + 2}`));
  t.equal(new Set(ports.map((port) => port?.macAddress)).size, 13);
  for (const reason of reasons(outcomes)) t.match(reason, { code: 'conflict', message: /No more IP addresses/ });
  t.equal((await selectNetworks(db, { projectId: 'p', equals: {}, limit: 10 })).length, 1);

  const freed = ports.find((port) => port?.fixedIps[0]?.ipAddress === '10.9.0.5');
  await inTransaction(db, (trx) => deletePortsOf(trx, freed?.deviceId ?? ''));
  const [again] = await inTransaction(db, async (trx) => allocatePorts(trx, { network: await projectNetwork(trx, { id: 'p', name: 'demo' }, deps), projectId: 'p', serverIds: ['s'] }, realAmbient));
  t.same(again?.fixedIps[0]?.ipAddress, '10.9.0.5', 'a freed address is given again');
});

void forEachDatabase(t, 'projects that begin together get networks of their own, and the pool ends with a reason', async (t, db) => {
  await withSchema(db);
  const outcomes = await times(20, (index) => inTransaction(db, (trx) => projectNetwork(trx, { id: `p${index}`, name: `p${index}` }, deps)));
  const networks = fulfilled(outcomes);
  t.equal(networks.length, 16, 'a /24 has sixteen /28');
  t.equal(new Set(networks.map(({ segment }) => segment)).size, 16);
  for (const reason of reasons(outcomes)) t.match(reason, { code: 'conflict', message: /no free \/28 left/ });
});

void t.test('addresses and subnets are planned by sums', async (t) => {
  for (const [taken, expected] of [[[], 2], [[2, 3], 4], [[3], 2], [[2, 4], 3], [[2, 3, 4, 5], undefined], [[1, 2], 3]] as const) {
    t.equal(lowestFree(taken, 2, 5), expected, `beside ${taken.join(',') || 'nothing'}`);
  }
  t.equal(toAddress(toNumber('255.0.128.7')), '255.0.128.7');
  t.same(planSubnet('10.128.0.0/10', 24, 257), { cidr: '10.129.1.0/24', gatewayIp: '10.129.1.1', poolStart: '10.129.1.2', poolEnd: '10.129.1.254' });
  t.equal(planSubnet('10.9.0.0/24', 28, 16), undefined);
  t.equal(planSubnet('10.9.0.77/24', 28, 0)?.cidr, '10.9.0.0/28', 'a pool given by one of its hosts');
  t.equal(inPool('10.9.0.15', { poolStart: '10.9.0.2', poolEnd: '10.9.0.14' }), false);
  const bytes = [Buffer.from([0, 0, 1]), Buffer.from([0xab, 0, 2])];
  t.equal(pickMac(new Set(['fa:16:3e:00:00:01']), { randomBytes: () => bytes.shift() ?? Buffer.alloc(3) }), 'fa:16:3e:ab:00:02');
});
