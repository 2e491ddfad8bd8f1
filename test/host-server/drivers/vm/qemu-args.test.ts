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

t.test('each port is a tap that was handed over, with its MAC and MTU, in a slot out of which it can be taken', async (t) => {
  const nic = (port: string, slot: number, mac: string, mtu: number): string => `-device {"driver":"virtio-net-pci","bus":"slot${slot}","romfile":"","id":"nic-${port}","netdev":"net-${port}","mac":"fa:16:3e:00:00:${mac}","host_mtu":${mtu}}`;
  t.ok(argsOf().includes(`-netdev tap,id=net-p,fd=4 ${nic('p', 0, '01', 1450)} -netdev tap,id=net-q,fd=5 ${nic('q', 1, '02', 9000)}`));
  const slots = argsOf().match(/pcie-root-port,\S+/g) ?? [];
  t.match([slots.length, slots[4]], [5, 'pcie-root-port,id=slot4,bus=pcie.0,chassis=5,addr=0x10.4,multifunction=on,io-reserve=0']);
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index), macAddress: 'fa:16:3e:00:00:01', mtu: 1450 }));
  t.match(argsOf({ ports: many(16) }), /addr=0x11\.7(?!.*pcie-root-port)/);
  t.throws(() => argsOf({ ports: many(17) }), { code: 'start-failed', message: /17 ports, and a machine takes 16/ });
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
  t.match(microvm, /"driver":"virtio-net-device","id":"nic-p"/);
  t.notMatch(microvm, /-vnc|-vga|pci/);
  t.match(argsOf({ machine: { ...boot, properties: { hw_machine_type: 'pc-q35-7.2', os_command_line: 'quiet' } } }, tcg), /-machine q35.*-append quiet$/);
  t.throws(() => argsOf({ machine: { properties: { hw_machine_type: 'microvm' } } }), { code: 'image-unusable', message: /kernel_id/ });
  t.throws(() => argsOf({ machine: { properties: { hw_machine_type: 'virt' } } }), { code: 'image-unusable', message: /'virt' \(hw_machine_type\)/ });
});

t.test('an ISO image is in a CD-ROM drive, behind the disk in the order of booting and before it in a rescue', async (t) => {
  const cdrom = { properties: {}, cdrom: true } as const;
  t.match(argsOf({ machine: cdrom }), /virtio-blk-pci,drive=disk,\S*bootindex=1 .*"node-name":"cdrom-base","read-only":true,"file":\{"driver":"file","filename":"\/layers\/top\/disk.qcow2".* ide-cd,bus=ide.0,drive=cdrom-base,id=cdrom-device,bootindex=2 /);
  const rescue = planMachine(server({ rescue: { layers: ['/layers/rescue'], machine: cdrom } }), paths, kvm);
  t.match(rescue, { disks: [{ id: 'disk', layers: ['/layers/base/disk.qcow2', '/layers/top/disk.qcow2'] }], cdrom: { layers: ['/layers/rescue/disk.qcow2'], first: true } });
  t.equal(rescue.disks.length, 1);
  t.throws(() => argsOf({ machine: { ...cdrom, kernel: '/k', properties: { hw_machine_type: 'microvm' } } }), { code: 'image-unusable', message: /no drive/ });
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
