import type { ServerSpec } from '../servers/spec.ts';
import { contentPath, nameserversOf, openstackDocuments } from './openstack-documents.ts';
import type { OpenstackDocuments } from './openstack-documents.ts';

/**
 * The files of a server's config drive by their paths: OpenStack's tree, and at the root the same as a NoCloud seed
 * (cloud-init, "NoCloud"), for guests that know only that one.
 */
export function configDriveFiles(spec: ServerSpec): Map<string, Buffer> {
  const documents = openstackDocuments(spec);
  const files = new Map<string, Buffer>();
  // A reader looks for the version that it knows, or for the latest.
  for (const version of ['2018-08-27', 'latest']) {
    files.set(`openstack/${version}/meta_data.json`, json(documents.metaData));
    files.set(`openstack/${version}/network_data.json`, json(documents.networkData));
    files.set(`openstack/${version}/vendor_data.json`, json(documents.vendorData));
    if (documents.userData) files.set(`openstack/${version}/user_data`, documents.userData);
  }
  documents.files.forEach((content, index) => files.set(`openstack${contentPath(index)}`, content));
  for (const [name, content] of noCloud(spec, documents)) files.set(name, content);
  return files;
}

/** YAML takes JSON as it is. */
function noCloud(spec: ServerSpec, { metaData, vendorData, userData }: OpenstackDocuments): [string, Buffer][] {
  const { public_keys: keys } = metaData as { public_keys: Record<string, string> };
  const vendor = vendorData['cloud-init'];
  return [
    ['meta-data', json({ 'instance-id': spec.id, 'local-hostname': spec.hostname, 'public-keys': Object.values(keys) })],
    ['network-config', json(networkConfig(spec))],
    ['user-data', userData ?? Buffer.from('#cloud-config\n{}\n')],
    ...(typeof vendor === 'string' ? [['vendor-data', Buffer.from(vendor)] as [string, Buffer]] : []),
  ];
}

/** cloud-init, "Networking config Version 2". */
function networkConfig(spec: ServerSpec): Record<string, unknown> {
  const networks = new Map(spec.networks.map(network => [network.id, network]));
  const ethernets = spec.ports.map((port, index) => {
    const network = networks.get(port.network_id);
    const gateways = index > 0 ? [] : port.fixed_ips.flatMap(fixed => fixed.gateway_ip ?? (fixed.ip_address.includes(':') ? [] : network?.gateway_ip ?? []));
    return [`eth${index}`, {
      match: { macaddress: port.mac_address },
      'set-name': `eth${index}`,
      addresses: port.fixed_ips.map(fixed => `${fixed.ip_address}/${fixed.prefix_length}`),
      ...(network ? { mtu: network.mtu } : {}),
      routes: [
        ...gateways.map(via => ({ to: via.includes(':') ? '::/0' : '0.0.0.0/0', via })),
        ...port.fixed_ips.flatMap(fixed => (fixed.routes ?? []).map(route => ({ to: route.destination, via: route.nexthop }))),
      ],
      nameservers: { addresses: nameserversOf(spec) },
    }];
  });
  return { version: 2, ethernets: Object.fromEntries(ethernets) as Record<string, unknown> };
}

const json = (document: unknown): Buffer => Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
