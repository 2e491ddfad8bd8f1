import { mkdir, mkdtemp, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { dropOldLogs, logsIn, relinkLog, setLogsAside } from '../../../../host-server/drivers/container/logs.ts';

async function withFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-logs-'));
  try {
    await body(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** As conmon does when a log is full. */
async function beginAnew(folder: string, text: string): Promise<void> {
  await writeFile(join(folder, 'log.tmp'), text);
  await rename(join(folder, 'log.tmp'), join(folder, 'log'));
}

const textOf = async (paths: string[]): Promise<string> => (await Promise.all(paths.map(path => readFile(path, 'utf8')))).join('');

t.test('what was written before a log began anew is kept, in order, and not for ever', async t => {
  await withFolder(async folder => {
    await relinkLog(folder);
    t.same(await logsIn(folder), []);
    await writeFile(join(folder, 'log'), 'one ');
    await relinkLog(folder);
    t.equal(await textOf(await logsIn(folder)), 'one ');
    await beginAnew(folder, 'two ');
    t.equal(await textOf(await logsIn(folder)), 'one two ', 'also before the next round');
    await relinkLog(folder);
    t.equal(await textOf(await logsIn(folder)), 'one two ');
    await beginAnew(folder, 'three');
    t.equal(await textOf(await logsIn(folder)), 'one two three');
    await relinkLog(folder);
    t.equal(await textOf(await logsIn(folder)), 'two three');
  });
});

t.test('a flood between two rounds loses what is between, and leaves three files at most', async t => {
  await withFolder(async folder => {
    await writeFile(join(folder, 'log'), '0 ');
    await relinkLog(folder);
    for (let number = 1; number < 20; number += 1) {
      await beginAnew(folder, `${number} `);
      if (number % 5 === 0) await relinkLog(folder);
      t.ok((await readdir(folder)).length <= 3);
    }
    t.equal(await textOf(await logsIn(folder)), '10 15 19 ');
  });
});

t.test('logs that are set aside stay for their time', async t => {
  await withFolder(async dir => {
    const [folder, kept] = [join(dir, 'server'), join(dir, 'kept')];
    await mkdir(folder);
    await writeFile(join(folder, 'log'), 'one ');
    await relinkLog(folder);
    await beginAnew(folder, 'two');
    await setLogsAside(folder, join(kept, 's1'), new Date());
    t.equal(await textOf(await logsIn(join(kept, 's1'))), 'one two');
    await setLogsAside(folder, join(kept, 's1'), new Date());
    t.equal(await textOf(await logsIn(join(kept, 's1'))), 'one two', 'nothing new does not take them away');
    await dropOldLogs(kept, new Date(Date.now() - 60_000));
    t.same(await readdir(kept), ['s1']);
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(join(kept, 's1'), longAgo, longAgo);
    await dropOldLogs(kept, new Date(Date.now() - 60_000));
    t.same(await readdir(kept), []);
    await dropOldLogs(join(dir, 'never'), new Date());
  });
});
