/**
 * Every unit test in one process, or those of the areas that are named: starting a process a file costs more than most of
 * them take. What needs root, Open vSwitch or runc stands in test/root, stock clients in test/clients, a process a file.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// With a teardown of its own the root ends at its first idle moment, while later files are still being read.
t.teardown = () => {
  throw new Error('A unit test file called teardown outside of its tests, which would end the whole run early: open and close inside each test.');
};

const named = process.argv.slice(2);
const areas = named.length > 0 ? named : ['openapi', 'region', 'host-server', 'image-service', 'client', 'house'];

for (const area of areas) {
  const folder = new URL(`./${area}/`, import.meta.url);
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.test.ts')).sort()) await import(new URL(name, folder).href);
}
