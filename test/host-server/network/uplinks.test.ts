import t from 'tap';
import { readUplinks } from '../../../host-server/network/uplinks.ts';

t.test('uplinks are read, and what cannot be one is named', async (t) => {
  t.same([...readUplinks('')], []);
  t.same([...readUplinks('public:eth1, storage:eth2.7')], [['public', 'eth1'], ['storage', 'eth2.7']]);
  for (const wrong of ['public', 'public:', ':eth1', 'public:a-name-that-is-too-long', 'a:b,a:c', 'a:b c']) {
    t.throws(() => readUplinks(wrong), { code: 'bad-request', details: { field: 'uplinks' } }, wrong);
  }
});
