import t from 'tap';
import { insideRoutes } from '../../../host-server/network/inside-routes.ts';

const ip = { ipAddress: '10.0.0.5', prefixLength: 24 };
const own = [{ destination: '10.9.0.0/16', nexthop: '10.0.0.9' }];

t.test('the first device has the default routes, one a family; each has its subnets\' own', async (t) => {
  t.same(insideRoutes({ gatewayIp: '10.0.0.1' }, [ip], 0), [{ destination: '0.0.0.0/0', nexthop: '10.0.0.1' }]);
  t.same(insideRoutes({ gatewayIp: '10.0.0.1' }, [{ ...ip, routes: own }], 1), own);
  t.same(insideRoutes({ gatewayIp: '10.0.0.1' }, [{ ...ip, gatewayIp: '10.0.0.2', routes: own }, { ipAddress: 'fd00::5', prefixLength: 64, gatewayIp: 'fd00::1' }], 0), [
    ...own, { destination: '0.0.0.0/0', nexthop: '10.0.0.2' }, { destination: '::/0', nexthop: 'fd00::1' },
  ]);
  t.same(insideRoutes({ gatewayIp: undefined }, [ip], 0), [], 'a network without a gateway');
});
