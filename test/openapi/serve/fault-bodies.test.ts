import t from 'tap';
import { Fault, notFound } from '../../../openapi/serve/fault.ts';
import { faultReply } from '../../../openapi/serve/fault-bodies.ts';
import type { ServiceForm } from '../../../openapi/contracts.ts';

const reply = (fault: Fault, form: ServiceForm): ReturnType<typeof faultReply> => faultReply(fault, { form, requestId: 'req-1', authUrl: 'http://i/v3' });

t.test('a fault takes the form of the service that answers', async (t) => {
  const fault = notFound('security group', 'x');
  const { message } = fault;
  t.same(reply(fault, 'identity').body, { error: { code: 404, title: 'Not Found', message } });
  t.same(reply(fault, 'compute').body, { itemNotFound: { code: 404, message } });
  t.same(reply(fault, 'network').body, { NeutronError: { type: 'SecurityGroupNotFound', message, detail: '' } });
  t.match(reply(fault, 'image').body, { code: 404, title: 'Not Found', message });
  t.same(reply(fault, 'sampan').body, {
    error: { code: 'not-found', status: 404, message, details: { resource: 'security group', id: 'x' }, retryable: false, request_id: 'req-1' },
  });
});

t.test('Nova and Neutron have names for some errors and one for the rest', async (t) => {
  const table: [Fault, ServiceForm, string][] = [
    [new Fault('too-large', 'm'), 'compute', 'overLimit'],
    [new Fault('internal', 'm'), 'compute', 'computeFault'],
    [new Fault('no-valid-host', 'm'), 'compute', 'conflictingRequest'],
    [new Fault('unavailable', 'm'), 'compute', 'serviceUnavailable'],
  ];
  for (const [fault, form, key] of table) t.same(Object.keys(reply(fault, form).body), [key]);
  t.match(reply(new Fault('quota-exceeded', 'm', { status: 409 }), 'network'), { status: 409, body: { NeutronError: { type: 'OverQuota' } } });
  t.match(reply(new Fault('conflict', 'm', { details: { neutronType: 'NetworkInUse' } }), 'network').body, { NeutronError: { type: 'NetworkInUse' } });
  t.match(reply(new Fault('internal', 'm'), 'network').body, { NeutronError: { type: 'HTTPInternalServerError' } });
});

t.test('a 401 has the identity form and names the identity service, whoever answers', async (t) => {
  for (const form of ['identity', 'compute', 'network', 'image', 'sampan', 'host'] as const) {
    const { body, headers } = reply(new Fault('unauthorized', 'm'), form);
    t.match([body, headers], [{ error: { code: 401, title: 'Unauthorized', message: 'm' } }, { 'WWW-Authenticate': 'Keystone uri="http://i/v3"' }], form);
  }
});
