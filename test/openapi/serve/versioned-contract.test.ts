import t from 'tap';
import type { Contract } from '../../../openapi/contracts.ts';
import { versionsOf } from '../../../openapi/serve/contract-versions.ts';
import { contractAt, contractOfAll, isWithin, turningPoints } from '../../../openapi/serve/versioned-contract.ts';

const contract = (): Contract => ({
  openapi: '3.1.0',
  info: { title: 'Versioned', version: '2.1', 'x-service': 'compute', 'x-strict-query': '2.75' },
  paths: {
    '/keys': {
      post: {
        operationId: 'createKey',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewKey' } } } },
        responses: { '200': { 'description': 'Made.', 'x-microversion': '-2.1' }, '201': { 'description': 'Made.', 'x-microversion': '2.2' } },
      },
      get: {
        operationId: 'listKeys',
        parameters: [{ 'name': 'user_id', 'in': 'query', 'x-microversion': '2.10', 'schema': { type: 'string' } }],
        responses: { '200': { description: 'Keys.' } },
      },
    },
    '/images': { get: { 'operationId': 'listImages', 'x-microversion': '2.1-2.35', 'responses': { '200': { description: 'Images.' } } } },
  },
  components: {
    schemas: {
      NewKey: {
        'type': 'object',
        'additionalProperties': false,
        'required': ['name', 'type'],
        'properties': { name: { type: 'string' }, type: { 'type': 'string', 'x-microversion': '2.2' }, files: { 'type': 'array', 'x-microversion': '2.1-2.56' } },
        'x-since': { '2.92': { required: ['name', 'type', 'public_key'] } },
      },
    },
  },
});

t.test('a range counts both of its ends, and an open one has none', (t) => {
  for (const [range, version, expected] of [
    ['2.26', '2.25', false], ['2.26', '2.26', true], ['2.26', '2.100', true],
    ['2.1-2.56', '2.56', true], ['2.1-2.56', '2.57', false], ['-2.35', '2.1', true], ['-2.35', '2.36', false],
  ] as const) {
    t.equal(isWithin(range, version), expected, `${version} in ${range}`);
  }
  t.throws(() => isWithin('two', '2.1'), { message: /x-microversion is/ });
  t.end();
});

t.test('turning points are where something begins or has just ended', (t) => {
  t.same(turningPoints(contract()), ['0.0', '2.1', '2.2', '2.10', '2.36', '2.57', '2.75', '2.92']);
  t.end();
});

t.test('properties, required keys and operations come and go with the version', (t) => {
  const schemaAt = (version: string): unknown => contractAt(contract(), version).components?.schemas?.['NewKey'];
  t.strictSame(schemaAt('2.1'), { type: 'object', additionalProperties: false, required: ['name'], properties: { name: { type: 'string' }, files: { type: 'array' } } });
  t.match(schemaAt('2.57'), { required: ['name', 'type'], properties: { type: { type: 'string' } } });
  t.notOk((schemaAt('2.57') as { properties: object }).properties.hasOwnProperty('files'));
  t.match(schemaAt('2.92'), { required: ['name', 'type', 'public_key'] });
  t.end();
});

t.test('types are of all versions: what varies is optional', (t) => {
  t.match(contractOfAll(contract()).components?.schemas?.['NewKey'], { required: ['name'], properties: { type: {}, files: {} } });
  t.end();
});

t.test('requests and answers are held against the version that was asked for', (t) => {
  const versions = versionsOf(contract(), '2.1');
  const key = (version: string, body: unknown): unknown => versions.find('createKey', version)?.validator.body(body, 'application/json');
  t.same(key('2.1', { name: 'a' }), { name: 'a' });
  t.throws(() => key('2.1', { name: 'a', type: 'ssh' }), { message: /Additional properties are not allowed \('type' was unexpected\)/ });
  t.throws(() => key('2.2', { name: 'a' }), { message: /'type' is a required property/ });
  t.equal(versions.find('createKey', '2.1')?.validator.reply(200, undefined), undefined);
  t.match(versions.find('createKey', '2.2')?.validator.reply(200, undefined), /does not list/);
  t.equal(versions.find('createKey', '2.2')?.validator.reply(201, undefined), undefined);
  t.ok(versions.find('listImages', '2.35'));
  t.notOk(versions.find('listImages', '2.36'), 'the operation is gone');
  t.same(versions.find('listKeys', '2.1')?.validator.query({ user_id: 'u', other: 'x' }), {}, 'unknown keys are left aside');
  t.same(versions.find('listKeys', '2.10')?.validator.query({ user_id: 'u' }), { user_id: 'u' });
  t.throws(() => versions.find('listKeys', '2.75')?.validator.query({ other: 'x' }), { message: /Unknown query parameter other/ });
  t.equal(versions.find('listKeys', '2.3'), versions.find('listKeys', '2.9'), 'versions without a difference share a copy');
  t.end();
});
