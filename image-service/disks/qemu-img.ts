/**
 * qemu-img, in a cage: it reads files that users made to be read.
 *
 * It runs as nobody, without capabilities, without a network, with bounds on memory, time and what it writes. Files are
 * handed to it as open descriptors (`/proc/self/fd/N`), so that it can open those and has no path to any other of ours,
 * and it is told each format: it never guesses.
 */
import { spawn } from 'node:child_process';
import pLimit from 'p-limit';
import { Fault } from '../../openapi/serve/fault.ts';
import { unusable } from '../archives/unusable.ts';

export interface QemuImg {
  /**
   * Runs `qemu-img <args>`; `fds` are its descriptors from 3 on. What it cannot read is the fault `image-unusable`, with
   * its own words.
   */
  run(args: readonly string[], options: { fds: readonly number[]; signal: AbortSignal }): Promise<string>;
}

export interface QemuImgOptions {
  /** How many at once; each takes a core. */
  parallel?: number;
  timeoutMs?: number;
  /** Largest file that it may write. */
  maxBytes: number;
}

/** Names descriptor `index` of `fds` for qemu-img. */
export const fdPath = (index: number): string => `/proc/self/fd/${index + 3}`;

const memoryBytes = 2 * 1024 ** 3;
const nobody = 65_534;

export function createQemuImg({ parallel = 2, timeoutMs = 3_600_000, maxBytes }: QemuImgOptions): QemuImg {
  const limit = pLimit(parallel);
  return {
    run: (args, { fds, signal }) =>
      limit(async () => {
        signal.throwIfAborted();
        const [command, ...rest] = [...cage(timeoutMs, maxBytes), 'qemu-img', ...args] as [string, ...string[]];
        const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe', ...fds], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' }, cwd: '/' });
        return collect(child, args[0] ?? '', timeoutMs, signal);
      }),
  };
}

/** Without root the same is had from a user namespace: there is no other user to become. */
function cage(timeoutMs: number, maxBytes: number): string[] {
  const isRoot = process.getuid?.() === 0;
  const namespaces = isRoot ? ['unshare', '--net', '--ipc'] : ['unshare', '--user', '--net', '--ipc'];
  const privileges = isRoot ? [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all'] : [];
  const limits = [`--as=${memoryBytes}`, `--cpu=${Math.ceil(timeoutMs / 1000)}`, `--fsize=${maxBytes}`, '--nofile=256', '--core=0'];
  return [...namespaces, '--', 'setpriv', ...privileges, '--no-new-privs', '--', 'prlimit', ...limits, '--'];
}

async function collect(child: ReturnType<typeof spawn>, verb: string, timeoutMs: number, signal: AbortSignal): Promise<string> {
  let output = '';
  let complaint = '';
  let isLate = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, 1_000_000);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-1000);
  });
  const kill = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, timeoutMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const code = await new Promise<number | null | Error>((resolve) => child.once('error', resolve).once('close', resolve));
    signal.throwIfAborted();
    if (isLate) throw new Fault('timeout', `qemu-img ${verb} did not end within ${timeoutMs} ms. Convert the disk to qcow2 yourself, and upload that.`);
    if (code instanceof Error || code === 127 || code === 126) {
      throw new Fault('not-implemented', 'Disks need qemu-img, unshare, setpriv and prlimit on the image service: install the packages qemu-utils and util-linux.', code instanceof Error ? { cause: code } : {});
    }
    if (/No space left on device/.test(complaint)) throw new Fault('disk-full', "The image service's disk is full. Tell the operator, or delete images, and try again.");
    if (code !== 0) throw unusable(`The disk cannot be read: ${wordsOf(complaint) || `qemu-img ${verb} ended with ${String(code)}`}. Check it with "qemu-img check".`);
    return output;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

/** Its last line, without our descriptors. */
const wordsOf = (complaint: string): string => (complaint.trim().split('\n').at(-1) ?? '').replaceAll(/(json:\{.*\}|'?\/proc\/self\/fd\/\d+'?)/g, 'the disk').replace(/^qemu-img: /, '').replace(/\.$/, '');
