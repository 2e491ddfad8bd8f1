import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface OpenstackClient {
  /** `run({ OS_USERNAME: 'demo', … }, 'project', 'list')`; commands run one after the other, in the order of the calls. */
  run(env: Record<string, string>, ...args: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/** The stock `openstack` client of python3-openstackclient; a command costs what its requests cost, not a second of imports. */
export function startOpenstackClient(): OpenstackClient {
  const script = new URL('./openstack-client.py', import.meta.url).pathname;
  const child = spawn('/usr/bin/python3', [script], { env: { PATH: process.env['PATH'], HOME: '/nonexistent' }, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: { resolve: (ran: Ran) => void; reject: (error: Error) => void }[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString()}`.slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line) as Ran));
  const exited = new Promise<void>((resolve) => {
    child.once('close', (code) => {
      for (const { reject } of waiting.splice(0)) reject(new Error(`the openstack client ended with code ${code}: ${stderr}`));
      resolve();
    });
  });
  return {
    run: (env, ...args) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify({ env, args })}\n`);
      }),
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
