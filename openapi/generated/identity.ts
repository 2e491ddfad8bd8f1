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
         * @description Answers 201 with the token in the header `X-Subject-Token`. Any wrong part of a credential is 401, with one and the same message. A user whose rules ask for more methods gets a 401 with a receipt (`Openstack-Auth-Receipt`), which stands for those that were passed when it is sent with the rest within five minutes. Source: Identity API v3, "Password authentication with scoped authorization".
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
        /** Retire the signing key in use for the one published as the next */
        post: operations["rotateKeys"];
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
        /** Create a domain */
        post: operations["createDomain"];
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
        /** Delete a domain */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        /** Change a domain */
        patch: operations["updateDomain"];
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
        /** Create an user */
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
        /** Show an user */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Delete an user */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Change an user */
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
        /** Change a role */
        patch: operations["updateRole"];
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
        /** Has a user a role in a project */
        get: operations["getProjectUserRole"];
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
        /** Create a service */
        post: operations["createService"];
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
        /** Create an endpoint */
        post: operations["createEndpoint"];
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
        /** Create a region */
        post: operations["createRegion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The domains that the token's user can scope to */
        get: operations["listAuthDomains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/auth/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the token's user can scope to the system */
        get: operations["listAuthSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List groups */
        get: operations["listGroups"];
        put?: never;
        /** Create a group */
        post: operations["createGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a group */
        get: operations["getGroup"];
        put?: never;
        post?: never;
        /** Delete a group */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /** Change a group */
        patch: operations["updateGroup"];
        trace?: never;
    };
    "/v3/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a service */
        get: operations["getService"];
        put?: never;
        post?: never;
        /** Delete a service */
        delete: operations["deleteService"];
        options?: never;
        head?: never;
        /** Change a service */
        patch: operations["updateService"];
        trace?: never;
    };
    "/v3/endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show an endpoint */
        get: operations["getEndpoint"];
        put?: never;
        post?: never;
        /** Delete an endpoint */
        delete: operations["deleteEndpoint"];
        options?: never;
        head?: never;
        /** Change an endpoint */
        patch: operations["updateEndpoint"];
        trace?: never;
    };
    "/v3/regions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a region */
        get: operations["getRegion"];
        /** Create a region of a chosen id */
        put: operations["putRegion"];
        post?: never;
        /** Delete a region */
        delete: operations["deleteRegion"];
        options?: never;
        head?: never;
        /** Change a region */
        patch: operations["updateRegion"];
        trace?: never;
    };
    "/v3/projects/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The tags of a project */
        get: operations["listProjectTags"];
        /** Replace the tags of a project */
        put: operations["replaceProjectTags"];
        post?: never;
        /** Take all tags from a project */
        delete: operations["deleteProjectTags"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        /** Has a project a tag */
        get: operations["getProjectTag"];
        /** Give a project a tag */
        put: operations["addProjectTag"];
        post?: never;
        /** Take a tag from a project */
        delete: operations["deleteProjectTag"];
        options?: never;
        /** Has a project a tag */
        head: operations["checkProjectTag"];
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The groups in which a user is */
        get: operations["listUserGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/groups/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The users in a group */
        get: operations["listGroupUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/groups/{id}/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** Is a user in a group */
        get: operations["getGroupUser"];
        /** Put a user into a group */
        put: operations["addGroupUser"];
        post?: never;
        /** Take a user out of a group */
        delete: operations["removeGroupUser"];
        options?: never;
        /** Is a user in a group */
        head: operations["checkGroupUser"];
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}/groups/{group_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** The roles that a group was given in a project */
        get: operations["listProjectGroupRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/projects/{id}/groups/{group_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a group a role in a project */
        get: operations["getProjectGroupRole"];
        /** Give a group a role in a project */
        put: operations["grantProjectGroupRole"];
        post?: never;
        /** Take a role in a project from a group */
        delete: operations["revokeProjectGroupRole"];
        options?: never;
        /** Has a group a role in a project */
        head: operations["checkProjectGroupRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/domains/{id}/users/{user_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** The roles that a user was given in a domain */
        get: operations["listDomainUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/domains/{id}/users/{user_id}/roles/{role_id}": {
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
        /** Has a user a role in a domain */
        get: operations["getDomainUserRole"];
        /** Give a user a role in a domain */
        put: operations["grantDomainUserRole"];
        post?: never;
        /** Take a role in a domain from a user */
        delete: operations["revokeDomainUserRole"];
        options?: never;
        /** Has a user a role in a domain */
        head: operations["checkDomainUserRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/domains/{id}/groups/{group_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** The roles that a group was given in a domain */
        get: operations["listDomainGroupRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/domains/{id}/groups/{group_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a group a role in a domain */
        get: operations["getDomainGroupRole"];
        /** Give a group a role in a domain */
        put: operations["grantDomainGroupRole"];
        post?: never;
        /** Take a role in a domain from a group */
        delete: operations["revokeDomainGroupRole"];
        options?: never;
        /** Has a group a role in a domain */
        head: operations["checkDomainGroupRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/system/users/{user_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** The roles that a user was given in the system */
        get: operations["listSystemUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/system/users/{user_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: components["parameters"]["UserId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a user a role in the system */
        get: operations["getSystemUserRole"];
        /** Give a user a role in the system */
        put: operations["grantSystemUserRole"];
        post?: never;
        /** Take a role in the system from a user */
        delete: operations["revokeSystemUserRole"];
        options?: never;
        /** Has a user a role in the system */
        head: operations["checkSystemUserRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/system/groups/{group_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** The roles that a group was given in the system */
        get: operations["listSystemGroupRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/system/groups/{group_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a group a role in the system */
        get: operations["getSystemGroupRole"];
        /** Give a group a role in the system */
        put: operations["grantSystemGroupRole"];
        post?: never;
        /** Take a role in the system from a group */
        delete: operations["revokeSystemGroupRole"];
        options?: never;
        /** Has a group a role in the system */
        head: operations["checkSystemGroupRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/projects/{id}/users/{user_id}/roles/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** The roles that a user was given in the projects below a project */
        get: operations["listInheritedProjectUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/projects/{id}/users/{user_id}/roles/{role_id}/inherited_to_projects": {
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
        /** Has a user a role in the projects below a project */
        get: operations["getInheritedProjectUserRole"];
        /** Give a user a role in the projects below a project */
        put: operations["grantInheritedProjectUserRole"];
        post?: never;
        /** Take a role in the projects below a project from a user */
        delete: operations["revokeInheritedProjectUserRole"];
        options?: never;
        /** Has a user a role in the projects below a project */
        head: operations["checkInheritedProjectUserRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/projects/{id}/groups/{group_id}/roles/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** The roles that a group was given in the projects below a project */
        get: operations["listInheritedProjectGroupRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/projects/{id}/groups/{group_id}/roles/{role_id}/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a group a role in the projects below a project */
        get: operations["getInheritedProjectGroupRole"];
        /** Give a group a role in the projects below a project */
        put: operations["grantInheritedProjectGroupRole"];
        post?: never;
        /** Take a role in the projects below a project from a group */
        delete: operations["revokeInheritedProjectGroupRole"];
        options?: never;
        /** Has a group a role in the projects below a project */
        head: operations["checkInheritedProjectGroupRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/domains/{id}/users/{user_id}/roles/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                user_id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        /** The roles that a user was given in the projects below a domain */
        get: operations["listInheritedDomainUserRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/domains/{id}/users/{user_id}/roles/{role_id}/inherited_to_projects": {
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
        /** Has a user a role in the projects below a domain */
        get: operations["getInheritedDomainUserRole"];
        /** Give a user a role in the projects below a domain */
        put: operations["grantInheritedDomainUserRole"];
        post?: never;
        /** Take a role in the projects below a domain from a user */
        delete: operations["revokeInheritedDomainUserRole"];
        options?: never;
        /** Has a user a role in the projects below a domain */
        head: operations["checkInheritedDomainUserRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/domains/{id}/groups/{group_id}/roles/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
            };
            cookie?: never;
        };
        /** The roles that a group was given in the projects below a domain */
        get: operations["listInheritedDomainGroupRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/OS-INHERIT/domains/{id}/groups/{group_id}/roles/{role_id}/inherited_to_projects": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Has a group a role in the projects below a domain */
        get: operations["getInheritedDomainGroupRole"];
        /** Give a group a role in the projects below a domain */
        put: operations["grantInheritedDomainGroupRole"];
        post?: never;
        /** Take a role in the projects below a domain from a group */
        delete: operations["revokeInheritedDomainGroupRole"];
        options?: never;
        /** Has a group a role in the projects below a domain */
        head: operations["checkInheritedDomainGroupRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/roles/{id}/implies": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The roles that a role brings along */
        get: operations["listImpliedRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/roles/{id}/implies/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        /** Show one rule */
        get: operations["getImpliedRole"];
        /** Let a role bring another one along */
        put: operations["createImpliedRole"];
        post?: never;
        /** Let a role bring another one along no more */
        delete: operations["deleteImpliedRole"];
        options?: never;
        /** Does a role bring another one along */
        head: operations["checkImpliedRole"];
        patch?: never;
        trace?: never;
    };
    "/v3/role_inferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All implied roles */
        get: operations["listRoleInferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/application_credentials": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** List a user's application credentials */
        get: operations["listApplicationCredentials"];
        put?: never;
        /** Create an application credential; its secret is in this answer and never again */
        post: operations["createApplicationCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/application_credentials/{application_credential_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                application_credential_id: string;
            };
            cookie?: never;
        };
        /** Show an application credential */
        get: operations["getApplicationCredential"];
        put?: never;
        post?: never;
        /** Delete an application credential; its tokens are revoked */
        delete: operations["deleteApplicationCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/access_rules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** List the access rules of a user's application credentials */
        get: operations["listAccessRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/access_rules/{access_rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                access_rule_id: string;
            };
            cookie?: never;
        };
        /** Show an access rule */
        get: operations["getAccessRule"];
        put?: never;
        post?: never;
        /** Delete an access rule that no application credential uses */
        delete: operations["deleteAccessRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List credentials; without the role admin one's own */
        get: operations["listCredentials"];
        put?: never;
        /** Keep a credential, sealed */
        post: operations["createCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a credential */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        /** Delete a credential */
        delete: operations["deleteCredential"];
        options?: never;
        head?: never;
        /** Change a credential */
        patch: operations["updateCredential"];
        trace?: never;
    };
    "/v3/users/{id}/credentials/OS-EC2": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** List a user's EC2 credentials */
        get: operations["listEc2Credentials"];
        put?: never;
        /** Create an EC2 credential for a project */
        post: operations["createEc2Credential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/users/{id}/credentials/OS-EC2/{credential_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                credential_id: string;
            };
            cookie?: never;
        };
        /** Show an EC2 credential by its access key */
        get: operations["getEc2Credential"];
        put?: never;
        post?: never;
        /** Delete an EC2 credential */
        delete: operations["deleteEc2Credential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/registered_limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List registered limits */
        get: operations["listRegisteredLimits"];
        put?: never;
        /** Register limits of resources, with their defaults */
        post: operations["createRegisteredLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/registered_limits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a registered limit */
        get: operations["getRegisteredLimit"];
        put?: never;
        post?: never;
        /** Delete a registered limit that has no limits */
        delete: operations["deleteRegisteredLimit"];
        options?: never;
        head?: never;
        /** Change a registered limit */
        patch: operations["updateRegisteredLimit"];
        trace?: never;
    };
    "/v3/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List limits; without the role admin those of the token's project or domain */
        get: operations["listLimits"];
        put?: never;
        /** Set limits of projects or domains that differ from the registered ones */
        post: operations["createLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/limits/model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How limits of projects and of their parents go together */
        get: operations["getLimitModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/limits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a limit */
        get: operations["getLimit"];
        put?: never;
        post?: never;
        /** Delete a limit; the registered one counts again */
        delete: operations["deleteLimit"];
        options?: never;
        head?: never;
        /** Change a limit */
        patch: operations["updateLimit"];
        trace?: never;
    };
    "/v3/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List policy documents, which Sampan keeps and does not read */
        get: operations["listPolicies"];
        put?: never;
        /** Keep a policy document */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show a policy document */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        /** Delete a policy document */
        delete: operations["deletePolicy"];
        options?: never;
        head?: never;
        /** Change a policy document */
        patch: operations["updatePolicy"];
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
                    totp?: {
                        user: {
                            id?: string;
                            name?: string;
                            domain?: components["schemas"]["DomainRef"];
                            /** @description Of an authenticator app whose secret is a credential of the type totp. */
                            passcode: string;
                        };
                    };
                    token?: {
                        id: string;
                    };
                    /** @description By id, or by name and user. */
                    application_credential?: {
                        id?: string;
                        name?: string;
                        secret: string;
                        user?: {
                            id?: string;
                            name?: string;
                            domain?: components["schemas"]["DomainRef"];
                        };
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
                application_credential?: {
                    id: string;
                    name: string;
                    restricted: boolean;
                    access_rules?: {
                        [key: string]: unknown;
                    }[];
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
            /** @description The domain of the scope or of its project. */
            domain_id?: string;
            user_domain_id?: string;
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
            domain_id: string | null;
            description: string;
            enabled: boolean;
            parent_id: string | null;
            is_domain: boolean;
            tags: string[];
            options: {
                [key: string]: unknown;
            };
            /** @description A list of project bodies or nested ids. */
            parents?: {
                [key: string]: unknown;
            }[] | {
                [key: string]: unknown;
            } | null;
            subtree?: {
                [key: string]: unknown;
            }[] | {
                [key: string]: unknown;
            } | null;
            links: components["schemas"]["SelfLink"];
        };
        ProjectCreate: {
            name: components["schemas"]["ProjectName"];
            description?: string | null;
            domain_id?: string | null;
            parent_id?: string | null;
            enabled?: boolean;
            is_domain?: boolean;
            tags?: components["schemas"]["Tags"];
            options?: {
                [key: string]: unknown;
            };
        };
        ProjectUpdate: {
            name?: components["schemas"]["ProjectName"];
            description?: string | null;
            domain_id?: string | null;
            parent_id?: string | null;
            is_domain?: boolean;
            enabled?: boolean;
            tags?: components["schemas"]["Tags"];
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
            domain_id?: string | null;
            default_project_id?: string | null;
            enabled?: boolean;
            options?: components["schemas"]["UserOptions"];
        };
        UserUpdate: {
            name?: components["schemas"]["Name"];
            password?: components["schemas"]["Password"];
            email?: string | null;
            description?: string | null;
            domain_id?: string | null;
            default_project_id?: string | null;
            enabled?: boolean;
            options?: components["schemas"]["UserOptions"];
        };
        Role: {
            id: string;
            name: string;
            description?: string | null;
            domain_id: string | null;
            options?: {
                [key: string]: unknown;
            };
            links: components["schemas"]["SelfLink"];
        };
        RoleCreate: {
            name: components["schemas"]["Name"];
            description?: string | null;
            domain_id?: string | null;
            options?: {
                [key: string]: unknown;
            };
        };
        Service: {
            id: string;
            type: string;
            name?: string;
            enabled: boolean;
            description?: string;
            links: components["schemas"]["SelfLink"];
        };
        Endpoint: {
            id: string;
            service_id: string;
            interface: string;
            url: string;
            region: string | null;
            region_id: string | null;
            enabled: boolean;
            name?: string;
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
            truncated?: boolean;
        };
        ProjectBody: {
            project: components["schemas"]["Project"];
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        UserBody: {
            user: components["schemas"]["User"];
        };
        UserList: {
            users: components["schemas"]["User"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        RoleBody: {
            role: components["schemas"]["Role"];
        };
        RoleList: {
            roles: components["schemas"]["Role"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        ServiceList: {
            services: components["schemas"]["Service"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        EndpointList: {
            endpoints: components["schemas"]["Endpoint"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        RegionList: {
            regions: components["schemas"]["Region"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        Tags: components["schemas"]["Tag"][];
        Tag: string;
        DomainName: string;
        DomainCreate: {
            name: components["schemas"]["DomainName"];
            description?: string | null;
            enabled?: boolean;
            explicit_domain_id?: string;
            tags?: components["schemas"]["Tags"];
            options?: {
                [key: string]: unknown;
            };
        };
        DomainUpdate: {
            name?: components["schemas"]["DomainName"];
            description?: string | null;
            enabled?: boolean;
            tags?: components["schemas"]["Tags"];
            options?: {
                [key: string]: unknown;
            };
        };
        UserOptions: {
            ignore_change_password_upon_first_use?: boolean | null;
            ignore_password_expiry?: boolean | null;
            ignore_lockout_failure_attempts?: boolean | null;
            ignore_user_inactivity?: boolean | null;
            lock_password?: boolean | null;
            multi_factor_auth_enabled?: boolean | null;
            multi_factor_auth_rules?: string[][] | null;
        } & {
            [key: string]: unknown;
        };
        Group: {
            id: string;
            name: string;
            domain_id: string;
            description: string;
            links: components["schemas"]["SelfLink"];
        };
        GroupCreate: {
            name: components["schemas"]["Name"];
            description?: string | null;
            domain_id?: string | null;
        };
        GroupUpdate: {
            name?: components["schemas"]["Name"];
            description?: string | null;
            domain_id?: string | null;
        };
        RoleUpdate: {
            name?: components["schemas"]["Name"];
            description?: string | null;
            domain_id?: string | null;
            options?: {
                [key: string]: unknown;
            };
        };
        RoleInference: {
            prior_role: components["schemas"]["InferredRole"];
            implies: components["schemas"]["InferredRole"];
        };
        RoleInferences: {
            prior_role: components["schemas"]["InferredRole"];
            implies: components["schemas"]["InferredRole"][];
        };
        InferredRole: {
            id: string;
            name: string;
            description?: string | null;
            domain_id?: string | null;
            links: components["schemas"]["SelfLink"];
        };
        NamedRef: {
            id: string;
            name?: string;
        };
        NamedInDomain: {
            id: string;
            name?: string;
            domain?: components["schemas"]["NamedRef"];
        };
        RoleAssignment: {
            role: components["schemas"]["NamedInDomain"];
            user?: components["schemas"]["NamedInDomain"];
            group?: components["schemas"]["NamedInDomain"];
            scope: {
                project?: components["schemas"]["NamedInDomain"];
                domain?: components["schemas"]["NamedRef"];
                system?: {
                    all?: boolean;
                };
                /** @enum {string} */
                "OS-INHERIT:inherited_to"?: "projects";
            };
            links: {
                /** Format: uri */
                assignment: string;
                /** Format: uri */
                membership?: string;
                /** Format: uri */
                prior_role?: string;
            };
        };
        RoleAssignmentList: {
            role_assignments: components["schemas"]["RoleAssignment"][];
            links: components["schemas"]["ListLinks"];
        };
        ServiceCreate: {
            type: string;
            name?: string | null;
            enabled?: boolean;
            description?: string | null;
        };
        ServiceUpdate: {
            type?: string;
            name?: string | null;
            enabled?: boolean;
            description?: string | null;
        };
        /** @enum {string} */
        Interface: "public" | "internal" | "admin";
        /** @description May hold $(project_id)s, $(tenant_id)s and $(user_id)s. */
        EndpointUrl: string;
        EndpointCreate: {
            service_id: string;
            interface: components["schemas"]["Interface"];
            url: components["schemas"]["EndpointUrl"];
            region_id?: string | null;
            region?: string | null;
            enabled?: boolean;
            name?: string | null;
        };
        EndpointUpdate: {
            service_id?: string;
            interface?: components["schemas"]["Interface"];
            url?: components["schemas"]["EndpointUrl"];
            region_id?: string | null;
            region?: string | null;
            enabled?: boolean;
            name?: string | null;
        };
        RegionId: string;
        RegionCreate: {
            id?: components["schemas"]["RegionId"] | null;
            description?: string | null;
            parent_region_id?: string | null;
        };
        RegionUpdate: {
            id?: string | null;
            description?: string | null;
            parent_region_id?: string | null;
        };
        GroupBody: {
            group: components["schemas"]["Group"];
        };
        GroupList: {
            groups: components["schemas"]["Group"][];
            links: components["schemas"]["ListLinks"];
            truncated?: boolean;
        };
        ServiceBody: {
            service: components["schemas"]["Service"];
        };
        EndpointBody: {
            endpoint: components["schemas"]["Endpoint"];
        };
        RegionBody: {
            region: components["schemas"]["Region"];
        };
        TagList: {
            tags: string[];
            links: components["schemas"]["ListLinks"];
        };
        AccessRuleGiven: {
            /** @description One that the user has; the other keys are not needed then. */
            id?: string;
            service?: string;
            /** @enum {string} */
            method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
            path?: string;
        };
        AccessRule: {
            id: string;
            service: string;
            method: string;
            path: string;
            links?: components["schemas"]["SelfLink"];
        };
        AccessRuleBody: {
            access_rule: components["schemas"]["AccessRule"];
        };
        AccessRuleList: {
            access_rules: components["schemas"]["AccessRule"][];
            links: components["schemas"]["ListLinks"];
        };
        ApplicationCredential: {
            id: string;
            name: string;
            description: string | null;
            user_id: string;
            project_id: string;
            system: null;
            /** @description UTC without a zone */
            expires_at: string | null;
            unrestricted: boolean;
            roles: {
                id: string;
                name: string;
                domain_id: string | null;
            }[];
            access_rules?: components["schemas"]["AccessRule"][];
            /** @description Only in the answer that creates it. */
            secret?: string;
            links: components["schemas"]["SelfLink"];
        };
        ApplicationCredentialBody: {
            application_credential: components["schemas"]["ApplicationCredential"];
        };
        ApplicationCredentialList: {
            application_credentials: components["schemas"]["ApplicationCredential"][];
            links: components["schemas"]["ListLinks"];
        };
        ApplicationCredentialCreate: {
            application_credential: {
                name: components["schemas"]["Name"];
                description?: string | null;
                /** @description Made by the service when left out. */
                secret?: string | null;
                expires_at?: string | null;
                unrestricted?: boolean | null;
                roles?: {
                    id?: string;
                    name?: string;
                }[];
                access_rules?: components["schemas"]["AccessRuleGiven"][] | null;
            };
        };
        Credential: {
            id: string;
            type: string;
            blob: string;
            user_id: string;
            project_id: string | null;
            links: components["schemas"]["SelfLink"];
        };
        CredentialBody: {
            credential: components["schemas"]["Credential"];
        };
        CredentialList: {
            credentials: components["schemas"]["Credential"][];
            links: components["schemas"]["ListLinks"];
        };
        CredentialCreate: {
            credential: {
                type: string;
                /** @description For the type ec2 JSON with access and secret. */
                blob: string;
                /** @description The caller when left out. */
                user_id?: string;
                project_id?: string | null;
            };
        };
        CredentialUpdate: {
            credential: {
                type?: string;
                blob?: string;
                project_id?: string | null;
                user_id?: string;
            };
        };
        Ec2Credential: {
            user_id: string;
            tenant_id: string;
            access: string;
            secret: string;
            trust_id: null;
            links: components["schemas"]["SelfLink"];
        };
        Ec2CredentialBody: {
            credential: components["schemas"]["Ec2Credential"];
        };
        Ec2CredentialList: {
            credentials: components["schemas"]["Ec2Credential"][];
            links: components["schemas"]["ListLinks"];
        };
        Ec2CredentialCreate: {
            tenant_id: string;
        };
        /** @description -1 is no limit. */
        LimitNumber: number;
        RegisteredLimit: {
            id: string;
            service_id: string;
            region_id: string | null;
            resource_name: string;
            default_limit: number;
            description: string | null;
            links: components["schemas"]["SelfLink"];
        };
        RegisteredLimitBody: {
            registered_limit: components["schemas"]["RegisteredLimit"];
        };
        RegisteredLimitList: {
            registered_limits: components["schemas"]["RegisteredLimit"][];
            links: components["schemas"]["ListLinks"];
        };
        RegisteredLimitsCreated: {
            registered_limits: components["schemas"]["RegisteredLimit"][];
        };
        RegisteredLimitsCreate: {
            registered_limits: {
                service_id: string;
                region_id?: string | null;
                resource_name: string;
                default_limit: components["schemas"]["LimitNumber"];
                description?: string | null;
            }[];
        };
        RegisteredLimitUpdate: {
            registered_limit: {
                service_id?: string;
                region_id?: string | null;
                resource_name?: string;
                default_limit?: components["schemas"]["LimitNumber"];
                description?: string | null;
            };
        };
        Limit: {
            id: string;
            service_id: string;
            region_id: string | null;
            project_id: string | null;
            domain_id: string | null;
            resource_name: string;
            resource_limit: number;
            description: string | null;
            links: components["schemas"]["SelfLink"];
        };
        LimitBody: {
            limit: components["schemas"]["Limit"];
        };
        LimitList: {
            limits: components["schemas"]["Limit"][];
            links: components["schemas"]["ListLinks"];
        };
        LimitsCreated: {
            limits: components["schemas"]["Limit"][];
        };
        LimitsCreate: {
            limits: {
                service_id: string;
                region_id?: string | null;
                project_id?: string | null;
                domain_id?: string | null;
                resource_name: string;
                resource_limit: components["schemas"]["LimitNumber"];
                description?: string | null;
            }[];
        };
        LimitUpdate: {
            limit: {
                resource_limit?: components["schemas"]["LimitNumber"];
                description?: string | null;
            };
        };
        LimitModelBody: {
            model: {
                name: string;
                description: string;
            };
        };
        Policy: {
            id: string;
            type: string;
            blob: string;
            links: components["schemas"]["SelfLink"];
        };
        PolicyBody: {
            policy: components["schemas"]["Policy"];
        };
        PolicyList: {
            policies: components["schemas"]["Policy"][];
            links: components["schemas"]["ListLinks"];
        };
        PolicyCreate: {
            policy: {
                type: string;
                blob: string;
            };
        };
        PolicyUpdate: {
            policy: {
                type?: string;
                blob?: string;
            };
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
        GroupId: string;
        Tag: string;
        Limit: number;
        Marker: string;
        SortKey: string;
        SortDir: "asc" | "desc";
        NameContains: string;
        NameIcontains: string;
        NameStartswith: string;
        NameEndswith: string;
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
    rotateKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rotated. Tokens in use stay valid. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
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
                name__contains?: components["parameters"]["NameContains"];
                name__icontains?: components["parameters"]["NameIcontains"];
                name__startswith?: components["parameters"]["NameStartswith"];
                name__endswith?: components["parameters"]["NameEndswith"];
                enabled?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
    createDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    domain: components["schemas"]["DomainCreate"];
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
                    "application/json": components["schemas"]["DomainBody"];
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
    deleteDomain: {
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
    updateDomain: {
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
                    domain: components["schemas"]["DomainUpdate"];
                };
            };
        };
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
                name__contains?: components["parameters"]["NameContains"];
                name__icontains?: components["parameters"]["NameIcontains"];
                name__startswith?: components["parameters"]["NameStartswith"];
                name__endswith?: components["parameters"]["NameEndswith"];
                domain_id?: string;
                enabled?: string;
                parent_id?: string;
                is_domain?: string;
                tags?: string;
                "tags-any"?: string;
                "not-tags"?: string;
                "not-tags-any"?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
            query?: {
                parents_as_list?: string;
                parents_as_ids?: string;
                subtree_as_list?: string;
                subtree_as_ids?: string;
            };
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
                name__contains?: components["parameters"]["NameContains"];
                name__icontains?: components["parameters"]["NameIcontains"];
                name__startswith?: components["parameters"]["NameStartswith"];
                name__endswith?: components["parameters"]["NameEndswith"];
                domain_id?: string;
                enabled?: string;
                password_expires_at?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                name__contains?: components["parameters"]["NameContains"];
                name__icontains?: components["parameters"]["NameIcontains"];
                name__startswith?: components["parameters"]["NameStartswith"];
                name__endswith?: components["parameters"]["NameEndswith"];
                domain_id?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
    updateRole: {
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
                    role: components["schemas"]["RoleUpdate"];
                };
            };
        };
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
    getProjectUserRole: {
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
                "group.id"?: string;
                "role.id"?: string;
                "scope.project.id"?: string;
                "scope.domain.id"?: string;
                "scope.system"?: string;
                "scope.OS-INHERIT:inherited_to"?: string;
                effective?: string;
                include_names?: string;
                include_subtree?: string;
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
                    "application/json": components["schemas"]["RoleAssignmentList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listServices: {
        parameters: {
            query?: {
                name?: string;
                type?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                    "application/json": components["schemas"]["ServiceList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    service: components["schemas"]["ServiceCreate"];
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
                    "application/json": components["schemas"]["ServiceBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listEndpoints: {
        parameters: {
            query?: {
                service_id?: string;
                interface?: string;
                region_id?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                    "application/json": components["schemas"]["EndpointList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint: components["schemas"]["EndpointCreate"];
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
                    "application/json": components["schemas"]["EndpointBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listRegions: {
        parameters: {
            query?: {
                parent_region_id?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                    "application/json": components["schemas"]["RegionList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createRegion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    region: components["schemas"]["RegionCreate"];
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
                    "application/json": components["schemas"]["RegionBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listAuthDomains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domains. */
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
    listAuthSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scopes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        system: {
                            all?: boolean;
                        }[];
                        links?: components["schemas"]["ListLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                name?: string;
                name__contains?: components["parameters"]["NameContains"];
                name__icontains?: components["parameters"]["NameIcontains"];
                name__startswith?: components["parameters"]["NameStartswith"];
                name__endswith?: components["parameters"]["NameEndswith"];
                domain_id?: string;
                limit?: components["parameters"]["Limit"];
                marker?: components["parameters"]["Marker"];
                sort_key?: components["parameters"]["SortKey"];
                sort_dir?: components["parameters"]["SortDir"];
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
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    group: components["schemas"]["GroupCreate"];
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
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getGroup: {
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
    deleteGroup: {
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
    updateGroup: {
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
                    group: components["schemas"]["GroupUpdate"];
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
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getService: {
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
            /** @description The service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteService: {
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
    updateService: {
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
                    service: components["schemas"]["ServiceUpdate"];
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
                    "application/json": components["schemas"]["ServiceBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getEndpoint: {
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
            /** @description The endpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteEndpoint: {
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
    updateEndpoint: {
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
                    endpoint: components["schemas"]["EndpointUpdate"];
                };
            };
        };
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getRegion: {
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
            /** @description The region. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegionBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    putRegion: {
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
                    region: components["schemas"]["RegionUpdate"];
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
                    "application/json": components["schemas"]["RegionBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteRegion: {
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
    updateRegion: {
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
                    region: components["schemas"]["RegionUpdate"];
                };
            };
        };
        responses: {
            /** @description The region. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegionBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listProjectTags: {
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
            /** @description The tags. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    replaceProjectTags: {
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
                    tags: components["schemas"]["Tags"];
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
                    "application/json": components["schemas"]["TagList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteProjectTags: {
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
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    getProjectTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: components["parameters"]["Tag"];
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
            default: components["responses"]["Fault"];
        };
    };
    addProjectTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Given. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteProjectTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: components["parameters"]["Tag"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkProjectTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: components["parameters"]["Tag"];
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
    listUserGroups: {
        parameters: {
            query?: {
                name?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listGroupUsers: {
        parameters: {
            query?: {
                name?: string;
                enabled?: string;
                password_expires_at?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The users. */
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
    getGroupUser: {
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
            /** @description Yes. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    addGroupUser: {
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
            /** @description In; also when it was in before. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    removeGroupUser: {
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
            /** @description Out; its tokens are revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkGroupUser: {
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
    listProjectGroupRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    getProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
            default: components["responses"]["Fault"];
        };
    };
    grantProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    revokeProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    checkProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    listDomainUserRoles: {
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
    getDomainUserRole: {
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
            default: components["responses"]["Fault"];
        };
    };
    grantDomainUserRole: {
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
    revokeDomainUserRole: {
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
    checkDomainUserRole: {
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
    listDomainGroupRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    getDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
            default: components["responses"]["Fault"];
        };
    };
    grantDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    revokeDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    checkDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    listSystemUserRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    getSystemUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
            default: components["responses"]["Fault"];
        };
    };
    grantSystemUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    revokeSystemUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    checkSystemUserRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    listSystemGroupRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
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
    getSystemGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
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
            default: components["responses"]["Fault"];
        };
    };
    grantSystemGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
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
    revokeSystemGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
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
    checkSystemGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: components["parameters"]["GroupId"];
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
    listInheritedProjectUserRoles: {
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
    getInheritedProjectUserRole: {
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
            default: components["responses"]["Fault"];
        };
    };
    grantInheritedProjectUserRole: {
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
    revokeInheritedProjectUserRole: {
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
    checkInheritedProjectUserRole: {
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
    listInheritedProjectGroupRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    getInheritedProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
            default: components["responses"]["Fault"];
        };
    };
    grantInheritedProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    revokeInheritedProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    checkInheritedProjectGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    listInheritedDomainUserRoles: {
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
    getInheritedDomainUserRole: {
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
            default: components["responses"]["Fault"];
        };
    };
    grantInheritedDomainUserRole: {
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
    revokeInheritedDomainUserRole: {
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
    checkInheritedDomainUserRole: {
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
    listInheritedDomainGroupRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    getInheritedDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
            default: components["responses"]["Fault"];
        };
    };
    grantInheritedDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    revokeInheritedDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    checkInheritedDomainGroupRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                group_id: components["parameters"]["GroupId"];
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
    listImpliedRoles: {
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
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        role_inference: components["schemas"]["RoleInferences"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getImpliedRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                role_id: components["parameters"]["RoleId"];
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
                        role_inference: components["schemas"]["RoleInference"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createImpliedRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule; also when it was there before. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        role_inference: components["schemas"]["RoleInference"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteImpliedRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                role_id: components["parameters"]["RoleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; tokens that held it are revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    checkImpliedRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
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
    listRoleInferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                        role_inferences: components["schemas"]["RoleInferences"][];
                        links?: components["schemas"]["ListLinks"];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listApplicationCredentials: {
        parameters: {
            query?: {
                name?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
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
                    "application/json": components["schemas"]["ApplicationCredentialList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createApplicationCredential: {
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
                "application/json": components["schemas"]["ApplicationCredentialCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getApplicationCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                application_credential_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The application credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationCredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteApplicationCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                application_credential_id: string;
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
    listAccessRules: {
        parameters: {
            query?: {
                service?: string;
                method?: string;
                path?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
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
                    "application/json": components["schemas"]["AccessRuleList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getAccessRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                access_rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The access rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRuleBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteAccessRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                access_rule_id: string;
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
    listCredentials: {
        parameters: {
            query?: {
                user_id?: string;
                type?: string;
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
                    "application/json": components["schemas"]["CredentialList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getCredential: {
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
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteCredential: {
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
    updateCredential: {
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
                "application/json": components["schemas"]["CredentialUpdate"];
            };
        };
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listEc2Credentials: {
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
            /** @description The list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ec2CredentialList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createEc2Credential: {
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
                "application/json": components["schemas"]["Ec2CredentialCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ec2CredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getEc2Credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                credential_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ec2CredentialBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteEc2Credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                credential_id: string;
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
    listRegisteredLimits: {
        parameters: {
            query?: {
                service_id?: string;
                region_id?: string;
                resource_name?: string;
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
                    "application/json": components["schemas"]["RegisteredLimitList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createRegisteredLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisteredLimitsCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredLimitsCreated"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getRegisteredLimit: {
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
            /** @description The registered limit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredLimitBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteRegisteredLimit: {
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
    updateRegisteredLimit: {
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
                "application/json": components["schemas"]["RegisteredLimitUpdate"];
            };
        };
        responses: {
            /** @description The registered limit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredLimitBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listLimits: {
        parameters: {
            query?: {
                service_id?: string;
                region_id?: string;
                resource_name?: string;
                project_id?: string;
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
                    "application/json": components["schemas"]["LimitList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsCreated"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getLimitModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitModelBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getLimit: {
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
            /** @description The limit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteLimit: {
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
    updateLimit: {
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
                "application/json": components["schemas"]["LimitUpdate"];
            };
        };
        responses: {
            /** @description The limit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                type?: string;
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
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyCreate"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getPolicy: {
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
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deletePolicy: {
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
    updatePolicy: {
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
                "application/json": components["schemas"]["PolicyUpdate"];
            };
        };
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBody"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
