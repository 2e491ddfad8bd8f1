import { randomUUID } from 'node:crypto';
import type { Server } from '../../../region/servers/server-row.ts';

/** A running server with every column set. */
export const serverRow = (change: Partial<Server> = {}): Server => ({
  id: randomUUID(), projectId: 'p', userId: 'u', name: 'one', hostname: 'one', kind: 'container', metadata: {}, description: null, keyName: null,
  imageId: 'a0b1c2d3-1111-4222-8333-444455556666', imageName: 'busybox', layerId: `sha256:${'0'.repeat(64)}`, imageParts: {},
  flavorId: '42', flavorName: 'm1.nano', vcpus: 1, memoryMib: 64, diskGib: 1, ephemeralGib: 0, swapMib: 0, extraSpecs: {},
  availabilityZone: 'nova', diskConfig: 'MANUAL', configDrive: '', accessIpv4: '', accessIpv6: '', reservationId: 'r-1', launchIndex: 0, setId: null, setOrdinal: null,
  hostId: 'h', hostName: 'host-1', desired: 'running', mode: null, generation: 1, boot: 0, root: 0, hard: false, immutable: false, requestId: 'req-1',
  rescueImage: null, keepRootAs: null, former: {}, lockedBy: null, lockedReason: null,
  ackedGeneration: 1, observedGeneration: 1, reportSequence: 1, vmState: 'active', taskState: null, powerState: 1,
  step: null, stepSince: null, progress: null, fault: null, condition: {}, deleteAfter: null, launchedAt: '2026-11-21T00:00:01.000Z',
  createdAt: '2026-11-21T00:00:00.000Z', updatedAt: '2026-11-21T00:00:01.000Z', deletedAt: null, ...change,
});
