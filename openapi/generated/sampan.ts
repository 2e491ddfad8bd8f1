// Made by openapi/generate.ts from openapi/sampan.yaml; change that instead.
export interface paths {
    "/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create servers, with what only containers have and what Nova has no words for
         * @description The same servers as Nova's create makes. Image and flavor may be given by name. Everything that can be refused is refused here; `201`-like certainty comes with the action that ends (`GET /v1/servers/{id}/actions`).
         */
        post: operations["createServers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's sets by name; admins may ask for all */
        get: operations["listSets"];
        put?: never;
        /**
         * Make a set, with as many instances as are wanted
         * @description An instance is a server of the flavor: one host, one port on each network, one count of quota, never split. All instances are placed in this request, or it is refused and nothing is kept.
         */
        post: operations["createSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** One set with its instances and their containers */
        get: operations["getSet"];
        put?: never;
        post?: never;
        /** Delete a set with its instances */
        delete: operations["deleteSet"];
        options?: never;
        head?: never;
        /**
         * How many instances there are to be
         * @description What is missing is placed in this request, or it is refused and nothing changes. What is too much is drained, the newest first; an instance is stopped as gently as its containers ask for, then deleted, and its addresses return.
         */
        patch: operations["scaleSet"];
        trace?: never;
    };
    "/v1/servers/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /**
         * Why a server is as it is
         * @description What is wanted, what is observed, at which step the host is and since when, what failed, and what happens next.
         */
        get: operations["explainServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A fresh root from an image; with `keep_backup` the old one is kept as an image of one more layer
         * @description Id, addresses, key and everything else stay. The old root is sent before anything of it is thrown away.
         */
        post: operations["rebuildServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/deploy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another image version in place; the one of before is kept for rollback */
        post: operations["deployServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the image before the last deploy */
        post: operations["rollbackServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another flavor; with `confirm` it is confirmed as soon as the host has done it */
        post: operations["resizeServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/sync-status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at the machine now; with `repair` bring it back to what is wanted */
        post: operations["syncServerStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** One network with what Neutron's body has no room for */
        get: operations["getNetworkView"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what Neutron's body has no room for */
        patch: operations["updateNetworkView"];
        trace?: never;
    };
    "/v1/network-traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether one address may reach another, and what decides it
         * @description Computed from the region's data for the first packet of a new connection, and held against what the switches of the hosts concerned answer when they are asked (`ofproto/trace`). Nothing is sent. The sender must be of your project. What belongs to another project is named by its kind only.
         */
        post: operations["tracePath"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scheduler/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which hosts would take a server of a flavor now, best first, and what speaks against the others
         * @description Nothing is claimed. Every filter is asked of every host, where a create counts a host for the first that refuses it.
         */
        get: operations["explainPlacement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/server-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What may be asked of a server, and in which states */
        get: operations["listServerVerbs"];
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
    "/v1/servers/{id}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /**
         * Run a program inside a server over a WebSocket
         * @description Binary messages carry a first byte that says which stream they are of: 0 input (yours), 1 output, 2 errors. Text messages are JSON: you may send `{"resize": {"columns": 80, "rows": 24}}`, `{"signal": "INT"}` and `{"eof": true}` (the end of the input); the last that comes is `{"exit_code": 0}` or `{"fault": {…}}`. A session without a message either way for ten minutes is ended.
         */
        get: operations["openExec"];
        put?: never;
        /** Run a program inside a server to its end, and answer its output */
        post: operations["runExec"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /**
         * Fetch a file or a tree from a server
         * @description A tar archive whose first entry is the last part of the path; or, with `raw`, one file's bytes, with its mode and owners in `X-File-Mode`, `X-File-Uid` and `X-File-Gid`.
         */
        get: operations["readFiles"];
        /**
         * Put files into a server
         * @description A tar archive is unpacked in the directory `path`, with its modes and owners; with `raw` the body becomes the file `path`.
         */
        put: operations["writeFiles"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /**
         * What a server has written to its console
         * @description Also of a server that was deleted, for as long as its host keeps the log.
         */
        get: operations["readLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        /** What a server uses now */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a user inside a server a new password
         * @description Answers when it is set. Only its hash is written down or sent on.
         */
        post: operations["setPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A ticket with which one WebSocket can be opened without a token, once */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open the WebSocket that a ticket is for */
        get: operations["openAttachment"];
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
        /** Forget a host that has no servers; by force also one that is lost for good, with its servers */
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
            /** @description Why the status is what it is, when the host found it changed behind its back. */
            reason?: string;
            restarts?: number;
            health?: string;
            exit_code?: number;
            /** @description The set that it is an instance of. */
            set?: {
                id: components["schemas"]["Uuid"];
                ordinal: number;
            };
            /** @description The containers of an instance of a set. */
            members?: components["schemas"]["MemberReport"][];
            description?: string | null;
            metadata?: {
                [key: string]: string;
            };
            key?: string | null;
            locked?: boolean;
            locked_reason?: string | null;
            /** @description What a rollback goes back to. */
            former_image?: {
                id?: string;
                name?: string | null;
            } | null;
            allowed_actions?: string[];
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
        /** @description A name that is not blank. */
        Name: string;
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
        Metadata: {
            [key: string]: string;
        };
        Tags: string[];
        /** @description What only a container has (Docker's words where it has one). */
        ContainerOptions: {
            /** @description Replaces the image's Entrypoint. */
            entrypoint?: string[];
            working_dir?: string;
            /** @description As in the image configuration: name or uid, with :group when wanted. */
            user?: string;
            /** @description PID 1 reaps children and passes signals on; the command is its child. */
            init?: boolean;
            /** @description Size of /dev/shm. */
            shm_mib?: number;
            /** @description By the name that setrlimit(2) has without RLIMIT_, in lower case. */
            ulimits?: {
                [key: string]: {
                    soft: number;
                    hard: number;
                };
            };
            /** @description The root is read-only and the verbs that change it are refused. */
            immutable?: boolean;
            pids?: number;
            volumes?: {
                /** @description A named volume of the project on this host; made when it is not there, kept when the server goes. */
                name: string;
                path: string;
                read_only?: boolean;
            }[];
            tmpfs?: {
                path: string;
                size_mib?: number;
            }[];
            /** @description What follows when the command ends by itself. Tries are counted anew after ten minutes of running; the wait doubles from 100 ms to 60 s. */
            restart?: {
                /** @enum {string} */
                policy: "no" | "on-failure" | "always";
                max_retries?: number;
            };
            /** @description Exactly one of exec, http and tcp. */
            health?: {
                exec?: string[];
                http?: {
                    port: number;
                    path?: string;
                };
                tcp?: {
                    port: number;
                };
                interval_s?: number;
                timeout_s?: number;
                retries?: number;
                start_period_s?: number;
                /** @description An unhealthy server is restarted, not only reported. */
                restart?: boolean;
            };
        };
        NewServers: {
            name: components["schemas"]["Name"];
            /** @description Name or id. */
            image: string;
            /** @description Name or id. */
            flavor: string;
            /** @default 1 */
            count?: number;
            networks?: components["schemas"]["Networks"];
            security_groups?: string[];
            metadata?: components["schemas"]["Metadata"];
            description?: string;
            tags?: components["schemas"]["Tags"];
            hostname?: string;
            /** @description A keypair's name. */
            key?: string;
            /** @description Base64. */
            user_data?: string;
            admin_password?: string;
            files?: {
                path: string;
                /** @description Base64. */
                contents: string;
            }[];
            config_drive?: boolean;
            /** @description A zone; admins may name a host: `zone:host`. */
            zone?: string;
            /** @description A server group. */
            group?: components["schemas"]["Uuid"];
            /**
             * @description Built and left stopped where false.
             * @default true
             */
            start?: boolean;
            stop_timeout_s?: number;
            command?: string[];
            env?: {
                [key: string]: string;
            };
            container?: components["schemas"]["ContainerOptions"];
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
        /** @description One container of a set as its host sees it. `waiting` is ended, and started again at `restart_at`. */
        MemberReport: {
            name: string;
            /** @enum {string} */
            state: "running" | "waiting" | "ended";
            restarts: number;
            exit_code?: number;
            oom_killed?: boolean;
            restart_at?: components["schemas"]["Time"];
        };
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
        Instance: {
            /** @description Of the server. */
            id: components["schemas"]["Uuid"];
            name: string;
            ordinal: number;
            status: string;
            draining: boolean;
            addresses: string[];
            containers: components["schemas"]["MemberReport"][];
        };
        Set: {
            id: components["schemas"]["Uuid"];
            name: string;
            project_id: string;
            /**
             * @description DEGRADED: an instance or a container does not run as it should, or what is missing cannot be placed.
             * @enum {string}
             */
            status: "READY" | "SCALING" | "DEGRADED" | "DELETING";
            replicas: number;
            /** @description Instances that run with all of their containers. */
            ready: number;
            flavor: string;
            containers: {
                name: string;
                image: string;
                command?: string[];
            }[];
            instances: components["schemas"]["Instance"][];
            /** @description Why what is missing could not be made the last time. */
            fault: components["schemas"]["Fault"] | null;
            created_at: components["schemas"]["Time"];
            updated_at: components["schemas"]["Time"];
        };
        /** @description Of a container in a set; `infra` is the one that holds what the others share. */
        ContainerName: string;
        /** @description A volume that the containers of one server of a set share; it is empty at first, and goes with the server. */
        MemberMount: {
            volume: string;
            path: string;
            read_only?: boolean;
        };
        /** @description What one container may take at most of the flavor's size; all of it otherwise. The flavor bounds them together. */
        MemberLimits: {
            vcpus?: number;
            memory_mib?: number;
        };
        NewContainer: {
            name: components["schemas"]["ContainerName"];
            /** @description Name or id. */
            image: string;
            command?: string[];
            env?: {
                [key: string]: string;
            };
            container?: components["schemas"]["ContainerOptions"];
            mounts?: components["schemas"]["MemberMount"][];
            limits?: components["schemas"]["MemberLimits"];
        };
        NewSet: {
            name: components["schemas"]["Name"];
            /** @description Name or id; the size of one instance with all of its containers. */
            flavor: string;
            /** @default 1 */
            replicas?: number;
            /** @description Started in this order and stopped in the other. */
            containers: components["schemas"]["NewContainer"][];
            /** @description The project's own unless given. */
            networks?: components["schemas"]["Uuid"][];
            security_groups?: string[];
            metadata?: components["schemas"]["Metadata"];
            /** @description A zone; admins may name a host: `zone:host`. */
            zone?: string;
            /** @description A server group, which may keep instances apart. */
            group?: components["schemas"]["Uuid"];
            /** @description For all containers of an instance together. */
            stop_timeout_s?: number;
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
        Why: {
            id: components["schemas"]["Uuid"];
            status: string;
            /** @description All of it in a sentence or two. */
            summary: string;
            wanted: {
                desired: string;
                mode?: string | null;
                generation: number;
                image: string;
                flavor: string;
                locked?: boolean;
            };
            observed: {
                vm_state: string;
                task_state: string | null;
                /** @description The newest that its host has finished. */
                generation: number;
                /** @description The newest that its host holds. */
                acknowledged_generation?: number;
                at?: components["schemas"]["Time"];
                reason?: string;
                restarts?: number;
                health?: string;
                exit_code?: number;
            };
            step?: {
                name?: string;
                since?: string | null;
                progress?: number | null;
            } | null;
            /** @description The name for admins only. */
            host?: {
                name?: string;
                state?: string;
                heartbeat_at?: string | null;
            } | null;
            fault?: components["schemas"]["Fault"] | null;
            last_action?: components["schemas"]["Action"] | null;
            /** @description What happens next */
            next?: string[];
            /** @description The verbs that it would take now. */
            allowed: string[];
        };
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
            /** @description Of a set. */
            members?: components["schemas"]["MemberReport"][];
            started_at?: components["schemas"]["Time"];
            phases?: components["schemas"]["Phase"][];
            progress?: number;
            observed_at?: components["schemas"]["Time"];
        };
        NetworkView: {
            id: components["schemas"]["Uuid"];
            name: string;
            project_id: string;
            /** @description Broadcast and multicast pass within the network, under its groups' rules; off unless it is set. */
            multicast: boolean;
        };
        PathQuestion: {
            /** @description Id of a server or of a port, or an address that one port of your project has. */
            from: string;
            /** @description Id of a server or of a port, or any address, also one outside. */
            to: string;
            /** @description The sender's address; the port's own of the destination's family unless given. */
            from_address?: string;
            /**
             * @description For icmp an echo request.
             * @default icmp
             * @enum {string}
             */
            protocol?: "icmp" | "tcp" | "udp";
            /** @description Destination port of tcp and udp. */
            port?: number;
        };
        PathStep: {
            /** @enum {string} */
            kind: "security_group_rule" | "security_groups" | "port_security" | "port_state" | "not_running" | "same_port" | "network" | "no_address" | "other_network" | "no_route" | "router" | "snat" | "floating_address" | "gateway" | "physical_network";
            /** @description One sentence. */
            what: string;
            /** @description Of the rule, port, network or router; absent where it is another project's. */
            id?: components["schemas"]["Uuid"];
        };
        PathEnd: {
            address: string;
            port_id?: components["schemas"]["Uuid"];
            server_id?: components["schemas"]["Uuid"];
            network_id?: components["schemas"]["Uuid"];
        };
        PathCheck: {
            /** @enum {string} */
            side: "source" | "destination";
            /** @description Its name; for admins. */
            host?: string;
            /** @description The verdicts that fit the region's data. */
            expected: string[];
            /** @description The switch's. */
            verdict?: string;
            /** @description The switch's, or why it could not be asked. */
            reason?: string;
            agrees: boolean | null;
            /** @description The entries that the packet met; for admins. */
            steps?: string[];
        };
        PathAnswer: {
            /**
             * @description Leaves: it goes to a physical network, and what is there is not known here.
             * @enum {string}
             */
            verdict: "reaches" | "blocked" | "leaves";
            /** @description One sentence. */
            reason: string;
            decided_by: components["schemas"]["PathStep"];
            from: components["schemas"]["PathEnd"];
            to: components["schemas"]["PathEnd"];
            /** @enum {string} */
            protocol: "icmp" | "tcp" | "udp";
            port?: number;
            /** @description What it met on its way, in order. */
            path: components["schemas"]["PathStep"][];
            /** @description What the switches say. */
            checks: components["schemas"]["PathCheck"][];
            /** @description Whether all switches say the same as the region's data; null where one could not be asked. */
            agrees: boolean | null;
            /** @description One sentence, where they do not. */
            disagreement?: string;
        };
        HostVerdict: {
            id: components["schemas"]["Uuid"];
            name: string;
            fits: boolean;
            /** @description 1 is tried first; null of one that does not fit. */
            rank: number | null;
            refused_by: {
                filter: string;
                reason: string;
            }[];
            /** @description What may still be claimed, overcommitment counted in. */
            free: {
                vcpus: number;
                memory_mib: number;
                disk_gib: number;
            };
        };
        Verb: {
            verb: string;
            /** @description Its name in the list of actions. */
            action: string;
            summary: string;
            /** @description The vm_states in which it is taken. */
            states: string[];
            /** @description The task_states that it may interrupt. */
            interrupts: string[];
            /** @description What the server is busy with until it is done. */
            task: string | null;
            role: string;
            kinds: components["schemas"]["Kind"][];
        };
        /** @description A program to run inside a server to its end, with bounded output. */
        ExecRequest: {
            /** @description A container of a set; its first one unless given. */
            member?: components["schemas"]["ContainerName"];
            /** @description Runs at most once: the same id again answers the first result. */
            id?: components["schemas"]["Uuid"];
            command: string[];
            env?: {
                [key: string]: string;
            };
            /** @description Name or uid, with :group when wanted; the server's own user otherwise. */
            user?: string;
            cwd?: string;
            /** @description Base64. */
            stdin?: string;
            /**
             * @description The program is killed after that.
             * @default 60
             */
            timeout_s?: number;
            /** @description Answer output as base64 rather than as text. */
            base64?: boolean;
        };
        ExecResult: {
            /** @description 128 + signal when a signal ended it. */
            exit_code: number;
            stdout: string;
            stderr: string;
            /** @description Either output was longer than 1 MiB; the rest is left out. */
            truncated: boolean;
        };
        FilesWritten: {
            files: number;
            bytes: number;
            /** @description Of a single file. */
            sha256?: string;
        };
        /** @description What a server uses now; counters grow from its start. */
        ServerStats: {
            at: components["schemas"]["Time"];
            uptime_s: number;
            cpu: {
                count: number;
                /** @description Of all its CPUs together. */
                time_ns: number;
                throttled_ns?: number;
            };
            memory: {
                /** @description Without what the kernel would give back at once. */
                used_bytes: number;
                limit_bytes: number;
            };
            processes?: number;
            disk: {
                /** @description What it has written over its image. */
                used_bytes?: number;
                limit_bytes?: number;
                read_bytes: number;
                written_bytes: number;
                reads: number;
                writes: number;
            };
            network: {
                name: string;
                mac_address: string;
                rx_bytes: number;
                rx_packets: number;
                rx_errors: number;
                rx_drop: number;
                tx_bytes: number;
                tx_packets: number;
                tx_errors: number;
                tx_drop: number;
            }[];
        };
        HostCapacity: {
            vcpus: number;
            memory_mib: number;
            disk_gib: number;
        };
        /** @description An identity id, 32 hexadecimal digits without dashes (`default` for the default domain). */
        Id32: string;
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
        /** @description Any text that is hard to guess, a UUID say. The same key with the same body answers the first answer again for 24 hours, and makes nothing twice; with another body it is refused with 409. What was refused is not kept. */
        IdempotencyKey: string;
        /** @description The program and its arguments; repeat the key. */
        ExecCommand: string[];
        /** @description NAME=value; repeat the key. */
        ExecEnv: string[];
        /** @description A container of a set; its first one unless given. */
        Member: components["schemas"]["ContainerName"];
        ExecUser: string;
        ExecCwd: string;
        /** @description With a terminal; output and errors come together then. */
        ExecTty: boolean;
        ExecColumns: number;
        ExecRows: number;
        /** @description Absolute */
        FilePath: string;
        /** @description The bytes of one regular file instead of an archive. */
        FileRaw: boolean;
        /** @description Octal, of a raw file; 0644 unless given, or as it was. */
        FileMode: string;
        /** @description Owner of a raw file as the server counts; 0 unless given, or as it was. */
        FileUid: number;
        FileGid: number;
        /** @description The last so many lines. */
        LogTail: number;
        LogSince: components["schemas"]["Time"];
        /** @description Go on with what comes */
        LogFollow: boolean;
        /** @description Each line begins with its time where that is known. */
        LogTimestamps: boolean;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createServers: {
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
                "application/json": components["schemas"]["NewServers"];
            };
        };
        responses: {
            /** @description Accepted and committed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        servers: components["schemas"]["ServerView"][];
                        /** @description Shown only here. */
                        admin_password?: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listSets: {
        parameters: {
            query?: {
                name?: string;
                /** @description Admins only. */
                all_projects?: boolean;
                /** @description Sets a page: at most 1000, which is also the default. */
                limit?: number;
                /** @description The last set of the page before, which its `next` names. */
                marker?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sets. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sets: components["schemas"]["Set"][];
                        /** @description The marker of the next page; left out on the last one. */
                        next?: components["schemas"]["Uuid"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createSet: {
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
                "application/json": components["schemas"]["NewSet"];
            };
        };
        responses: {
            /** @description Accepted and committed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Set"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getSet: {
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
            /** @description The set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Set"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteSet: {
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
            /** @description On its way; the set is gone when its last instance is. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    scaleSet: {
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
                "application/json": {
                    replicas: number;
                };
            };
        };
        responses: {
            /** @description Committed; the region sees to it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Set"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    explainServer: {
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
            /** @description The explanation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    rebuildServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name or id; the present one without it. */
                    image?: string;
                    /** @default false */
                    keep_backup?: boolean;
                    backup_name?: components["schemas"]["Name"];
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
                        /**
                         * Format: uuid
                         * @description The image that the old root becomes.
                         */
                        backup_image_id: string | null;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deployServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name or id. */
                    image: string;
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
    rollbackServer: {
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
    resizeServer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name or id. */
                    flavor: string;
                    /** @default true */
                    confirm?: boolean;
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
    syncServerStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    repair?: boolean;
                };
            };
        };
        responses: {
            /** @description What was found. */
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
    getNetworkView: {
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
            /** @description The network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkView"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateNetworkView: {
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
                "application/json": {
                    multicast: boolean;
                };
            };
        };
        responses: {
            /** @description The network as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkView"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    tracePath: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PathQuestion"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PathAnswer"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    explainPlacement: {
        parameters: {
            query: {
                /** @description Name or id. */
                flavor: string;
                /** @description Name or id; it says the kind and the architecture. A container of any architecture without it. */
                image?: string;
                /** @description A zone, or `zone:host`. */
                zone?: string;
                /** @description A server group of the token's project. */
                group?: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hosts that fit in the order in which they would be tried, then the others by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flavor: string;
                        kind: components["schemas"]["Kind"];
                        hosts: components["schemas"]["HostVerdict"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServerVerbs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table that the API itself goes by, and the status that each state shows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: components["schemas"]["Verb"][];
                        statuses: {
                            vm_state: string;
                            task_state: string | null;
                            status: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
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
    openExec: {
        parameters: {
            query: {
                /** @description The program and its arguments; repeat the key. */
                command: components["parameters"]["ExecCommand"];
                /** @description NAME=value; repeat the key. */
                env?: components["parameters"]["ExecEnv"];
                /** @description A container of a set; its first one unless given. */
                member?: components["parameters"]["Member"];
                user?: components["parameters"]["ExecUser"];
                cwd?: components["parameters"]["ExecCwd"];
                /** @description With a terminal; output and errors come together then. */
                tty?: components["parameters"]["ExecTty"];
                columns?: components["parameters"]["ExecColumns"];
                rows?: components["parameters"]["ExecRows"];
            };
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The program runs. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    runExec: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExecRequest"];
            };
        };
        responses: {
            /** @description It has ended, well or not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecResult"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    readFiles: {
        parameters: {
            query: {
                /** @description Absolute */
                path: components["parameters"]["FilePath"];
                /** @description The bytes of one regular file instead of an archive. */
                raw?: components["parameters"]["FileRaw"];
            };
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive, or the bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    writeFiles: {
        parameters: {
            query: {
                /** @description Absolute */
                path: components["parameters"]["FilePath"];
                /** @description The bytes of one regular file instead of an archive. */
                raw?: components["parameters"]["FileRaw"];
                /** @description Octal, of a raw file; 0644 unless given, or as it was. */
                mode?: components["parameters"]["FileMode"];
                /** @description Owner of a raw file as the server counts; 0 unless given, or as it was. */
                uid?: components["parameters"]["FileUid"];
                gid?: components["parameters"]["FileGid"];
            };
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-tar": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Written. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilesWritten"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    readLog: {
        parameters: {
            query?: {
                /** @description A container of a set; its first one unless given. */
                member?: components["parameters"]["Member"];
                /** @description The last so many lines. */
                tail?: components["parameters"]["LogTail"];
                since?: components["parameters"]["LogSince"];
                /** @description Go on with what comes */
                follow?: components["parameters"]["LogFollow"];
                /** @description Each line begins with its time where that is known. */
                timestamps?: components["parameters"]["LogTimestamps"];
            };
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The log. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getStats: {
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
            /** @description CPU, memory, disk and network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerStats"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One is made when it is left out. */
                    password?: string;
                    /** @description The first user (uid 0) unless given. */
                    user?: string;
                };
            };
        };
        responses: {
            /** @description Set. A password that was made here is shown only now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: string;
                        password?: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ServerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    type: "exec" | "serial" | "vnc";
                    /** @description Of the type exec, as in its query. */
                    exec?: {
                        command: string[];
                        member?: components["schemas"]["ContainerName"];
                        env?: string[];
                        user?: string;
                        cwd?: string;
                        tty?: boolean;
                        columns?: number;
                        rows?: number;
                    };
                };
            };
        };
        responses: {
            /** @description The ticket, shown only here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uri
                         * @description A WebSocket (ws or wss).
                         */
                        url: string;
                        expires_at: components["schemas"]["Time"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    openAttachment: {
        parameters: {
            query: {
                /** @description The ticket. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connected. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            query?: {
                /** @description Only for a host that is down: its servers are given up. */
                force?: string;
            };
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
            header?: {
                /** @description Any text that is hard to guess, a UUID say. The same key with the same body answers the first answer again for 24 hours, and makes nothing twice; with another body it is refused with 409. What was refused is not kept. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
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
