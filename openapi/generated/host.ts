// Made by openapi/generate.ts from openapi/host.yaml; change that instead.
export interface paths {
    "/v1/host": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this host is and has */
        get: operations["getHost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every spec that this host holds, with what it observes */
        get: operations["listHostServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** One server as this host sees it */
        get: operations["getHostServer"];
        /**
         * Hand a spec to this host
         * @description Idempotent. The same generation again is acknowledged again; an older one is refused with `stale-generation`. The answer comes after the spec is on disk, before the work is done.
         */
        put: operations["putServer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at the machine now, and report */
        post: operations["syncServer"];
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
        HostInfo: {
            id: components["schemas"]["Uuid"];
            name: string;
            version: string;
            kinds: components["schemas"]["Kind"][];
            capacity: components["schemas"]["HostCapacity"];
        };
        SpecAccepted: {
            server_id: components["schemas"]["Uuid"];
            generation: number;
        };
        HostServer: {
            spec: components["schemas"]["ServerSpec"];
            observed_generation: number;
            /** @enum {string} */
            status: "building" | "running" | "stopped" | "exited" | "absent" | "error";
            step?: string;
            pid?: number;
            fault?: components["schemas"]["Fault"];
        };
        /** @enum {string} */
        FaultCode: "bad-request" | "unauthorized" | "forbidden" | "quota-exceeded" | "not-found" | "method-not-allowed" | "not-acceptable" | "conflict" | "no-valid-host" | "already-exists" | "stale-generation" | "too-large" | "unsupported-media-type" | "range-not-satisfiable" | "too-many-requests" | "internal" | "not-implemented" | "bad-gateway" | "unavailable" | "timeout" | "disk-full" | "image-unusable" | "start-failed" | "network-failed" | "layer-failed";
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
        /**
         * Format: uuid
         * @description A UUID with dashes.
         */
        Uuid: string;
        /**
         * @description What runs a server; the image decides it.
         * @enum {string}
         */
        Kind: "container" | "vm";
        HostCapacity: {
            vcpus: number;
            memory_mib: number;
            disk_gib: number;
        };
        /** @description An identity id, 32 hexadecimal digits without dashes (`default` for the default domain). */
        Id32: string;
        /** @description A chain id (OCI image-spec, config.md, "Layer ChainID"); a layer's parent is part of its own id. */
        LayerId: string;
        /** @description What a server gets, as the region hands it to a host. */
        Flavor: {
            id: string;
            name: string;
            vcpus: number;
            memory_mib: number;
            disk_gib: number;
        };
        /** @description A network as a host needs to know it. */
        NetworkSpec: {
            id: components["schemas"]["Uuid"];
            name: string;
            /** @description Unique in the region; the VNI between hosts. */
            segment: number;
            /** Format: cidr */
            cidr: string;
            /** Format: ipv4 */
            gateway_ip: string;
            mtu: number;
            nameservers: string[];
        };
        /** @description A server's attachment to a network. */
        PortSpec: {
            id: components["schemas"]["Uuid"];
            network_id: components["schemas"]["Uuid"];
            /** Format: mac */
            mac_address: string;
            fixed_ips: {
                /** Format: ipv4 */
                ip_address: string;
                prefix_length: number;
            }[];
        };
        /** @description The desired state of one server, as the region hands it to its host. Every change is a new `generation`; a host refuses older ones. `boot` counts reboots: a higher number than the one that runs means stop and start again. `root` counts fresh root file systems (rebuild, deploy). */
        ServerSpec: {
            id: components["schemas"]["Uuid"];
            generation: number;
            /** @description The request that wanted this generation; goes into the host's logs and reports. */
            request_id?: string;
            project_id: components["schemas"]["Id32"];
            name: string;
            /** @description RFC 1123 label. */
            hostname: string;
            kind: components["schemas"]["Kind"];
            /** @enum {string} */
            desired: "running" | "stopped" | "absent";
            boot: number;
            root: number;
            /** @description The last stop or reboot does not wait for the guest. */
            hard?: boolean;
            image: {
                id: components["schemas"]["Uuid"];
                name?: string;
                layer_id: components["schemas"]["LayerId"];
            };
            flavor: components["schemas"]["Flavor"];
            networks: components["schemas"]["NetworkSpec"][];
            ports: components["schemas"]["PortSpec"][];
            /** @description Replaces the image's Cmd. */
            command?: string[];
            env?: {
                [key: string]: string;
            };
            metadata?: {
                [key: string]: string;
            };
        };
        /**
         * Format: date-time
         * @description UTC, RFC 3339.
         */
        Time: string;
        /** @description A machine-readable reason of why something did not happen. */
        Fault: {
            code: components["schemas"]["FaultCode"];
            /** @description What was tried, on what, why it failed, what to do next. */
            message: string;
            details?: {
                [key: string]: unknown;
            };
            retryable?: boolean;
            at?: components["schemas"]["Time"];
        };
        /** @description One named part of an action with its time. */
        Phase: {
            /**
             * @example accept
             * @example dispatch
             * @example layers
             * @example root
             * @example create
             * @example network
             * @example start
             */
            name: string;
            started_at: components["schemas"]["Time"];
            duration_ms: number;
            detail?: {
                [key: string]: unknown;
            };
        };
        /** @description The observed state of one server, as its host sends it. `sequence` grows with every report of a host; the region drops late ones. `observed_generation` is the newest generation that the host has finished working on, or has failed at (then with `fault`). */
        ServerReport: {
            server_id: components["schemas"]["Uuid"];
            sequence: number;
            observed_generation: number;
            /** @description The generation that the host works on now. */
            working_generation?: number;
            /** @enum {string} */
            status: "building" | "running" | "stopped" | "exited" | "absent" | "error";
            /** @description The step that it is at. */
            step?: string;
            fault?: components["schemas"]["Fault"];
            exit_code?: number;
            oom_killed?: boolean;
            started_at?: components["schemas"]["Time"];
            phases?: components["schemas"]["Phase"][];
            progress?: number;
            observed_at?: components["schemas"]["Time"];
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
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostInfo"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listHostServers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The servers, by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        servers: components["schemas"]["HostServer"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHostServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
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
                    "application/json": components["schemas"]["HostServer"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    putServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerSpec"];
            };
        };
        responses: {
            /** @description Stored; the host works on it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpecAccepted"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    syncServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was observed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerReport"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
