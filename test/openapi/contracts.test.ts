import { readFile } from 'node:fs/promises';
import t from 'tap';
import { parse } from 'yaml';
import { loadContract } from '../../openapi/contracts.ts';
import type { Body, ContractName, Operation, PathParams, Query, ReplyBody } from '../../openapi/contracts.ts';
import { findRoutes } from '../../openapi/call/routes.ts';
import { faultStatus } from '../../openapi/serve/fault.ts';
import type { HandlerOf, HandlerTable, Handlers } from '../../openapi/serve/handler.ts';
import { listOperations } from '../../openapi/serve/operations.ts';
import { createValidators } from '../../openapi/serve/validate.ts';
import { contractCheck } from '../kit/contract-check.ts';

const names: ContractName[] = ['identity', 'compute', 'network', 'image', 'sampan', 'host'];

for (const name of names) {
  t.test(`the contract ${name} can be served and called: schemas compile, policies are known, every path parameter is declared`, async (t) => {
    const contract = loadContract(name);
    t.equal(contract.info['x-service'], name);
    const validators = createValidators(contract);
    const operations = listOperations(contract);
    for (const operation of operations) {
      t.doesNotThrow(() => validators.forOperation(operation), operation.id);
      const inTemplate = [...operation.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
      t.same(operation.pathParams.map((param) => param.name).sort(), inTemplate, `parameters of ${operation.path}`);
      for (const [status, pointer] of operation.replies) {
        if (pointer) t.doesNotThrow(() => validators.forOperation(operation).reply(status, {}), `${operation.id} ${status}`);
      }
    }
    t.same([...findRoutes(contract).keys()].sort(), operations.map(({ id }) => id).sort(), 'client and server see the same operations');
  });
}

t.test('the code’s fault codes are those of the contract', async (t) => {
  const text = await readFile(new URL('../../openapi/common.yaml', import.meta.url), 'utf8');
  const common = parse(text) as { components: { schemas: { FaultCode: { enum: string[] } } } };
  t.same([...common.components.schemas.FaultCode.enum].sort(), Object.keys(faultStatus).sort());
});

t.test('an answer can be held against a contract', async (t) => {
  const check = contractCheck('identity');
  t.match(check.misfit('getUser', 200, { user: {} }), /getUser answered 200 with a body that the contract refuses/);
  t.match(check.misfit('getUser', 299, {}), /which the contract does not list/);
  t.match(check.misfit('checkToken', 200, {}), /with a body, and the contract has none/);
  t.equal(check.misfit('checkToken', 200, undefined), undefined);
});

t.test('handlers, arguments and answers are typed by the contract', async (t) => {
  const show: HandlerOf<'identity', 'getUser'> = ({ path }) => ({
    status: 200,
    body: { user: { id: path.id, name: 'n', domain_id: 'default', enabled: true, links: { self: 'http://x' } } as ReplyBody<Operation<'identity', 'getUser'>>['user'] },
  });
  t.type(show, 'function');
  // @ts-expect-error the contract has no status 202 here
  const wrongStatus: HandlerOf<'identity', 'getUser'> = () => ({ status: 202 });
  // @ts-expect-error the path has no such parameter
  const wrongPath: HandlerOf<'identity', 'getUser'> = ({ path }) => ({ status: 200, body: { user: path.nothing } });
  t.type(wrongStatus, 'function');
  t.type(wrongPath, 'function');
  const path: PathParams<Operation<'identity', 'getUser'>> = { id: 'x' };
  const query: Query<Operation<'sampan', 'listEvents'>> = { limit: 5 };
  const body: Body<Operation<'identity', 'getUser'>> = undefined;
  t.same([path.id, query.limit, body], ['x', 5, undefined]);
  const tables = (table: Handlers<'compute'>): HandlerTable => table;
  t.type(tables, 'function');
});
