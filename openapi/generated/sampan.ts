// Made by openapi/generate.ts from openapi/sampan.yaml; change that instead.
export interface paths {
    "/v1/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /** One server with what Nova's body has no room for */
        get: operations["getServerView"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /** What was asked of a server, newest first, with phases and times */
        get: operations["listActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of the project (an admin may ask for all), oldest first */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they happen (server-sent events)
         * @description `text/event-stream`; `id` is the cursor, `event` the event's type, `data` its JSON. A client that comes back with `Last-Event-ID` (or `after`) misses nothing. Without either the stream starts now. A comment line comes every 15 s.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Hosts with what they have and what is claimed */
        get: operations["listHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        /** One host */
        get: operations["getHostView"];
        put?: never;
        post?: never;
        /** Forget a host that has no servers */
        delete: operations["deleteHost"];
        options?: never;
        head?: never;
        /** Let a host take new servers, or not */
        patch: operations["updateHost"];
        trace?: never;
    };
    "/v1/join-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a token with which one host may join, once */
        post: operations["createJoinToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join with a join token; the answer holds the host's own credential */
        post: operations["joinHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A host says that it lives and which generations it holds
         * @description Only with the host's own credential. The region then pushes what the host is missing.
         */
        post: operations["heartbeatHost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hosts/{id}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A host reports what it observes
         * @description Only with the host's own credential, for servers that are placed on it; others come back in `refused`.
         */
        post: operations["reportServers"];
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
        ServerView: {
            id: components["schemas"]["Uuid"];
            name: string;
            kind: components["schemas"]["Kind"];
            /** @description Nova's status. */
            status: string;
            /** @description Nova's task_state. */
            task?: string | null;
            project_id: string;
            user_id: string;
            generation: number;
            observed_generation: number;
            /** @description The host name; null before placement, and for tenants. */
            host?: string | null;
            image: {
                id: string;
                name?: string | null;
                layer_id: string;
            };
            flavor: components["schemas"]["Flavor"];
            addresses: {
                network: string;
                network_id?: string;
                ip_address: string;
                mac_address: string;
                port_id: string;
            }[];
            step?: string | null;
            progress?: number | null;
            fault?: components["schemas"]["Fault"] | null;
            created_at: components["schemas"]["Time"];
            updated_at: components["schemas"]["Time"];
            launched_at?: string | null;
        };
        Action: {
            request_id: string;
            /**
             * @example create
             * @example start
             * @example stop
             * @example reboot
             * @example delete
             */
            action: string;
            server_id: components["schemas"]["Uuid"];
            user_id: string;
            project_id: string;
            generation?: number;
            started_at: components["schemas"]["Time"];
            finished_at?: string | null;
            duration_ms?: number | null;
            /** @enum {string|null} */
            result?: "Success" | "Error" | null;
            fault?: components["schemas"]["Fault"] | null;
            phases: components["schemas"]["Phase"][];
        };
        Event: {
            /** @description The cursor; grows. */
            id: number;
            /**
             * @example server.create.start
             * @example server.create.end
             * @example server.stop.end
             * @example server.status
             * @example host.up
             * @example host.down
             */
            type: string;
            at: components["schemas"]["Time"];
            project_id?: string | null;
            server_id?: string | null;
            host_id?: string | null;
            request_id?: string | null;
            data?: {
                [key: string]: unknown;
            };
        };
        Host: {
            id: components["schemas"]["Uuid"];
            name: string;
            url: string;
            /** @enum {string} */
            state: "up" | "down";
            enabled: boolean;
            disabled_reason?: string | null;
            kinds: components["schemas"]["Kind"][];
            architecture: string;
            version?: string | null;
            capacity: components["schemas"]["HostCapacity"];
            claimed: {
                vcpus: number;
                memory_mib: number;
                disk_gib: number;
            };
            servers: number;
            joined_at: components["schemas"]["Time"];
            heartbeat_at?: string | null;
        };
        /**
         * Format: uuid
         * @description A UUID with dashes.
         */
        Uuid: string;
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
        /**
         * @description What runs a server; the image decides it.
         * @enum {string}
         */
        Kind: "container" | "vm";
        /** @description What a server gets, as the region hands it to a host. */
        Flavor: {
            id: string;
            name: string;
            vcpus: number;
            memory_mib: number;
            disk_gib: number;
            extra_specs?: {
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
        HostCapacity: {
            vcpus: number;
            memory_mib: number;
            disk_gib: number;
        };
        /** @description An identity id, 32 hexadecimal digits without dashes (`default` for the default domain). */
        Id32: string;
        /** @enum {string} */
        ObservedStatus: "building" | "running" | "paused" | "suspended" | "stopped" | "exited" | "absent" | "error";
        /** @description The observed state of one server, as its host sends it. `sequence` grows with every report of a host; the region drops late ones. `observed_generation` is the newest generation that the host has finished working on, or has failed at (then with `fault`). */
        ServerReport: {
            server_id: components["schemas"]["Uuid"];
            sequence: number;
            observed_generation: number;
            /** @description The generation that the host works on now. */
            working_generation?: number;
            status: components["schemas"]["ObservedStatus"];
            /** @description The step that it is at. */
            step?: string;
            fault?: components["schemas"]["Fault"];
            exit_code?: number;
            oom_killed?: boolean;
            /** @description Why the status is what it is, when the host found it changed behind its back. */
            reason?: string;
            /** @description How often the restart policy has started it again since it was last asked for. */
            restarts?: number;
            /** @enum {string} */
            health?: "starting" | "healthy" | "unhealthy";
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
    parameters: {
        ServerId: components["schemas"]["Uuid"];
        HostId: components["schemas"]["Uuid"];
        /** @description The cursor of the last event seen. */
        After: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getServerView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
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
                    "application/json": components["schemas"]["ServerView"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listActions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
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
                        actions: components["schemas"]["Action"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The cursor of the last event seen. */
                after?: components["parameters"]["After"];
                server_id?: components["schemas"]["Uuid"];
                /** @description Admins only. */
                all_projects?: boolean;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, and the cursor to go on from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["Event"][];
                        cursor: number;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description The cursor of the last event seen. */
                after?: components["parameters"]["After"];
                server_id?: components["schemas"]["Uuid"];
                /** @description Admins only. */
                all_projects?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listHosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hosts, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hosts: components["schemas"]["Host"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHostView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
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
                    "application/json": components["schemas"]["Host"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten; its credential is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    updateHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    enabled: boolean;
                    disabled_reason?: string;
                };
            };
        };
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Host"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createJoinToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Seconds.
                     * @default 3600
                     */
                    expires_in?: number;
                };
            };
        };
        responses: {
            /** @description The token, shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        join_token: string;
                        expires_at: components["schemas"]["Time"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    joinHost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    join_token: string;
                    name: string;
                    /**
                     * Format: uri
                     * @description Where the region reaches this host.
                     */
                    url: string;
                    kinds: components["schemas"]["Kind"][];
                    /** @example amd64 */
                    architecture: string;
                    capacity: components["schemas"]["HostCapacity"];
                };
            };
        };
        responses: {
            /** @description Joined. The secret is shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        host_id: components["schemas"]["Uuid"];
                        credential: {
                            user_id: components["schemas"]["Id32"];
                            password: string;
                            project_id: components["schemas"]["Id32"];
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    heartbeatHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
                    url: string;
                    kinds: components["schemas"]["Kind"][];
                    architecture: string;
                    version?: string;
                    capacity: components["schemas"]["HostCapacity"];
                    booted_at?: components["schemas"]["Time"];
                    /** @description Of 1, 5 and 15 minutes. */
                    load_average?: number[];
                    /** @description Server id to the generation that the host holds. */
                    generations: {
                        [key: string]: number;
                    };
                    /** @description Server id to the generation that the host has reported as done. */
                    observed?: {
                        [key: string]: number;
                    };
                    /** @description Network id to the revision of the network map that the host holds. */
                    networks?: {
                        [key: string]: number;
                    };
                    /** @description Where tunnels to this host end; absent where it has none. */
                    tunnel_ip?: string;
                    /** @description The physical networks that this host has an uplink to. */
                    physical_networks?: string[];
                };
            };
        };
        responses: {
            /** @description What differs from the region's intent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The region will push these. */
                        missing: components["schemas"]["Uuid"][];
                        /** @description Please report these again. */
                        unreported: components["schemas"]["Uuid"][];
                        /** @description The region knows no such servers on this host. */
                        unknown: components["schemas"]["Uuid"][];
                        interval_ms: number;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    reportServers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["HostId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reports: components["schemas"]["ServerReport"][];
                };
            };
        };
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        refused: components["schemas"]["Uuid"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
