import type { Handler } from '../../openapi/serve/handler.ts';
import type { Operations } from '../../openapi/contracts.ts';
import { text } from './image-schemas.ts';

/** `GET /v2/schemas/metadefs/namespace`: clients read it before they list. */
export const getNamespaceSchema: Handler<Operations<'image'>['getNamespaceSchema']> = () => ({ status: 200, body: namespaceSchema });

/** `GET /v2/schemas/metadefs/namespaces` */
export const getNamespacesSchema: Handler<Operations<'image'>['getNamespacesSchema']> = () => ({
  status: 200,
  body: { name: 'namespaces', properties: { namespaces: { type: 'array', items: namespaceSchema }, first: { type: 'string' }, schema: { type: 'string' } } },
});

/** `GET /v2/metadefs/namespaces`: what a Glance answers into which no definitions were loaded. */
export const listNamespaces: Handler<Operations<'image'>['listNamespaces']> = () => ({
  status: 200,
  body: { namespaces: [], first: '/v2/metadefs/namespaces', schema: '/v2/schemas/metadefs/namespaces' },
});

/** `GET /v2/metadefs/resource_types`, likewise. */
export const listResourceTypes: Handler<Operations<'image'>['listResourceTypes']> = () => ({ status: 200, body: { resource_types: [] } });

const namespaceSchema = {
  name: 'namespace',
  properties: {
    namespace: text('The unique namespace text', { maxLength: 80 }),
    display_name: text('The user friendly name for the namespace', { maxLength: 80 }),
    description: text('A description of the namespace', { maxLength: 500 }),
    visibility: text('Scope of namespace accessibility', { enum: ['public', 'private'] }),
    protected: { type: 'boolean', description: 'If true, namespace will not be deletable' },
    owner: text('Owner of the namespace', { maxLength: 255 }),
  },
};
