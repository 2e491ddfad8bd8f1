/**
 * Makes `generated/` from the contracts: for each service one bundled JSON (everything from common.yaml inlined) and
 * its TypeScript types; and docs/policy.md, who may do what. `--check` writes nothing and fails when what is there differs from what the contracts say.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { bundle, createConfig } from '@redocly/openapi-core';
import type { Contract } from './contracts.ts';
import { policyTable } from './policy-table.ts';
import { contractOfAll } from './serve/versioned-contract.ts';

const names = ['identity', 'compute', 'network', 'image', 'sampan', 'host'] as const;
const here = new URL('./', import.meta.url);
const check = process.argv.includes('--check');

const drifted: string[] = [];
const contracts: Contract[] = [];
await mkdir(new URL('generated/', here), { recursive: true });
for (const name of names) {
  const contract = await bundled(name);
  contracts.push(contract as unknown as Contract);
  await settle(`generated/${name}.json`, `${JSON.stringify(contract, null, 1)}\n`);
  await settle(`generated/${name}.ts`, await types(name, contractOfAll(contract as unknown as Contract)));
}
await settle('../docs/policy.md', policyTable(contracts));
if (drifted.length > 0) {
  process.stderr.write(`The contracts and what is made from them differ: ${drifted.join(', ')}. Run: npm run generate\n`);
  process.exitCode = 1;
}

async function bundled(name: string): Promise<Record<string, unknown>> {
  const config = await createConfig({});
  const result = await bundle({ ref: fileURLToPath(new URL(`${name}.yaml`, here)), config, dereference: false });
  const errors = result.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new Error(`${name}.yaml: ${errors.map((error) => error.message).join('; ')}`);
  return result.bundle.parsed as Record<string, unknown>;
}

async function types(name: string, contract: Contract): Promise<string> {
  const ast = await openapiTypescript(JSON.stringify(contract), { defaultNonNullable: false });
  return `// Made by openapi/generate.ts from openapi/${name}.yaml; change that instead.\n${astToString(ast)}`;
}

async function settle(path: string, text: string): Promise<void> {
  const url = new URL(path, here);
  const present = await readFile(url, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (present === text) return;
  if (check) drifted.push(path);
  else await writeFile(url, text);
}
