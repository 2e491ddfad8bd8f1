import { inTransaction } from '../../openapi/serve/db.ts';
import type { DbOrTrx, Trx } from '../../openapi/serve/db.ts';
import type { AuthContext, Handlers } from '../../openapi/serve/handler.ts';
import { listedFloatingIps } from './floating-ip-store.ts';
import { listedGroups } from './group-store.ts';
import { selectVisible } from './kit/list-store.ts';
import type { Listed } from './kit/list-store.ts';
import { networkNotFound } from './kit/network-faults.ts';
import type { NeutronResource } from './kit/network-faults.ts';
import type { StandardRow } from './kit/standard.ts';
import { deleteTag, insertTag, noteChange, replaceTags, selectTags } from './kit/tag-store.ts';
import { requireOwn } from './network-parts.ts';
import type { NetworkParts } from './network-parts.ts';
import { listedNetworks } from './network-store.ts';
import { listedPorts } from './port-store.ts';
import { listedPolicies } from './qos/qos-store.ts';
import { listedRouters } from './routers/router-store.ts';
import { listedSubnets } from './subnet-store.ts';

type TagHandlers = Pick<Handlers<'network'>, 'listTags' | 'replaceTags' | 'deleteTags' | 'checkTag' | 'addTag' | 'deleteTag'>;

const kinds = {
  networks: ['network', listedNetworks],
  subnets: ['subnet', listedSubnets],
  ports: ['port', listedPorts],
  routers: ['router', listedRouters],
  'security-groups': ['security group', listedGroups],
  floatingips: ['floating ip', listedFloatingIps],
  policies: ['policy', listedPolicies],
} as const satisfies Record<string, readonly [NeutronResource, Listed]>;

interface Target {
  collection: keyof typeof kinds;
  id: string;
}

/** Source: Networking API v2.0, "Standard attribute tag extension". */
export function tagHandlers({ db, ambient }: NetworkParts): TagHandlers {
  const change = (auth: AuthContext, target: Target, work: (trx: Trx) => Promise<void>): Promise<void> =>
    inTransaction(db, async (trx) => {
      const row = await find(trx, auth, target);
      requireOwn({ id: row.id, projectId: row.project_id }, auth, 'update_tags');
      await work(trx);
      await noteChange(trx, kinds[target.collection][1].table, target.id, ambient.now().toISOString());
    });
  return {
    async listTags({ auth, path }) {
      await find(db, auth, path);
      return { status: 200, body: { tags: (await selectTags(db, [path.id])).get(path.id) ?? [] } };
    },
    async replaceTags({ auth, path, body }) {
      const tags = [...new Set(body.tags)].sort();
      await change(auth, path, (trx) => replaceTags(trx, path.id, tags));
      return { status: 200, body: { tags } };
    },
    async deleteTags({ auth, path }) {
      await change(auth, path, (trx) => replaceTags(trx, path.id, []));
      return { status: 204 };
    },
    async checkTag({ auth, path }) {
      await find(db, auth, path);
      if (!(await selectTags(db, [path.id])).get(path.id)?.includes(path.tag)) throw networkNotFound('tag', path.tag);
      return { status: 204 };
    },
    async addTag({ auth, path }) {
      await change(auth, path, (trx) => insertTag(trx, path.id, path.tag));
      return { status: 201 };
    },
    async deleteTag({ auth, path }) {
      await change(auth, path, async (trx) => {
        if (!(await deleteTag(trx, path.id, path.tag))) throw networkNotFound('tag', path.tag);
      });
      return { status: 204 };
    },
  };
}

async function find(db: DbOrTrx, auth: AuthContext, { collection, id }: Target): Promise<StandardRow> {
  const [word, listed] = kinds[collection];
  const row = await selectVisible<StandardRow>(db, listed, auth, id);
  if (!row) throw networkNotFound(word, id);
  return row;
}
