import { readFile, stat } from 'node:fs/promises';

/** What machines depend on and the host decides. */
export interface HostFacts {
  accelerator: 'kvm' | 'tcg';
  /** Of /dev/kvm, for who may open it. */
  kvmGid?: number;
  /** The rate of the host's time stamp counter. */
  tscKhz?: number;
}

/** A /dev/kvm alone proves nothing: where the processor has no virtualization it is emulated, and guests hang. */
export async function readHostFacts(): Promise<HostFacts> {
  const cpuinfo = await readFile('/proc/cpuinfo', 'utf8');
  const device = await stat('/dev/kvm').catch(() => undefined);
  const mhz = Number(/^cpu MHz\s*: ([\d.]+)/m.exec(cpuinfo)?.[1]);
  return { ...hostFacts(cpuinfo, device), ...(mhz > 0 ? { tscKhz: Math.round(mhz * 1000) } : {}) };
}

/** @param device /dev/kvm: its group must be able to read and write, because machines have users of their own */
export function hostFacts(cpuinfo: string, device: { mode: number; gid: number } | undefined): Pick<HostFacts, 'accelerator' | 'kvmGid'> {
  const isReal = /^flags\s*:.*\b(vmx|svm)\b/m.test(cpuinfo);
  if (!isReal || device === undefined) return { accelerator: 'tcg' };
  if ((device.mode & 0o006) === 0o006) return { accelerator: 'kvm' };
  return (device.mode & 0o060) === 0o060 ? { accelerator: 'kvm', kvmGid: device.gid } : { accelerator: 'tcg' };
}
