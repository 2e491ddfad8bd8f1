import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';

/** Who may import from whom (docs/design.md, "The house"): services call each other through the contract only. */
const allowed: Record<string, string[]> = {
  openapi: ['openapi'],
  'client/sdk': ['client/sdk', 'openapi'],
  'client/cli': ['client/cli', 'client/sdk', 'openapi'],
  'client/local': ['client/local', 'client/cli', 'client/sdk', 'openapi'],
  region: ['region', 'openapi'],
  'host-server': ['host-server', 'openapi'],
  'image-service': ['image-service', 'openapi'],
};

t.test('dependencies point one way', async (t) => {
  for (const [part, targets] of Object.entries(allowed)) {
    for (const file of sources(part)) {
      for (const target of relativeImports(file)) {
        t.ok(
          targets.some((each) => target.startsWith(`${each}/`)),
          `${file} imports ${target}`,
        );
      }
    }
  }
});

t.test('no source file outgrew its idea', async (t) => {
  for (const file of Object.keys(allowed).flatMap(sources)) {
    if (file.includes('/generated/')) continue;
    t.ok(readFileSync(file, 'utf8').split('\n').length <= 500, `${file} has at most 500 lines`);
  }
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function relativeImports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => normalize(join(dirname(file), match[1] ?? '')));
}
