/**
 * What a switch tells over OpenFlow 1.4 to who watches it (OpenFlow Switch Specification 1.4.0; the section is with each
 * message): entries that came, went or changed, and ports that went or whose link did.
 */
export type SwitchNews =
  | { kind: 'echo'; message: Buffer }
  | { kind: 'barrier' }
  | { kind: 'flow'; cookie: bigint }
  | { kind: 'port-down'; deviceName: string };

/** Takes whole messages out of a stream; what of them is no news is passed over. */
export class NewsReader {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): SwitchNews[] {
    const received = Buffer.concat([this.#rest, chunk]);
    const news: SwitchNews[] = [];
    let at = 0;
    while (received.length - at >= headerBytes) {
      const length = Math.max(received.readUInt16BE(at + 2), headerBytes);
      if (received.length - at < length) break;
      news.push(...newsIn(received.subarray(at, at + length)));
      at += length;
    }
    this.#rest = received.subarray(at);
    return news;
  }
}

const version = 5;
const headerBytes = 8;
const types = { hello: 0, echoRequest: 2, echoReply: 3, setConfig: 9, portStatus: 12, multipartRequest: 18, multipartReply: 19, barrierRequest: 20, barrierReply: 21 } as const;
const flowMonitor = 16;

/**
 * What is said first: hello (7.5.1), the wish to hear of ports (7.3.2: Open vSwitch tells them only to who takes at least
 * a byte of packets, of which this program sends none), and to hear of all entries from now on (7.3.5.17).
 */
export function greeting(): Buffer {
  const config = Buffer.alloc(4);
  config.writeUInt16BE(1, 2);
  const monitor = Buffer.alloc(24);
  monitor.writeUInt16BE(flowMonitor, 0);
  monitor.writeUInt32BE(1, 8);
  // Whatever port and group it goes to.
  monitor.writeUInt32BE(0xffffffff, 12);
  monitor.writeUInt32BE(0xffffffff, 16);
  monitor.writeUInt16BE(flowAdded | flowRemoved | flowModified, 20);
  const allTables = 0xff;
  monitor.writeUInt8(allTables, 22);
  const emptyMatch = Buffer.from([0, 1, 0, 4, 0, 0, 0, 0]);
  return Buffer.concat([message(types.hello), message(types.setConfig, config), message(types.multipartRequest, monitor, emptyMatch)]);
}

/** Its answer comes after all news of before (7.3.8). */
export const barrier = (): Buffer => message(types.barrierRequest);

export function echoAnswer(asked: Buffer): Buffer {
  const reply = Buffer.from(asked);
  reply[1] = types.echoReply;
  return reply;
}

const [flowAdded, flowRemoved, flowModified] = [2, 4, 8];

function message(type: number, ...body: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt8(version, 0);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(headerBytes + body.reduce((sum, part) => sum + part.length, 0), 2);
  header.writeUInt32BE(1, 4);
  return Buffer.concat([header, ...body]);
}

function newsIn(received: Buffer): SwitchNews[] {
  const type = received[1];
  if (type === types.echoRequest) return [{ kind: 'echo', message: received }];
  if (type === types.barrierReply) return [{ kind: 'barrier' }];
  if (type === types.portStatus) return portNews(received);
  return type === types.multipartReply && received.length >= 16 && received.readUInt16BE(8) === flowMonitor ? flowNews(received.subarray(16)) : [];
}

/**
 * A port's status (7.4.3): the reason, then the port (7.2.1) with its name and its state. The userspace datapath keeps a
 * port whose device was deleted, and tells that its link is down.
 */
function portNews(received: Buffer): SwitchNews[] {
  const [deleted, linkDown] = [1, 1];
  if (received.length < 56 || (received[8] !== deleted && (received.readUInt32BE(52) & linkDown) === 0)) return [];
  const name = received.subarray(32, 48).toString('latin1');
  return [{ kind: 'port-down', deviceName: name.slice(0, name.includes('\0') ? name.indexOf('\0') : undefined) }];
}

/** Each update has its length, its event and, where it is about an entry, that one's cookie (7.3.5.17). */
function flowNews(updates: Buffer): SwitchNews[] {
  const news: SwitchNews[] = [];
  for (let at = 0; updates.length - at >= 8;) {
    const [length, event] = [updates.readUInt16BE(at), updates.readUInt16BE(at + 2)];
    if (length < 8 || updates.length - at < length) break;
    if (event >= 1 && event <= 3 && length >= 24) news.push({ kind: 'flow', cookie: updates.readBigUInt64BE(at + 16) });
    at += length;
  }
  return news;
}
