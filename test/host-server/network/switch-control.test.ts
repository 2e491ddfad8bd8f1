import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { SwitchControl } from '../../../host-server/network/switch-control.ts';

/** A control socket that says these bytes to whoever asks, in the pieces given; nothing closes the connection. */
async function answering(t: { teardown(work: () => Promise<void>): void }, pieces: readonly string[] | 'close'): Promise<{ control: SwitchControl; asked: string[]; server: Server }> {
  const runDir = await mkdtemp(join(tmpdir(), 'sampan-ctl-'));
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      asked.push(bytes.toString());
      if (pieces === 'close') return void socket.destroy();
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece);
          await new Promise(setImmediate);
        }
      })();
    });
  });
  await writeFile(join(runDir, 'ovs-vswitchd.pid'), '77\n');
  await new Promise<void>((resolve) => server.listen(join(runDir, 'ovs-vswitchd.77.ctl'), resolve));
  t.teardown(async () => {
    server.close();
    await rm(runDir, { recursive: true, force: true });
  });
  return { control: new SwitchControl({ runDir, timeoutMs: 200 }), asked, server };
}

void t.test('a question is one call, and its answer may come in pieces', async (t) => {
  const { control, asked } = await answering(t, ['{"id":0,"error":null,"resu', 'lt":"Flow: \\"x\\"\\n"}']);
  t.equal(await control.trace('br0', 'in_port=1'), 'Flow: "x"\n');
  t.strictSame(asked.map((each) => JSON.parse(each) as unknown), [{ id: 0, method: 'ofproto/trace', params: ['br0', 'in_port=1'] }]);
});

void t.test('a refusal, silence, rubbish and an end are told apart from an answer', async (t) => {
  const refusing = await answering(t, ['{"id":0,"result":null,"error":"no such zone\\n"}']);
  await t.rejects(refusing.control.forgetConnections(7), { code: 'network-failed', message: /flush-conntrack zone=7: no such zone/ });
  const silent = await answering(t, []);
  await t.rejects(silent.control.forgetConnections(7), { code: 'unavailable', message: /silent/ });
  const mad = await answering(t, [']']);
  await t.rejects(mad.control.forgetConnections(7), { code: 'unavailable' });
  const ending = await answering(t, 'close');
  await t.rejects(ending.control.forgetConnections(7), { code: 'unavailable' });
  ending.server.close();
});
