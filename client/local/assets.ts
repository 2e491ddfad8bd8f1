/** Puts beside the compiled sources what tsc leaves behind: the contracts as JSON and the native helper. Usage: assets.ts FOLDER */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const target = process.argv[2];
if (target === undefined) throw new Error('Usage: assets.ts FOLDER');

const generated = join('openapi', 'generated');
mkdirSync(join(target, generated), { recursive: true });
for (const name of readdirSync(generated).filter((each) => each.endsWith('.json'))) cpSync(join(generated, name), join(target, generated, name));

const native = join('host-server', 'process');
for (const name of readdirSync(native).filter((each) => /\.[ch]$/.test(each))) cpSync(join(native, name), join(target, native, name));
const helper = join(target, native, 'helper');
execFileSync('cc', ['-O2', '-Wall', '-static', '-o', helper, `${helper}.c`], { stdio: 'inherit' });
