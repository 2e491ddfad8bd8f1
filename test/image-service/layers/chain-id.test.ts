import { createHash } from 'node:crypto';
import t from 'tap';
import { chainIds } from '../../../image-service/layers/chain-id.ts';

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

t.test('the base is its DiffID, each further layer the digest of its parent and its DiffID', async (t) => {
  // Computed apart with: printf '%s %s' "$parent" "$diff" | sha256sum
  const diffs = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);
  t.same(chainIds(diffs), [
    'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c',
    'sha256:c1377126441fb2f5ec2c21ae2a60255331d639e830f0ee1b40a36e52d4c40588',
  ]);
});

t.test('the same changeset on another parent is another layer', async (t) => {
  const [one, two, diff] = [digest('one'), digest('two'), digest('diff')];
  t.not(chainIds([one, diff])[1], chainIds([two, diff])[1]);
  t.same(chainIds([]), []);
});
