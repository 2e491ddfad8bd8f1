import { inTransaction } from '../../../openapi/serve/db.ts';
import type { Trx } from '../../../openapi/serve/db.ts';
import { badRequest, conflict, Fault } from '../../../openapi/serve/fault.ts';
import type { AuthContext } from '../../../openapi/serve/handler.ts';
import { changePort } from '../../networks/change-port.ts';
import { selectFloatingIpByAddress, updateFloatingIp } from '../../networks/floating-ip-store.ts';
import type { FloatingIp } from '../../networks/floating-ip-store.ts';
import { pointAt } from '../../networks/floating/point-at.ts';
import { selectPortsOf } from '../../networks/port-store.ts';
import type { Port } from '../../networks/port-store.ts';
import { makeServerPort, usableNetwork } from '../../networks/server-ports.ts';
import type { ActionCall, ActionHandlers, ActionReply } from '../action-handler.ts';
import { changeServer } from '../change-server.ts';
import type { ChangeServerDeps } from '../change-server.ts';
import { findServer } from '../find-server.ts';
import type { Server } from '../server-row.ts';

const accepted: ActionReply = { status: 202 };

type NetworkActions = Pick<ActionHandlers, 'addFixedIp' | 'removeFixedIp' | 'addFloatingIp' | 'removeFloatingIp'>;

/** Actions about a server's addresses: fixed ones change what the guest has, floating ones do not. */
export function networkActions(deps: ChangeServerDeps): NetworkActions {
  const { db, ambient, notify } = deps;
  const repoint = async ({ path, auth }: ActionCall, address: string, work: (trx: Trx, server: Server, floatingIp: FloatingIp) => Promise<Partial<FloatingIp>>): Promise<ActionReply> => {
    const server = await findServer(db, path.id, auth);
    await inTransaction(db, async (trx) => {
      const floatingIp = await selectFloatingIpByAddress(trx, server.projectId, address);
      if (!floatingIp) throw new Fault('not-found', `Floating IP ${address} could not be found: list the project's floating addresses.`);
      await updateFloatingIp(trx, floatingIp.id, await work(trx, server, floatingIp), ambient.now().toISOString());
    });
    notify();
    return accepted;
  };
  return {
    async addFixedIp({ path, auth, requestId }, { networkId }) {
      const then = async (trx: Trx, server: Server): Promise<void> => {
        const network = await usableNetwork(trx, networkId, auth);
        const port = (await selectPortsOf(trx, [server.id])).find((one) => one.networkId === network.id);
        if (!port) await makeServerPort(trx, server, { network }, undefined, ambient);
        else await moreAddress(trx, port, auth);
      };
      await changeServer({ id: path.id, verb: 'attach-interface', auth, requestId, then }, deps);
      return accepted;
    },
    async removeFixedIp({ path, auth, requestId }, { address }) {
      const then = async (trx: Trx, server: Server): Promise<void> => {
        const port = (await selectPortsOf(trx, [server.id])).find(({ fixedIps }) => fixedIps.some(({ ipAddress }) => ipAddress === address));
        if (!port) throw badRequest(`Fixed IP ${address} has not been found: instance ${server.id} has no such address.`, { field: 'removeFixedIp.address' });
        await changePort(trx, port, { fixed_ips: wireIps(port).filter(({ ip_address: ip }) => ip !== address) }, auth, ambient);
      };
      await changeServer({ id: path.id, verb: 'detach-interface', auth, requestId, then }, deps);
      return accepted;
    },
    addFloatingIp: (call, { address, fixed_address: fixed }) =>
      repoint(call, address, async (trx, server, floatingIp) => {
        const ports = await selectPortsOf(trx, [server.id]);
        const port = fixed ? ports.find(({ fixedIps }) => fixedIps.some(({ ipAddress }) => ipAddress === fixed)) : ports[0];
        if (!port) throw badRequest(`No fixed IPs associated to instance ${server.id}${fixed ? ` are ${fixed}` : ''}.`);
        return pointAt(trx, floatingIp, { portId: port.id, fixedIp: fixed ?? port.fixedIps.find(({ ipAddress }) => !ipAddress.includes(':'))?.ipAddress }, call.auth);
      }),
    removeFloatingIp: (call, { address }) =>
      repoint(call, address, async (trx, server, floatingIp) => {
        const ports = await selectPortsOf(trx, [server.id]);
        if (!ports.some(({ id }) => id === floatingIp.portId)) throw conflict(`Floating IP ${address} is not associated with instance ${server.id}.`);
        return pointAt(trx, floatingIp, { portId: null, fixedIp: undefined }, call.auth);
      }),
  };

  async function moreAddress(trx: Trx, port: Port, auth: AuthContext): Promise<void> {
    const subnetId = port.fixedIps[0]?.subnetId;
    if (subnetId === undefined) throw badRequest(`Port ${port.id} has no address yet that says of which subnet another one is to be.`);
    await changePort(trx, port, { fixed_ips: [...wireIps(port), { subnet_id: subnetId }] }, auth, ambient);
  }
}

const wireIps = (port: Port) => port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnet_id: subnetId, ip_address: ipAddress }));
