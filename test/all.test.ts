/**
 * Every unit test in one process: starting a process a file costs more than most of them take. What needs root, Open
 * vSwitch or runc stands in test/root, stock clients in test/clients, a process a file.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const areas = ['openapi', 'region', 'host-server', 'image-service', 'client', 'house'];

for (const area of areas) {
  const folder = new URL(`./${area}/`, import.meta.url);
  const names = readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.test.ts')).sort()) await import(new URL(name, folder).href);
}
