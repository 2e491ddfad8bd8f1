import type { Operation, ReplyBodyOf } from '../../openapi/contracts.ts';
import type { Handlers } from '../../openapi/serve/handler.ts';
import { couldNotFind } from './identity-faults.ts';
import type { IdentityParts } from './identity-parts.ts';
import { insertPolicy, listPolicies, removePolicy, updatePolicy } from './policy-store.ts';
import type { PolicyDocument } from './policy-store.ts';
import { listLinks } from './wire.ts';

type PolicyHandlers = Pick<Handlers<'identity'>, 'listPolicies' | 'createPolicy' | 'getPolicy' | 'updatePolicy' | 'deletePolicy'>;
type PolicyBody = ReplyBodyOf<Operation<'identity', 'getPolicy'>, 200>['policy'];

/** Documents that clients keep here. What Sampan allows stands in its contracts. Source: Identity API v3, "Policies". */
export function policyHandlers({ db, newId }: IdentityParts): PolicyHandlers {
  const mustFind = async (id: string): Promise<PolicyDocument> => {
    const [found] = await listPolicies(db, { id });
    if (!found) throw couldNotFind('policy', id);
    return found;
  };
  return {
    async listPolicies(call) {
      const policies = (await listPolicies(db, { type: call.query.type })).map((policy) => policyBody(policy, call.baseUrl));
      return { status: 200, body: { policies, links: listLinks(call) } };
    },
    async createPolicy(call) {
      const policy = { id: newId(), type: call.body.policy.type, blob: call.body.policy.blob };
      await insertPolicy(db, policy);
      return { status: 201, body: { policy: policyBody(policy, call.baseUrl) } };
    },
    async getPolicy(call) {
      return { status: 200, body: { policy: policyBody(await mustFind(call.path.id), call.baseUrl) } };
    },
    async updatePolicy(call) {
      const before = await mustFind(call.path.id);
      const after = { id: before.id, type: call.body.policy.type ?? before.type, blob: call.body.policy.blob ?? before.blob };
      if (!(await updatePolicy(db, after))) throw couldNotFind('policy', before.id);
      return { status: 200, body: { policy: policyBody(after, call.baseUrl) } };
    },
    async deletePolicy(call) {
      if (!(await removePolicy(db, call.path.id))) throw couldNotFind('policy', call.path.id);
      return { status: 204 };
    },
  };
}

const policyBody = (policy: PolicyDocument, baseUrl: string): PolicyBody => ({ ...policy, links: { self: `${baseUrl}/v3/policies/${policy.id}` } });
