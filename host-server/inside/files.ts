import type { HandlerOf } from '../../openapi/serve/handler.ts';
import type { HostCore } from '../core.ts';
import type { Written } from '../drivers/guest-access.ts';
import { accessOf, heldServer } from './entered-server.ts';

/** One file, or a tree as an archive. */
export const readHostFiles =
  (core: () => HostCore): HandlerOf<'host', 'readHostFiles'> =>
  async ({ path, query }) => {
    const access = accessOf(await heldServer(core(), path.id), 'hand out files');
    const files = await access.files(path.id);
    try {
      if (!query.raw) {
        const archive = await files.pack(query.path);
        archive.once('close', () => void files.close());
        return { status: 200, stream: archive, headers: { 'Content-Type': 'application/x-tar' } };
      }
      const file = await files.read(query.path);
      file.content.once('close', () => void files.close());
      const headers = {
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(file.size),
        'X-File-Mode': file.mode.toString(8).padStart(4, '0'),
        'X-File-Uid': String(file.uid),
        'X-File-Gid': String(file.gid),
      };
      return { status: 200, stream: file.content, headers };
    } catch (error) {
      await files.close();
      throw error;
    }
  };

/** With a command id it is done at most once: who lost the answer gets it again, and the bytes that come with it are not read. */
export const writeHostFiles =
  (core: () => HostCore): HandlerOf<'host', 'writeHostFiles'> =>
  async ({ path, query, stream }) => {
    const write = async (): Promise<Written> => {
      const access = accessOf(await heldServer(core(), path.id), 'take files');
      const files = await access.files(path.id);
      try {
        if (!query.raw) return await files.unpack(query.path, stream);
        const { mode, uid, gid } = query;
        return await files.write(query.path, stream, {
          ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
          ...(uid === undefined ? {} : { uid }),
          ...(gid === undefined ? {} : { gid }),
        });
      } finally {
        await files.close();
      }
    };
    try {
      if (query.command_id === undefined) return { status: 200, body: await write() };
      const order = { id: query.command_id, serverId: path.id, type: 'write-files' as const };
      return { status: 200, body: (await core().commands.run(order, async () => ({ ...(await write()) }))) as unknown as Written };
    } finally {
      // What nobody read must not hold up the answer.
      stream.resume();
    }
  };
