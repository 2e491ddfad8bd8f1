import type { Operations, ReplyBody, Operation } from '../../openapi/contracts.ts';
import type { Handler } from '../../openapi/serve/handler.ts';

/** `GET /`: version discovery, status 300 as Glance. */
export const listImageVersions: Handler<Operations<'image'>['listImageVersions']> = ({ baseUrl }) => ({ status: 300, body: versions(baseUrl) });

/** `GET /versions`: the same with 200. */
export const showImageVersions: Handler<Operations<'image'>['showImageVersions']> = ({ baseUrl }) => ({ status: 200, body: versions(baseUrl) });

/** 2.7 brought hidden images and os_hash, which is what clients look for; all are served by one path. */
const versions = (baseUrl: string): ReplyBody<Operation<'image', 'showImageVersions'>> => ({
  versions: ['v2.7', 'v2.6', 'v2.5', 'v2.4', 'v2.3', 'v2.2', 'v2.1', 'v2.0'].map((id, index) => ({
    id,
    status: index === 0 ? 'CURRENT' : 'SUPPORTED',
    links: [{ rel: 'self', href: `${baseUrl}/v2/` }],
  })),
});
