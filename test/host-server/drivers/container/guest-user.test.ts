import t from 'tap';
import { guestUser } from '../../../../host-server/drivers/container/guest-user.ts';

const passwd = 'root:x:0:0:root:/root:/bin/sh\n# note: 1\nweb:x:33:44::/var/www:/bin/false\n1000:x:7:8:::\nbroken\n';
const group = 'root:x:0:\nwww:x:44:\nextra:x:50:web,other\nmore:x:51:other\n';

const table: [string | null | undefined, [number, number, number[]]][] = [
  [undefined, [0, 0, []]],
  [null, [0, 0, []]],
  ['', [0, 0, []]],
  ['root', [0, 0, []]],
  ['web', [33, 44, [50]]],
  ['33', [33, 44, [50]]],
  ['web:extra', [33, 50, []]],
  ['web:99', [33, 99, []]],
  ['1234', [1234, 0, []]],
  ['1234:www', [1234, 44, []]],
  ['1000', [7, 8, []]],
  [':extra', [0, 50, []]],
];

for (const [user, [uid, gid, additionalGids]] of table) {
  t.test(`the user ${JSON.stringify(user)} is ${uid}:${gid}`, async t => t.same(guestUser(user, passwd, group), { uid, gid, additionalGids }));
}

t.test('a name that the image does not list is a fault, and so is a number that is none', async t => {
  for (const user of ['nobody', 'web:nogroup', '-1', '99999999999', '1e3']) t.throws(() => guestUser(user, passwd, group), { code: 'image-unusable' }, user);
});

t.test('an image without lists runs as a number', async t => {
  t.same(guestUser('5:6', '', ''), { uid: 5, gid: 6, additionalGids: [] });
  t.same(guestUser(undefined, '', ''), { uid: 0, gid: 0, additionalGids: [] });
});
