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
        put?: never;
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
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The extra specs of a flavor */
        get: operations["listFlavorExtraSpecs"];
        put?: never;
        post?: never;
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
        /** Rename a server */
        put: operations["updateServer"];
        post?: never;
        /** Delete a server */
        delete: operations["deleteServer"];
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
    "/v2.1/servers/{id}/os-instance-actions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                id: components["parameters"]["Id"];
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
    "/v2.1/os-quota-sets/{project_id}": {
        parameters: {
            query?: never;
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
        };
        FlavorBody: {
            flavor: components["schemas"]["Flavor"];
        };
        ImageRef: "" | {
            id: string;
            links: components["schemas"]["Links"];
        };
        FlavorRef: {
            id: string;
            links: components["schemas"]["Links"];
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
            flavor: components["schemas"]["FlavorRef"];
            created: string;
            updated: string;
            addresses: {
                [key: string]: {
                    version: number;
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
            "OS-EXT-STS:power_state": number;
            "os-extended-volumes:volumes_attached": unknown[];
            security_groups?: {
                name?: string;
            }[];
            "OS-EXT-SRV-ATTR:host"?: string | null;
            "OS-EXT-SRV-ATTR:instance_name"?: string;
            "OS-EXT-SRV-ATTR:hypervisor_hostname"?: string | null;
            fault?: {
                code: number;
                created: string;
                message: string;
                details?: string;
            };
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
            flavor: components["schemas"]["FlavorRef"];
            created: string;
            updated: string;
            addresses: {
                [key: string]: {
                    version: number;
                    addr: string;
                }[];
            };
            accessIPv4: string;
            accessIPv6: string;
            links: components["schemas"]["Links"];
            "OS-DCF:diskConfig": string;
            progress?: number;
            fault?: {
                code: number;
                created: string;
                message: string;
                details?: string;
            };
        };
        InstanceAction: {
            action: string;
            instance_uuid: string;
            request_id: string;
            user_id: string;
            project_id: string;
            start_time: string;
            message: string | null;
        };
        InstanceActionDetail: {
            action: string;
            instance_uuid: string;
            request_id: string;
            user_id: string;
            project_id: string;
            start_time: string;
            message: string | null;
            /** @description Admins only at 2.1. */
            events?: {
                event: string;
                start_time: string;
                finish_time: string | null;
                result: string | null;
                traceback: string | null;
            }[];
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
        /**
         * Format: uuid
         * @description A UUID with dashes.
         */
        Uuid: string;
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
        StatusFilter: string;
        ImageFilter: string;
        FlavorFilter: string;
        IpFilter: string;
        /** @description Admins only. */
        HostFilter: string;
        /** @description Admins only. */
        AllTenants: string;
        ProjectFilter: string;
        TenantFilter: string;
        ChangesSince: string;
        Deleted: string;
        SortKey: string;
        SortDir: "asc" | "desc";
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
                        ram: number;
                        vcpus: number;
                        /** @description GiB. */
                        disk: number;
                        swap?: number;
                        "OS-FLV-EXT-DATA:ephemeral"?: number;
                        rxtx_factor?: number;
                        "os-flavor-access:is_public"?: boolean;
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
                id: components["parameters"]["Id"];
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
                    "application/json": {
                        extra_specs: {
                            [key: string]: string;
                        };
                    };
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
                status?: components["parameters"]["StatusFilter"];
                image?: components["parameters"]["ImageFilter"];
                flavor?: components["parameters"]["FlavorFilter"];
                ip?: components["parameters"]["IpFilter"];
                /** @description Admins only. */
                host?: components["parameters"]["HostFilter"];
                /** @description Admins only. */
                all_tenants?: components["parameters"]["AllTenants"];
                project_id?: components["parameters"]["ProjectFilter"];
                tenant_id?: components["parameters"]["TenantFilter"];
                "changes-since"?: components["parameters"]["ChangesSince"];
                deleted?: components["parameters"]["Deleted"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    server: {
                        name: components["schemas"]["Name"];
                        /** @description An image id (a URL ending in one is taken too). */
                        imageRef: string;
                        /** @description A flavor id (a URL ending in one is taken too). */
                        flavorRef: string | number;
                        /** @description Default is the project's own network. */
                        networks?: ("auto" | "none") | {
                            uuid?: components["schemas"]["Uuid"];
                            /** Format: ipv4 */
                            fixed_ip?: string;
                        }[];
                        metadata?: components["schemas"]["Metadata"];
                        min_count?: number | string;
                        max_count?: number | string;
                        return_reservation_id?: boolean;
                        /** @enum {string} */
                        "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
                        accessIPv4?: string;
                        accessIPv6?: string;
                        config_drive?: boolean | string | null;
                        availability_zone?: string;
                        security_groups?: {
                            name?: string;
                        }[];
                    };
                    "os:scheduler_hints"?: {
                        [key: string]: unknown;
                    };
                    "OS-SCH-HNT:scheduler_hints"?: {
                        [key: string]: unknown;
                    };
                };
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
                status?: components["parameters"]["StatusFilter"];
                image?: components["parameters"]["ImageFilter"];
                flavor?: components["parameters"]["FlavorFilter"];
                ip?: components["parameters"]["IpFilter"];
                /** @description Admins only. */
                host?: components["parameters"]["HostFilter"];
                /** @description Admins only. */
                all_tenants?: components["parameters"]["AllTenants"];
                project_id?: components["parameters"]["ProjectFilter"];
                tenant_id?: components["parameters"]["TenantFilter"];
                "changes-since"?: components["parameters"]["ChangesSince"];
                deleted?: components["parameters"]["Deleted"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                        accessIPv4?: string;
                        accessIPv6?: string;
                        /** @enum {string} */
                        "OS-DCF:diskConfig"?: "AUTO" | "MANUAL";
                    };
                };
            };
        };
        responses: {
            /** @description The reduced server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        server: components["schemas"]["ReducedServer"];
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
                "application/json": {
                    /** @description Start a stopped server. */
                    "os-start"?: unknown;
                    /** @description Stop a running server; its address and root stay. */
                    "os-stop"?: unknown;
                    reboot?: {
                        type: string;
                    };
                };
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
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
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                id: components["parameters"]["Id"];
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
    getQuotaSet: {
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
            /** @description The quota; -1 is unlimited. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota_set: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateQuotaSet: {
        parameters: {
            query?: never;
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
                        instances?: number | string;
                        cores?: number | string;
                        /** @description MiB. */
                        ram?: number | string;
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
                        quota_set: {
                            [key: string]: number;
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
