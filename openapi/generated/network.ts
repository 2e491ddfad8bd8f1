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
        /** The networks that the project may see */
        get: operations["listNetworks"];
        put?: never;
        /** Make a network, or several at once, all or none */
        post: operations["createNetworks"];
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
        /** Change a network */
        put: operations["updateNetwork"];
        post?: never;
        /** Delete a network */
        delete: operations["deleteNetwork"];
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
        /** The subnets that the project may see */
        get: operations["listSubnets"];
        put?: never;
        /** Make a subnet, or several at once, all or none */
        post: operations["createSubnets"];
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
        /** Change a subnet */
        put: operations["updateSubnet"];
        post?: never;
        /** Delete a subnet */
        delete: operations["deleteSubnet"];
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
        /** The ports that the project may see */
        get: operations["listPorts"];
        put?: never;
        /** Make a port, or several at once, all or none */
        post: operations["createPorts"];
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
        /** Change a port */
        put: operations["updatePort"];
        post?: never;
        /** Delete a port */
        delete: operations["deletePort"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/security-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The security groups that the project may see */
        get: operations["listSecurityGroups"];
        put?: never;
        /** Make a security group, or several at once, all or none */
        post: operations["createSecurityGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/security-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a security group */
        get: operations["getSecurityGroup"];
        /** Change a security group */
        put: operations["updateSecurityGroup"];
        post?: never;
        /** Delete a security group */
        delete: operations["deleteSecurityGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/security-group-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The security group rules that the project may see */
        get: operations["listSecurityGroupRules"];
        put?: never;
        /** Make a security group rule, or several at once, all or none */
        post: operations["createSecurityGroupRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/security-group-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a security group rule */
        get: operations["getSecurityGroupRule"];
        put?: never;
        post?: never;
        /** Delete a security group rule */
        delete: operations["deleteSecurityGroupRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/routers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The routers that the project may see */
        get: operations["listRouters"];
        put?: never;
        /** Make a router, or several at once, all or none */
        post: operations["createRouters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/routers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a router */
        get: operations["getRouter"];
        /** Change a router */
        put: operations["updateRouter"];
        post?: never;
        /** Delete a router */
        delete: operations["deleteRouter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/floatingips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The floating addresses that the project may see */
        get: operations["listFloatingIps"];
        put?: never;
        /** Make a floating address, or several at once, all or none */
        post: operations["createFloatingIps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/floatingips/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a floating address */
        get: operations["getFloatingIp"];
        /** Change a floating address */
        put: operations["updateFloatingIp"];
        post?: never;
        /** Delete a floating address */
        delete: operations["deleteFloatingIp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/qos/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QoS policies that the project may see */
        get: operations["listQosPolicies"];
        put?: never;
        /** Make a QoS policy, or several at once, all or none */
        post: operations["createQosPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/qos/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a QoS policy */
        get: operations["getQosPolicy"];
        /** Change a QoS policy */
        put: operations["updateQosPolicy"];
        post?: never;
        /** Delete a QoS policy */
        delete: operations["deleteQosPolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/routers/{id}/add_router_interface": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        /** Connect a subnet, or a port, to a router */
        put: operations["addRouterInterface"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/routers/{id}/remove_router_interface": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        /** Take a subnet, or a port, from a router */
        put: operations["removeRouterInterface"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/qos/rule-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of QoS rules that are enforced */
        get: operations["listQosRuleTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/qos/policies/{id}/bandwidth_limit_rules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** A policy's bandwidth limits */
        get: operations["listBandwidthLimitRules"];
        put?: never;
        /** Limit the bandwidth of what a policy is on */
        post: operations["createBandwidthLimitRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/qos/policies/{id}/bandwidth_limit_rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                rule_id: string;
            };
            cookie?: never;
        };
        /** Show a bandwidth limit */
        get: operations["getBandwidthLimitRule"];
        /** Change a bandwidth limit */
        put: operations["updateBandwidthLimitRule"];
        post?: never;
        /** Lift a bandwidth limit */
        delete: operations["deleteBandwidthLimitRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Projects whose quota is not the default */
        get: operations["listNetworkQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/quotas/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** A project's quota */
        get: operations["getNetworkQuota"];
        /** Change a project's quota */
        put: operations["updateNetworkQuota"];
        post?: never;
        /** Give a project the default quota again */
        delete: operations["deleteNetworkQuota"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/quotas/{project_id}/default": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** The default quota */
        get: operations["getDefaultNetworkQuota"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/quotas/{project_id}/details": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** A project's quota with what is used of it */
        get: operations["getNetworkQuotaDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/quotas/{project_id}/details.json": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** A project's quota with what is used of it */
        get: operations["getNetworkQuotaDetailsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/{collection}/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The tags of a thing */
        get: operations["listTags"];
        /** Give a thing these tags and no others */
        put: operations["replaceTags"];
        post?: never;
        /** Take all tags away */
        delete: operations["deleteTags"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/{collection}/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        /** Whether a thing has a tag */
        get: operations["checkTag"];
        /** Add a tag */
        put: operations["addTag"];
        post?: never;
        /** Take a tag away */
        delete: operations["deleteTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The hosts, as Neutron lists its agents */
        get: operations["listAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** One host as an agent */
        get: operations["getAgent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/availability_zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Zones of networks and routers */
        get: operations["listNetworkAvailabilityZones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/service-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** None; routers are our own */
        get: operations["listServiceProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/network-ip-availabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many addresses networks have, and how many are used */
        get: operations["listIpAvailabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2.0/network-ip-availabilities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** A network's addresses */
        get: operations["getIpAvailability"];
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
        Pool: {
            start: string;
            end: string;
        };
        Route: {
            destination: string;
            nexthop: string;
        };
        GatewayInfo: {
            network_id?: components["schemas"]["Uuid"];
            enable_snat?: boolean;
            external_fixed_ips?: {
                subnet_id?: string;
                ip_address?: string;
            }[];
        };
        BandwidthLimitRule: {
            id: string;
            max_kbps: number;
            max_burst_kbps: number;
            direction: string;
            qos_policy_id?: string;
        };
        NetworkQuota: {
            [key: string]: number | string;
        };
        Agent: {
            id?: string;
            agent_type?: string;
            binary?: string;
            host?: string;
            alive?: boolean;
            admin_state_up?: boolean;
            availability_zone?: string;
            topic?: string;
            created_at?: string;
            started_at?: string;
            heartbeat_timestamp?: string;
            description?: string | null;
            configurations?: {
                [key: string]: unknown;
            };
            resources_synced?: null;
        };
        IpAvailability: {
            network_id: string;
            network_name: string;
            tenant_id: string;
            project_id: string;
            total_ips: number;
            used_ips: number;
            subnet_ip_availability: {
                [key: string]: unknown;
            }[];
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
            is_default?: boolean;
            availability_zone_hints?: string[];
            availability_zones?: string[];
            port_security_enabled?: boolean;
            qos_policy_id?: string | null;
            dns_domain?: string;
            ipv4_address_scope?: string | null;
            ipv6_address_scope?: string | null;
            l2_adjacency?: boolean;
            "provider:network_type"?: string;
            "provider:physical_network"?: string | null;
            "provider:segmentation_id"?: number | null;
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        NetworkCreate: {
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            shared?: boolean;
            "router:external"?: boolean;
            mtu?: number | string;
            port_security_enabled?: boolean;
            qos_policy_id?: string | null;
            dns_domain?: string;
            is_default?: boolean;
            /** @enum {string|null} */
            "provider:network_type"?: "vxlan" | "vlan" | "flat" | null;
            "provider:physical_network"?: string | null;
            "provider:segmentation_id"?: number | string | null;
            availability_zone_hints?: string[];
            tenant_id?: string;
            project_id?: string;
        };
        NetworkUpdate: {
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            shared?: boolean;
            "router:external"?: boolean;
            mtu?: number | string;
            port_security_enabled?: boolean;
            qos_policy_id?: string | null;
            dns_domain?: string;
            is_default?: boolean;
        };
        /** @description With `fields` only those keys are there. */
        Subnet: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            network_id?: string;
            ip_version?: number;
            cidr?: string;
            gateway_ip?: string | null;
            enable_dhcp?: boolean;
            allocation_pools?: components["schemas"]["Pool"][];
            dns_nameservers?: string[];
            host_routes?: components["schemas"]["Route"][];
            ipv6_ra_mode?: string | null;
            ipv6_address_mode?: string | null;
            subnetpool_id?: string | null;
            segment_id?: string | null;
            service_types?: string[];
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        SubnetCreate: {
            network_id: components["schemas"]["Uuid"];
            cidr?: string | null;
            /** @enum {integer} */
            ip_version: 4 | 6;
            name?: string;
            description?: string;
            gateway_ip?: string | null;
            enable_dhcp?: boolean;
            allocation_pools?: components["schemas"]["Pool"][];
            dns_nameservers?: string[];
            host_routes?: components["schemas"]["Route"][];
            service_types?: string[];
            /** @enum {string|null} */
            ipv6_ra_mode?: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless" | null;
            /** @enum {string|null} */
            ipv6_address_mode?: "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless" | null;
            subnetpool_id?: string | null;
            prefixlen?: number;
            tenant_id?: string;
            project_id?: string;
        };
        SubnetUpdate: {
            name?: string;
            description?: string;
            gateway_ip?: string | null;
            enable_dhcp?: boolean;
            allocation_pools?: components["schemas"]["Pool"][];
            dns_nameservers?: string[];
            host_routes?: components["schemas"]["Route"][];
            service_types?: string[];
        };
        /** @description With `fields` only those keys are there. */
        Port: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            network_id?: string;
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
            allowed_address_pairs?: {
                ip_address: string;
                mac_address: string;
            }[];
            extra_dhcp_opts?: {
                [key: string]: unknown;
            }[];
            port_security_enabled?: boolean;
            qos_policy_id?: string | null;
            qos_network_policy_id?: string | null;
            dns_name?: string;
            dns_domain?: string;
            dns_assignment?: {
                [key: string]: unknown;
            }[];
            resource_request?: null;
            ip_allocation?: string;
            "binding:vnic_type"?: string;
            "binding:host_id"?: string;
            "binding:profile"?: {
                [key: string]: unknown;
            };
            "binding:vif_type"?: string;
            "binding:vif_details"?: {
                [key: string]: unknown;
            };
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        PortCreate: {
            network_id: components["schemas"]["Uuid"];
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            fixed_ips?: {
                subnet_id?: components["schemas"]["Uuid"];
                ip_address?: string;
            }[];
            device_id?: string;
            device_owner?: string;
            security_groups?: components["schemas"]["Uuid"][] | null;
            allowed_address_pairs?: {
                ip_address: string;
                /** Format: mac */
                mac_address?: string;
            }[];
            extra_dhcp_opts?: {
                opt_name: string;
                opt_value: string | null;
                ip_version?: number | string;
            }[];
            port_security_enabled?: boolean;
            dns_name?: string;
            dns_domain?: string;
            qos_policy_id?: string | null;
            /** Format: mac */
            mac_address?: string;
            /** @enum {string} */
            "binding:vnic_type"?: "normal";
            "binding:profile"?: {
                [key: string]: unknown;
            } | null;
            "binding:host_id"?: string | null;
            tenant_id?: string;
            project_id?: string;
        };
        PortUpdate: {
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            fixed_ips?: {
                subnet_id?: components["schemas"]["Uuid"];
                ip_address?: string;
            }[];
            device_id?: string;
            device_owner?: string;
            security_groups?: components["schemas"]["Uuid"][] | null;
            allowed_address_pairs?: {
                ip_address: string;
                /** Format: mac */
                mac_address?: string;
            }[];
            extra_dhcp_opts?: {
                opt_name: string;
                opt_value: string | null;
                ip_version?: number | string;
            }[];
            port_security_enabled?: boolean;
            dns_name?: string;
            dns_domain?: string;
            qos_policy_id?: string | null;
            /** Format: mac */
            mac_address?: string;
            /** @enum {string} */
            "binding:vnic_type"?: "normal";
            "binding:profile"?: {
                [key: string]: unknown;
            } | null;
            "binding:host_id"?: string | null;
        };
        /** @description With `fields` only those keys are there. */
        SecurityGroup: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            stateful?: boolean;
            shared?: boolean;
            security_group_rules?: components["schemas"]["SecurityGroupRule"][];
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        SecurityGroupCreate: {
            name?: string;
            description?: string;
            stateful?: boolean;
            tenant_id?: string;
            project_id?: string;
        };
        SecurityGroupUpdate: {
            name?: string;
            description?: string;
            stateful?: boolean;
        };
        /** @description With `fields` only those keys are there. */
        SecurityGroupRule: {
            id?: string;
            tenant_id?: string;
            project_id?: string;
            security_group_id?: string;
            direction?: string;
            ethertype?: string;
            protocol?: string | null;
            port_range_min?: number | null;
            port_range_max?: number | null;
            remote_ip_prefix?: string | null;
            normalized_cidr?: string | null;
            remote_group_id?: string | null;
            remote_address_group_id?: string | null;
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        SecurityGroupRuleCreate: {
            security_group_id: components["schemas"]["Uuid"];
            /** @enum {string} */
            direction: "ingress" | "egress";
            /** @enum {string} */
            ethertype?: "IPv4" | "IPv6" | "ipv4" | "ipv6";
            protocol?: string | number | null;
            port_range_min?: number | string | null;
            port_range_max?: number | string | null;
            remote_ip_prefix?: string | null;
            remote_group_id?: string | null;
            remote_address_group_id?: null;
            description?: string;
            tenant_id?: string;
            project_id?: string;
        };
        /** @description With `fields` only those keys are there. */
        Router: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            admin_state_up?: boolean;
            status?: string;
            external_gateway_info?: {
                [key: string]: unknown;
            } | null;
            routes?: components["schemas"]["Route"][];
            distributed?: boolean;
            ha?: boolean;
            availability_zone_hints?: string[];
            availability_zones?: string[];
            flavor_id?: string | null;
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        RouterCreate: {
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            external_gateway_info?: components["schemas"]["GatewayInfo"] | null;
            distributed?: boolean | null;
            ha?: boolean | null;
            routes?: components["schemas"]["Route"][];
            availability_zone_hints?: string[];
            flavor_id?: null;
            tenant_id?: string;
            project_id?: string;
        };
        RouterUpdate: {
            name?: string;
            description?: string;
            admin_state_up?: boolean;
            external_gateway_info?: components["schemas"]["GatewayInfo"] | null;
            distributed?: boolean | null;
            ha?: boolean | null;
            routes?: components["schemas"]["Route"][];
        };
        /** @description With `fields` only those keys are there. */
        FloatingIp: {
            id?: string;
            tenant_id?: string;
            project_id?: string;
            floating_network_id?: string;
            floating_ip_address?: string;
            port_id?: string | null;
            fixed_ip_address?: string | null;
            router_id?: string | null;
            status?: string;
            dns_name?: string;
            dns_domain?: string;
            qos_policy_id?: string | null;
            port_details?: {
                [key: string]: unknown;
            } | null;
            port_forwardings?: {
                [key: string]: unknown;
            }[];
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        FloatingIpCreate: {
            floating_network_id: components["schemas"]["Uuid"];
            floating_ip_address?: string | null;
            subnet_id?: string | null;
            port_id?: string | null;
            fixed_ip_address?: string | null;
            description?: string;
            dns_name?: string;
            dns_domain?: string;
            qos_policy_id?: string | null;
            tenant_id?: string;
            project_id?: string;
        };
        FloatingIpUpdate: {
            port_id?: string | null;
            fixed_ip_address?: string | null;
            description?: string;
            qos_policy_id?: string | null;
        };
        /** @description With `fields` only those keys are there. */
        QosPolicy: {
            id?: string;
            name?: string;
            tenant_id?: string;
            project_id?: string;
            shared?: boolean;
            is_default?: boolean;
            rules?: {
                [key: string]: unknown;
            }[];
            description?: string;
            tags?: string[];
            created_at?: string;
            updated_at?: string;
            revision_number?: number;
        };
        QosPolicyCreate: {
            name: string;
            description?: string;
            shared?: boolean;
            is_default?: boolean;
            tenant_id?: string;
            project_id?: string;
        };
        QosPolicyUpdate: {
            name?: string;
            description?: string;
            shared?: boolean;
            is_default?: boolean;
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
        Fields: string[];
        Limit: number;
        Marker: string;
        PageReverse: boolean;
        SortKey: string[];
        SortDir: ("asc" | "desc")[];
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
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                admin_state_up?: string[];
                status?: string[];
                subnets?: string[];
                shared?: string[];
                mtu?: string[];
                "router:external"?: string[];
                is_default?: string[];
                availability_zone_hints?: string[];
                availability_zones?: string[];
                port_security_enabled?: string[];
                qos_policy_id?: string[];
                dns_domain?: string[];
                ipv4_address_scope?: string[];
                ipv6_address_scope?: string[];
                l2_adjacency?: string[];
                "provider:network_type"?: string[];
                "provider:physical_network"?: string[];
                "provider:segmentation_id"?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
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
    createNetworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    network?: components["schemas"]["NetworkCreate"];
                    networks?: components["schemas"]["NetworkCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        network?: components["schemas"]["Network"];
                        networks?: components["schemas"]["Network"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getNetwork: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
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
    updateNetwork: {
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
                    network: components["schemas"]["NetworkUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
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
    deleteNetwork: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listSubnets: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                network_id?: string[];
                ip_version?: string[];
                cidr?: string[];
                gateway_ip?: string[];
                enable_dhcp?: string[];
                ipv6_ra_mode?: string[];
                ipv6_address_mode?: string[];
                subnetpool_id?: string[];
                segment_id?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
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
    createSubnets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    subnet?: components["schemas"]["SubnetCreate"];
                    subnets?: components["schemas"]["SubnetCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        subnet?: components["schemas"]["Subnet"];
                        subnets?: components["schemas"]["Subnet"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getSubnet: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
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
    updateSubnet: {
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
                    subnet: components["schemas"]["SubnetUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
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
    deleteSubnet: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listPorts: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                network_id?: string[];
                mac_address?: string[];
                admin_state_up?: string[];
                status?: string[];
                device_id?: string[];
                device_owner?: string[];
                fixed_ips?: string[];
                security_groups?: string[];
                port_security_enabled?: string[];
                qos_policy_id?: string[];
                qos_network_policy_id?: string[];
                dns_name?: string[];
                dns_domain?: string[];
                ip_allocation?: string[];
                "binding:vnic_type"?: string[];
                "binding:host_id"?: string[];
                "binding:vif_type"?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
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
    createPorts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    port?: components["schemas"]["PortCreate"];
                    ports?: components["schemas"]["PortCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        port?: components["schemas"]["Port"];
                        ports?: components["schemas"]["Port"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getPort: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
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
    updatePort: {
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
                    port: components["schemas"]["PortUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
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
    deletePort: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listSecurityGroups: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                stateful?: string[];
                shared?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_groups: components["schemas"]["SecurityGroup"][];
                        security_groups_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createSecurityGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    security_group?: components["schemas"]["SecurityGroupCreate"];
                    security_groups?: components["schemas"]["SecurityGroupCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group?: components["schemas"]["SecurityGroup"];
                        security_groups?: components["schemas"]["SecurityGroup"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getSecurityGroup: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group: components["schemas"]["SecurityGroup"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateSecurityGroup: {
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
                    security_group: components["schemas"]["SecurityGroupUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group: components["schemas"]["SecurityGroup"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteSecurityGroup: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listSecurityGroupRules: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                tenant_id?: string[];
                project_id?: string[];
                security_group_id?: string[];
                direction?: string[];
                ethertype?: string[];
                protocol?: string[];
                port_range_min?: string[];
                port_range_max?: string[];
                remote_ip_prefix?: string[];
                normalized_cidr?: string[];
                remote_group_id?: string[];
                remote_address_group_id?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group_rules: components["schemas"]["SecurityGroupRule"][];
                        security_group_rules_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createSecurityGroupRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    security_group_rule?: components["schemas"]["SecurityGroupRuleCreate"];
                    security_group_rules?: components["schemas"]["SecurityGroupRuleCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group_rule?: components["schemas"]["SecurityGroupRule"];
                        security_group_rules?: components["schemas"]["SecurityGroupRule"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getSecurityGroupRule: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        security_group_rule: components["schemas"]["SecurityGroupRule"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteSecurityGroupRule: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listRouters: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                admin_state_up?: string[];
                status?: string[];
                distributed?: string[];
                ha?: string[];
                availability_zone_hints?: string[];
                availability_zones?: string[];
                flavor_id?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        routers: components["schemas"]["Router"][];
                        routers_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createRouters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    router?: components["schemas"]["RouterCreate"];
                    routers?: components["schemas"]["RouterCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        router?: components["schemas"]["Router"];
                        routers?: components["schemas"]["Router"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getRouter: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        router: components["schemas"]["Router"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateRouter: {
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
                    router: components["schemas"]["RouterUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        router: components["schemas"]["Router"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteRouter: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listFloatingIps: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                tenant_id?: string[];
                project_id?: string[];
                floating_network_id?: string[];
                floating_ip_address?: string[];
                port_id?: string[];
                fixed_ip_address?: string[];
                router_id?: string[];
                status?: string[];
                dns_name?: string[];
                dns_domain?: string[];
                qos_policy_id?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floatingips: components["schemas"]["FloatingIp"][];
                        floatingips_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createFloatingIps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    floatingip?: components["schemas"]["FloatingIpCreate"];
                    floatingips?: components["schemas"]["FloatingIpCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floatingip?: components["schemas"]["FloatingIp"];
                        floatingips?: components["schemas"]["FloatingIp"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getFloatingIp: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floatingip: components["schemas"]["FloatingIp"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateFloatingIp: {
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
                    floatingip: components["schemas"]["FloatingIpUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        floatingip: components["schemas"]["FloatingIp"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteFloatingIp: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listQosPolicies: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                page_reverse?: components["parameters"]["PageReverse"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
                id?: string[];
                name?: string[];
                tenant_id?: string[];
                project_id?: string[];
                shared?: string[];
                is_default?: string[];
                description?: string[];
                tags?: string[];
                created_at?: string[];
                updated_at?: string[];
                revision_number?: string[];
                "tags-any"?: string[];
                "not-tags"?: string[];
                "not-tags-any"?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        policies: components["schemas"]["QosPolicy"][];
                        policies_links?: components["schemas"]["PageLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createQosPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    policy?: components["schemas"]["QosPolicyCreate"];
                    policies?: components["schemas"]["QosPolicyCreate"][];
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        policy?: components["schemas"]["QosPolicy"];
                        policies?: components["schemas"]["QosPolicy"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getQosPolicy: {
        parameters: {
            query?: {
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        policy: components["schemas"]["QosPolicy"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateQosPolicy: {
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
                    policy: components["schemas"]["QosPolicyUpdate"];
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        policy: components["schemas"]["QosPolicy"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteQosPolicy: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    addRouterInterface: {
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
                    subnet_id?: components["schemas"]["Uuid"];
                    port_id?: components["schemas"]["Uuid"];
                };
            };
        };
        responses: {
            /** @description The interface. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        tenant_id: string;
                        project_id: string;
                        port_id: string;
                        network_id: string;
                        subnet_id: string;
                        subnet_ids: string[];
                        tags?: string[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    removeRouterInterface: {
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
                    subnet_id?: components["schemas"]["Uuid"];
                    port_id?: components["schemas"]["Uuid"];
                };
            };
        };
        responses: {
            /** @description The interface. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        tenant_id: string;
                        project_id: string;
                        port_id: string;
                        network_id: string;
                        subnet_id: string;
                        subnet_ids: string[];
                        tags?: string[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listQosRuleTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kinds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rule_types: {
                            type: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listBandwidthLimitRules: {
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
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bandwidth_limit_rules: components["schemas"]["BandwidthLimitRule"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createBandwidthLimitRule: {
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
                    bandwidth_limit_rule: {
                        max_kbps: number;
                        max_burst_kbps?: number;
                        /** @enum {string} */
                        direction?: "ingress" | "egress";
                    };
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bandwidth_limit_rule: components["schemas"]["BandwidthLimitRule"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getBandwidthLimitRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bandwidth_limit_rule: components["schemas"]["BandwidthLimitRule"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateBandwidthLimitRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    bandwidth_limit_rule: {
                        max_kbps?: number;
                        max_burst_kbps?: number;
                        /** @enum {string} */
                        direction?: "ingress" | "egress";
                    };
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        bandwidth_limit_rule: components["schemas"]["BandwidthLimitRule"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteBandwidthLimitRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listNetworkQuotas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quotas. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quotas: components["schemas"]["NetworkQuota"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getNetworkQuota: {
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
                        quota: components["schemas"]["NetworkQuota"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateNetworkQuota: {
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
                    quota: {
                        network?: number | string;
                        subnet?: number | string;
                        port?: number | string;
                        router?: number | string;
                        floatingip?: number | string;
                        security_group?: number | string;
                        security_group_rule?: number | string;
                        subnetpool?: number | string;
                        rbac_policy?: number | string;
                        trunk?: number | string;
                        tenant_id?: string;
                        project_id?: string;
                        force?: boolean;
                        check_limit?: boolean;
                    };
                };
            };
        };
        responses: {
            /** @description The quota. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota: components["schemas"]["NetworkQuota"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteNetworkQuota: {
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
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getDefaultNetworkQuota: {
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
            /** @description The quota. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota: components["schemas"]["NetworkQuota"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getNetworkQuotaDetails: {
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
            /** @description Limit, used and reserved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota: {
                            [key: string]: {
                                limit: number;
                                used: number;
                                reserved: number;
                            };
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getNetworkQuotaDetailsJson: {
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
            /** @description Limit, used and reserved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quota: {
                            [key: string]: {
                                limit: number;
                                used: number;
                                reserved: number;
                            };
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
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
                    "application/json": {
                        tags: string[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    replaceTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    tags: string[];
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
                    "application/json": {
                        tags: string[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteTags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    addTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                collection: "networks" | "subnets" | "ports" | "routers" | "security-groups" | "floatingips" | "policies";
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listAgents: {
        parameters: {
            query?: {
                id?: string[];
                agent_type?: string[];
                host?: string[];
                binary?: string[];
                alive?: string[];
                admin_state_up?: string[];
                availability_zone?: string[];
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agents: components["schemas"]["Agent"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getAgent: {
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
            /** @description The agent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agent: components["schemas"]["Agent"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listNetworkAvailabilityZones: {
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
                    "application/json": {
                        availability_zones: {
                            name: string;
                            resource: string;
                            state: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServiceProviders: {
        parameters: {
            query?: never;
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
                    "application/json": {
                        service_providers: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listIpAvailabilities: {
        parameters: {
            query?: {
                network_id?: string[];
                network_name?: string[];
                project_id?: string[];
                tenant_id?: string[];
                ip_version?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One a network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        network_ip_availabilities: components["schemas"]["IpAvailability"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getIpAvailability: {
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
            /** @description It. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        network_ip_availability: components["schemas"]["IpAvailability"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
