import t from 'tap';
import { inProject, passwordLogin, startIdentityServer, tokenLogin } from './identity-server.ts';

/** Everything that is logged at the finest level, after each kind of secret has gone through the service, well and badly. */
void t.test('no secret is written to the log, nor told in an answer that does not have to', async (t) => {
  const server = await startIdentityServer();
  t.teardown(() => server.stop());
  const answers: string[] = [];
  const call: typeof server.call = async (...args) => {
    const answer = await server.call(...args);
    answers.push(JSON.stringify(answer.body));
    return answer;
  };
  const secrets: Record<string, string> = { demo: server.secrets.demo?.password ?? '', admin: server.secrets.admin?.password ?? '', sealing: server.secrets.key_encryption_key };
  const own = await server.login('demo', secrets['demo'] ?? '', inProject('demo'));
  const boss = await server.login('admin', secrets['admin'] ?? '', inProject('admin'));
  const { userId, projectId } = await server.identity.verifier.verify(own);
  Object.assign(secrets, { own, boss, wrong: 'a-wrong-password-43', new: 'a-new-password-44', typed: 'typed-into-the-wrong-field-45', blob: 'a-blob-46', chosen: 'a-chosen-secret-47' });

  await call('POST', '/v3/auth/tokens', { body: passwordLogin('demo', secrets['wrong'] ?? '') });
  await call('POST', '/v3/auth/tokens', { body: passwordLogin(secrets['typed'] ?? '', 'x') });
  await call('POST', '/v3/auth/tokens', { body: tokenLogin(own) });
  await call('POST', '/v3/auth/tokens', { body: tokenLogin(`${own}x`) });
  await call('GET', '/v3/auth/tokens', { token: boss, subject: own });
  // The link `self` of this answer repeats what its own caller wrote.
  await server.call('GET', `/v3/auth/projects?token=${own}&password=${secrets['wrong']}`, { token: own });
  await call('GET', '/v3/auth/projects', { token: `${own}broken` });
  await call('POST', '/v3/auth/tokens', { body: { auth: { identity: { methods: ['password'], password: { user: { name: 7, password: secrets['wrong'] } } } } } });
  const made = await server.call('POST', `/v3/users/${userId}/application_credentials`, { token: own, body: { application_credential: { name: 'ci' } } });
  const application = made.body['application_credential'];
  secrets['application'] = String(application?.['secret']);
  for (const secret of [secrets['application'], secrets['wrong']]) {
    await call('POST', '/v3/auth/tokens', { body: { auth: { identity: { methods: ['application_credential'], application_credential: { id: application?.['id'], secret } } } } });
  }
  await server.call('POST', `/v3/users/${userId}/application_credentials`, { token: own, body: { application_credential: { name: 'mine', secret: secrets['chosen'] } } });
  const ec2 = await server.call('POST', `/v3/users/${userId}/credentials/OS-EC2`, { token: own, body: { tenant_id: projectId } });
  secrets['ec2'] = String(ec2.body['credential']?.['secret']);
  await server.call('POST', '/v3/credentials', { token: own, body: { credential: { type: 'cert', blob: secrets['blob'] } } });
  await call('POST', `/v3/users/${userId}/password`, { body: { user: { original_password: secrets['wrong'], password: secrets['new'] } } });
  await call('POST', `/v3/users/${userId}/password`, { body: { user: { original_password: secrets['demo'], password: secrets['new'] } } });
  await call('DELETE', '/v3/auth/tokens', { token: boss, subject: boss });

  const logged = server.logged();
  t.ok(logged.split('\n').length > 15, 'there is something to look at');
  for (const [name, secret] of Object.entries(secrets)) {
    t.ok(secret.length > 7, name);
    t.notOk(logged.includes(secret), `${name} is not in the log`);
    t.notOk(answers.some((answer) => answer.includes(secret)), `${name} is in no answer`);
  }
  const database = JSON.stringify(await Promise.all(['users', 'application_credentials', 'credentials', 'signing_keys'].map((table) => server.db(table))));
  for (const [name, secret] of Object.entries(secrets)) t.notOk(database.includes(secret), `${name} is not in the database`);
});
