/**
 * A DHCPv6 client as small as one can be (RFC 8415): solicits on a device, requests what was offered, prints what it got.
 * Run inside a guest's namespace: `dhcp6-client.ts eth0 fa:16:3e:…`. Fails after ten seconds without an answer.
 */
import { createSocket } from 'node:dgram';
import ipaddr from 'ipaddr.js';

const [device = '', mac = ''] = process.argv.slice(2);
const [solicit, request, clientId, serverId, iaNa, iaAddress, elapsed, dnsServers] = [1, 3, 1, 2, 3, 5, 8, 23];

const option = (code: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([code >> 8, code & 255, data.length >> 8, data.length & 255]), data]);
const duid = Buffer.concat([Buffer.from([0, 3, 0, 1]), Buffer.from(mac.replaceAll(':', ''), 'hex')]);
const transaction = Buffer.from([1, 2, 3]);

function optionsOf(data: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= data.length; at += 4 + data.readUInt16BE(at + 2)) found.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + data.readUInt16BE(at + 2)));
  return found;
}

const addressText = (data: Buffer | undefined): string => (data === undefined ? '' : ipaddr.fromByteArray([...data.subarray(0, 16)]).toString());

/** The address in an answer's association. */
const addressIn = (options: Map<number, Buffer>): string => addressText(optionsOf(options.get(iaNa)?.subarray(12) ?? Buffer.alloc(0)).get(iaAddress));

const socket = createSocket('udp6');
const association = Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.alloc(8)]);
let message = Buffer.concat([Buffer.from([solicit]), transaction, option(clientId, duid), option(iaNa, association), option(elapsed, Buffer.alloc(2)), option(6, Buffer.from([0, dnsServers]))]);
let offered: string | undefined;

const send = (): void => socket.send(message, 547, `ff02::1:2%${device}`);
const again = setInterval(send, 500);
const limit = setTimeout(() => {
  process.stderr.write('nobody answered\n');
  process.exit(1);
}, 10_000);

socket.on('message', (data) => {
  const options = optionsOf(data.subarray(4));
  if (offered === undefined) {
    offered = addressIn(options);
    message = Buffer.concat([Buffer.from([request]), transaction, option(clientId, duid), option(serverId, options.get(serverId) ?? Buffer.alloc(0)), option(iaNa, options.get(iaNa) ?? association), option(elapsed, Buffer.alloc(2)), option(6, Buffer.from([0, dnsServers]))]);
    send();
    return;
  }
  if (data[0] !== 7) return;
  clearInterval(again);
  clearTimeout(limit);
  process.stdout.write(JSON.stringify({ offered, leased: addressIn(options), nameserver: addressText(options.get(dnsServers)) }));
  socket.close();
});
socket.bind(546, '::', send);
