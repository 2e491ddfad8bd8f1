import { contentPath, openstackDocuments } from '../../guest/openstack-documents.ts';
import type { ServerSpec } from '../../servers/spec.ts';

const openstackVersions = ['2012-08-10', '2013-04-04', '2013-10-17', '2015-10-15', '2016-06-30', '2016-10-06', '2017-02-22', '2018-08-27', 'latest'];
const ec2Versions = ['1.0', '2007-01-19', '2007-03-01', '2007-08-29', '2007-10-10', '2007-12-15', '2008-02-01', '2008-09-01', '2009-04-04', 'latest'];

/**
 * Everything that a server may ask at 169.254.169.254, by path: OpenStack's documents and EC2's tree, as Nova serves both.
 * A folder lists what is in it. Pure.
 */
export function metadataDocuments(spec: ServerSpec): Map<string, Buffer> {
  const leaves = new Map<string, Buffer>();
  const { metaData, networkData, vendorData, userData, files } = openstackDocuments(spec);
  for (const version of openstackVersions) {
    const at = `openstack/${version}`;
    leaves.set(`${at}/meta_data.json`, json(metaData));
    leaves.set(`${at}/network_data.json`, json(networkData));
    leaves.set(`${at}/vendor_data.json`, json(vendorData));
    leaves.set(`${at}/vendor_data2.json`, json({ static: vendorData }));
    if (userData !== undefined) leaves.set(`${at}/user_data`, userData);
  }
  files.forEach((content, index) => leaves.set(`openstack${contentPath(index)}`, content));
  for (const version of ec2Versions) {
    for (const [path, text] of ec2Documents(spec)) leaves.set(`${version}/meta-data/${path}`, Buffer.from(text));
    if (userData !== undefined) leaves.set(`${version}/user-data`, userData);
  }
  const documents = withFolders(leaves);
  const keys = (spec.guest?.keys ?? []).map(({ name }, index) => `${index}=${name}`);
  if (keys.length > 0) for (const version of ec2Versions) documents.set(`${version}/meta-data/public-keys`, Buffer.from(keys.join('\n')));
  return documents;
}

function ec2Documents(spec: ServerSpec): [string, string][] {
  const addresses = spec.ports.flatMap((port) => port.fixed_ips.map((fixed) => fixed.ip_address)).filter((address) => !address.includes(':'));
  const keys = spec.guest?.keys ?? [];
  return [
    ['ami-id', ec2Id('ami', spec.image.id)],
    ['ami-launch-index', String(spec.guest?.launch_index ?? 0)],
    ['ami-manifest-path', 'none'],
    ['hostname', spec.hostname],
    ['instance-action', 'none'],
    ['instance-id', ec2Id('i', spec.id)],
    ['instance-type', spec.flavor.name],
    ['local-hostname', spec.hostname],
    ['local-ipv4', addresses[0] ?? ''],
    ['mac', spec.ports[0]?.mac_address ?? ''],
    ['placement/availability-zone', spec.guest?.availability_zone ?? 'nova'],
    ['public-hostname', spec.hostname],
    ['public-ipv4', ''],
    ['reservation-id', spec.guest?.reservation_id ?? ec2Id('r', spec.id)],
    ...keys.map((key, index): [string, string] => [`public-keys/${index}/openssh-key`, key.public_key]),
  ];
}

/** EC2's ids are short: the first digits of ours. */
const ec2Id = (prefix: string, id: string): string => `${prefix}-${id.replaceAll('-', '').slice(0, 8)}`;

/** Each folder lists its entries, folders with a slash. */
function withFolders(leaves: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const folders = new Map<string, Set<string>>();
  for (const path of leaves.keys()) {
    const parts = path.split('/');
    parts.forEach((part, at) => {
      const folder = parts.slice(0, at).join('/');
      const entries = folders.get(folder) ?? new Set();
      // At the top and under openstack/ versions stand without a slash, as in Nova.
      const isFolder = at < parts.length - 1 && folder !== '' && folder !== 'openstack';
      folders.set(folder, entries.add(isFolder ? `${part}/` : part));
    });
  }
  const documents = new Map(leaves);
  for (const [folder, entries] of folders) documents.set(folder, Buffer.from([...entries].join('\n')));
  return documents;
}

const json = (document: unknown): Buffer => Buffer.from(JSON.stringify(document));
