import type { Db } from '../openapi/serve/db.ts';
import type { Handlers } from '../openapi/serve/handler.ts';
import { actOnAggregate } from './aggregates/act-on-aggregate.ts';
import { createAggregate, deleteAggregate, listAggregates, showAggregate, updateAggregate } from './aggregates/aggregates.ts';
import type { Ambient } from './ambient.ts';
import { getComputeExtension, listComputeExtensions } from './extensions/extensions.ts';
import { createServerExternalEvents } from './extensions/external-events.ts';
import { createFlavor } from './flavors/create-flavor.ts';
import { deleteFlavor } from './flavors/delete-flavor.ts';
import { createFlavorExtraSpecs, deleteFlavorExtraSpec, getFlavorExtraSpec, listFlavorExtraSpecs, updateFlavorExtraSpec } from './flavors/extra-specs.ts';
import { actOnFlavor, listFlavorAccess } from './flavors/flavor-access.ts';
import { listFlavors, listFlavorsDetail } from './flavors/list-flavors.ts';
import { showFlavor } from './flavors/show-flavor.ts';
import { updateFlavor } from './flavors/update-flavor.ts';
import type { Dispatcher } from './hosts/dispatch.ts';
import { hypervisorStatistics, listHypervisors, listHypervisorsDetail, listHypervisorServers, searchHypervisors, showHypervisor } from './hypervisors/read-hypervisors.ts';
import { showUptime } from './hypervisors/show-uptime.ts';
import type { Identity } from './identity/identity.ts';
import { createKeypair } from './keypairs/create-keypair.ts';
import { deleteKeypair } from './keypairs/delete-keypair.ts';
import { listKeypairs, showKeypair } from './keypairs/read-keypairs.ts';
import { getLimits } from './quotas/get-limits.ts';
import type { Limits } from './quotas/limits.ts';
import { getQuotaClass, updateQuotaClass } from './quotas/quota-classes.ts';
import { deleteQuotaSet, getQuotaDefaults, getQuotaDetail, getQuotaSet, updateQuotaSet } from './quotas/quota-sets.ts';
import type { Amounts } from './quotas/quota-store.ts';
import { createServerGroup } from './server-groups/create-server-group.ts';
import { deleteServerGroup } from './server-groups/delete-server-group.ts';
import { listServerGroups, showServerGroup } from './server-groups/read-server-groups.ts';
import { listServerAddresses, listServerNetworkAddresses } from './server-notes/addresses.ts';
import {
  deleteServerMetadataItem, getServerMetadataItem, listServerMetadata, mergeServerMetadata, replaceServerMetadata, updateServerMetadataItem,
} from './server-notes/metadata.ts';
import { addServerTag, deleteServerTag, deleteServerTags, getServerTag, listServerTags, replaceServerTags } from './server-notes/tags.ts';
import { listInstanceActions, showInstanceAction } from './servers/instance-actions.ts';
import { listComputeHosts, showComputeHost } from './services/compute-hosts.ts';
import { deleteComputeService } from './services/delete-service.ts';
import { listComputeServices } from './services/list-services.ts';
import { updateComputeService } from './services/update-service.ts';
import { getTenantUsage, listTenantUsage } from './usage/tenant-usage.ts';
import { listAvailabilityZones, listAvailabilityZonesDetail } from './zones/availability-zones.ts';

export interface AroundDeps {
  db: Db;
  ambient: Ambient;
  identity: Pick<Identity, 'deleteHostCredential'>;
  dispatcher: Dispatcher;
  notify: () => void;
  quotaDefaults: Amounts;
  limits: Limits;
  availabilityZone: string;
}

/** The part of the compute API that is around servers: what they are made from, where they go, and what is noted of them. */
export function aroundHandlers(deps: AroundDeps) {
  return {
    listFlavors: listFlavors(deps),
    listFlavorsDetail: listFlavorsDetail(deps),
    createFlavor: createFlavor(deps),
    getFlavor: showFlavor(deps),
    updateFlavor: updateFlavor(deps),
    deleteFlavor: deleteFlavor(deps),
    listFlavorExtraSpecs: listFlavorExtraSpecs(deps),
    createFlavorExtraSpecs: createFlavorExtraSpecs(deps),
    getFlavorExtraSpec: getFlavorExtraSpec(deps),
    updateFlavorExtraSpec: updateFlavorExtraSpec(deps),
    deleteFlavorExtraSpec: deleteFlavorExtraSpec(deps),
    listFlavorAccess: listFlavorAccess(deps),
    actOnFlavor: actOnFlavor(deps),
    listKeypairs: listKeypairs(deps),
    createKeypair: createKeypair(deps),
    getKeypair: showKeypair(deps),
    deleteKeypair: deleteKeypair(deps),
    listServerGroups: listServerGroups(deps),
    createServerGroup: createServerGroup(deps),
    getServerGroup: showServerGroup(deps),
    deleteServerGroup: deleteServerGroup(deps),
    getLimits: getLimits(deps),
    getQuotaSet: getQuotaSet(deps),
    updateQuotaSet: updateQuotaSet(deps),
    deleteQuotaSet: deleteQuotaSet(deps),
    getQuotaDefaults: getQuotaDefaults(deps),
    getQuotaDetail: getQuotaDetail(deps),
    getQuotaClass: getQuotaClass(deps),
    updateQuotaClass: updateQuotaClass(deps),
    listTenantUsage: listTenantUsage(deps),
    getTenantUsage: getTenantUsage(deps),
    listAvailabilityZones: listAvailabilityZones(deps),
    listAvailabilityZonesDetail: listAvailabilityZonesDetail(deps),
    listHypervisors: listHypervisors(deps),
    listHypervisorsDetail: listHypervisorsDetail(deps),
    getHypervisorStatistics: hypervisorStatistics(deps),
    getHypervisor: showHypervisor(deps),
    getHypervisorUptime: showUptime(deps),
    searchHypervisors: searchHypervisors(deps),
    listHypervisorServers: listHypervisorServers(deps),
    listComputeServices: listComputeServices(deps),
    updateComputeService: updateComputeService(deps),
    deleteComputeService: deleteComputeService(deps),
    listComputeHosts: listComputeHosts(deps),
    getComputeHost: showComputeHost(deps),
    listAggregates: listAggregates(deps),
    createAggregate: createAggregate(deps),
    getAggregate: showAggregate(deps),
    updateAggregate: updateAggregate(deps),
    deleteAggregate: deleteAggregate(deps),
    actOnAggregate: actOnAggregate(deps),
    listServerMetadata: listServerMetadata(deps),
    mergeServerMetadata: mergeServerMetadata(deps),
    replaceServerMetadata: replaceServerMetadata(deps),
    getServerMetadataItem: getServerMetadataItem(deps),
    updateServerMetadataItem: updateServerMetadataItem(deps),
    deleteServerMetadataItem: deleteServerMetadataItem(deps),
    listServerTags: listServerTags(deps),
    replaceServerTags: replaceServerTags(deps),
    deleteServerTags: deleteServerTags(deps),
    getServerTag: getServerTag(deps),
    addServerTag: addServerTag(deps),
    deleteServerTag: deleteServerTag(deps),
    listServerAddresses: listServerAddresses(deps),
    listServerNetworkAddresses: listServerNetworkAddresses(deps),
    listInstanceActions: listInstanceActions(deps),
    getInstanceAction: showInstanceAction(deps),
    listComputeExtensions,
    getComputeExtension,
    createServerExternalEvents: createServerExternalEvents(deps),
  } satisfies Partial<Handlers<'compute'>>;
}
