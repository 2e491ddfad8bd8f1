import t from 'tap';
import { createKeySeal, newSealingKey } from '../../../region/identity/key-seal.ts';

void t.test('what was sealed opens again, and only with the same key and key id', async (t) => {
  const key = newSealingKey();
  const seal = createKeySeal(key);
  const sealed = seal.seal('kid-1', 'a private key');
  t.equal(createKeySeal(key).open('kid-1', sealed), 'a private key');
  t.throws(() => seal.open('kid-2', sealed), 'a row cannot be given another id');
  t.throws(() => createKeySeal(newSealingKey()).open('kid-1', sealed));
  t.notMatch(Buffer.from(sealed, 'base64').toString('latin1'), /private/);
});

void t.test('a changed byte is noticed', async (t) => {
  const seal = createKeySeal(newSealingKey());
  const bytes = Buffer.from(seal.seal('kid', 'text'), 'base64');
  for (const index of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    t.throws(() => seal.open('kid', changed.toString('base64')));
  }
});

void t.test('the fingerprint tells keys apart, and a key of the wrong length is refused', async (t) => {
  const key = newSealingKey();
  t.equal(createKeySeal(key).fingerprint, createKeySeal(Buffer.from(key)).fingerprint);
  t.not(createKeySeal(key).fingerprint, createKeySeal(newSealingKey()).fingerprint);
  t.throws(() => createKeySeal(Buffer.alloc(16)), /32 bytes/);
});
