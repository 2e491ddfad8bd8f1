import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import type { Test } from 'tap';
import { buildHelper } from '../../../host-server/process/build-helper.ts';
import { HelperProcesses } from '../../../host-server/process/helper-processes.ts';

t.test('the helper starts programs and waits for them', { timeout: 120_000 }, async t => {
  const { processes, dir, helperPath } = await newHelper(t);

  await t.test('it is built once, and again only when its source is newer', async t => {
    const before = await stat(helperPath);
    await buildHelper(helperPath);
    t.equal((await stat(helperPath)).ino, before.ino);
    await t.rejects(buildHelper(join(dir, 'other'), join(dir, 'no-such.c')), { code: 'ENOENT' });
  });

  await t.test('a program gets its arguments, input, environment and folder, and its output comes back', async t => {
    const script = 'cat; echo " $1 $A"; pwd; echo oops >&2; env | sort | head -3';
    const result = await processes.run(['sh', '-c', script, 'sh', 'a b; $(x)'], { input: 'given', env: { A: 'é' }, cwd: dir });
    t.match(result, { code: 0, stdout: `given a b; $(x) é\n${dir}\nA=é\nPWD=${dir}\n`, stderr: 'oops\n' });
  });

  await t.test('a failure is a fault with what the program said, unless it is allowed', async t => {
    await t.rejects(processes.run(['sh', '-c', 'echo why >&2; exit 7']), { code: 'internal', message: /exit code 7: why/, details: { code: 7 } });
    t.equal((await processes.run(['sh', '-c', 'exit 7'], { allowFailure: true })).code, 7);
    t.equal((await processes.run(['sh', '-c', 'kill -9 $$'], { allowFailure: true })).code, 137);
  });

  await t.test('what cannot be started is a fault that names it', async t => {
    await t.rejects(processes.run(['/no/such/program']), { message: /no\/such\/program.*ENOENT/ });
    await t.rejects(processes.run(['true'], { cwd: '/no/such/folder' }), { message: /ENOENT/ });
    await t.rejects(processes.run([]), { message: /EINVAL/ });
    await t.rejects(processes.run(['echo', 'a\0b']), { message: /EINVAL/ });
  });

  await t.test('a program that takes too long is killed with all that it started', async t => {
    const began = performance.now();
    await t.rejects(processes.run(['sh', '-c', 'sleep 1000 & sleep 1000'], { timeoutMs: 100 }), { code: 'timeout', message: /100 ms/ });
    t.ok(performance.now() - began < 10_000);
  });

  await t.test('output beyond a mebibyte is dropped, and does not hold the program up', async t => {
    const result = await processes.run(['sh', '-c', 'yes | head -c 5000000; echo end >&2']);
    t.equal(result.stdout.length, 1 << 20);
    t.equal(result.stderr, 'end\n');
  });

  await t.test('input that a program does not read is no failure', async t => {
    t.equal((await processes.run(['true'], { input: 'x'.repeat(1_000_000) })).code, 0);
  });

  await t.test('many run at once', async t => {
    const began = performance.now();
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => processes.run(['sh', '-c', `sleep 0.2; echo ${index}`])));
    t.same(results.map(result => result.stdout), Array.from({ length: 50 }, (_, index) => `${index}\n`));
    t.ok(performance.now() - began < 50 * 200, 'not one after the other');
  });

  await t.test('a program in the background does not hold its starter, and reports on descriptor 3', async t => {
    const began = performance.now();
    t.equal((await processes.run(['sh', '-c', 'sleep 5 & echo $!'])).code, 0);
    const { report } = await processes.run(['sh', '-c', '(sleep 0.1; echo ready >&3; sleep 5) &'], { report: true });
    t.equal(report, 'ready\n');
    t.equal((await processes.run(['sh', '-c', '(exit 1) &'], { report: true })).report, '', 'an end without a report is an answer');
    t.ok(performance.now() - began < 4000);
  });

  await t.test('a program inherits three descriptors and no more', async t => {
    const { stdout } = await processes.run(['sh', '-c', 'ls /proc/$$/fd']);
    t.same(stdout.trim().split('\n'), ['0', '1', '2']);
    const opened = await processes.open(['sh', '-c', 'ls /proc/$$/fd']);
    t.same((await text(opened.stream)).trim().split('\n'), ['0', '1', '2']);
    await opened.done;
  });

  await t.test('a program streams its input and output', async t => {
    const { stream, done } = await processes.open(['tr', 'a-z', 'A-Z']);
    const output = text(stream);
    for (let piece = 0; piece < 100; piece++) if (!stream.write('x'.repeat(100_000))) await once(stream, 'drain');
    stream.end('end');
    t.equal(await output, `${'X'.repeat(10_000_000)}END`);
    t.equal((await done).code, 0);
    for (let round = 0; round < 20; round++) {
      const brief = await processes.open(['true']);
      t.equal(await text(brief.stream), '');
      await brief.done;
    }
    await t.rejects(processes.open(['/no/such/program']).then(({ done }) => done), { message: /ENOENT/ });
    const failing = await processes.open(['sh', '-c', 'cat; echo bad >&2; exit 2']);
    failing.stream.end();
    failing.stream.resume();
    await t.rejects(failing.done, { message: /bad/ });
  });

  await t.test('the end of a process is told, also when it ended before', async t => {
    const child = spawn('sleep', ['0.1']);
    const closed = once(child, 'close');
    await processes.waitForExit(child.pid ?? 0);
    await closed;
    await processes.waitForExit(child.pid ?? 0);
    await t.rejects(processes.waitForExit(0), { message: /EINVAL/ });
  });

  await t.test('a mount that the kernel refuses is a fault, and unmounting nothing is none', async t => {
    await t.rejects(processes.mount({ source: 'none', target: join(dir, 'nowhere'), type: 'tmpfs' }), { message: /nowhere failed/ });
    await processes.unmount(join(dir, 'nowhere'));
    if (process.getuid?.() === 0) await processes.unmount(dir);
  });
});

t.test('a killed helper is started again, and what was under way is told', async t => {
  const { processes } = await newHelper(t);
  const { stdout } = await processes.run(['sh', '-c', 'echo $PPID']);
  const waiting = processes.run(['sleep', '0.3']);
  process.kill(Number(stdout), 'SIGKILL');
  await t.rejects(waiting, { code: 'unavailable', retryable: true });
  t.equal((await processes.run(['echo', 'again'])).stdout, 'again\n');
});

t.test('a helper ends with its host-server, and what it started lives on', async t => {
  const { processes } = await newHelper(t);
  const { stdout } = await processes.run(['sh', '-c', 'sleep 30 & echo $! $PPID']);
  const [background = 0, helper = 0] = stdout.trim().split(' ').map(Number);
  await processes.close();
  t.notOk(await isAlive(helper));
  t.ok(await isAlive(background));
  process.kill(background);
  await t.rejects(processes.run(['true']), { code: 'unavailable' });
});

t.test('a helper that cannot be started is a fault', async t => {
  const processes = new HelperProcesses('/no/such/helper');
  await t.rejects(processes.run(['true']), { code: 'unavailable', message: /no\/such\/helper/ });
});

t.test('a helper answers nonsense with a fault, or ends, and never hangs', async t => {
  const { helperPath } = await newHelper(t);
  const helper = spawn(helperPath, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answer = once(helper.stdout, 'data') as Promise<[Buffer]>;
  // Length 6, id 9, operation 99 and a byte too many.
  helper.stdin.write(Buffer.from([6, 0, 0, 0, 9, 0, 0, 0, 99, 1]));
  const [reply] = await answer;
  t.same([reply.readUInt32LE(4), reply[8], reply.readUInt32LE(9)], [9, 1, 22]);
  // A spawn whose list claims more than the frame holds.
  const second = once(helper.stdout, 'data') as Promise<[Buffer]>;
  helper.stdin.write(Buffer.concat([Buffer.from([29, 0, 0, 0, 7, 0, 0, 0, 1]), Buffer.alloc(16), Buffer.from([255, 255, 255, 127, 1, 2, 3, 4])]));
  t.equal((await second)[0].readUInt32LE(9), 22);
  helper.stdin.write(Buffer.from([1, 0, 0, 0]));
  t.equal((await once(helper, 'close'))[0], 65);
});

async function newHelper(t: Test): Promise<{ processes: HelperProcesses; helperPath: string; dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'sampan-helper-'));
  const helperPath = join(dir, 'helper');
  await buildHelper(helperPath);
  const processes = new HelperProcesses(helperPath);
  t.teardown(async () => {
    await processes.close();
    await rm(dir, { recursive: true, force: true });
  });
  return { processes, helperPath, dir };
}

async function isAlive(pid: number): Promise<boolean> {
  return (await readdir(`/proc/${pid}/fd`).then(fds => fds.length > 0, () => false));
}
