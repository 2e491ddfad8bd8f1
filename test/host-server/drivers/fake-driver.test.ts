import t from 'tap';
import { FakeDriver, FakeMachine } from '../../../host-server/drivers/fake/fake-driver.ts';
import type { FakeBehaviour, FakeDriverOptions } from '../../../host-server/drivers/fake/fake-driver.ts';
import type { DriverServer } from '../../../host-server/drivers/driver.ts';
import { Fault } from '../../../openapi/serve/fault.ts';
import { driverSuite } from '../../conformance/driver-suite.ts';
import type { Behaviour } from '../../conformance/driver-suite.ts';

t.test('the fake driver does what every driver does', async t => {
  await driverSuite(t, 'fake', async () => {
    const machine = new FakeMachine();
    const options: FakeDriverOptions = { machine, behave: server => behaviours[server.name as Behaviour] };
    let count = 0;
    return {
      driver: new FakeDriver(options),
      reopen: () => new FakeDriver(options),
      server: behaviour => ({ ...server, id: `s${++count}`, name: behaviour }),
      untilReady: async () => undefined,
      close: async () => undefined,
    };
  });
});

t.test('a call fails as it is told to, and changes nothing', async t => {
  const driver = new FakeDriver({ fail: call => (call === 'create' ? new Fault('disk-full', 'No room.') : undefined) });
  await driver.prepare(server);
  await t.rejects(driver.create(server), { code: 'disk-full' });
  t.equal((await driver.observe(server.id)).state, 'prepared');
});

t.test('a call takes as long as it is held', async t => {
  let goOn = (): void => {};
  const held = new Promise<undefined>(resolve => (goOn = () => resolve(undefined)));
  const driver = new FakeDriver({ fail: () => held });
  const prepared = driver.prepare(server);
  t.equal((await driver.observe(server.id)).state, 'absent');
  goOn();
  await prepared;
  t.equal((await driver.observe(server.id)).state, 'prepared');
});

const behaviours: Record<Behaviour, FakeBehaviour> = {
  'runs': {},
  'ignores-stop-signal': { ignoresStopSignal: true },
  'exits-with-3': { exitAfterMs: 1, exitCode: 3 },
  'unusable': { unusable: true },
};

const server: DriverServer = {
  id: 's0', name: 'runs', layers: [], imageConfig: {}, vcpus: 1, memoryMib: 64, diskGib: 1, hostname: 'h', nameservers: [], addresses: [],
};
