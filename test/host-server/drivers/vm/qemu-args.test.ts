import t from 'tap';
import type { DriverServer } from '../../../../host-server/drivers/driver.ts';
import { hostFacts } from '../../../../host-server/drivers/vm/host-facts.ts';
import { planMachine } from '../../../../host-server/drivers/vm/machine-plan.ts';
import { diskNode, qemuArgs } from '../../../../host-server/drivers/vm/qemu-args.ts';
import { vmPaths } from '../../../../host-server/drivers/vm/vm-paths.ts';

const id = '6f1f3d1c-8a4f-4a55-9f3c-0c1e2d3f4a5b';
const paths = vmPaths({ stateDir: '/state', runDir: '/run/a,b' }, id);
const server = (changes: Partial<DriverServer> = {}): DriverServer => ({
  id, name: 'web', hostname: 'web', layers: ['/layers/base', '/layers/top'], imageConfig: {}, vcpus: 1.5, memoryMib: 256, diskGib: 5, nameservers: [], addresses: [],
  ports: [{ id: 'p', macAddress: 'fa:16:3e:00:00:01', mtu: 1450 }, { id: 'q', macAddress: 'fa:16:3e:00:00:02', mtu: 9000 }], ...changes,
});
const kvm = { accelerator: 'kvm' } as const;
const tcg = { accelerator: 'tcg', tscKhz: 2_445_430 } as const;
const argsOf = (changes: Partial<DriverServer> = {}, facts: typeof kvm | typeof tcg = kvm, incoming = false): string => qemuArgs(planMachine(server(changes), paths, facts), paths, { incoming }).join(' ');

t.test('a machine comes up stopped, sandboxed, without configuration files, with as many processors as its share needs', async (t) => {
  const args = argsOf();
  for (const part of ['-S', '-nodefaults -no-user-config', '-smp 2', '-m 256M', '-accel kvm', '-cpu host', `-uuid ${id}`, '-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny', 'name=org.qemu.guest_agent.0', 'virtio-rng-pci', 'virtio-balloon-pci']) {
    t.ok(args.includes(part), part);
  }
  t.notMatch(args, /-incoming|-kernel/);
  t.match(argsOf({}, kvm, true), /-incoming defer$/);
  t.match(argsOf({}, tcg), /-accel tcg\S* -cpu max/);
});

t.test('each port is a tap that was handed over, with its MAC and MTU', async (t) => {
  t.match(argsOf(), /-netdev tap,id=net0,fd=4 -device virtio-net-pci,netdev=net0,id=nic0,mac=fa:16:3e:00:00:01,host_mtu=1450,romfile= -netdev tap,id=net1,fd=5 .*host_mtu=9000/);
});

t.test('a comma in a path does not end it', async (t) => {
  t.match(argsOf(), /path=\/run\/a,,b\/m\/\S+\/q\/qmp,server=on/);
});

t.test('a disk is a graph in which nothing is probed and layers are for reading only', async (t) => {
  t.match(diskNode('disk', '/own', ['/base', '/middle', '/top']), {
    'driver': 'qcow2', 'node-name': 'disk', 'file': { driver: 'file', filename: '/own' },
    'backing': {
      'driver': 'qcow2', 'node-name': 'disk-base', 'read-only': true, 'file': { filename: '/top', 'read-only': true },
      'backing': { 'node-name': 'disk-base1', 'file': { filename: '/middle' }, 'backing': { 'node-name': 'disk-base2', 'file': { filename: '/base' }, 'backing': null } },
    },
  });
  t.equal(diskNode('disk', '/own', []).backing, null);
});

t.test('what an image asks for makes the machine, or a fault that names the property', async (t) => {
  const boot = { kernel: '/boot/k', ramdisk: '/boot/r' };
  const microvm = argsOf({ machine: { ...boot, properties: { hw_machine_type: 'microvm' } } }, tcg);
  t.match(microvm, /-machine microvm\S* .*virtio-blk-device.*-kernel \/boot\/k -initrd \/boot\/r -append root=\/dev\/vda console=tty0 console=ttyS0 tsc_early_khz=2445430 tsc=reliable$/);
  t.notMatch(microvm, /-vnc|-vga|pci/);
  t.match(argsOf({ machine: { ...boot, properties: { hw_machine_type: 'pc-q35-7.2', os_command_line: 'quiet' } } }, tcg), /-machine q35.*-append quiet$/);
  t.throws(() => argsOf({ machine: { properties: { hw_machine_type: 'microvm' } } }), { code: 'image-unusable', message: /kernel_id/ });
  t.throws(() => argsOf({ machine: { properties: { hw_machine_type: 'virt' } } }), { code: 'image-unusable', message: /'virt' \(hw_machine_type\)/ });
});

t.test('a rescued machine boots the other image, its own disk second', async (t) => {
  const { disks } = planMachine(server({ rescue: { layers: ['/layers/rescue'] } }), paths, kvm);
  t.match(disks, [{ id: 'rescue', file: '/state/servers/' + id + '/rescue.qcow2', layers: ['/layers/rescue/disk.qcow2'] }, { id: 'disk', file: paths.disk }]);
});

t.test('KVM is used where the processor has it and machines may open it', async (t) => {
  const cpu = 'processor: 0\nflags\t\t: fpu vmx sse\n';
  const cases: [string, { mode: number; gid: number } | undefined, object][] = [
    [cpu, { mode: 0o020_666, gid: 0 }, { accelerator: 'kvm' }],
    [cpu, { mode: 0o020_660, gid: 104 }, { accelerator: 'kvm', kvmGid: 104 }],
    [cpu, { mode: 0o020_600, gid: 0 }, { accelerator: 'tcg' }],
    [cpu, undefined, { accelerator: 'tcg' }],
    ['flags\t\t: fpu sse svm\n', { mode: 0o020_666, gid: 0 }, { accelerator: 'kvm' }],
    ['flags\t\t: fpu sse\n', { mode: 0o020_666, gid: 0 }, { accelerator: 'tcg' }],
  ];
  for (const [text, device, expected] of cases) t.same(hostFacts(text, device), expected);
});
