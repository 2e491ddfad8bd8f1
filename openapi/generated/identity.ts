// Made by openapi/generate.ts from openapi/identity.yaml; change that instead.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version discovery */
        get: operations["listIdentityVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version served */
        get: operations["getIdentityVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a token */
        get: operations["validateToken"];
        put?: never;
        /**
         * Get a token by password or by another token
         * @description Answers 201 with the token in the header `X-Subject-Token`. Any wrong part of a credential is 401, with one and the same message. Source: Identity API v3, "Password authentication with scoped authorization".
         */
        post: operations["issueToken"];
        /** Revoke a token, or with `chain` all tokens made from the same login */
        delete: operations["revokeToken"];
        options?: never;
        /** Is a token valid */
        head: operations["checkToken"];
        patch?: never;
        trace?: never;
    };
    "/v3/auth/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that verify tokens, as a JWK set (RFC 7517) */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Revocations after a cursor, which services follow */
        get: operations["listRevocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalog of the token's scope */
        get: operations["getCatalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The projects that the token's user can scope to */
        get: operations["listAuthProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List domains */
        get: operations["listDomains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/domains/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a domain */
        get: operations["getDomain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List projects */
        get: operations["listProjects"];
        put?: never;
        /** Create a project */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a project */
        get: operations["getProject"];
        put?: never;
        post?: never;
        /** Delete a project */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        /** Change a project */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/v3/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["listUsers"];
        put?: never;
        /** Create a user */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a user */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Delete a user */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Change a user */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/v3/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roles */
        get: operations["listRoles"];
        put?: never;
        /** Create a role */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a role */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /** Delete a role */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/password": {
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
        /** Change one's own password; the user's other tokens are revoked */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The projects in which a user has a role */
        get: operations["listUserProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}/users/{user_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** The roles that a user was given in a project */
        get: operations["listProjectUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}/users/{user_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Give a user a role in a project */
        put: operations["grantProjectUserRole"];
        post?: never;
        /** Take a role in a project from a user */
        delete: operations["revokeProjectUserRole"];
        options?: never;
        /** Has a user a role in a project */
        head: operations["checkProjectUserRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/role_assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has which role where */
        get: operations["listRoleAssignments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List services */
        get: operations["listServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List endpoints */
        get: operations["listEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List regions */
        get: operations["listRegions"];
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
        Version: {
            id: string;
            status: string;
            updated?: string;
            links: components["schemas"]["Link"][];
            "media-types"?: {
                base?: string;
                type?: string;
            }[];
        };
        ListLinks: {
            self?: string;
            next?: string | null;
            previous?: string | null;
        };
        SelfLink: {
            /** Format: uri */
            self: string;
        };
        Password: string;
        NameOrId: {
            id?: string;
            name?: string;
            domain?: components["schemas"]["DomainRef"];
        };
        DomainRef: {
            id?: string;
            name?: string;
        };
        AuthRequest: {
            auth: {
                identity: {
                    methods: string[];
                    password?: {
                        user: {
                            id?: string;
                            name?: string;
                            domain?: components["schemas"]["DomainRef"];
                            password: string;
                        };
                    };
                    token?: {
                        id: string;
                    };
                };
                scope?: "unscoped" | {
                    project?: components["schemas"]["NameOrId"];
                    domain?: components["schemas"]["DomainRef"];
                    system?: {
                        all?: boolean;
                    };
                };
            };
        };
        Catalog: {
            id: string;
            type: string;
            name: string;
            endpoints: {
                id: string;
                /** @enum {string} */
                interface: "public" | "internal" | "admin";
                region: string;
                region_id: string;
                /** Format: uri */
                url: string;
            }[];
        }[];
        TokenBody: {
            token: {
                methods: string[];
                user: {
                    id: string;
                    name: string;
                    domain: components["schemas"]["DomainRef"];
                    password_expires_at?: string | null;
                };
                audit_ids: string[];
                expires_at: string;
                issued_at: string;
                is_domain?: boolean;
                project?: {
                    id?: string;
                    name?: string;
                    domain?: components["schemas"]["DomainRef"];
                };
                domain?: components["schemas"]["DomainRef"];
                system?: {
                    all?: boolean;
                };
                roles?: {
                    id: string;
                    name: string;
                }[];
                catalog?: components["schemas"]["Catalog"];
            };
        };
        /** @description Tokens issued before `issued_before` that match every id given are revoked. */
        Revocation: {
            id: number;
            /** @description One token. */
            audit_id?: string;
            /** @description The first token of a chain and all that were made from it. */
            audit_chain_id?: string;
            application_credential_id?: string;
            user_id?: string;
            project_id?: string;
            issued_before: components["schemas"]["Time"];
            expires_at: components["schemas"]["Time"];
        };
        Domain: {
            id: string;
            name: string;
            description?: string;
            enabled: boolean;
            tags?: string[];
            options?: {
                [key: string]: unknown;
            };
            links: components["schemas"]["SelfLink"];
        };
        Project: {
            id: string;
            name: string;
            domain_id: string;
            description: string;
            enabled: boolean;
            parent_id: string;
            is_domain: boolean;
            tags: string[];
            options: {
                [key: string]: unknown;
            };
            links: components["schemas"]["SelfLink"];
        };
        ProjectCreate: {
            name: components["schemas"]["ProjectName"];
            description?: string | null;
            domain_id?: string;
            parent_id?: string | null;
            enabled?: boolean;
            is_domain?: boolean;
            tags?: string[];
            options?: {
                [key: string]: unknown;
            };
        };
        ProjectUpdate: {
            name?: components["schemas"]["ProjectName"];
            description?: string | null;
            enabled?: boolean;
            tags?: string[];
            options?: {
                [key: string]: unknown;
            };
        };
        ProjectName: string;
        User: {
            id: string;
            name: string;
            domain_id: string;
            default_project_id?: string;
            email?: string | null;
            description?: string | null;
            enabled: boolean;
            password_expires_at: string | null;
            options: {
                [key: string]: unknown;
            };
            links: components["schemas"]["SelfLink"];
        };
        UserCreate: {
            name: components["schemas"]["Name"];
            password?: components["schemas"]["Password"] | null;
            email?: string | null;
            description?: string | null;
            domain_id?: string;
            default_project_id?: string | null;
            enabled?: boolean;
            options?: {
                [key: string]: unknown;
            };
        };
        UserUpdate: {
            name?: components["schemas"]["Name"];
            password?: components["schemas"]["Password"];
            email?: string | null;
            description?: string | null;
            default_project_id?: string | null;
            enabled?: boolean;
            options?: {
                [key: string]: unknown;
            };
        };
        Role: {
            id: string;
            name: string;
            description?: string | null;
            domain_id: null;
            options?: {
                [key: string]: unknown;
            };
            links: components["schemas"]["SelfLink"];
        };
        RoleCreate: {
            name: components["schemas"]["Name"];
            description?: string | null;
            domain_id?: null;
            options?: {
                [key: string]: unknown;
            };
        };
        Service: {
            id: string;
            type: string;
            name: string;
            enabled: boolean;
            description?: string;
            links: components["schemas"]["SelfLink"];
        };
        Endpoint: {
            id: string;
            service_id: string;
            interface: string;
            url: string;
            region: string;
            region_id: string;
            enabled: boolean;
            links: components["schemas"]["SelfLink"];
        };
        Region: {
            id: string;
            description: string;
            parent_region_id: string | null;
            links: components["schemas"]["SelfLink"];
        };
        DomainBody: {
            domain: components["schemas"]["Domain"];
        };
        DomainList: {
            domains: components["schemas"]["Domain"][];
            links: components["schemas"]["ListLinks"];
        };
        ProjectBody: {
            project: components["schemas"]["Project"];
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
            links: components["schemas"]["ListLinks"];
        };
        UserBody: {
            user: components["schemas"]["User"];
        };
        UserList: {
            users: components["schemas"]["User"][];
            links: components["schemas"]["ListLinks"];
        };
        RoleBody: {
            role: components["schemas"]["Role"];
        };
        RoleList: {
            roles: components["schemas"]["Role"][];
            links: components["schemas"]["ListLinks"];
        };
        ServiceList: {
            services: components["schemas"]["Service"][];
            links: components["schemas"]["ListLinks"];
        };
        EndpointList: {
            endpoints: components["schemas"]["Endpoint"][];
            links: components["schemas"]["ListLinks"];
        };
        RegionList: {
            regions: components["schemas"]["Region"][];
            links: components["schemas"]["ListLinks"];
        };
        Link: {
            rel: string;
            /** Format: uri */
            href: string;
            type?: string;
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
         * Format: date-time
         * @description UTC, RFC 3339.
         */
        Time: string;
        /** @description A name that is not blank. */
        Name: string;
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
        UserId: string;
        RoleId: string;
        SubjectToken: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listIdentityVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions. */
            300: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        versions: {
                            values: components["schemas"]["Version"][];
                        };
                    };
                };
            };
        };
    };
    getIdentityVersion: {
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
    validateToken: {
        parameters: {
            query?: {
                nocatalog?: string;
            };
            header?: {
                "X-Subject-Token"?: components["parameters"]["SubjectToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token's body. */
            200: {
                headers: {
                    "X-Subject-Token"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    issueToken: {
        parameters: {
            query?: {
                nocatalog?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthRequest"];
            };
        };
        responses: {
            /** @description The token's body. */
            201: {
                headers: {
                    "X-Subject-Token"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    revokeToken: {
        parameters: {
            query?: {
                chain?: string;
            };
            header?: {
                "X-Subject-Token"?: components["parameters"]["SubjectToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkToken: {
        parameters: {
            query?: never;
            header?: {
                "X-Subject-Token"?: components["parameters"]["SubjectToken"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Valid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not valid (404) or not allowed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys; the next, current and previous one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            kty: string;
                            crv: string;
                            x: string;
                            y: string;
                            kid: string;
                            use: string;
                            alg: string;
                        }[];
                    };
                };
            };
        };
    };
    listRevocations: {
        parameters: {
            query?: {
                since?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revocations that can still matter, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["Revocation"][];
                        cursor: number;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getCatalog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalog. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        catalog: components["schemas"]["Catalog"];
                        links?: components["schemas"]["ListLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listAuthProjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listDomains: {
        parameters: {
            query?: {
                name?: string;
                enabled?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getDomain: {
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
            /** @description The domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                name?: string;
                domain_id?: string;
                enabled?: string;
                parent_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    project: components["schemas"]["ProjectCreate"];
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getProject: {
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
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteProject: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    updateProject: {
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
                    project: components["schemas"]["ProjectUpdate"];
                };
            };
        };
        responses: {
            /** @description The project. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                name?: string;
                domain_id?: string;
                enabled?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    user: components["schemas"]["UserCreate"];
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getUser: {
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
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteUser: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    updateUser: {
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
                    user: components["schemas"]["UserUpdate"];
                };
            };
        };
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listRoles: {
        parameters: {
            query?: {
                name?: string;
                domain_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    role: components["schemas"]["RoleCreate"];
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getRole: {
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
            /** @description The role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteRole: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    changePassword: {
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
                    user: {
                        original_password: string;
                        password: components["schemas"]["Password"];
                    };
                };
            };
        };
        responses: {
            /** @description Changed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listUserProjects: {
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
            /** @description The projects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listProjectUserRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    grantProjectUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Given; also when it was given before. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    revokeProjectUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken; tokens that hold it are revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkProjectUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Yes. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No (404) or not allowed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listRoleAssignments: {
        parameters: {
            query?: {
                "user.id"?: string;
                "role.id"?: string;
                "scope.project.id"?: string;
                include_names?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The assignments. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        role_assignments: {
                            [key: string]: unknown;
                        }[];
                        links?: components["schemas"]["ListLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listRegions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegionList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
