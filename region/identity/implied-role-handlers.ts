import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import { Fault } from '../../openapi/serve/fault.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { holdersOf } from './effective-roles.ts';
import type { IdentityParts } from './identity-parts.ts';
import { addImplication, listImplications, removeImplication } from './implied-role-store.ts';
import { withImplied } from './implied-roles.ts';
import { mustFindRole } from './role-handlers.ts';
import { listRoles } from './role-store.ts';
import type { Role } from './role-store.ts';
import { listLinks } from './wire.ts';

type ImpliedRoleHandlers = Pick<
  Handlers<'identity'>,
  'listImpliedRoles' | 'createImpliedRole' | 'getImpliedRole' | 'checkImpliedRole' | 'deleteImpliedRole' | 'listRoleInferences'
>;

type InferredRole = ReplyBodyOf<Operation<'identity', 'getImpliedRole'>, 200>['role_inference']['implies'];

interface RuleCall {
  path: { id: string; role_id: string };
}

/** Which role brings which along. Source: Identity API v3, "Roles", its parts about implied (inference) roles. */
export function impliedRoleHandlers({ db, revoker }: IdentityParts): ImpliedRoleHandlers {
  const mustFindBoth = async ({ path }: RuleCall): Promise<{ prior: Role; implied: Role }> => ({
    prior: await mustFindRole(db, path.id),
    implied: await mustFindRole(db, path.role_id),
  });
  const mustFindRule = async (call: RuleCall): Promise<{ prior: Role; implied: Role }> => {
    const both = await mustFindBoth(call);
    const rules = await listImplications(db);
    if (!rules.some(({ priorRoleId, impliedRoleId }) => priorRoleId === both.prior.id && impliedRoleId === both.implied.id)) throw noSuchRule(both);
    return both;
  };

  return {
    async listImpliedRoles(call) {
      const prior = await mustFindRole(db, call.path.id);
      const ids = new Set((await listImplications(db)).filter(({ priorRoleId }) => priorRoleId === prior.id).map(({ impliedRoleId }) => impliedRoleId));
      const implies = (await listRoles(db)).filter(({ id }) => ids.has(id)).map((role) => inferred(role, call.baseUrl));
      return { status: 200, body: { role_inference: { prior_role: inferred(prior, call.baseUrl), implies }, links: listLinks(call) } };
    },

    async createImpliedRole(call) {
      const { prior, implied } = await mustFindBoth(call);
      await revoker.change(async (trx) => {
        // Else everybody with a lesser role would be an administrator, by one slip.
        if (implied.name === 'admin' && implied.domainId === null) throw forbiddenRule('implying the role admin is not allowed');
        if (implied.domainId !== null && implied.domainId !== prior.domainId) throw forbiddenRule('a role implies no role of another domain');
        if (withImplied([implied.id], await listImplications(trx)).has(prior.id)) throw forbiddenRule('the second one implies the first already, or is the same');
        await addImplication(trx, { priorRoleId: prior.id, impliedRoleId: implied.id });
      });
      return { status: 201, body: { role_inference: { prior_role: inferred(prior, call.baseUrl), implies: inferred(implied, call.baseUrl) } } };
    },

    async getImpliedRole(call) {
      const { prior, implied } = await mustFindRule(call);
      return { status: 200, body: { role_inference: { prior_role: inferred(prior, call.baseUrl), implies: inferred(implied, call.baseUrl) } } };
    },

    async checkImpliedRole(call) {
      await mustFindRule(call);
      return { status: 204 };
    },

    async deleteImpliedRole(call) {
      const { prior, implied } = await mustFindRule(call);
      await revoker.change(async (trx) => {
        const holders = await holdersOf(trx, prior.id);
        if (!(await removeImplication(trx, { priorRoleId: prior.id, impliedRoleId: implied.id }))) throw noSuchRule({ prior, implied });
        for (const userId of holders) await revoker.revoke(trx, { userId });
      });
      return { status: 204 };
    },

    async listRoleInferences(call) {
      const roles = new Map((await listRoles(db)).map((role) => [role.id, inferred(role, call.baseUrl)]));
      const rules = new Map<string, { prior_role: InferredRole; implies: InferredRole[] }>();
      for (const { priorRoleId, impliedRoleId } of await listImplications(db)) {
        const [prior, implied] = [roles.get(priorRoleId), roles.get(impliedRoleId)];
        if (!prior || !implied) continue;
        const rule = rules.get(priorRoleId) ?? { prior_role: prior, implies: [] };
        rule.implies.push(implied);
        rules.set(priorRoleId, rule);
      }
      return { status: 200, body: { role_inferences: [...rules.values()], links: listLinks(call) } };
    },
  };
}

const inferred = (role: Role, baseUrl: string): InferredRole => ({
  ...{ id: role.id, name: role.name, description: role.description, domain_id: role.domainId },
  links: { self: `${baseUrl}/v3/roles/${role.id}` },
});

const noSuchRule = ({ prior, implied }: { prior: Role; implied: Role }): Fault =>
  new Fault('not-found', `Could not find implied role: ${prior.id} does not imply ${implied.id}.`, { details: { resource: 'implied role', id: implied.id } });

const forbiddenRule = (why: string): Fault => new Fault('forbidden', `Invalid implied role: ${why}.`, { details: { resource: 'implied role' } });
