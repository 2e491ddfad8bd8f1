import { randomBytes } from 'node:crypto';
import type { Project } from '../../client/sdk/find.ts';
import type { TokenBody } from '../../client/sdk/session.ts';
import { Fault, notFound } from '../../openapi/serve/fault.ts';
import type { TestIssuer } from '../openapi/fixture.ts';
import type { SomeHandlers } from './fake-cloud.ts';

export interface FakeIdentity {
  handlers: SomeHandlers<'identity'>;
  /** How often a password was checked. */
  logins(): number;
  /** `user role project` of each role that was given. */
  grants: string[];
  /** How long tokens of the next logins live. */
  tokenLifeS: number;
  /** From here on no service takes the tokens issued so far. */
  revokeAll(): void;
}

export interface FakeIdentityOptions {
  issuer: TestIssuer;
  revoked: Set<string>;
  catalogUrl: () => string;
}

export const projectId = 'a0000000000000000000000000000001';
export const userId = 'b0000000000000000000000000000001';

/** One user, demo, in one project, demo, who is an admin too. */
export function fakeIdentity({ issuer, revoked, catalogUrl }: FakeIdentityOptions): FakeIdentity {
  let logins = 0;
  const issued: string[] = [];
  const grants: string[] = [];
  const projects = [projectOf(projectId, 'demo', 'the first'), projectOf('a0000000000000000000000000000002', 'shop', '')];
  const fake: FakeIdentity = {
    logins: () => logins,
    grants,
    tokenLifeS: 3600,
    revokeAll: () => issued.forEach((token) => revoked.add(token)),
    handlers: {
      issueToken({ body: { auth } }) {
        const { password, token } = auth.identity;
        if (password) logins += 1;
        const knownUser = password?.user.name === 'demo' || password?.user.id === userId;
        if (password && (password.user.password !== 'wonderland' || !knownUser)) throw new Fault('unauthorized', 'The request you have made requires authentication.');
        if (token && !issued.includes(token.id)) throw notFound('token', 'given');
        const scoped = auth.scope !== 'unscoped';
        const made = fake.tokenLifeS;
        const fresh = issue(made, scoped);
        return { status: 201, body: { token: describe(made, scoped) }, headers: { 'X-Subject-Token': fresh } };
      },
      validateToken({ headers }) {
        const subject = String(headers['x-subject-token']);
        if (revoked.has(subject) || !issued.includes(subject)) throw notFound('token', 'given');
        return { status: 200, body: { token: describe(3600, true) }, headers: { 'X-Subject-Token': subject } };
      },
      revokeToken({ headers }) {
        revoked.add(String(headers['x-subject-token']));
        return { status: 204 };
      },
      listProjects: () => ({ status: 200, body: { projects, links: {} } }),
      listAuthProjects: () => ({ status: 200, body: { projects: projects.slice(0, 1), links: {} } }),
      getProject: ({ path }) => ({ status: 200, body: { project: projects.find(({ id }) => id === path.id) ?? raise('project', path.id) } }),
      createProject({ body }) {
        const project = projectOf(randomBytes(16).toString('hex'), body.project.name, body.project.description ?? '');
        projects.push(project);
        return { status: 201, body: { project } };
      },
      listUsers: () => ({ status: 200, body: { users: [user], links: {} } }),
      getUser: ({ path }) => ({ status: 200, body: { user: path.id === userId ? user : raise('user', path.id) } }),
      listRoles: () => ({ status: 200, body: { roles, links: {} } }),
      listRoleAssignments: () => ({
        status: 200,
        body: { role_assignments: [{ role: { id: 'c1', name: 'member' }, user: { id: userId, name: 'demo' }, scope: { project: { id: projectId, name: 'demo' } }, links: { assignment: 'http://127.0.0.1/v3/projects' } }], links: {} },
      }),
      grantProjectUserRole({ path }) {
        grants.push(`${path.user_id} ${path.role_id} ${path.id}`);
        return { status: 204 };
      },
    },
  };

  const issue = (lifeS: number, scoped: boolean): string => {
    const now = Math.trunc(Date.now() / 1000);
    const token = issuer.issue({
      sub: userId,
      roles: ['admin', 'member', 'reader'],
      exp: now + lifeS,
      ...(scoped ? { proj: { id: projectId, name: 'demo', dom: { id: 'default', name: 'Default' } } } : {}),
    });
    issued.push(token);
    return token;
  };
  const describe = (lifeS: number, scoped: boolean): TokenBody => ({
    methods: ['password'],
    user: { id: userId, name: 'demo', domain: { id: 'default', name: 'Default' } },
    audit_ids: ['a1'],
    issued_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + lifeS * 1000).toISOString(),
    ...(scoped
      ? {
          project: { id: projectId, name: 'demo', domain: { id: 'default', name: 'Default' } },
          roles: [{ id: 'c0', name: 'admin' }, { id: 'c1', name: 'member' }],
          catalog: services.map(([type, path]) => ({ id: type, type, name: type, endpoints: endpointsOf(`${catalogUrl()}${path}`) })),
        }
      : {}),
  });
  return fake;
}

const services = [
  ['identity', '/identity/v3'], ['compute', '/compute/v2.1'], ['network', '/network'], ['image', '/image'], ['sampan', '/sampan/v1'],
] as const;

const endpointsOf = (url: string): { id: string; interface: 'public' | 'internal'; region: string; region_id: string; url: string }[] => [
  { id: 'e1', interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url },
  { id: 'e2', interface: 'public', region: 'RegionTwo', region_id: 'RegionTwo', url: 'http://127.0.0.1:1/elsewhere' },
];

const links = { self: 'http://identity.example/v3' };

const projectOf = (id: string, name: string, description: string): Project => ({
  id, name, description, domain_id: 'default', enabled: true, parent_id: 'default', is_domain: false, tags: [], options: {}, links,
});

const user = { id: userId, name: 'demo', domain_id: 'default', enabled: true, password_expires_at: null, options: {}, links };

const roles = [{ id: 'c1', name: 'member', domain_id: null, links }, { id: 'c2', name: 'reader', domain_id: null, links }];

const raise = (what: string, id: string): never => {
  throw notFound(what, id);
};
