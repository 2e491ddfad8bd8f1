/**
 * Every unit test in one process, or those of the areas that are named, or a share of them (`region 1/2`: every second file):
 * starting a process a file costs more than most of them take. What needs root, Open vSwitch or runc stands in test/root,
 * stock clients in test/clients, a process a file.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// With a teardown of its own the root ends at its first idle moment, while later files are still being read.
t.teardown = () => {
  throw new Error('A unit test file called teardown outside of its tests, which would end the whole run early: open and close inside each test.');
};

const words = process.argv.slice(2);
const share = words.find((word) => /^\d+\/\d+$/.test(word)) ?? '1/1';
const named = words.filter((word) => word !== share);
const areas = named.length > 0 ? named : ['openapi', 'region', 'host-server', 'image-service', 'client', 'house'];

const files = areas.flatMap((area) => {
  const folder = new URL(`./${area}/`, import.meta.url);
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).sort().map((name) => new URL(name, folder).href);
});
const [ordinal, shares] = share.split('/').map(Number) as [number, number];
for (const [index, file] of files.entries()) if (index % shares === ordinal - 1) await import(file);
