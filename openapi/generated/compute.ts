// Made by openapi/generate.ts from openapi/compute.yaml; change that instead.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version discovery */
        get: operations["listComputeVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version served */
        get: operations["getComputeVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List flavors */
        get: operations["listFlavors"];
        put?: never;
        /** Create a flavor */
        post: operations["createFlavor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List flavors with their sizes */
        get: operations["listFlavorsDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a flavor */
        get: operations["getFlavor"];
        /** Change the description of a flavor (since 2.55) */
        put: operations["updateFlavor"];
        post?: never;
        /** Delete a flavor; servers that use it keep its sizes */
        delete: operations["deleteFlavor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/{id}/os-extra_specs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The extra specs of a flavor */
        get: operations["listFlavorExtraSpecs"];
        put?: never;
        /** Add extra specs to a flavor, or change them */
        post: operations["createFlavorExtraSpecs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/{id}/os-extra_specs/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        /** One extra spec */
        get: operations["getFlavorExtraSpec"];
        /** Change one extra spec */
        put: operations["updateFlavorExtraSpec"];
        post?: never;
        /** Delete one extra spec */
        delete: operations["deleteFlavorExtraSpec"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/{id}/os-flavor-access": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The projects that may use a flavor that is not public */
        get: operations["listFlavorAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/flavors/{id}/action": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a project access to a flavor, or take it */
        post: operations["actOnFlavor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List servers */
        get: operations["listServers"];
        put?: never;
        /**
         * Create servers
         * @description Everything that can be refused is refused here; the answer 202 means that intent, quota, host and addresses are committed. With `min_count`/`max_count` the servers are numbered `name-1`, `name-2` and so on, and the answer names the first. Source: Compute API, "Create Server".
         */
        post: operations["createServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List servers with everything */
        get: operations["listServersDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a server */
        get: operations["getServer"];
        /** Change a server's name, description, or noted addresses */
        put: operations["updateServer"];
        post?: never;
        /** Delete a server */
        delete: operations["deleteServer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/diagnostics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** What a server uses, for administrators */
        get: operations["getDiagnostics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/remote-consoles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A URL that opens a server's console, once */
        post: operations["createRemoteConsole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-server-password": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The password that a guest has posted, encrypted; none is kept */
        get: operations["getServerPassword"];
        put?: never;
        post?: never;
        /** Forget the posted password */
        delete: operations["clearServerPassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/action": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One action, the body's only key */
        post: operations["actOnServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-interface": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The ports of a server */
        get: operations["listInterfaces"];
        put?: never;
        /** Give a server a port, or a new port on a network */
        post: operations["attachInterface"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-interface/{port_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                port_id: string;
            };
            cookie?: never;
        };
        /** One port of a server */
        get: operations["getInterface"];
        put?: never;
        post?: never;
        /** Take a port from a server */
        delete: operations["detachInterface"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-volume_attachments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The volumes of a server, which has none */
        get: operations["listVolumeAttachments"];
        put?: never;
        /** Refused, because there are no volumes */
        post: operations["attachVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-volume_attachments/{volume_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                volume_id: string;
            };
            cookie?: never;
        };
        /** Always 404, because there are no volumes */
        get: operations["getVolumeAttachment"];
        put?: never;
        post?: never;
        /** Always 404, because there are no volumes */
        delete: operations["detachVolume"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/migrations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The migrations of a server that are under way, of which there are none */
        get: operations["listServerMigrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/topology": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The NUMA nodes of a server, which sees none */
        get: operations["getServerTopology"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-migrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The migrations of servers between hosts, of which there are none */
        get: operations["listMigrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-security-groups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The security groups that a server's ports are in */
        get: operations["listServerSecurityGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-security-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's security groups (until 2.35) */
        get: operations["listComputeSecurityGroups"];
        put?: never;
        /** Create a security group (until 2.35) */
        post: operations["createComputeSecurityGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-security-groups/{group_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        /** One security group (until 2.35) */
        get: operations["getComputeSecurityGroup"];
        /** Rename a security group (until 2.35) */
        put: operations["updateComputeSecurityGroup"];
        post?: never;
        /** Delete a security group that nobody uses (until 2.35) */
        delete: operations["deleteComputeSecurityGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-security-group-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let something into a security group (until 2.35) */
        post: operations["createComputeSecurityGroupRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-security-group-rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a rule (until 2.35) */
        delete: operations["deleteComputeSecurityGroupRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-floating-ip-pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The external networks, as pools of floating addresses (until 2.35) */
        get: operations["listFloatingIpPools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-floating-ips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's floating addresses (until 2.35) */
        get: operations["listComputeFloatingIps"];
        put?: never;
        /** Take a floating address from a pool (until 2.35) */
        post: operations["createComputeFloatingIp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-floating-ips/{floating_ip_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                floating_ip_id: string;
            };
            cookie?: never;
        };
        /** One floating address (until 2.35) */
        get: operations["getComputeFloatingIp"];
        put?: never;
        post?: never;
        /** Give a floating address back (until 2.35) */
        delete: operations["deleteComputeFloatingIp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The networks that a server may be in (until 2.35) */
        get: operations["listComputeNetworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-networks/{network_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                network_id: string;
            };
            cookie?: never;
        };
        /** One network (until 2.35) */
        get: operations["getComputeNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-tenant-networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The networks that a server may be in, briefly (until 2.35) */
        get: operations["listTenantNetworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-tenant-networks/{network_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                network_id: string;
            };
            cookie?: never;
        };
        /** One network, briefly (until 2.35) */
        get: operations["getTenantNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List images (until 2.35) */
        get: operations["listComputeImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/images/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List images with everything (until 2.35) */
        get: operations["listComputeImagesDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/images/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        /** Show an image (until 2.35) */
        get: operations["getComputeImage"];
        put?: never;
        post?: never;
        /** Delete an image (until 2.35) */
        delete: operations["deleteComputeImage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/images/{image_id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        /** The properties of an image (until 2.38) */
        get: operations["listComputeImageMetadata"];
        /** Replace the properties of an image (until 2.38) */
        put: operations["replaceComputeImageMetadata"];
        /** Add properties to an image, or change them (until 2.38) */
        post: operations["mergeComputeImageMetadata"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/images/{image_id}/metadata/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
                key: string;
            };
            cookie?: never;
        };
        /** One property of an image (until 2.38) */
        get: operations["getComputeImageMetadataItem"];
        /** Set one property of an image (until 2.38) */
        put: operations["updateComputeImageMetadataItem"];
        post?: never;
        /** Delete one property of an image (until 2.38) */
        delete: operations["deleteComputeImageMetadataItem"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-instance-actions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** What was asked of a server, newest first */
        get: operations["listInstanceActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/os-instance-actions/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                request_id: string;
            };
            cookie?: never;
        };
        /** One action with its phases */
        get: operations["getInstanceAction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's limits and what it uses of them */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-keypairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List keypairs */
        get: operations["listKeypairs"];
        put?: never;
        /**
         * Create or import a keypair
         * @description Without `public_key` one is made, and its private key is in this answer and nowhere else. Answers 201 since 2.2, 200 before.
         */
        post: operations["createKeypair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-keypairs/{name}": {
        parameters: {
            query?: {
                /** @description Admins only. */
                user_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        /** Show a keypair */
        get: operations["getKeypair"];
        put?: never;
        post?: never;
        /** Delete a keypair; servers that have it keep it */
        delete: operations["deleteKeypair"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-server-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List server groups */
        get: operations["listServerGroups"];
        put?: never;
        /**
         * Create a server group
         * @description Servers that are created with the scheduler hint `group` become its members, and are placed by its policy.
         */
        post: operations["createServerGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-server-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** Show a server group */
        get: operations["getServerGroup"];
        put?: never;
        post?: never;
        /** Delete a server group; its servers stay where they are */
        delete: operations["deleteServerGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-quota-sets/{project_id}": {
        parameters: {
            query?: {
                /** @description There are no quotas of users: the project's counts. */
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** The quota of a project */
        get: operations["getQuotaSet"];
        /** Change the quota of a project */
        put: operations["updateQuotaSet"];
        post?: never;
        /** Give a project the defaults again */
        delete: operations["deleteQuotaSet"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-quota-sets/{project_id}/defaults": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** The quota that a project has by default */
        get: operations["getQuotaDefaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-quota-sets/{project_id}/detail": {
        parameters: {
            query?: {
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** The quota of a project with what is used of it */
        get: operations["getQuotaDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-quota-class-sets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        /** The quota of a class; that of `default` counts for projects without one of their own */
        get: operations["getQuotaClass"];
        /** Change the quota of a class */
        put: operations["updateQuotaClass"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-simple-tenant-usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What all projects used in a period */
        get: operations["listTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-simple-tenant-usage/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** What a project used in a period */
        get: operations["getTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-availability-zone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List availability zones */
        get: operations["listAvailabilityZones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-availability-zone/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List availability zones with their hosts and services */
        get: operations["listAvailabilityZonesDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hypervisors */
        get: operations["listHypervisors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hypervisors with what they have */
        get: operations["listHypervisorsDetail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sums over all enabled hypervisors */
        get: operations["getHypervisorStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/{id}": {
        parameters: {
            query?: {
                with_servers?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** Show a hypervisor */
        get: operations["getHypervisor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/{id}/uptime": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** For how long a hypervisor has been up, and its load */
        get: operations["getHypervisorUptime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/{id}/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Part of a name. */
                id: string;
            };
            cookie?: never;
        };
        /** List hypervisors by a part of their name (before 2.53) */
        get: operations["searchHypervisors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hypervisors/{id}/servers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Part of a name. */
                id: string;
            };
            cookie?: never;
        };
        /** List hypervisors by a part of their name, with their servers (before 2.53) */
        get: operations["listHypervisorServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List services */
        get: operations["listComputeServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID since 2.53; before: what to do. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Enable or disable a host, or force it down
         * @description Before 2.53 the path ends in what to do: `enable`, `disable`, `disable-log-reason` or `force-down`, and the body names host and binary. Since 2.53 it ends in the service's id. A disabled host keeps its servers and gets no new ones.
         */
        put: operations["updateComputeService"];
        post?: never;
        /** Forget a host that has no servers */
        delete: operations["deleteComputeService"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List hosts by service (before 2.43) */
        get: operations["listComputeHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-hosts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        /** What a host has, what of it is used, and by which projects (before 2.43) */
        get: operations["getComputeHost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-aggregates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List aggregates */
        get: operations["listAggregates"];
        put?: never;
        /** Create an aggregate */
        post: operations["createAggregate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-aggregates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** Show an aggregate */
        get: operations["getAggregate"];
        /** Rename an aggregate, or change its zone */
        put: operations["updateAggregate"];
        post?: never;
        /** Delete an aggregate that has no hosts */
        delete: operations["deleteAggregate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-aggregates/{id}/action": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add or remove a host, or change metadata; a null takes a key away */
        post: operations["actOnAggregate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The metadata of a server */
        get: operations["listServerMetadata"];
        /** Replace the metadata of a server */
        put: operations["replaceServerMetadata"];
        /** Add metadata to a server, or change it */
        post: operations["mergeServerMetadata"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/metadata/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        /** One item of metadata */
        get: operations["getServerMetadataItem"];
        /** Set one item of metadata */
        put: operations["updateServerMetadataItem"];
        post?: never;
        /** Delete one item of metadata */
        delete: operations["deleteServerMetadataItem"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The tags of a server (since 2.26) */
        get: operations["listServerTags"];
        /** Replace the tags of a server (since 2.26) */
        put: operations["replaceServerTags"];
        post?: never;
        /** Take all tags from a server (since 2.26) */
        delete: operations["deleteServerTags"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
            };
            cookie?: never;
        };
        /** Has a server this tag (since 2.26) */
        get: operations["getServerTag"];
        /** Tag a server (since 2.26) */
        put: operations["addServerTag"];
        post?: never;
        /** Take a tag from a server (since 2.26) */
        delete: operations["deleteServerTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/ips": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** The addresses of a server by network */
        get: operations["listServerAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/servers/{id}/ips/{network}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description The network's name. */
                network: string;
            };
            cookie?: never;
        };
        /** The addresses of a server in one network */
        get: operations["listServerNetworkAddresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List extensions */
        get: operations["listComputeExtensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/extensions/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
            };
            cookie?: never;
        };
        /** Show an extension */
        get: operations["getComputeExtension"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.1/os-server-external-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Events of other services about servers
         * @description Sampan's network service is part of the region and tells it nothing by events, so none has an effect: each known server is answered with code 422, each unknown one with 404, and the whole with 207 or, when no server is known, 404.
         */
        post: operations["createServerExternalEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Version: {
            id: string;
            status: string;
            version: string;
            min_version: string;
            updated: string;
            links: components["schemas"]["Links"];
            "media-types"?: {
                base?: string;
                type?: string;
            }[];
        };
        Links: components["schemas"]["Link"][];
        Metadata: {
            [key: string]: string;
        };
        Flavor: {
            id: string;
            name: string;
            ram: number;
            disk: number;
            vcpus: number;
            swap: number | "";
            links: components["schemas"]["Links"];
            "OS-FLV-DISABLED:disabled": boolean;
            "OS-FLV-EXT-DATA:ephemeral": number;
            "os-flavor-access:is_public": boolean;
            rxtx_factor: number;
            description?: string | null;
            extra_specs?: {
                [key: string]: string;
            };
        };
        FlavorBody: {
            flavor: components["schemas"]["Flavor"];
        };
        Link: {
            rel: string;
            /** Format: uri */
            href: string;
            type?: string;
        };
        /** @enum {string} */
        FaultCode: "bad-request" | "unauthorized" | "forbidden" | "quota-exceeded" | "not-found" | "method-not-allowed" | "not-acceptable" | "conflict" | "no-valid-host" | "already-exists" | "stale-generation" | "too-large" | "unsupported-media-type" | "range-not-satisfiable" | "too-many-requests" | "internal" | "not-implemented" | "bad-gateway" | "unavailable" | "timeout" | "disk-full" | "image-unusable" | "start-failed" | "network-failed" | "layer-failed" | "out-of-memory" | "unhealthy" | "not-supported" | "guest-agent-missing" | "command-failed" | "locked";
        FaultBody: {
            error: {
                code: components["schemas"]["FaultCode"];
                status: number;
                message: string;
                details?: {
                    [key: string]: unknown;
                };
                retryable?: boolean;
                request_id?: string;
            };
        };
        /** @description A name that is not blank. */
        Name: string;
        ExtraSpecsBody: {
            extra_specs: {
                [key: string]: string;
            };
        };
        ExtraSpecName: string;
        ExtraSpecValue: string | number;
        ExtraSpecsGiven: {
            extra_specs: {
                [key: string]: components["schemas"]["ExtraSpecValue"];
            };
        };
        FlavorAccess: {
            flavor_access: {
                flavor_id: string;
                tenant_id: string;
            }[];
        };
        TenantNamed: {
            tenant: string;
        };
        /**
         * Format: uuid
         * @description A UUID with dashes.
         */
        Uuid: string;
        /** @description Default below 2.37 is the project's own network. */
        Networks: ("auto" | "none") | {
            uuid?: components["schemas"]["Uuid"];
            port?: components["schemas"]["Uuid"] | null;
            fixed_ip?: string;
            tag?: string;
        }[];
        /** @description Files that are there at the first boot. */
        Personality: {
            path: string;
            /** @description Base64. */
            contents: string;
        }[];
        Tags: string[];
        SchedulerHints: {
            group?: components["schemas"]["Uuid"];
            same_host?: components["schemas"]["Uuid"] | components["schemas"]["Uuid"][];
            different_host?: components["schemas"]["Uuid"] | components["schemas"]["Uuid"][];
        } & {
            [key: string]: unknown;
        };
        CreateServer: {
            server: {
                name: components["schemas"]["Name"];
                /** @description An image id (a URL ending in one is taken too); empty only with a block device mapping. */
                imageRef?: string;
                /** @description A flavor id (a URL ending in one is taken too). */
                flavorRef: string | number;
                networks?: components["schemas"]["Networks"];
                metadata?: components["schemas"]["Metadata"];
                min_count?: number | string;
                max_count?: number | string;
                return_reservation_id?: boolean | string;
                /** @enum {string} */
                "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
                accessIPv4?: string;
                accessIPv6?: string;
                config_drive?: boolean | string | null;
                /** @description A zone; admins may name a host: `zone:host`. */
                availability_zone?: string | null;
                /** @description By name or id. */
                security_groups?: {
                    name?: string;
                }[];
                key_name?: string | null;
                /** @description Base64. */
                user_data?: string | null;
                /** @description Made and answered when it is not given. */
                adminPass?: string;
                personality?: components["schemas"]["Personality"];
                description?: string | null;
                tags?: components["schemas"]["Tags"];
                trusted_image_certificates?: string[] | null;
                /** @description Admins only. */
                host?: string;
                /** @description Admins only. */
                hypervisor_hostname?: string;
                /** @description Refused; there are no volumes. */
                block_device_mapping?: unknown[];
                block_device_mapping_v2?: ({
                    /** @enum {string} */
                    source_type?: "image" | "volume" | "snapshot" | "blank";
                    /** @enum {string} */
                    destination_type?: "local" | "volume";
                    uuid?: string | null;
                    boot_index?: number | string | null;
                } & {
                    [key: string]: unknown;
                })[];
            };
            "os:scheduler_hints"?: components["schemas"]["SchedulerHints"];
            "OS-SCH-HNT:scheduler_hints"?: components["schemas"]["SchedulerHints"];
        };
        ImageRef: "" | {
            id: string;
            links: components["schemas"]["Links"];
        };
        FlavorOfServer: {
            id: string;
            links: components["schemas"]["Links"];
        } | {
            original_name: string;
            vcpus: number;
            ram: number;
            disk: number;
            ephemeral: number;
            swap: number;
            extra_specs?: {
                [key: string]: string;
            };
        };
        ServerFault: {
            code: number;
            created: string;
            message: string;
            details?: string;
        };
        Server: {
            id: string;
            name: string;
            status: string;
            tenant_id: string;
            user_id: string;
            metadata: {
                [key: string]: string;
            };
            hostId: string;
            image: components["schemas"]["ImageRef"];
            flavor: components["schemas"]["FlavorOfServer"];
            created: string;
            updated: string;
            addresses: {
                [key: string]: {
                    /** @enum {integer} */
                    version: 4 | 6;
                    addr: string;
                    "OS-EXT-IPS:type": string;
                    "OS-EXT-IPS-MAC:mac_addr": string;
                }[];
            };
            accessIPv4: string;
            accessIPv6: string;
            links: components["schemas"]["Links"];
            "OS-DCF:diskConfig": string;
            progress?: number;
            "OS-EXT-AZ:availability_zone": string;
            config_drive: string;
            key_name: string | null;
            "OS-SRV-USG:launched_at": string | null;
            "OS-SRV-USG:terminated_at": string | null;
            "OS-EXT-STS:task_state": string | null;
            "OS-EXT-STS:vm_state": string;
            /** @enum {integer} */
            "OS-EXT-STS:power_state": 0 | 1 | 3 | 4 | 6 | 7;
            "os-extended-volumes:volumes_attached": unknown[];
            security_groups?: {
                name: string;
            }[];
            "OS-EXT-SRV-ATTR:host"?: string | null;
            "OS-EXT-SRV-ATTR:instance_name"?: string;
            "OS-EXT-SRV-ATTR:hypervisor_hostname"?: string | null;
            "OS-EXT-SRV-ATTR:reservation_id"?: string | null;
            "OS-EXT-SRV-ATTR:launch_index"?: number;
            "OS-EXT-SRV-ATTR:kernel_id"?: string | null;
            "OS-EXT-SRV-ATTR:ramdisk_id"?: string | null;
            "OS-EXT-SRV-ATTR:hostname"?: string;
            "OS-EXT-SRV-ATTR:root_device_name"?: string | null;
            "OS-EXT-SRV-ATTR:user_data"?: string | null;
            locked?: boolean;
            /** @enum {string} */
            host_status?: "UP" | "DOWN" | "UNKNOWN" | "MAINTENANCE" | "";
            description?: string | null;
            tags?: string[];
            trusted_image_certificates?: unknown[] | null;
            /** @description Not in lists. */
            server_groups?: string[];
            locked_reason?: string | null;
            fault?: components["schemas"]["ServerFault"];
        };
        ReducedServer: {
            id: string;
            name: string;
            status: string;
            tenant_id: string;
            user_id: string;
            metadata: {
                [key: string]: string;
            };
            hostId: string;
            image: components["schemas"]["ImageRef"];
            flavor: components["schemas"]["FlavorOfServer"];
            created: string;
            updated: string;
            addresses: {
                [key: string]: {
                    /** @enum {integer} */
                    version: 4 | 6;
                    addr: string;
                }[];
            };
            accessIPv4: string;
            accessIPv6: string;
            links: components["schemas"]["Links"];
            "OS-DCF:diskConfig": string;
            progress?: number;
            locked?: boolean;
            description?: string | null;
            tags?: string[];
            trusted_image_certificates?: unknown[] | null;
            server_groups?: string[];
            locked_reason?: string | null;
            fault?: components["schemas"]["ServerFault"];
        };
        ServerAction: {
            /** @description Start a stopped server. */
            "os-start"?: unknown;
            /** @description Stop a running server; its address and root stay. */
            "os-stop"?: unknown;
            /** @description Freeze a server; its memory stays. */
            pause?: unknown;
            /** @description Let a paused server go on. */
            unpause?: unknown;
            /** @description Freeze a container; put a VM on disk. */
            suspend?: unknown;
            /** @description Let a suspended server go on. */
            resume?: unknown;
            /** @description Refuse changes by others than admins. */
            lock?: null | {
                [key: string]: unknown;
            } | string;
            /** @description Allow changes again. */
            unlock?: unknown;
            /** @description Stop a server and put it aside. */
            shelve?: unknown;
            /** @description Start a shelved server. */
            unshelve?: unknown;
            /** @description Refused; a shelved server stays on its host. */
            shelveOffload?: unknown;
            /** @description Delete now, also what can still be restored. */
            forceDelete?: unknown;
            /** @description Take back a deletion that is not final yet. */
            restore?: unknown;
            /** @description Boot from the own root again. */
            unrescue?: unknown;
            /** @description Keep the new flavor. */
            confirmResize?: unknown;
            /** @description Go back to the flavor of before. */
            revertResize?: unknown;
            /** @description Look at the machine now (Sampan's). */
            "sync-status"?: null | {
                repair?: boolean;
            };
            /** @description Back to the image before the last deploy (Sampan's). */
            rollback?: unknown;
            /** @description Another image version in place (Sampan's). */
            deploy?: {
                imageRef: string;
            };
            /** @description On every port of the server; by name or id. */
            addSecurityGroup?: {
                name: string;
            };
            removeSecurityGroup?: {
                name: string;
            };
            /** @description One more address on a network that the server is on, or a port on one that it is not. */
            addFixedIp?: {
                networkId: string;
            };
            /** @description Take an address away. */
            removeFixedIp?: {
                address: string;
            };
            /** @description Let a floating address of the project stand for the server. */
            addFloatingIp?: {
                address: string;
                fixed_address?: string | null;
            };
            /** @description Let a floating address stand for nothing. */
            removeFloatingIp?: {
                address: string;
            };
            "os-resetState"?: {
                /** @enum {string} */
                state: "active" | "error";
            };
            /** @description Set the password of the first user. */
            changePassword?: {
                adminPass: string;
            };
            /** @description Keep what the server changed as an image of one more layer. */
            createImage?: {
                name: components["schemas"]["Name"];
                metadata?: components["schemas"]["Metadata"];
            };
            /** @description The same, keeping so many of a type. */
            createBackup?: {
                name: components["schemas"]["Name"];
                backup_type: string;
                rotation: number | string;
                metadata?: components["schemas"]["Metadata"];
            };
            /** @description The last lines of the log. */
            "os-getConsoleOutput"?: null | {
                length?: number | string | null;
            };
            "os-getVNCConsole"?: {
                /** @enum {string} */
                type: "novnc" | "xvpvnc";
            };
            "os-getSerialConsole"?: {
                /** @enum {string} */
                type: "serial";
            };
            reboot?: {
                type: string;
            };
            resize?: {
                flavorRef: string | number;
                /** @enum {string} */
                "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
            };
            rescue?: null | {
                adminPass?: string;
                rescue_image_ref?: string;
            };
            rebuild?: {
                imageRef: string;
                name?: components["schemas"]["Name"];
                adminPass?: string;
                metadata?: components["schemas"]["Metadata"];
                preserve_ephemeral?: boolean | string;
                /** @enum {string} */
                "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
                accessIPv4?: string;
                accessIPv6?: string;
                personality?: components["schemas"]["Personality"];
                description?: string | null;
                key_name?: string | null;
                user_data?: string | null;
                trusted_image_certificates?: string[] | null;
            };
        };
        InterfaceAttachment: {
            net_id: string;
            port_id: string;
            mac_addr: string;
            port_state: string;
            fixed_ips: {
                ip_address: string;
                subnet_id: string;
            }[];
            tag?: string | null;
        };
        InterfaceBody: {
            interfaceAttachment: components["schemas"]["InterfaceAttachment"];
        };
        Migrations: {
            migrations: unknown[];
        };
        Rule: {
            id: string;
            parent_group_id: string;
            ip_protocol: string | null;
            from_port: number | null;
            to_port: number | null;
            ip_range: {
                cidr?: string;
            };
            group: {
                name?: string;
                tenant_id?: string;
            };
        };
        Group: {
            id: string;
            name: string;
            description: string;
            tenant_id: string;
            rules: components["schemas"]["Rule"][];
        };
        Groups: {
            security_groups: components["schemas"]["Group"][];
        };
        GroupGiven: {
            security_group: {
                name: components["schemas"]["Name"];
                description?: string | null;
            };
        };
        GroupBody: {
            security_group: components["schemas"]["Group"];
        };
        FloatingIp: {
            id: string;
            ip: string;
            pool: string;
            fixed_ip: string | null;
            instance_id: string | null;
        };
        FloatingIpBody: {
            floating_ip: components["schemas"]["FloatingIp"];
        };
        /** @description Nova's own networks had more to say; of Neutron's it tells these, and the addresses of the first subnet of each family. */
        Network: {
            id: string;
            label: string;
            cidr: string | null;
            netmask: string | null;
            gateway: string | null;
            broadcast: string | null;
            dns1: string | null;
            dns2: string | null;
            cidr_v6: string | null;
            netmask_v6: string | null;
            gateway_v6: string | null;
        };
        TenantNetwork: {
            id: string;
            label: string;
            /** @description Of its first subnet. */
            cidr: string | null;
        };
        "schemas-Links": {
            rel: string;
            href: string;
            type?: string;
        }[];
        Image: {
            id: string;
            name: string | null;
            /** @enum {string} */
            status: "ACTIVE" | "SAVING" | "DELETED" | "ERROR" | "UNKNOWN";
            progress: number;
            created: string;
            updated: string;
            /** @description GiB. */
            minDisk: number;
            /** @description MiB. */
            minRam: number;
            metadata: {
                [key: string]: string;
            };
            links: components["schemas"]["schemas-Links"];
            /** @description Bytes. */
            "OS-EXT-IMG-SIZE:size": number | null;
            server?: {
                id: string;
                links: components["schemas"]["schemas-Links"];
            };
        };
        MetadataBody: {
            metadata: {
                [key: string]: string;
            };
        };
        MetaBody: {
            meta: {
                [key: string]: string;
            };
        };
        InstanceAction: {
            action: string;
            instance_uuid: string;
            request_id: string;
            user_id: string;
            project_id: string;
            start_time: string;
            updated_at?: string;
            message: string | null;
        };
        InstanceActionDetail: {
            action: string;
            instance_uuid: string;
            request_id: string;
            user_id: string;
            project_id: string;
            start_time: string;
            updated_at?: string;
            message: string | null;
            /** @description Admins only before 2.51. */
            events?: {
                event: string;
                start_time: string;
                finish_time: string | null;
                result: string | null;
                /** @description Admins only. */
                traceback?: string | null;
                hostId?: string;
                /** @description Admins only. */
                host?: string;
            }[];
        };
        KeypairListed: {
            name: string;
            type?: string;
            public_key: string;
            fingerprint: string;
        };
        KeypairCreated: {
            keypair: {
                name: string;
                type?: string;
                public_key: string;
                fingerprint: string;
                user_id: string;
                /** @description Only when it was made here. */
                private_key?: string;
            };
        };
        ServerGroup: {
            id: string;
            name: string;
            members: string[];
            policies?: string[];
            metadata?: Record<string, never>;
            policy?: string;
            rules?: {
                [key: string]: number;
            };
            project_id?: string;
            user_id?: string;
        };
        /** @enum {string} */
        GroupPolicy: "affinity" | "anti-affinity" | "soft-affinity" | "soft-anti-affinity";
        ServerGroupBody: {
            server_group: components["schemas"]["ServerGroup"];
        };
        QuotaSet: {
            id?: string;
            instances: number;
            cores: number;
            /** @description MiB. */
            ram: number;
            metadata_items: number;
            key_pairs: number;
            server_groups: number;
            server_group_members: number;
            injected_files?: number;
            injected_file_content_bytes?: number;
            injected_file_path_bytes?: number;
            fixed_ips?: number;
            floating_ips?: number;
            security_groups?: number;
            security_group_rules?: number;
        };
        LimitGiven: number | string;
        QuotaDetail: {
            limit: number;
            in_use: number;
            reserved: number;
        };
        TenantUsage: {
            start: string;
            stop: string;
            tenant_id: string;
            total_hours: number;
            total_local_gb_usage: number;
            total_memory_mb_usage: number;
            total_vcpus_usage: number;
            server_usages?: {
                ended_at: string | null;
                flavor: string;
                hours: number;
                instance_id: string;
                local_gb: number;
                memory_mb: number;
                name: string;
                started_at: string;
                state: string;
                tenant_id: string;
                /** @description Seconds. */
                uptime: number;
                vcpus: number;
            }[];
        };
        Zones: {
            availabilityZoneInfo: {
                zoneName: string;
                zoneState: {
                    available: boolean;
                };
                hosts: {
                    [key: string]: {
                        [key: string]: {
                            available: boolean;
                            active: boolean;
                            updated_at: string | null;
                        };
                    };
                } | null;
            }[];
        };
        HypervisorServers: {
            name: string;
            uuid: string;
        }[];
        ListedHypervisors: {
            hypervisors: {
                id: number | string;
                hypervisor_hostname: string;
                state: string;
                status: string;
                servers?: components["schemas"]["HypervisorServers"];
            }[];
            hypervisors_links?: components["schemas"]["Links"];
        };
        Hypervisor: {
            id: number | string;
            hypervisor_hostname: string;
            state: string;
            status: string;
            /** @description JSON in a text before 2.28. */
            cpu_info: string | {
                [key: string]: unknown;
            };
            current_workload: number;
            disk_available_least: number | null;
            free_disk_gb: number;
            free_ram_mb: number;
            host_ip: string | null;
            hypervisor_type: string;
            hypervisor_version: number;
            local_gb: number;
            local_gb_used: number;
            memory_mb: number;
            memory_mb_used: number;
            running_vms: number;
            service: {
                host: string;
                id: number | string;
                disabled_reason: string | null;
            };
            vcpus: number;
            vcpus_used: number;
            servers?: components["schemas"]["HypervisorServers"];
        };
        ComputeService: {
            id: number | string;
            binary: string;
            host: string;
            zone: string;
            status: string;
            state: string;
            updated_at: string | null;
            disabled_reason: string | null;
            forced_down?: boolean;
        };
        Aggregate: {
            id: number;
            uuid?: string;
            name: string;
            availability_zone: string | null;
            created_at: string;
            updated_at: string | null;
            deleted: boolean;
            deleted_at: string | null;
            hosts: string[];
            metadata: {
                [key: string]: string;
            };
        };
        ZoneGiven: string | null;
        AggregateCreated: {
            id: number;
            uuid?: string;
            name: string;
            availability_zone: string | null;
            created_at: string;
            updated_at: string | null;
            deleted: boolean;
            deleted_at: string | null;
        };
        AggregateBody: {
            aggregate: components["schemas"]["Aggregate"];
        };
        HostNamed: {
            host: string;
        };
        ServerMetadataBody: {
            metadata: {
                [key: string]: string;
            };
        };
        ServerMetadataGiven: {
            metadata: {
                [key: string]: string;
            };
        };
        "schemas-MetaBody": {
            meta: {
                [key: string]: string;
            };
        };
        TagsBody: {
            tags: string[];
        };
        Tag: string;
        BareAddresses: {
            version: number;
            addr: string;
        }[];
        ComputeExtension: {
            alias: string;
            description: string;
            links: unknown[];
            name: string;
            /** Format: uri */
            namespace: string;
            updated: string;
        };
    };
    responses: {
        /** @description A fault; the body's form depends on the service. */
        Fault: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FaultBody"];
            };
        };
    };
    parameters: {
        Id: string;
        Limit: number;
        Marker: string;
        /** @description A regular expression. */
        NameFilter: string;
        /** @description May be repeated. */
        StatusFilter: string[];
        ImageFilter: string;
        FlavorFilter: string;
        /** @description A regular expression. */
        IpFilter: string;
        /** @description A regular expression. */
        Ip6Filter: string;
        /** @description Admins only. */
        HostFilter: string;
        /** @description Admins only. */
        NodeFilter: string;
        /** @description Admins only. */
        AllTenants: string;
        ProjectFilter: string;
        TenantFilter: string;
        UserFilter: string;
        ChangesSince: string;
        ChangesBefore: string;
        /** @description Admins only. */
        Deleted: string;
        SoftDeleted: string;
        /** @description All of these, with commas. */
        TagsFilter: string;
        AnyTagsFilter: string;
        NotTagsFilter: string;
        NotAnyTagsFilter: string;
        KeyNameFilter: string;
        LockedFilter: boolean;
        /** @description Admins only. */
        VmStateFilter: string;
        /** @description Admins only. */
        TaskStateFilter: string;
        /** @description Admins only. */
        PowerStateFilter: string;
        ZoneFilter: string;
        ConfigDriveFilter: boolean;
        UuidFilter: string;
        ReservationFilter: string;
        /** @description A regular expression. */
        DescriptionFilter: string;
        /** @description The same as name. */
        DisplayNameFilter: string;
        HostnameFilter: string;
        LaunchIndexFilter: number;
        /** @description May be repeated, together with sort_dir. */
        ServerSortKey: string[];
        ServerSortDir: ("asc" | "desc")[];
        /** @description Any text that is hard to guess, a UUID say. The same key with the same body answers the first answer again for 24 hours, and makes nothing twice; with another body it is refused with 409. What was refused is not kept. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listComputeVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        versions: components["schemas"]["Version"][];
                    };
                };
            };
        };
    };
    getComputeVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: components["schemas"]["Version"];
                    };
                };
            };
        };
    };
    listFlavors: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                is_public?: string;
                minRam?: number;
                minDisk?: number;
                sort_key?: string;
                sort_dir?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The flavors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flavors: {
                            id: string;
                            name: string;
                            description?: string | null;
                            links: components["schemas"]["Links"];
                        }[];
                        flavors_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createFlavor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    flavor: {
                        name: components["schemas"]["Name"];
                        /** @description Generated when null or "auto". */
                        id?: string | null | number;
                        /** @description MiB. */
                        ram: number | string;
                        vcpus: number | string;
                        /** @description GiB. */
                        disk: number | string;
                        /** @description MiB. */
                        swap?: number | string;
                        /** @description GiB. */
                        "OS-FLV-EXT-DATA:ephemeral"?: number | string;
                        rxtx_factor?: number | string;
                        /** @enum {boolean|string} */
                        "os-flavor-access:is_public"?: true | false | "true" | "false" | "True" | "False";
                        description?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The flavor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listFlavorsDetail: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                is_public?: string;
                minRam?: number;
                minDisk?: number;
                sort_key?: string;
                sort_dir?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The flavors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flavors: components["schemas"]["Flavor"][];
                        flavors_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getFlavor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The flavor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateFlavor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    flavor: {
                        description: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The flavor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteFlavor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listFlavorExtraSpecs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The extra specs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtraSpecsBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createFlavorExtraSpecs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtraSpecsGiven"];
            };
        };
        responses: {
            /** @description What was given. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtraSpecsBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getFlavorExtraSpec: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key and its value. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateFlavorExtraSpec: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: components["schemas"]["ExtraSpecValue"];
                };
            };
        };
        responses: {
            /** @description The key and its value. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteFlavorExtraSpec: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listFlavorAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorAccess"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    actOnFlavor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    addTenantAccess?: components["schemas"]["TenantNamed"];
                    removeTenantAccess?: components["schemas"]["TenantNamed"];
                };
            };
        };
        responses: {
            /** @description The projects that have access now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlavorAccess"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                /** @description A regular expression. */
                name?: components["parameters"]["NameFilter"];
                /** @description May be repeated. */
                status?: components["parameters"]["StatusFilter"];
                image?: components["parameters"]["ImageFilter"];
                flavor?: components["parameters"]["FlavorFilter"];
                /** @description A regular expression. */
                ip?: components["parameters"]["IpFilter"];
                /** @description A regular expression. */
                ip6?: components["parameters"]["Ip6Filter"];
                /** @description Admins only. */
                host?: components["parameters"]["HostFilter"];
                /** @description Admins only. */
                node?: components["parameters"]["NodeFilter"];
                /** @description Admins only. */
                all_tenants?: components["parameters"]["AllTenants"];
                project_id?: components["parameters"]["ProjectFilter"];
                tenant_id?: components["parameters"]["TenantFilter"];
                user_id?: components["parameters"]["UserFilter"];
                "changes-since"?: components["parameters"]["ChangesSince"];
                "changes-before"?: components["parameters"]["ChangesBefore"];
                /** @description Admins only. */
                deleted?: components["parameters"]["Deleted"];
                soft_deleted?: components["parameters"]["SoftDeleted"];
                /** @description All of these, with commas. */
                tags?: components["parameters"]["TagsFilter"];
                "tags-any"?: components["parameters"]["AnyTagsFilter"];
                "not-tags"?: components["parameters"]["NotTagsFilter"];
                "not-tags-any"?: components["parameters"]["NotAnyTagsFilter"];
                key_name?: components["parameters"]["KeyNameFilter"];
                locked?: components["parameters"]["LockedFilter"];
                /** @description Admins only. */
                vm_state?: components["parameters"]["VmStateFilter"];
                /** @description Admins only. */
                task_state?: components["parameters"]["TaskStateFilter"];
                /** @description Admins only. */
                power_state?: components["parameters"]["PowerStateFilter"];
                availability_zone?: components["parameters"]["ZoneFilter"];
                config_drive?: components["parameters"]["ConfigDriveFilter"];
                uuid?: components["parameters"]["UuidFilter"];
                reservation_id?: components["parameters"]["ReservationFilter"];
                /** @description A regular expression. */
                description?: components["parameters"]["DescriptionFilter"];
                /** @description The same as name. */
                display_name?: components["parameters"]["DisplayNameFilter"];
                hostname?: components["parameters"]["HostnameFilter"];
                launch_index?: components["parameters"]["LaunchIndexFilter"];
                /** @description May be repeated, together with sort_dir. */
                sort_key?: components["parameters"]["ServerSortKey"];
                sort_dir?: components["parameters"]["ServerSortDir"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        servers: {
                            id: string;
                            name: string;
                            links: components["schemas"]["Links"];
                        }[];
                        servers_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createServer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text that is hard to guess, a UUID say. The same key with the same body answers the first answer again for 24 hours, and makes nothing twice; with another body it is refused with 409. What was refused is not kept. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServer"];
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        reservation_id?: string;
                        server?: {
                            id: components["schemas"]["Uuid"];
                            links: components["schemas"]["Links"];
                            "OS-DCF:diskConfig": string;
                            security_groups: {
                                name?: string;
                            }[];
                            adminPass?: string;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServersDetail: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                /** @description A regular expression. */
                name?: components["parameters"]["NameFilter"];
                /** @description May be repeated. */
                status?: components["parameters"]["StatusFilter"];
                image?: components["parameters"]["ImageFilter"];
                flavor?: components["parameters"]["FlavorFilter"];
                /** @description A regular expression. */
                ip?: components["parameters"]["IpFilter"];
                /** @description A regular expression. */
                ip6?: components["parameters"]["Ip6Filter"];
                /** @description Admins only. */
                host?: components["parameters"]["HostFilter"];
                /** @description Admins only. */
                node?: components["parameters"]["NodeFilter"];
                /** @description Admins only. */
                all_tenants?: components["parameters"]["AllTenants"];
                project_id?: components["parameters"]["ProjectFilter"];
                tenant_id?: components["parameters"]["TenantFilter"];
                user_id?: components["parameters"]["UserFilter"];
                "changes-since"?: components["parameters"]["ChangesSince"];
                "changes-before"?: components["parameters"]["ChangesBefore"];
                /** @description Admins only. */
                deleted?: components["parameters"]["Deleted"];
                soft_deleted?: components["parameters"]["SoftDeleted"];
                /** @description All of these, with commas. */
                tags?: components["parameters"]["TagsFilter"];
                "tags-any"?: components["parameters"]["AnyTagsFilter"];
                "not-tags"?: components["parameters"]["NotTagsFilter"];
                "not-tags-any"?: components["parameters"]["NotAnyTagsFilter"];
                key_name?: components["parameters"]["KeyNameFilter"];
                locked?: components["parameters"]["LockedFilter"];
                /** @description Admins only. */
                vm_state?: components["parameters"]["VmStateFilter"];
                /** @description Admins only. */
                task_state?: components["parameters"]["TaskStateFilter"];
                /** @description Admins only. */
                power_state?: components["parameters"]["PowerStateFilter"];
                availability_zone?: components["parameters"]["ZoneFilter"];
                config_drive?: components["parameters"]["ConfigDriveFilter"];
                uuid?: components["parameters"]["UuidFilter"];
                reservation_id?: components["parameters"]["ReservationFilter"];
                /** @description A regular expression. */
                description?: components["parameters"]["DescriptionFilter"];
                /** @description The same as name. */
                display_name?: components["parameters"]["DisplayNameFilter"];
                hostname?: components["parameters"]["HostnameFilter"];
                launch_index?: components["parameters"]["LaunchIndexFilter"];
                /** @description May be repeated, together with sort_dir. */
                sort_key?: components["parameters"]["ServerSortKey"];
                sort_dir?: components["parameters"]["ServerSortDir"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        servers: components["schemas"]["Server"][];
                        servers_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["Server"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    server: {
                        name?: components["schemas"]["Name"];
                        description?: string | null;
                        accessIPv4?: string;
                        accessIPv6?: string;
                        /** @enum {string} */
                        "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
                    };
                };
            };
        };
        responses: {
            /** @description The server; reduced below 2.75. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["ReducedServer"] | components["schemas"]["Server"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the server is gone when its host has confirmed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getDiagnostics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counters; one form for all hypervisors since 2.48. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createRemoteConsole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    remote_console: {
                        /** @enum {string} */
                        protocol: "vnc" | "spice" | "rdp" | "serial" | "mks";
                        /** @enum {string} */
                        type: "novnc" | "xvpvnc" | "rdp-html5" | "spice-html5" | "serial" | "webmks";
                    };
                };
            };
        };
        responses: {
            /** @description The console. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        remote_console: {
                            protocol: string;
                            type: string;
                            /** Format: uri */
                            url: string;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getServerPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The password. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    clearServerPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    actOnServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerAction"];
            };
        };
        responses: {
            /** @description Done, with an answer (rescue). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Accepted; some answer with a body (rebuild). */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Done (confirmResize). */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listInterfaces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        interfaceAttachments: components["schemas"]["InterfaceAttachment"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    attachInterface: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    interfaceAttachment: {
                        net_id?: components["schemas"]["Uuid"];
                        port_id?: components["schemas"]["Uuid"];
                        fixed_ips?: {
                            ip_address: string;
                        }[];
                        tag?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The port. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterfaceBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getInterface: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                port_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The port. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterfaceBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    detachInterface: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                port_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the host unplugs it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listVolumeAttachments: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An empty list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        volumeAttachments: unknown[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    attachVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    volumeAttachment: {
                        volumeId: components["schemas"]["Uuid"];
                        device?: string | null;
                        tag?: string;
                        delete_on_termination?: boolean | string;
                    };
                };
            };
        };
        responses: {
            default: components["responses"]["Fault"];
        };
    };
    getVolumeAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                volume_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            default: components["responses"]["Fault"];
        };
    };
    detachVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                volume_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            default: components["responses"]["Fault"];
        };
    };
    listServerMigrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An empty list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Migrations"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getServerTopology: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No node. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        nodes: unknown[];
                        pagesize_kb: null;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listMigrations: {
        parameters: {
            query?: {
                host?: string;
                hidden?: string;
                instance_uuid?: string;
                source_compute?: string;
                status?: string;
                migration_type?: string;
                limit?: number;
                marker?: string;
                "changes-since"?: string;
                "changes-before"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An empty list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Migrations"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerSecurityGroups: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeSecurityGroups: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createComputeSecurityGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupGiven"];
            };
        };
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeSecurityGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateComputeSecurityGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupGiven"];
            };
        };
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeSecurityGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    createComputeSecurityGroupRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    security_group_rule: {
                        parent_group_id: string;
                        /** @description tcp, udp or icmp. */
                        ip_protocol?: string | null;
                        /** @description Of ICMP the type; -1 for any. */
                        from_port?: number | string | null;
                        /** @description Of ICMP the code; -1 for any. */
                        to_port?: number | string | null;
                        /** @description Everybody without it and without a group. */
                        cidr?: string | null;
                        /** @description Those in this group. */
                        group_id?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group_rule: components["schemas"]["Rule"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeSecurityGroupRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listFloatingIpPools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pools. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floating_ip_pools: {
                            name: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeFloatingIps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The addresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floating_ips: components["schemas"]["FloatingIp"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createComputeFloatingIp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Name or id of an external network; may be left out where there is but one. */
                    pool?: string | null;
                } | null;
            };
        };
        responses: {
            /** @description The address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloatingIpBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeFloatingIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                floating_ip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloatingIpBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeFloatingIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                floating_ip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Given back. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The networks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networks: components["schemas"]["Network"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                network_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        network: components["schemas"]["Network"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listTenantNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The networks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networks: components["schemas"]["TenantNetwork"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getTenantNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                network_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        network: components["schemas"]["TenantNetwork"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeImages: {
        parameters: {
            query?: {
                limit?: number;
                marker?: string;
                name?: string;
                /** @description Nova's word. */
                status?: string;
                /** @description Snapshots of this server; its URL is taken too. */
                server?: string;
                type?: "snapshot" | "base";
                /** @description MiB. */
                minRam?: number;
                /** @description GiB. */
                minDisk?: number;
                /** @description ISO time. */
                "changes-since"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The images. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        images: {
                            id: string;
                            name: string | null;
                            links: components["schemas"]["schemas-Links"];
                        }[];
                        images_links?: components["schemas"]["schemas-Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeImagesDetail: {
        parameters: {
            query?: {
                limit?: number;
                marker?: string;
                name?: string;
                /** @description Nova's word. */
                status?: string;
                /** @description Snapshots of this server; its URL is taken too. */
                server?: string;
                type?: "snapshot" | "base";
                /** @description MiB. */
                minRam?: number;
                /** @description GiB. */
                minDisk?: number;
                /** @description ISO time. */
                "changes-since"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The images. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        images: components["schemas"]["Image"][];
                        images_links?: components["schemas"]["schemas-Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        image: components["schemas"]["Image"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeImageMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The properties. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    replaceComputeImageMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetadataBody"];
            };
        };
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    mergeComputeImageMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetadataBody"];
            };
        };
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeImageMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The property. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetaBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateComputeImageMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetaBody"];
            };
        };
        responses: {
            /** @description The property. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetaBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeImageMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                image_id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listInstanceActions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description A request id. */
                marker?: string;
                "changes-since"?: string;
                "changes-before"?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The actions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        instanceActions: components["schemas"]["InstanceAction"][];
                        links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getInstanceAction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The action. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        instanceAction: components["schemas"]["InstanceActionDetail"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getLimits: {
        parameters: {
            query?: {
                tenant_id?: string;
                reserved?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        limits: {
                            rate: unknown[];
                            absolute: {
                                [key: string]: number;
                            };
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listKeypairs: {
        parameters: {
            query?: {
                /** @description Admins only. */
                user_id?: string;
                limit?: number;
                /** @description A name. */
                marker?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keypairs of the user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keypairs: {
                            keypair: components["schemas"]["KeypairListed"];
                        }[];
                        keypairs_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createKeypair: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    keypair: {
                        name: string;
                        public_key?: string;
                        /** @enum {string} */
                        type?: "ssh" | "x509";
                        /** @description Admins only. */
                        user_id?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The keypair (2.1). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeypairCreated"];
                };
            };
            /** @description The keypair (since 2.2). */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeypairCreated"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getKeypair: {
        parameters: {
            query?: {
                /** @description Admins only. */
                user_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keypair. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keypair: {
                            name: string;
                            type?: string;
                            public_key: string;
                            fingerprint: string;
                            user_id: string;
                            created_at: string;
                            deleted: boolean;
                            deleted_at: string | null;
                            id: number;
                            updated_at: string | null;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteKeypair: {
        parameters: {
            query?: {
                /** @description Admins only. */
                user_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted (2.1). */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Deleted (since 2.2). */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerGroups: {
        parameters: {
            query?: {
                /** @description Admins only. */
                all_projects?: string;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server_groups: components["schemas"]["ServerGroup"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createServerGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    server_group: {
                        name: components["schemas"]["Name"];
                        policies?: components["schemas"]["GroupPolicy"][];
                        policy?: components["schemas"]["GroupPolicy"];
                        rules?: {
                            max_server_per_host?: number | string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerGroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getServerGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerGroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteServerGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getQuotaSet: {
        parameters: {
            query?: {
                /** @description There are no quotas of users: the project's counts. */
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quota. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_set: components["schemas"]["QuotaSet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateQuotaSet: {
        parameters: {
            query?: {
                /** @description There are no quotas of users: the project's counts. */
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    quota_set: {
                        instances?: components["schemas"]["LimitGiven"];
                        cores?: components["schemas"]["LimitGiven"];
                        ram?: components["schemas"]["LimitGiven"];
                        metadata_items?: components["schemas"]["LimitGiven"];
                        key_pairs?: components["schemas"]["LimitGiven"];
                        server_groups?: components["schemas"]["LimitGiven"];
                        server_group_members?: components["schemas"]["LimitGiven"];
                        injected_files?: components["schemas"]["LimitGiven"];
                        injected_file_content_bytes?: components["schemas"]["LimitGiven"];
                        injected_file_path_bytes?: components["schemas"]["LimitGiven"];
                        fixed_ips?: components["schemas"]["LimitGiven"];
                        floating_ips?: components["schemas"]["LimitGiven"];
                        security_groups?: components["schemas"]["LimitGiven"];
                        security_group_rules?: components["schemas"]["LimitGiven"];
                        tenant_id?: string;
                        force?: boolean | string;
                    };
                };
            };
        };
        responses: {
            /** @description The quota, without id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_set: components["schemas"]["QuotaSet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteQuotaSet: {
        parameters: {
            query?: {
                /** @description There are no quotas of users: the project's counts. */
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getQuotaDefaults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The defaults. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_set: components["schemas"]["QuotaSet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getQuotaDetail: {
        parameters: {
            query?: {
                user_id?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Limit, use and reservation of each resource. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_set: {
                            id: string;
                        } & {
                            [key: string]: components["schemas"]["QuotaDetail"];
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getQuotaClass: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quota. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_class_set: components["schemas"]["QuotaSet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateQuotaClass: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    quota_class_set: {
                        instances?: components["schemas"]["LimitGiven"];
                        cores?: components["schemas"]["LimitGiven"];
                        ram?: components["schemas"]["LimitGiven"];
                        metadata_items?: components["schemas"]["LimitGiven"];
                        key_pairs?: components["schemas"]["LimitGiven"];
                        server_groups?: components["schemas"]["LimitGiven"];
                        server_group_members?: components["schemas"]["LimitGiven"];
                        injected_files?: components["schemas"]["LimitGiven"];
                        injected_file_content_bytes?: components["schemas"]["LimitGiven"];
                        injected_file_path_bytes?: components["schemas"]["LimitGiven"];
                        fixed_ips?: components["schemas"]["LimitGiven"];
                        floating_ips?: components["schemas"]["LimitGiven"];
                        security_groups?: components["schemas"]["LimitGiven"];
                        security_group_rules?: components["schemas"]["LimitGiven"];
                    };
                };
            };
        };
        responses: {
            /** @description The quota, without id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_class_set: components["schemas"]["QuotaSet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listTenantUsage: {
        parameters: {
            query?: {
                /** @description ISO 8601; default is four weeks ago. */
                start?: string;
                /** @description ISO 8601; default is now. */
                end?: string;
                /** @description `1` lists servers too. */
                detailed?: string;
                /** @description Servers. */
                limit?: number;
                /** @description A server's id. */
                marker?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage of each project that had servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant_usages: components["schemas"]["TenantUsage"][];
                        tenant_usages_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getTenantUsage: {
        parameters: {
            query?: {
                start?: string;
                end?: string;
                detailed?: string;
                limit?: number;
                marker?: string;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage; empty when the project had no servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant_usage: components["schemas"]["TenantUsage"] | Record<string, never>;
                        tenant_usage_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listAvailabilityZones: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The zones; hosts is null. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zones"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listAvailabilityZonesDetail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The zones. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Zones"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listHypervisors: {
        parameters: {
            query?: {
                limit?: number;
                /** @description An id. */
                marker?: string;
                /** @description Part of a name. */
                hypervisor_hostname_pattern?: string;
                with_servers?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hypervisors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedHypervisors"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listHypervisorsDetail: {
        parameters: {
            query?: {
                limit?: number;
                /** @description An id. */
                marker?: string;
                hypervisor_hostname_pattern?: string;
                with_servers?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hypervisors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hypervisors: components["schemas"]["Hypervisor"][];
                        hypervisors_links?: components["schemas"]["Links"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHypervisorStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hypervisor_statistics: {
                            [key: string]: number;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHypervisor: {
        parameters: {
            query?: {
                with_servers?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hypervisor. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hypervisor: components["schemas"]["Hypervisor"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHypervisorUptime: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The line that uptime(1) prints. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hypervisor: {
                            id: number | string;
                            hypervisor_hostname: string;
                            state: string;
                            status: string;
                            uptime: string;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    searchHypervisors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Part of a name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hypervisors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedHypervisors"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listHypervisorServers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Part of a name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hypervisors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedHypervisors"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeServices: {
        parameters: {
            query?: {
                host?: string;
                binary?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The services. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        services: components["schemas"]["ComputeService"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateComputeService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID since 2.53; before: what to do. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    host?: string;
                    binary?: string;
                    /** @enum {string} */
                    status?: "enabled" | "disabled";
                    disabled_reason?: string;
                    /** @enum {boolean|string} */
                    forced_down?: true | false | "true" | "false" | "True" | "False";
                };
            };
        };
        responses: {
            /** @description The service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        service: {
                            id?: string;
                            binary: string;
                            host: string;
                            status?: string;
                            state?: string;
                            zone?: string;
                            updated_at?: string | null;
                            disabled_reason?: string | null;
                            forced_down?: boolean;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteComputeService: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A UUID since 2.53; before: what to do. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeHosts: {
        parameters: {
            query?: {
                zone?: string;
                service?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hosts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hosts: {
                            host_name: string;
                            service: string;
                            zone: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Total, used now, the most used, and one row a project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        host: {
                            resource: {
                                host: string;
                                project: string;
                                cpu: number;
                                memory_mb: number;
                                disk_gb: number;
                            };
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listAggregates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The aggregates. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aggregates: components["schemas"]["Aggregate"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    aggregate: {
                        name: components["schemas"]["Name"];
                        availability_zone?: components["schemas"]["ZoneGiven"];
                    };
                };
            };
        };
        responses: {
            /** @description The aggregate, without hosts and metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        aggregate: components["schemas"]["AggregateCreated"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The aggregate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AggregateBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    aggregate: {
                        name?: components["schemas"]["Name"];
                        availability_zone?: components["schemas"]["ZoneGiven"];
                    };
                };
            };
        };
        responses: {
            /** @description The aggregate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AggregateBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    actOnAggregate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    add_host?: components["schemas"]["HostNamed"];
                    remove_host?: components["schemas"]["HostNamed"];
                    set_metadata?: {
                        metadata: {
                            [key: string]: string | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description The aggregate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AggregateBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerMetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    replaceServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerMetadataGiven"];
            };
        };
        responses: {
            /** @description All of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerMetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    mergeServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerMetadataGiven"];
            };
        };
        responses: {
            /** @description All of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerMetadataBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getServerMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["schemas-MetaBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateServerMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    meta: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["schemas-MetaBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteServerMetadataItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagsBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    replaceServerTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    tags: components["schemas"]["Tag"][];
                };
            };
        };
        responses: {
            /** @description The tags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagsBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteServerTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getServerTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    addServerTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tagged. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It had the tag. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteServerTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The addresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        addresses: {
                            [key: string]: components["schemas"]["BareAddresses"];
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerNetworkAddresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description The network's name. */
                network: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The addresses under the network's name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["BareAddresses"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listComputeExtensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The extensions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extensions: components["schemas"]["ComputeExtension"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getComputeExtension: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The extension. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        extension: components["schemas"]["ComputeExtension"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createServerExternalEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    events: {
                        /** @enum {string} */
                        name: "network-changed" | "network-vif-plugged" | "network-vif-unplugged" | "network-vif-deleted" | "volume-extended" | "power-update";
                        server_uuid: components["schemas"]["Uuid"];
                        /** @enum {string} */
                        status?: "failed" | "completed" | "in-progress";
                        tag?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description What became of each. */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            name: string;
                            server_uuid: string;
                            status: string;
                            code: number;
                            tag?: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
