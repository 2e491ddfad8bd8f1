import t from 'tap';
import { listOperations } from '../../../openapi/serve/operations.ts';
import { createValidators } from '../../../openapi/serve/validate.ts';
import type { RequestValidator } from '../../../openapi/serve/validate.ts';
import type { Contract, ServiceForm } from '../../../openapi/contracts.ts';

/** A validator for one operation with one body schema. */
function validatorFor(schema: object, form: ServiceForm = 'sampan'): RequestValidator {
  const operation = { operationId: 'op', requestBody: { $ref: '#/components/requestBodies/Shared' }, responses: { 204: { description: '' } } };
  const contract = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1', 'x-service': form },
    paths: { '/servers/{id}': { parameters: [{ $ref: '#/components/parameters/Id' }], put: operation } },
    components: {
      parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'integer' } } },
      requestBodies: { Shared: { required: true, content: { 'application/json': { schema } } } },
    },
  } as unknown as Contract;
  const [found] = listOperations(contract);
  if (!found) throw new Error('no operation');
  return createValidators(contract).forOperation(found);
}

function complaint(schema: object, body: unknown, form: ServiceForm = 'sampan'): string {
  try {
    validatorFor(schema, form).body(body, 'application/json');
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

const server = (properties: object, more: object = {}): object => ({
  type: 'object',
  required: ['server'],
  properties: { server: { type: 'object', properties, ...more } },
});

t.test('a complaint names the field’s path, what was expected and what came', async (t) => {
  const list = server({ networks: { type: 'array', items: { type: 'object', properties: { uuid: { type: 'string', format: 'uuid' } } } } });
  const table: [object, unknown, string][] = [
    [list, { server: { networks: [{ uuid: 'x' }] } }, 'Invalid input for server.networks[0].uuid: expected the form of a uuid, and got "x".'],
    [list, { server: { networks: {} } }, 'Invalid input for server.networks: expected type array, and got {}.'],
    [server({}), {}, 'Invalid input for the body: expected the key server, which is required, and got {}.'],
    [server({}, { additionalProperties: false }), { server: { odd: 1 } }, 'Invalid input for server: expected no key odd, and got {"odd":1}.'],
    [server({ kind: { enum: ['container', 'vm'] } }), { server: { kind: 'pod' } }, 'Invalid input for server.kind: expected one of "container", "vm", and got "pod".'],
    [server({ size: { type: 'integer', maximum: 9 } }), { server: { size: 10 } }, 'Invalid input for server.size: expected a number up to 9, and got 10.'],
    [
      server({ net: { oneOf: [{ type: 'string' }, { type: 'object', properties: { id: { type: 'integer' } } }] } }),
      { server: { net: { id: 'x' } } },
      'Invalid input for server.net.id: expected type integer, and got "x".',
    ],
  ];
  for (const [schema, body, message] of table) t.equal(complaint(schema, body), message);
});

t.test('long values are cut and secrets are never repeated', async (t) => {
  t.match(complaint(server({ name: { type: 'string', maxLength: 255 } }), { server: { name: 'x'.repeat(300) } }), /at most 255 characters, and got "x{116}\.\.\.\.$/);
  const secret = server({ adminPass: { type: 'string', minLength: 99 }, auth: { type: 'object', required: ['user'] } });
  t.notMatch(complaint(secret, { server: { adminPass: 'hunter2' } }), /hunter2/);
  t.notMatch(complaint(secret, { server: { auth: { token: 'hunter2', deep: { secret: 'hunter2' } } } }), /hunter2/);
});

t.test('compute complains in Nova’s words', async (t) => {
  const schema = server({ flavorRef: { type: 'string' } }, { required: ['flavorRef'], additionalProperties: false });
  const table: [unknown, string][] = [
    [{ server: { flavorRef: null } }, "Invalid input for field/attribute flavorRef. Value: null. null is not of type 'string'"],
    [{ server: {} }, "Invalid input for field/attribute server. Value: {}. 'flavorRef' is a required property"],
    [
      { server: { flavorRef: '1', odd: 2 } },
      `Invalid input for field/attribute server. Value: {"flavorRef":"1","odd":2}. Additional properties are not allowed ('odd' was unexpected)`,
    ],
  ];
  for (const [body, message] of table) t.equal(complaint(schema, body, 'compute'), message);
});

t.test('formats are strict where clients would trip later', async (t) => {
  const accepts = (format: string, value: string): boolean => complaint(server({ v: { type: 'string', format } }), { server: { v: value } }) === 'none';
  const table: [string, string[], string[]][] = [
    ['cidr', ['10.0.0.0/8', '10.0.0.5/24', 'fd00::/8'], ['10/8', '10.0/16', '10.0.0.0', '10.0.0.0/33', 'x/8']],
    ['mac', ['fa:16:3e:00:00:01'], ['fa-16-3e-00-00-01', 'fa:16:3e:00:00']],
    ['uuid', ['0a5ee1c8-9d1e-4b0c-8d4b-2f2f5f0a9a11'], ['0a5ee1c89d1e4b0c8d4b2f2f5f0a9a11', 'urn:uuid:0a5ee1c8-9d1e-4b0c-8d4b-2f2f5f0a9a11']],
    ['ipv4', ['10.0.0.1'], ['10.0.0.256', '10.0.1']],
    ['date-time', ['2026-01-01T00:00:00Z'], ['2026-01-01']],
    ['uri', ['http://x/y'], ['y']],
  ];
  for (const [format, good, bad] of table) {
    for (const value of good) t.ok(accepts(format, value), `${format} ${value}`);
    for (const value of bad) t.notOk(accepts(format, value), `not ${format} ${value}`);
  }
});

t.test('an id of the wrong form can name nothing: 404 with the resource’s name', async (t) => {
  t.throws(() => validatorFor(server({})).path({ id: 'abc' }), { code: 'not-found', message: /^No server found with ID abc/ });
});
