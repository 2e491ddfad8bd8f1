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
        /**
         * Look at the machine now, and report
         * @description What was done behind the host-server's back becomes the status, with a reason. With `repair` the server is brought back to its intent, and what failed is tried again.
         */
        post: operations["syncServer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The named volumes on this host */
        get: operations["listHostVolumes"];
        put?: never;
        post?: never;
        /** Remove the volumes that no server of this host names, for good */
        delete: operations["pruneHostVolumes"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/volumes/{project_id}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: components["schemas"]["Id32"];
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a volume for good
         * @description One that a server names, also a stopped one, is refused with `conflict`.
         */
        delete: operations["deleteHostVolume"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every network map that this host holds, by id */
        get: operations["listHostNetworks"];
        put?: never;
        post?: never;
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
        /** One network map as this host holds it */
        get: operations["getHostNetwork"];
        /**
         * Hand a network map to this host
         * @description Idempotent. The same revision again is acknowledged again; an older one is refused with `stale-generation`. The answer comes after the map is on disk and the switch does what it says; a switch that is away takes it later, with the next repair. Push a network's map before the spec of a server that has a port in it.
         */
        put: operations["putNetwork"];
        post?: never;
        /**
         * Take a network map away from this host
         * @description Nothing happens when it is not there. Ports of the network that are still plugged can send and hear nothing after that but as a network without a map can.
         */
        delete: operations["deleteNetwork"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/networks/{id}/trace": {
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
        /**
         * Where a packet of a port here would go, and what decides
         * @description The switch itself is asked (`ofproto/trace`), with the first packet of a new connection. A packet that leaves for another host, or to a router's translation, is followed to that border; ask the other host about its half then.
         */
        post: operations["traceNetwork"];
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
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /**
         * Run a program inside a server over a WebSocket
         * @description Binary messages carry a first byte that says which stream they are of: 0 input (yours), 1 output, 2 errors. Text messages are JSON: you may send `{"resize": {"columns": 80, "rows": 24}}`, `{"signal": "INT"}` and `{"eof": true}` (the end of the input); the last that comes is `{"exit_code": 0}` or `{"fault": {…}}`. A session without a message either way for ten minutes is ended.
         */
        get: operations["openHostExec"];
        put?: never;
        /** Run a program inside a server to its end, and answer its output */
        post: operations["runHostExec"];
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
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /**
         * Fetch a file or a tree from a server
         * @description A tar archive whose first entry is the last part of the path; or, with `raw`, one file's bytes, with its mode and owners in `X-File-Mode`, `X-File-Uid` and `X-File-Gid`.
         */
        get: operations["readHostFiles"];
        /**
         * Put files into a server
         * @description A tar archive is unpacked in the directory `path`, with its modes and owners; with `raw` the body becomes the file `path`.
         */
        put: operations["writeHostFiles"];
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
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /**
         * What a server has written to its console
         * @description Also of a server that was deleted, for as long as its host keeps the log.
         */
        get: operations["readHostLog"];
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
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** What a server uses now */
        get: operations["getHostStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/console": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** A server's console over a WebSocket, bytes both ways */
        get: operations["openHostConsole"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/commands": {
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
        /**
         * A one-off order that is not state
         * @description Journalled before it is begun, and run at most once: the same id again answers where it stands, or the first result. One that was under way when the host-server ended is `failed`, and says so. Answers when it has ended, or after a while.
         */
        post: operations["runCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/servers/{id}/commands/{command_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
                command_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        /** Where a command stands */
        get: operations["getCommand"];
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
        HostInfo: {
            id: components["schemas"]["Uuid"];
            name: string;
            version: string;
            kinds: components["schemas"]["Kind"][];
            capacity: components["schemas"]["HostCapacity"];
        };
        CommandRequest: {
            id: components["schemas"]["Uuid"];
            /** @enum {string} */
            type: "set-password" | "snapshot";
            /** @description Of set-password; the first user (uid 0) otherwise. */
            user?: string;
            /** @description Of set-password: crypt(3). */
            password_hash?: string;
            /** @description Of snapshot: the queued image that the host fills. */
            image_id?: components["schemas"]["Uuid"];
            request_id?: string;
        };
        Command: {
            id: components["schemas"]["Uuid"];
            server_id: components["schemas"]["Uuid"];
            /** @enum {string} */
            type: "set-password" | "snapshot" | "exec" | "write-files";
            /** @enum {string} */
            state: "running" | "done" | "failed";
            progress?: number;
            result?: {
                [key: string]: unknown;
            };
            fault?: components["schemas"]["Fault"];
            created_at: components["schemas"]["Time"];
            finished_at?: components["schemas"]["Time"];
        };
        SpecAccepted: {
            server_id: components["schemas"]["Uuid"];
            generation: number;
        };
        HostServer: {
            spec: components["schemas"]["ServerSpec"];
            observed_generation: number;
            status: components["schemas"]["ObservedStatus"];
            step?: string;
            pid?: number;
            fault?: components["schemas"]["Fault"];
        };
        TraceRequest: {
            from_port_id: components["schemas"]["Uuid"];
            /** @description The sender's address of the destination's family; its first one unless given. */
            from_ip?: string;
            to_ip: string;
            /**
             * Format: mac
             * @description Where the sender would send it: the destination's MAC in one network, the gateway's otherwise. Found in the maps unless given.
             */
            to_mac?: string;
            /**
             * @default icmp
             * @enum {string}
             */
            protocol?: "icmp" | "tcp" | "udp";
            /** @description Destination port of tcp and udp. */
            port?: number;
            /**
             * @description Ingress begins where the packet arrives from another host, router where it comes from outside through the network's router: the sender may be of another network then, and its address must be given.
             * @default all
             * @enum {string}
             */
            half?: "all" | "ingress" | "router";
        };
        TraceResult: {
            /** @enum {string} */
            verdict: "delivered" | "dropped" | "tunnelled" | "gateway" | "uplink" | "answered";
            /** @description One sentence. */
            reason: string;
            /** @description Of delivered; the port that gets it. */
            port_id?: components["schemas"]["Uuid"];
            /** @description The last security group rule that let it pass. */
            rule_id?: components["schemas"]["Uuid"];
            /** @description What was asked of the switch. */
            packet: string;
            steps: {
                table: string;
                rule: string;
                kind?: string;
                rule_id?: components["schemas"]["Uuid"];
            }[];
        };
        NetworkRevision: {
            id: components["schemas"]["Uuid"];
            revision: number;
        };
        NetworkAccepted: {
            id: components["schemas"]["Uuid"];
            revision: number;
            /** @description False while the switch is away. */
            in_force: boolean;
        };
        HostVolumes: {
            volumes: {
                project_id: components["schemas"]["Id32"];
                name: string;
                /** @description Where it is open, and has a limit. */
                used_bytes?: number;
                /** @description The servers that name it. */
                server_ids: components["schemas"]["Uuid"][];
            }[];
        };
        /** @description All that a host needs to know of one network that it has a port of, or a router's other side of: its subnets, every port of it on every host, and the security groups that those ports name. The region computes it and pushes it whole when anything in it changes (`revision` grows; older ones are refused); a host keeps it on disk. A server's spec says which ports are plugged here; the map says what may pass. */
        NetworkMap: {
            id: components["schemas"]["Uuid"];
            revision: number;
            project_id: components["schemas"]["Id32"];
            name: string;
            dns_domain?: string;
            /** @enum {string} */
            type: "vxlan" | "vlan" | "flat";
            /** @description Unique in the region; the VNI of a vxlan network. */
            segment: number;
            /** @description Of a vlan network. */
            vlan_id?: number;
            /** @description Of a vlan or flat network; a host's configuration names its uplink. */
            physical_network?: string;
            external?: boolean;
            /** @description Multicast passes within the network. */
            multicast?: boolean;
            mtu: number;
            port_security: boolean;
            subnets: components["schemas"]["SubnetMap"][];
            ports: components["schemas"]["PortMap"][];
            security_groups: components["schemas"]["SecurityGroupMap"][];
            /** @description The hosts that have ports of the network, with the address that their tunnels end at. */
            hosts: {
                id: components["schemas"]["Uuid"];
                tunnel_ip: string;
            }[];
            router?: components["schemas"]["RouterMap"];
        };
        SubnetMap: {
            id: components["schemas"]["Uuid"];
            /** @enum {integer} */
            ip_version: 4 | 6;
            cidr: string;
            gateway_ip?: string;
            dhcp: boolean;
            /** @description The gateway sends router advertisements. */
            ipv6_ra?: boolean;
            nameservers: string[];
            routes: {
                destination: string;
                nexthop: string;
            }[];
        };
        PortMap: {
            id: components["schemas"]["Uuid"];
            /** @description Absent where no host has it. */
            host_id?: components["schemas"]["Uuid"];
            server_id?: components["schemas"]["Uuid"];
            dns_name?: string;
            /** Format: mac */
            mac_address: string;
            fixed_ips: {
                subnet_id: components["schemas"]["Uuid"];
                ip_address: string;
            }[];
            security_group_ids: components["schemas"]["Uuid"][];
            allowed_address_pairs: {
                /** @description An address or a CIDR. */
                ip_address: string;
                /** Format: mac */
                mac_address?: string;
            }[];
            /** @description Off means no anti-spoofing and no groups. */
            port_security: boolean;
            admin_state_up: boolean;
            rates?: components["schemas"]["Rates"];
            floating_ips?: {
                floating_ip: string;
                fixed_ip: string;
            }[];
        };
        /** @description Bandwidth limits as the server sees them; absent means none. */
        Rates: {
            egress_kbps?: number;
            egress_burst_kbit?: number;
            ingress_kbps?: number;
            ingress_burst_kbit?: number;
        };
        /** @description A group with its rules, and the addresses of its members in every network (for rules that name it as remote). */
        SecurityGroupMap: {
            id: components["schemas"]["Uuid"];
            stateful: boolean;
            members: string[];
            rules: {
                id: components["schemas"]["Uuid"];
                /** @enum {string} */
                direction: "ingress" | "egress";
                /** @enum {string} */
                ethertype: "IPv4" | "IPv6";
                /** @description IANA's number; absent means any. */
                protocol?: number;
                /** @description The ICMP type where the protocol is ICMP. */
                port_range_min?: number;
                /** @description The ICMP code where the protocol is ICMP. */
                port_range_max?: number;
                remote_ip_prefix?: string;
                remote_group_id?: components["schemas"]["Uuid"];
            }[];
        };
        /** @description The router that the network's gateway addresses belong to; the same on every host (distributed). */
        RouterMap: {
            id: components["schemas"]["Uuid"];
            /** Format: mac */
            mac_address: string;
            interfaces: {
                network_id: components["schemas"]["Uuid"];
                subnet_id: components["schemas"]["Uuid"];
                ip_address: string;
                cidr: string;
                /** Format: mac */
                mac_address?: string;
            }[];
            /** @description Its leg in an external network. */
            gateway?: {
                network_id: components["schemas"]["Uuid"];
                snat: boolean;
                ip_addresses: string[];
                next_hop?: string;
            };
            routes: {
                destination: string;
                nexthop: string;
            }[];
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
        ImagePart: {
            id: components["schemas"]["Uuid"];
        };
        /** @description What a server starts from. `properties` are the image's own (Glance custom properties, as `hw_machine_type` or `hw_qemu_guest_agent`); kernel and ramdisk are images of their own without layers (Glance `kernel_id`, `ramdisk_id`); the host downloads their files. */
        ImageSpec: {
            id: components["schemas"]["Uuid"];
            name?: string;
            layer_id: components["schemas"]["LayerId"];
            properties?: {
                [key: string]: string;
            };
            kernel?: components["schemas"]["ImagePart"];
            ramdisk?: components["schemas"]["ImagePart"];
        };
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
        /** @description What a guest is given at its first boot: by config drive and metadata service for both kinds, and written into a container's root. A password comes as a crypt(3) hash only. */
        GuestSetup: {
            keys?: {
                name: string;
                public_key: string;
            }[];
            /** @description Base64. */
            user_data?: string;
            /** @description crypt(3), $6$. */
            password_hash?: string;
            config_drive?: boolean;
            files?: {
                path: string;
                /** @description Base64. */
                contents: string;
            }[];
            availability_zone?: string;
            launch_index?: number;
            reservation_id?: string;
        };
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
        /** @description A network as a host needs to know it. */
        NetworkSpec: {
            id: components["schemas"]["Uuid"];
            name: string;
            /** @description Unique in the region; the VNI between hosts. */
            segment: number;
            /**
             * Format: cidr
             * @description Of its first IPv4 subnet; absent without one.
             */
            cidr?: string;
            /**
             * Format: ipv4
             * @description Absent where the subnet has no gateway.
             */
            gateway_ip?: string;
            mtu: number;
            nameservers: string[];
        };
        /** @description A server's attachment to a network. What may pass (groups, pairs, rates) stands in the host's network maps, not here, because it changes without the server. */
        PortSpec: {
            id: components["schemas"]["Uuid"];
            network_id: components["schemas"]["Uuid"];
            /** Format: mac */
            mac_address: string;
            fixed_ips: {
                /** @description IPv4 or IPv6. */
                ip_address: string;
                prefix_length: number;
                /** @description The subnet's gateway where it has one. */
                gateway_ip?: string;
                nameservers?: string[];
                routes?: {
                    destination: string;
                    nexthop: string;
                }[];
            }[];
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
        /** @description One container of a set, which shares the server's network, names and volumes with the others. */
        SetMember: {
            name: components["schemas"]["ContainerName"];
            image: components["schemas"]["ImageSpec"];
            command?: string[];
            env?: {
                [key: string]: string;
            };
            /** @description Without health; restart is `always` unless it says otherwise. */
            container?: components["schemas"]["ContainerOptions"];
            mounts?: components["schemas"]["MemberMount"][];
            limits?: components["schemas"]["MemberLimits"];
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
            /**
             * @description Suspended is frozen for a container, and on disk for a VM.
             * @enum {string}
             */
            desired: "running" | "paused" | "suspended" | "stopped" | "absent";
            boot: number;
            root: number;
            /** @description The last stop or reboot does not wait for the guest. */
            hard?: boolean;
            image: components["schemas"]["ImageSpec"];
            /** @description Boot from this image, with the server's own root as the second disk. */
            rescue?: components["schemas"]["ImageSpec"];
            /** @description Where the root of before goes as a layer, when `root` grows: the id of a queued image that the host fills (rebuild with `keep_backup`). */
            keep_root_as?: components["schemas"]["Uuid"];
            /** @description How long a stop or a soft reboot waits for the guest; the host's own default otherwise. */
            stop_timeout_s?: number;
            container?: components["schemas"]["ContainerOptions"];
            guest?: components["schemas"]["GuestSetup"];
            flavor: components["schemas"]["Flavor"];
            networks: components["schemas"]["NetworkSpec"][];
            ports: components["schemas"]["PortSpec"][];
            /** @description Replaces the image's Cmd. */
            command?: string[];
            env?: {
                [key: string]: string;
            };
            /** @description Of a set: what runs in it, started in that order. The server's own container only holds what they share, then. */
            members?: components["schemas"]["SetMember"][];
            metadata?: {
                [key: string]: string;
            };
        };
        /** @enum {string} */
        ObservedStatus: "building" | "running" | "paused" | "suspended" | "stopped" | "exited" | "absent" | "error";
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
        /** @description Done; no body. */
        NoContent: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
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
        ConsoleType: "serial" | "vnc";
    };
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
        requestBody?: {
            content: {
                "application/json": {
                    repair?: boolean;
                };
            };
        };
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
    listHostVolumes: {
        parameters: {
            query?: {
                project_id?: components["schemas"]["Id32"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The volumes, by project and name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostVolumes"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    pruneHostVolumes: {
        parameters: {
            query?: {
                project_id?: components["schemas"]["Id32"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostVolumes"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteHostVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: components["schemas"]["Id32"];
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["NoContent"];
            default: components["responses"]["Fault"];
        };
    };
    listHostNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The networks with their revisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        networks: components["schemas"]["NetworkRevision"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getHostNetwork: {
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
            /** @description The map. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkMap"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    putNetwork: {
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
                "application/json": components["schemas"]["NetworkMap"];
            };
        };
        responses: {
            /** @description Stored, and in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkAccepted"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteNetwork: {
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
            204: components["responses"]["NoContent"];
            default: components["responses"]["Fault"];
        };
    };
    traceNetwork: {
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
                "application/json": components["schemas"]["TraceRequest"];
            };
        };
        responses: {
            /** @description What became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceResult"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    openHostExec: {
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
                id: components["schemas"]["Uuid"];
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
    runHostExec: {
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
    readHostFiles: {
        parameters: {
            query: {
                /** @description Absolute */
                path: components["parameters"]["FilePath"];
                /** @description The bytes of one regular file instead of an archive. */
                raw?: components["parameters"]["FileRaw"];
            };
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
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
    writeHostFiles: {
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
                /** @description Runs at most once: the same id again answers the first result. */
                command_id?: components["schemas"]["Uuid"];
            };
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
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
    readHostLog: {
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
                id: components["schemas"]["Uuid"];
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
    getHostStats: {
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
    openHostConsole: {
        parameters: {
            query: {
                type: components["parameters"]["ConsoleType"];
            };
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
            };
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
    runCommand: {
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
                "application/json": components["schemas"]["CommandRequest"];
            };
        };
        responses: {
            /** @description Where it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getCommand: {
        parameters: {
            query?: {
                /** @description Wait so long for its end. */
                wait_ms?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["Uuid"];
                command_id: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
