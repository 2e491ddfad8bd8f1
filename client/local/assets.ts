/** Puts beside the compiled sources what tsc leaves behind: the contracts as JSON and the native helper. Usage: assets.ts FOLDER */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { helperHeaders } from '../../host-server/process/build-helper.ts';
import { execFileSync } from 'node:child_process';

const target = process.argv[2];
if (target === undefined) throw new Error('Usage: assets.ts FOLDER');

const generated = join('openapi', 'generated');
mkdirSync(join(target, generated), { recursive: true });
for (const name of readdirSync(generated).filter((each) => each.endsWith('.json'))) cpSync(join(generated, name), join(target, generated, name));

const helper = join('host-server', 'process', 'helper');
for (const source of [`${helper}.c`, ...helperHeaders.map((name) => join('host-server', 'process', name))]) cpSync(source, join(target, source));
execFileSync('cc', ['-O2', '-Wall', '-o', join(target, helper), `${helper}.c`], { stdio: 'inherit' });
