import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { VmImage } from '../../client/local/vm-image/build-vm-image.ts';
import { findCgroups } from '../../host-server/drivers/container/cgroups.ts';
import { VmDriver } from '../../host-server/drivers/vm/vm-driver.ts';
import { layerDisk } from '../../host-server/layers/disk-layer.ts';
import type { NetworkMap, PortMap } from '../../host-server/network/network-map.ts';
import { networkSpecOf } from '../../host-server/network/network-spec-of.ts';
import type { PortSpec, WantedPort } from '../../host-server/network/network.ts';
import { buildHelper } from '../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../host-server/process/helper-processes.ts';
import type { NetworkLab, Outcome } from './network-lab.ts';
import { testVmImage } from './vm-image.ts';

/** Real machines on the networks of labs: QEMU with the small image, its tap plugged as a host-server does it. */
export class MachineLab {
  readonly #dir: string;
  readonly #image: VmImage;
  readonly #helper: HelperProcesses;
  readonly #drivers = new Map<NetworkLab, VmDriver>();

  static async open(): Promise<MachineLab> {
    const image = await testVmImage();
    const dir = await mkdtemp(join(tmpdir(), 'machines-'));
    await chmod(dir, 0o711);
    await buildHelper(join(dir, 'helper'));
    await mkdir(join(dir, 'layer'), { mode: 0o755 });
    // The image itself is the layer: machines write to their own disks.
    await promisify(execFile)('cp', ['--reflink=auto', image.disk, layerDisk(join(dir, 'layer'))]);
    await chmod(layerDisk(join(dir, 'layer')), 0o444);
    return new MachineLab(dir, image);
  }

  private constructor(dir: string, image: VmImage) {
    this.#dir = dir;
    this.#image = image;
    this.#helper = new HelperProcesses(join(dir, 'helper'));
  }

  /** A machine with a port of a map; resolves once it has booted and has the address that it asked DHCP for. */
  async member(lab: NetworkLab, map: NetworkMap, port: PortMap): Promise<MachineGuest> {
    const network = networkSpecOf(map);
    const ipAddress = port.fixed_ips[0]?.ip_address ?? '';
    const spec: PortSpec = { id: port.id, networkId: map.id, serverId: port.id, macAddress: port.mac_address, fixedIps: [{ ipAddress, prefixLength: 24 }] };
    const driver = this.#driverOf(lab);
    await driver.create({
      id: port.id, name: 'machine', hostname: 'machine', layers: [join(this.#dir, 'layer')], imageConfig: {}, vcpus: 1, memoryMib: 128, diskGib: 0, nameservers: [], addresses: [],
      ports: [{ id: port.id, macAddress: port.mac_address, mtu: map.mtu }],
      machine: { kernel: this.#image.kernel, ramdisk: this.#image.ramdisk, properties: { os_command_line: this.#image.commandLine } },
    });
    await lab.network.plug(network, spec, { index: 0 });
    await driver.start(port.id);
    const run = async (argv: readonly string[]): Promise<Outcome> => {
      const ran = await driver.exec(port.id, { argv });
      ran.stdio.end();
      const [stdout, stderr] = await Promise.all([text(ran.stdio), text(ran.stderr)]);
      return { code: await ran.exit, stdout, stderr };
    };
    await until(async () => (await logOf(driver, port.id)).includes('sampan: ready'), () => logOf(driver, port.id));
    await until(async () => (await run(['ip', '-4', '-o', 'address', 'show', 'dev', 'eth0']).catch(() => undefined))?.stdout.includes(ipAddress) ?? false, () => logOf(driver, port.id));
    return {
      network, port: spec, ipAddress, lab, run,
      deviceName: `sv${port.id.replaceAll('-', '').slice(0, 11)}`,
      pings: async (target, ...flags) => (await run(['ping', '-c1', '-W1', ...flags, target])).code === 0,
      reaches: async (target) => (await run(['ping', '-c1', '-w10', target])).code === 0,
    };
  }

  /** Ends a machine and takes its port away. */
  async remove({ lab, port }: MachineGuest): Promise<void> {
    await this.#driverOf(lab).remove(port.id);
    await lab.network.unplug(port.id);
  }

  async close(): Promise<void> {
    for (const driver of this.#drivers.values()) for (const { serverId } of await driver.list()) await driver.remove(serverId);
    await this.#helper.close();
    await (await findCgroups()).remove(this.#cgroup());
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** A driver makes its taps where its host's switch stands. */
  #driverOf(lab: NetworkLab): VmDriver {
    const known = this.#drivers.get(lab);
    if (known !== undefined) return known;
    const driver = new VmDriver({
      processes: this.#helper, stateDir: join(this.#dir, lab.ovs.tag), runDir: join(this.#dir, lab.ovs.tag, 'run'), cgroupParent: this.#cgroup(),
      userRange: { start: 3_200_000 + this.#drivers.size * 100, size: 100 }, logMaxBytes: 100_000, taps: (ports) => lab.network.taps(ports), now: () => new Date(),
    });
    this.#drivers.set(lab, driver);
    return driver;
  }

  #cgroup(): string {
    return `/${this.#dir.split('/').pop()}`;
  }
}

export interface MachineGuest extends WantedPort {
  lab: NetworkLab;
  ipAddress: string;
  deviceName: string;
  /** By the guest agent, so that it works without a network. */
  run: (argv: readonly string[]) => Promise<Outcome>;
  pings: (target: string, ...flags: string[]) => Promise<boolean>;
  /** Asks for ten seconds. */
  reaches: (target: string) => Promise<boolean>;
}

async function logOf(driver: VmDriver, id: string): Promise<string> {
  const { paths } = await driver.logFiles(id);
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('');
}

async function until(isSo: () => Promise<boolean>, why: () => Promise<string>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > deadline) throw new Error(`A machine did not come up: ${(await why()).slice(-2000)}`);
  }
}
