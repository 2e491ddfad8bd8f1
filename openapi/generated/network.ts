// Made by openapi/generate.ts from openapi/network.yaml; change that instead.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version discovery */
        get: operations["listNetworkVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The resources served */
        get: operations["listNetworkResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The extensions served */
        get: operations["listExtensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/extensions/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alias: string;
            };
            cookie?: never;
        };
        /** One extension */
        get: operations["getExtension"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's networks */
        get: operations["listNetworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/networks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a network */
        get: operations["getNetwork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/subnets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's subnets */
        get: operations["listSubnets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/subnets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a subnet */
        get: operations["getSubnet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/ports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's ports */
        get: operations["listPorts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/ports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a port */
        get: operations["getPort"];
        put?: never;
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
        PageLinks: components["schemas"]["Link"][];
        Extension: {
            alias: string;
            name: string;
            description: string;
            updated: string;
            links: unknown[];
        };
        /** @description With `fields` only those keys are there. */
        Network: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            admin_state_up?: boolean;
            status?: string;
            subnets?: string[];
            shared?: boolean;
            mtu?: number;
            "router:external"?: boolean;
            availability_zone_hints?: string[];
            availability_zones?: string[];
            description?: string;
            port_security_enabled?: boolean;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
            "provider:network_type"?: string;
            "provider:segmentation_id"?: number;
        };
        /** @description With `fields` only those keys are there. */
        Subnet: {
            id?: string;
            name?: string;
            network_id?: string;
            tenant_id?: string;
            project_id?: string;
            ip_version?: number;
            cidr?: string;
            gateway_ip?: string | null;
            enable_dhcp?: boolean;
            allocation_pools?: {
                start: string;
                end: string;
            }[];
            dns_nameservers?: string[];
            host_routes?: unknown[];
            ipv6_ra_mode?: string | null;
            ipv6_address_mode?: string | null;
            subnetpool_id?: string | null;
            service_types?: string[];
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        /** @description With `fields` only those keys are there. */
        Port: {
            id?: string;
            name?: string;
            network_id?: string;
            tenant_id?: string;
            project_id?: string;
            mac_address?: string;
            admin_state_up?: boolean;
            status?: string;
            device_id?: string;
            device_owner?: string;
            fixed_ips?: {
                subnet_id: string;
                ip_address: string;
            }[];
            security_groups?: string[];
            allowed_address_pairs?: unknown[];
            extra_dhcp_opts?: unknown[];
            port_security_enabled?: boolean;
            "binding:vnic_type"?: string;
            "binding:host_id"?: string;
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
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
        Ids: string[];
        Names: string[];
        ProjectIds: string[];
        TenantIds: string[];
        NetworkIds: string[];
        Fields: string[];
        Limit: number;
        Marker: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listNetworkVersions: {
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
                        versions: {
                            id: string;
                            status: string;
                            links: components["schemas"]["Link"][];
                        }[];
                    };
                };
            };
        };
    };
    listNetworkResources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resources. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        resources: {
                            name: string;
                            collection: string;
                            links: components["schemas"]["Link"][];
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listExtensions: {
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
                        extensions: components["schemas"]["Extension"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getExtension: {
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
                        extension: components["schemas"]["Extension"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listNetworks: {
        parameters: {
            query?: {
                id?: components["parameters"]["Ids"];
                name?: components["parameters"]["Names"];
                project_id?: components["parameters"]["ProjectIds"];
                tenant_id?: components["parameters"]["TenantIds"];
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                "router:external"?: string;
                shared?: string;
                status?: string;
            };
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
                        networks_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getNetwork: {
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
    listSubnets: {
        parameters: {
            query?: {
                id?: components["parameters"]["Ids"];
                name?: components["parameters"]["Names"];
                project_id?: components["parameters"]["ProjectIds"];
                tenant_id?: components["parameters"]["TenantIds"];
                network_id?: components["parameters"]["NetworkIds"];
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subnets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subnets: components["schemas"]["Subnet"][];
                        subnets_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getSubnet: {
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
            /** @description The subnet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subnet: components["schemas"]["Subnet"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listPorts: {
        parameters: {
            query?: {
                id?: components["parameters"]["Ids"];
                name?: components["parameters"]["Names"];
                project_id?: components["parameters"]["ProjectIds"];
                tenant_id?: components["parameters"]["TenantIds"];
                network_id?: components["parameters"]["NetworkIds"];
                device_id?: string[];
                mac_address?: string[];
                /** @description `ip_address=` or `subnet_id=` and a value. */
                fixed_ips?: string[];
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
            };
            header?: never;
            path?: never;
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
                        ports: components["schemas"]["Port"][];
                        ports_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getPort: {
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
            /** @description The port. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        port: components["schemas"]["Port"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
