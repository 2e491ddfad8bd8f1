import { Fault, conflict, isFault } from '../../openapi/serve/fault.ts';
import type { DatapathType } from './open-vswitch.ts';
import type { Ovsdb } from './ovsdb.ts';
import { mapEntries, mapOf, namedUuid, numberOf, setOf, textOf, uuidOf, uuidRef } from './ovsdb-value.ts';
import type { OvsdbRow } from './ovsdb-value.ts';
import type { BridgePort, PortRecord } from './port-record.ts';
import { externalIds, readPortRecord } from './port-record.ts';
import { SwitchConfig } from './switch-config.ts';

/**
 * The integration bridge in the switch's database, with one database port for each plugged port. All that is known of a
 * port stands in its interface's external_ids, so the database is the memory of the host-server's network and nothing
 * else has to be kept. Fail mode is secure: without flows there is no traffic.
 */
export class IntegrationBridge {
  readonly #ovsdb: Ovsdb;
  readonly #config: SwitchConfig;
  readonly #name: string;
  readonly #datapathType: DatapathType;

  constructor(options: IntegrationBridgeOptions) {
    this.#ovsdb = options.ovsdb;
    this.#config = new SwitchConfig(options.ovsdb);
    this.#name = options.bridgeName;
    this.#datapathType = options.datapathType;
  }

  /** Makes the bridge, or takes over the one that an earlier run made. Refuses a bridge that somebody else made. */
  async ensure(): Promise<void> {
    const [bridge] = await this.#ovsdb.select('Bridge', this.#isBridge(), ['fail_mode', 'external_ids']);
    if (bridge === undefined) {
      await this.#config.commit(insertBridge(this.#name, this.#datapathType));
      return;
    }
    if (mapEntries(bridge['external_ids'])[ownerKey] !== ownerValue) {
      throw conflict(
        `The bridge ${this.#name} exists and was not made by Sampan. Choose another bridge name in the host-server's ` +
        `configuration, or remove that bridge (ovs-vsctl del-br ${this.#name}) if nothing needs it.`,
      );
    }
    if (textOf(bridge['fail_mode']) === 'secure') return;
    await this.#config.commit([{ op: 'update', table: 'Bridge', where: this.#isBridge(), row: { fail_mode: 'secure' } }]);
  }

  /** Puts a device on the bridge and answers its OpenFlow port number, which need not be the requested one. */
  async addPort(record: PortRecord, requestedOfport: number): Promise<number> {
    const insert = insertPort(this.#name, record, requestedOfport);
    try {
      await this.#config.commit(insert);
    } catch (error) {
      if (!isTaken(error)) throw error;
      // An earlier insertion whose answer was lost: that port may have been opened on a device that is gone.
      await this.removePorts([record.deviceName]);
      await this.#config.commit(insert);
    }
    const [row] = await this.#ovsdb.select('Interface', [['name', '==', record.deviceName]], ['ofport', 'error']);
    const ofport = numberOf(row?.['ofport']);
    if (ofport !== undefined && ofport > 0) return ofport;
    throw new Fault(
      'network-failed',
      `Open vSwitch could not open the device ${record.deviceName} for port ${record.portId}: ` +
      `${textOf(row?.['error']) ?? 'it gave no reason'}. Look at ip link and the log of ovs-vswitchd.`,
    );
  }

  /** Writes a changed record to a port that stays where it is. */
  async updateRecord(record: PortRecord): Promise<void> {
    const row = { external_ids: mapOf(externalIds(this.#name, record)) };
    await this.#ovsdb.transact([{ op: 'update', table: 'Interface', where: [['name', '==', record.deviceName]], row }]);
  }

  /** Takes devices off the bridge; those that are not there are passed over. */
  async removePorts(deviceNames: readonly string[]): Promise<void> {
    if (deviceNames.length === 0) return;
    const found = await this.#ovsdb.transact(deviceNames.map(name =>
      ({ op: 'select', table: 'Port', where: [['name', '==', name]], columns: ['_uuid'] })));
    const uuids = found.flatMap(result => (result['rows'] as OvsdbRow[]).map(row => uuidOf(row['_uuid'])));
    const references = uuids.filter(uuid => uuid !== undefined).map(uuidRef);
    if (references.length === 0) return;
    await this.#config.commit([{
      op: 'mutate', table: 'Bridge', where: this.#isBridge(), mutations: [['ports', 'delete', setOf(references)]],
    }]);
  }

  /** The ports that are on the bridge now, with what their records say. */
  list(): Promise<BridgePort[]> {
    return this.#read([]);
  }

  async find(deviceName: string): Promise<BridgePort | undefined> {
    return (await this.#read([['name', '==', deviceName]]))[0];
  }

  /** Takes the bridge away with all that is on it. */
  async remove(): Promise<void> {
    const [bridge] = await this.#ovsdb.select('Bridge', this.#isBridge(), ['_uuid', 'external_ids']);
    const uuid = uuidOf(bridge?.['_uuid']);
    if (uuid === undefined || mapEntries(bridge?.['external_ids'])[ownerKey] !== ownerValue) return;
    await this.#config.commit([{
      op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['bridges', 'delete', setOf([uuidRef(uuid)])]],
    }]);
  }

  async #read(where: readonly unknown[]): Promise<BridgePort[]> {
    const ofBridge = ['external_ids', 'includes', mapOf({ 'sampan-bridge': this.#name })];
    const rows = await this.#ovsdb.select('Interface', [...where, ofBridge], ['name', 'ofport', 'external_ids']);
    return rows.flatMap(row => {
      const record = readPortRecord(textOf(row['name']) ?? '', mapEntries(row['external_ids']));
      return record === undefined ? [] : [{ ...record, ofport: numberOf(row['ofport']) ?? -1 }];
    });
  }

  #isBridge(): unknown[] {
    return [['name', '==', this.#name]];
  }
}

export interface IntegrationBridgeOptions {
  /** A client that was not used yet. */
  ovsdb: Ovsdb;
  /** At most 15 characters: it is a network device too. */
  bridgeName: string;
  datapathType: DatapathType;
}

/** Device names are unique in the database (RFC 7047 section 5.2: a transaction that breaks that is refused). */
function isTaken(error: unknown): boolean {
  const refusal = isFault(error) ? error.details['ovsdb'] : undefined;
  return typeof refusal === 'object' && refusal !== null && (refusal as OvsdbRow)['error'] === 'constraint violation';
}

const ownerKey = 'sampan';
const ownerValue = 'integration-bridge';

function insertBridge(name: string, datapathType: DatapathType): OvsdbRow[] {
  return [
    { op: 'insert', table: 'Interface', row: { name, type: 'internal' }, 'uuid-name': 'interface' },
    { op: 'insert', table: 'Port', row: { name, interfaces: namedUuid('interface') }, 'uuid-name': 'port' },
    {
      op: 'insert', table: 'Bridge', 'uuid-name': 'bridge', row: {
        name,
        ports: namedUuid('port'),
        fail_mode: 'secure',
        datapath_type: datapathType,
        external_ids: mapOf({ [ownerKey]: ownerValue }),
        other_config: mapOf({ 'disable-in-band': 'true' }),
      },
    },
    { op: 'mutate', table: 'Open_vSwitch', where: [], mutations: [['bridges', 'insert', setOf([namedUuid('bridge')])]] },
  ];
}

function insertPort(bridgeName: string, record: PortRecord, requestedOfport: number): OvsdbRow[] {
  const name = record.deviceName;
  const external_ids = mapOf(externalIds(bridgeName, record));
  return [
    { op: 'insert', table: 'Interface', row: { name, ofport_request: requestedOfport, external_ids }, 'uuid-name': 'interface' },
    { op: 'insert', table: 'Port', row: { name, interfaces: namedUuid('interface') }, 'uuid-name': 'port' },
    {
      op: 'mutate', table: 'Bridge', where: [['name', '==', bridgeName]],
      mutations: [['ports', 'insert', setOf([namedUuid('port')])]],
    },
  ];
}
