import { createHash, randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Fault, badRequest, conflict, isFault, notFound } from '../../../openapi/serve/fault.ts';
import type { FileAttributes, GuestFile, GuestFiles, Written } from '../guest-access.ts';
import type { GuestAgent } from './guest-agent.ts';
import { execByAgent } from './vm-exec.ts';

/**
 * A machine's files through its guest agent, as the guest's root sees them: nothing of the host's is ever opened. Trees go
 * as archives through a file beside /tmp, because the agent gives a program's output only whole.
 */
export class AgentFiles implements GuestFiles {
  readonly #agent: GuestAgent;

  constructor(agent: GuestAgent) {
    this.#agent = agent;
  }

  async pack(path: string): Promise<Readable> {
    requirePath(path);
    const archive = scratch();
    const ran = await this.#run(['tar', '-cf', archive, '-C', posix.dirname(path), '--', posix.basename(path) || '.']);
    if (ran.code !== 0) {
      await this.#run(['rm', '-f', archive]);
      throw (await this.#isThere(path)) ? refused('packed', path, ran.errors) : notFound('path', path);
    }
    return Readable.from(this.#readThenRemove(archive), { objectMode: false });
  }

  async unpack(path: string, archive: Readable): Promise<Written> {
    requirePath(path);
    if (!(await this.#isThere(path, '-d'))) throw notFound('folder', path);
    const draft = scratch();
    try {
      const { bytes } = await this.#writeAll(draft, archive);
      const ran = await this.#run(['tar', '-xvf', draft, '-C', path]);
      if (ran.code !== 0) throw refused('unpacked in', path, ran.errors);
      // What it lists goes to one or the other, as the guest's tar has it.
      const files = (ran.output || ran.errors).split('\n').filter((line) => line !== '' && !line.endsWith('/')).length;
      return { files, bytes };
    } finally {
      await this.#run(['rm', '-f', draft]);
    }
  }

  async read(path: string): Promise<GuestFile> {
    requirePath(path);
    const attributes = await this.#attributes(path);
    if (attributes === undefined) throw notFound('file', path);
    if (attributes.type !== 0o100_000) throw badRequest(`${path} in the server is no regular file. Ask for it as an archive.`, { field: 'path' });
    const { size, mode, uid, gid } = attributes;
    return { size, mode, uid, gid, content: Readable.from(this.#chunks(path), { objectMode: false }) };
  }

  async write(path: string, content: Readable, wanted: Partial<FileAttributes>): Promise<Written> {
    requirePath(path);
    const before = await this.#attributes(path);
    if (before !== undefined && before.type !== 0o100_000) throw badRequest(`${path} in the server is there, and no regular file. Choose another name.`, { field: 'path' });
    if (before === undefined && !(await this.#isThere(posix.dirname(path), '-d'))) throw notFound('folder', posix.dirname(path));
    const draft = `${path}.${randomBytes(4).toString('hex')}.new`;
    const { uid, gid, mode } = { uid: 0, gid: 0, mode: 0o644, ...before, ...wanted };
    try {
      const written = await this.#writeAll(draft, content);
      for (const argv of [['chown', `${uid}:${gid}`, draft], ['chmod', mode.toString(8), draft], ['mv', '-f', draft, path]]) {
        const ran = await this.#run(argv);
        if (ran.code !== 0) throw refused('written', path, ran.errors);
      }
      return { files: 1, ...written };
    } catch (error) {
      await this.#run(['rm', '-f', draft]);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #writeAll(path: string, content: Readable): Promise<{ bytes: number; sha256: string }> {
    const handle = await this.#open(path, 'w');
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const piece of content as AsyncIterable<Buffer>) {
        for (let at = 0; at < piece.length; at += chunkBytes) {
          const chunk = piece.subarray(at, at + chunkBytes);
          const { count } = await this.#agent.call<{ count: number }>('guest-file-write', { 'handle': handle, 'buf-b64': chunk.toString('base64') }, callTimeoutMs);
          if (count !== chunk.length) throw new Fault('disk-full', `The server took ${count} of ${chunk.length} bytes for ${path}: its disk is full. Make room in it.`);
          hash.update(chunk);
          bytes += chunk.length;
        }
      }
    } finally {
      await this.#agent.call('guest-file-close', { handle });
    }
    return { bytes, sha256: `sha256:${hash.digest('hex')}` };
  }

  async *#chunks(path: string): AsyncGenerator<Buffer> {
    const handle = await this.#open(path, 'r');
    try {
      for (;;) {
        const { eof, 'buf-b64': content } = await this.#agent.call<{ 'eof': boolean; 'buf-b64': string }>('guest-file-read', { handle, count: chunkBytes }, callTimeoutMs);
        const chunk = Buffer.from(content, 'base64');
        if (chunk.length > 0) yield chunk;
        if (eof || chunk.length === 0) return;
      }
    } finally {
      await this.#agent.call('guest-file-close', { handle });
    }
  }

  async *#readThenRemove(path: string): AsyncGenerator<Buffer> {
    try {
      yield* this.#chunks(path);
    } finally {
      await this.#run(['rm', '-f', path]);
    }
  }

  async #open(path: string, mode: 'r' | 'w'): Promise<number> {
    return this.#agent.call<number>('guest-file-open', { path, mode }).catch((error: unknown) => {
      throw isFault(error) && error.code === 'command-failed' ? refused('opened', path, error.message) : error;
    });
  }

  async #attributes(path: string): Promise<(FileAttributes & { size: number; type: number }) | undefined> {
    const ran = await this.#run(['stat', '-L', '-c', '%f %s %u %g', path]);
    const [raw, size, uid, gid] = ran.output.trim().split(' ');
    if (ran.code !== 0 || raw === undefined) return undefined;
    const bits = Number.parseInt(raw, 16);
    return { mode: bits & 0o7777, type: bits & 0o170_000, size: Number(size), uid: Number(uid), gid: Number(gid) };
  }

  async #isThere(path: string, test = '-e'): Promise<boolean> {
    return (await this.#run(['test', test, path])).code === 0;
  }

  async #run(argv: string[]): Promise<{ code: number; output: string; errors: string }> {
    const ran = execByAgent(this.#agent, { argv });
    ran.stdio.end();
    const [output, errors, code] = await Promise.all([text(ran.stdio), text(ran.stderr), ran.exit]);
    return { code, output, errors };
  }
}

/** The agent's line is a slow one; a chunk goes through in a moment all the same. */
const chunkBytes = 256 * 1024;
const callTimeoutMs = 30_000;

const scratch = (): string => `/tmp/.sampan-${randomBytes(8).toString('hex')}.tar`;

function requirePath(path: string): void {
  if (path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0')) return;
  throw badRequest(`'${path.slice(0, 200)}' is no path in a server: it must be absolute and without '..'.`, { field: 'path' });
}

const refused = (verb: string, path: string, why: string): Fault => conflict(`${path} in the server could not be ${verb}: ${why.trim().slice(-500) || 'the guest gave no reason'}.`);
