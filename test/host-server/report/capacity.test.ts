import { availableParallelism, tmpdir, totalmem } from 'node:os';
import t from 'tap';
import { architectureOf, readCapacity } from '../../../host-server/report/capacity.ts';

t.test('a host offers the machine less its reserves, or what the operator says', async (t) => {
  const machine = await readCapacity({ stateDir: tmpdir(), memoryReserveMib: 100, diskReserveGib: 0 });
  t.equal(machine.vcpus, availableParallelism());
  t.ok(machine.memory_mib <= totalmem() / 2 ** 20 - 100 + 1);
  const said = await readCapacity({ stateDir: tmpdir(), memoryReserveMib: 100, diskReserveGib: 5, vcpus: 3, memoryMib: 777, diskGib: 0 });
  t.same(said, { vcpus: 3, memory_mib: 777, disk_gib: 0 });
});

t.test('architectures are named as in images', async (t) => {
  t.same(['x64', 'arm64', 'ia32'].map(architectureOf), ['amd64', 'arm64', '386']);
  t.end();
});
