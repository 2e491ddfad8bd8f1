import type { Command } from './command.ts';

/** A command as help and completion know it; its module is loaded when it is run. */
export interface Entry {
  group: string;
  /** `host join-token create`. */
  path: string;
  summary: string;
  load(): Promise<Command>;
}

type Module = Promise<{ default: Command }>;
type Row = readonly [path: string, summary: string, load: () => Module];

const groups: readonly (readonly [group: string, rows: readonly Row[]])[] = [
  ['Servers', [
    ['server create', 'create servers', () => import('./server/create.ts')],
    ['server list', 'list servers', () => import('./server/list.ts')],
    ['server show', 'show a server, its state and its fault', () => import('./server/show.ts')],
    ['server start', 'start stopped servers', () => import('./server/start.ts')],
    ['server stop', 'stop servers; addresses and disks stay', () => import('./server/stop.ts')],
    ['server reboot', 'reboot servers', () => import('./server/reboot.ts')],
    ['server set', 'rename a server', () => import('./server/set.ts')],
    ['server delete', 'delete servers', () => import('./server/delete.ts')],
    ['server actions', 'what was asked of a server, with phases and times', () => import('./server/actions.ts')],
    ['flavor list', 'list flavors', () => import('./flavor/list.ts')],
    ['flavor show', 'show a flavor', () => import('./flavor/show.ts')],
    ['flavor create', 'create a flavor (admins)', () => import('./flavor/create.ts')],
    ['flavor delete', 'delete flavors (admins)', () => import('./flavor/delete.ts')],
    ['limits', 'what the project may use, and what it uses', () => import('./limits/limits.ts')],
    ['quota show', 'show the quota of a project', () => import('./quota/show.ts')],
    ['quota set', 'change the quota of a project (admins)', () => import('./quota/set.ts')],
  ]],
  ['Images', [
    ['image create', 'upload an image', () => import('./image/create.ts')],
    ['image list', 'list images', () => import('./image/list.ts')],
    ['image show', 'show an image', () => import('./image/show.ts')],
    ['image layers', 'list an image\'s layers, each with its parent', () => import('./image/layers.ts')],
    ['image set', 'change an image', () => import('./image/set.ts')],
    ['image save', 'download an image', () => import('./image/save.ts')],
    ['image delete', 'delete images', () => import('./image/delete.ts')],
    ['image usage', 'what a project stores, and what it may store', () => import('./image/usage.ts')],
    ['image prune', 'collect now the layers that nothing uses (admins)', () => import('./image/prune.ts')],
    ['image scrub', 'have all stored bytes read again, and see what is damaged (admins)', () => import('./image/scrub.ts')],
    ['image quota set', 'change what a project may store (admins)', () => import('./image/quota/set.ts')],
  ]],
  ['Networks', [
    ['network list', 'list networks', () => import('./network/list.ts')],
    ['network show', 'show a network', () => import('./network/show.ts')],
    ['subnet list', 'list subnets', () => import('./subnet/list.ts')],
    ['port list', 'list ports', () => import('./port/list.ts')],
    ['port show', 'show a port', () => import('./port/show.ts')],
  ]],
  ['Cloud', [
    ['host list', 'list hosts (admins)', () => import('./host/list.ts')],
    ['host show', 'show a host (admins)', () => import('./host/show.ts')],
    ['host enable', 'let hosts take new servers (admins)', () => import('./host/enable.ts')],
    ['host disable', 'let hosts take no new servers (admins)', () => import('./host/disable.ts')],
    ['host delete', 'forget hosts that have no servers (admins)', () => import('./host/delete.ts')],
    ['host join-token create', 'make a token with which one host may join, once (admins)', () => import('./host/join-token/create.ts')],
    ['event list', 'list events', () => import('./event/list.ts')],
    ['event follow', 'print events as they happen', () => import('./event/follow.ts')],
  ]],
  ['Identity', [
    ['token issue', 'get a token, and see who you are', () => import('./token/issue.ts')],
    ['login', 'log in and write an entry of clouds.yaml', () => import('./login/login.ts')],
    ['token revoke', 'revoke a token', () => import('./token/revoke.ts')],
    ['token rotate-keys', 'replace the key that signs tokens (admins)', () => import('./token/rotate-keys.ts')],
    ['application credential create', 'make a credential for a program', () => import('./application/credential/create.ts')],
    ['application credential list', 'list your application credentials', () => import('./application/credential/list.ts')],
    ['application credential show', 'show an application credential', () => import('./application/credential/show.ts')],
    ['application credential delete', 'delete application credentials; their tokens end', () => import('./application/credential/delete.ts')],
    ['access rule list', 'list the access rules of your application credentials', () => import('./access/rule/list.ts')],
    ['access rule delete', 'delete access rules that are not in use', () => import('./access/rule/delete.ts')],
    ['ec2 credentials create', 'make an EC2 credential', () => import('./ec2/credentials/create.ts')],
    ['ec2 credentials list', 'list your EC2 credentials', () => import('./ec2/credentials/list.ts')],
    ['ec2 credentials delete', 'delete EC2 credentials', () => import('./ec2/credentials/delete.ts')],
    ['credential create', 'keep a secret, sealed', () => import('./credential/create.ts')],
    ['credential list', 'list credentials', () => import('./credential/list.ts')],
    ['credential show', 'show a credential', () => import('./credential/show.ts')],
    ['credential delete', 'delete credentials', () => import('./credential/delete.ts')],
    ['registered limit create', 'register a limit of a resource (admins)', () => import('./registered/limit/create.ts')],
    ['registered limit list', 'list registered limits', () => import('./registered/limit/list.ts')],
    ['registered limit show', 'show a registered limit', () => import('./registered/limit/show.ts')],
    ['registered limit set', 'change a registered limit (admins)', () => import('./registered/limit/set.ts')],
    ['registered limit delete', 'delete registered limits (admins)', () => import('./registered/limit/delete.ts')],
    ['limit create', 'give a project a limit of its own (admins)', () => import('./limit/create.ts')],
    ['limit list', 'list limits of projects', () => import('./limit/list.ts')],
    ['limit show', 'show a limit', () => import('./limit/show.ts')],
    ['limit set', 'change a limit (admins)', () => import('./limit/set.ts')],
    ['limit delete', 'delete limits (admins)', () => import('./limit/delete.ts')],
    ['catalog list', 'list the services and where they are', () => import('./catalog/list.ts')],
    ['project list', 'list projects', () => import('./project/list.ts')],
    ['project show', 'show a project', () => import('./project/show.ts')],
    ['project create', 'create a project (admins)', () => import('./project/create.ts')],
    ['project set', 'change a project (admins)', () => import('./project/set.ts')],
    ['project delete', 'delete projects (admins)', () => import('./project/delete.ts')],
    ['user list', 'list users (admins)', () => import('./user/list.ts')],
    ['user show', 'show a user', () => import('./user/show.ts')],
    ['user create', 'create a user (admins)', () => import('./user/create.ts')],
    ['user set', 'change a user (admins)', () => import('./user/set.ts')],
    ['user delete', 'delete users (admins)', () => import('./user/delete.ts')],
    ['role list', 'list roles', () => import('./role/list.ts')],
    ['role add', 'give a user a role in a project (admins)', () => import('./role/add.ts')],
    ['role remove', 'take a role in a project from a user (admins)', () => import('./role/remove.ts')],
    ['role assignment list', 'who has which role where (admins)', () => import('./role/assignment/list.ts')],
  ]],
  ['Shell', [
    ['completion bash', 'print a completion script for bash', () => import('./completion/bash.ts')],
  ]],
];

/** Every command, in the order of the help. */
export const registry: readonly Entry[] = groups.flatMap(([group, rows]) =>
  rows.map(([path, summary, load]) => ({ group, path, summary, load: async () => (await load()).default })),
);
