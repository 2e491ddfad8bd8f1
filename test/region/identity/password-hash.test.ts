import t from 'tap';
import { isFault } from '../../../openapi/serve/fault.ts';
import { createPasswordHasher } from '../../../region/identity/password-hash.ts';

const cheap = { costLog2: 10 };

void t.test('a password fits its own hash and no other does', async (t) => {
  const hasher = createPasswordHasher(cheap);
  const hash = await hasher.hash('correct horse');
  t.match(hash, /^\$scrypt\$ln=10,r=8,p=1\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/);
  t.equal(await hasher.verify('correct horse', hash), true);
  t.equal(await hasher.verify('correct horsf', hash), false);
  t.equal(await hasher.verify('', hash), false);
});

void t.test('the same password never has the same hash twice', async (t) => {
  const hasher = createPasswordHasher(cheap);
  t.not(await hasher.hash('x'), await hasher.hash('x'));
});

void t.test('a hash carries its parameters, so a new cost leaves old hashes valid', async (t) => {
  const old = await createPasswordHasher({ costLog2: 9 }).hash('x');
  t.equal(await createPasswordHasher(cheap).verify('x', old), true);
});

void t.test('a password typed with composed or decomposed letters is one password', async (t) => {
  const hasher = createPasswordHasher(cheap);
  t.equal(await hasher.verify('u\u0308ber', await hasher.hash('\u00fcber')), true);
});

void t.test('an unknown user costs a hash as well and is always refused', async (t) => {
  const hasher = createPasswordHasher({ costLog2: 14 });
  const hash = await hasher.hash('x');
  const timeOf = async (stored: string | null): Promise<number> => {
    const from = performance.now();
    t.equal(await hasher.verify('wrong', stored), false);
    return performance.now() - from;
  };
  const known = Math.min(await timeOf(hash), await timeOf(hash), await timeOf(hash));
  const unknown = Math.min(await timeOf(null), await timeOf(null), await timeOf(null));
  t.ok(unknown > known / 3, `an unknown user takes ${unknown.toFixed(1)} ms, a known one ${known.toFixed(1)} ms`);
});

void t.test('hashing leaves the main thread free', async (t) => {
  const hasher = createPasswordHasher({ costLog2: 14 });
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await Promise.all([1, 2, 3, 4].map(() => hasher.hash('x')));
  clearInterval(timer);
  t.ok(turns > 5, `timers fired ${turns} times meanwhile`);
});

void t.test('too many waiting passwords are refused with 503 and Retry-After', async (t) => {
  const hasher = createPasswordHasher({ ...cheap, concurrency: 1, maxWaiting: 2 });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map(() => hasher.hash('x')));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  t.ok(refused.length > 0 && refused.length < 7);
  t.ok(refused.every((error) => isFault(error) && error.status === 503 && error.headers['Retry-After'] === '5' && error.retryable));
});

void t.test('a damaged hash is a programmer\'s error, not a wrong password', async (t) => {
  await t.rejects(createPasswordHasher(cheap).verify('x', 'md5:whatever'), /stored password hash/);
});
