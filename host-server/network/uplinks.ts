import { badRequest } from '../../openapi/serve/fault.ts';

/** Reads `physnet:device,…`: which device leads to which physical network. */
export function readUplinks(text: string): Map<string, string> {
  const uplinks = new Map<string, string>();
  for (const entry of text.split(',').map((part) => part.trim()).filter((part) => part !== '')) {
    const [, physicalNetwork, device] = /^([A-Za-z0-9_.-]{1,64}):([A-Za-z0-9_.@-]{1,15})$/.exec(entry) ?? [];
    if (physicalNetwork === undefined || device === undefined || uplinks.has(physicalNetwork)) {
      throw badRequest(`SAMPAN_HOST_UPLINKS has '${entry}': each entry must be a physical network and a device, as public:eth1, and name its network once.`, { field: 'uplinks' });
    }
    uplinks.set(physicalNetwork, device);
  }
  return uplinks;
}
