import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, copyFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** The floor: milliseconds of `runc run --detach` of a bare busybox container without network, made and removed. */
export async function bareRunc(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sampan-runc-'));
  const id = `floor-${process.pid}-${Date.now()}`;
  try {
    mkdirSync(join(folder, 'rootfs/bin'), { recursive: true });
    copyFileSync('/bin/busybox', join(folder, 'rootfs/bin/busybox'));
    await exec('runc', ['spec', '--bundle', folder]);
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { process: { args: string[]; terminal: boolean } };
    config.process.args = ['/bin/busybox', 'sleep', '60'];
    config.process.terminal = false;
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const started = performance.now();
    await exec('sh', ['-c', 'exec runc run --detach --bundle "$1" "$2" </dev/null >/dev/null 2>&1', 'sh', folder, id]);
    return performance.now() - started;
  } finally {
    await exec('runc', ['delete', '--force', id]);
    rmSync(folder, { recursive: true, force: true });
  }
}
