import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerRoute } from '@hapi/hapi';
import { loadContract } from '../../openapi/contracts.ts';
import type { ContractName } from '../../openapi/contracts.ts';

/** The reference docs: a page at /docs with a picker of the contracts, which are at /docs/contracts/<name>.json. All of it is local. */
export function docsRoutes(): ServerRoute[] {
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const contracts = new Map(contractNames.map((name) => [`${name}.json`, JSON.stringify(loadContract(name))]));
  return [
    { method: 'GET', path: '/docs', handler: (_request, h) => h.response(page).type('text/html; charset=utf-8') },
    {
      method: 'GET',
      path: '/docs/contracts/{file}',
      handler: (request, h) => {
        const text = contracts.get(String(request.params['file']));
        return text === undefined ? h.response({ error: 'There is no such contract.' }).code(404) : h.response(text).type('application/json');
      },
    },
    {
      method: 'GET',
      path: '/docs/assets/{file}',
      handler: (request, h) => {
        const name = String(request.params['file']);
        const type = assetTypes[name];
        if (name === 'start.js') return h.response(startScript).type('text/javascript');
        if (!type) return h.response({ error: 'There is no such file.' }).code(404);
        return h.response(createReadStream(join(assets, name))).type(type).header('cache-control', 'max-age=3600');
      },
    },
  ];
}

const contractNames: readonly ContractName[] = ['compute', 'network', 'image', 'identity', 'sampan', 'host'];

const assetTypes: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'swagger-ui-standalone-preset.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sampan API reference</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<div id="reference"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/swagger-ui-standalone-preset.js"></script>
<script src="/docs/assets/start.js"></script>
</body>
</html>
`;

const startScript = `SwaggerUIBundle({
  urls: ${JSON.stringify(contractNames.map((name) => ({ name, url: `/docs/contracts/${name}.json` })))},
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
`;
