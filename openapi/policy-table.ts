import type { Contract } from './contracts.ts';
import { isFault } from './serve/fault.ts';
import type { AuthContext } from './serve/handler.ts';
import { listOperations } from './serve/operations.ts';
import type { OperationInfo } from './serve/operations.ts';
import { anonymous, applyPolicy } from './serve/policy.ts';

/** A kind of token, as policies tell them apart. */
export interface Persona {
  name: string;
  auth: AuthContext;
}

const project = { projectId: 'p', projectName: 'p', projectDomainId: 'default', token: 'x' };
const chain = ['admin', 'manager', 'member', 'reader'];
const withRoles = (name: string): string[] => (chain.includes(name) ? chain.slice(chain.indexOf(name)) : [name]);
const persona = (name: string, role: string, scope: Partial<AuthContext>): Persona => {
  const roles = withRoles(role);
  return { name, auth: { ...anonymous, ...scope, token: 'x', userId: 'u', roles, isAdmin: roles.includes('admin') && (scope.domainId ?? null) === null } };
};

/** Everybody whom policies know: roles in a project, services and hosts, and the scopes domain and system. */
export const personas: readonly Persona[] = [
  { name: 'nobody', auth: anonymous },
  persona('reader', 'reader', project),
  persona('member', 'member', project),
  persona('manager', 'manager', project),
  persona('admin', 'admin', project),
  persona('service', 'service', project),
  persona('host', 'host', project),
  persona('domain manager', 'manager', { domainId: 'default' }),
  persona('system reader', 'reader', { system: true }),
  persona('system admin', 'admin', { system: true }),
];

/** May this kind of token perform the operation, as far as roles and scope decide. */
export function isAllowed({ id, policy }: Pick<OperationInfo, 'id' | 'policy'>, { auth }: Persona): boolean {
  try {
    applyPolicy(id, policy, auth);
    return true;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

/** docs/policy.md: each operation of each contract with who may ask for it. */
export function policyTable(contracts: readonly Contract[]): string {
  return `${[introduction, ...contracts.map(section)].join('\n\n')}\n`;
}

const introduction = `# Who may do what

Made by \`npm run generate\` from \`x-policy\` in the contracts (openapi/*.yaml); change it there.

A mark says that roles and scope let a token through. Whose object it is comes after that: within a project only its own
objects are found (those of others answer 404), \`admin\` reaches those of all projects, a domain's manager those of its
domain, and in the identity service everybody reaches what is their own. A host speaks for itself alone. Tokens of
application credentials may be bound further by access rules. Roles imply the ones behind them: admin, manager, member,
reader. "nobody" is a request without a token.`;

function section(contract: Contract): string {
  const rows = listOperations(contract).map((operation) => [
    `\`${operation.method} ${operation.path}\``,
    operation.id,
    ...personas.map((persona) => (isAllowed(operation, persona) ? '•' : ' ')),
  ]);
  const header = ['request', 'operation', ...personas.map(({ name }) => name)];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${contract.info['x-service']}`, '', line(header), line(header.map((_, index) => (index < 2 ? '---' : ':-:'))), ...rows.map(line)].join('\n');
}
