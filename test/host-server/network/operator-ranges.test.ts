import { randomUUID } from 'node:crypto';
import t from 'tap';
import { overlap, readOperatorRanges, subnetsInReach } from '../../../host-server/network/operator-ranges.ts';
import { networkMap } from '../../kit/network-map.ts';

t.test('ranges and networks that the machine reaches are read, and what cannot be one is named', (t) => {
  const map = networkMap();
  t.same(subnetsInReach(map, readOperatorRanges('')), []);
  t.same(subnetsInReach(map, readOperatorRanges(' 10.0.0.0/8 , 192.168.0.0/16')), ['10.7.0.0/24']);
  t.same(subnetsInReach(map, readOperatorRanges('10.7.0.0/25')), [], 'a subnet is reached as a whole');
  t.same(subnetsInReach(map, readOperatorRanges(map.id)), ['10.7.0.0/24']);
  t.same(subnetsInReach(map, readOperatorRanges(randomUUID())), []);
  const [subnet] = map.subnets;
  t.same(subnetsInReach({ ...map, subnets: subnet ? [{ ...subnet, gateway_ip: undefined as never }] : [] }, readOperatorRanges(map.id)), [], 'without a gateway there is no way');
  for (const wrong of ['front', '10.7.0.5', 'fd00::/8', '10.7.0.0/33']) t.throws(() => readOperatorRanges(wrong), { code: 'bad-request', details: { field: 'reach' } }, wrong);
  t.same([overlap('10.0.0.0/8', '10.7.0.0/24'), overlap('10.7.0.128/25', '10.7.0.0/24'), overlap('10.7.1.0/24', '10.7.0.0/24')], [true, true, false]);
  t.end();
});
