// Made by openapi/generate.ts from openapi/image.yaml; change that instead.
export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version discovery */
        get: operations["listImageVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version discovery with status 200 */
        get: operations["showImageVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of an image */
        get: operations["getImageSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of an image list */
        get: operations["getImagesSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of an image's member */
        get: operations["getMemberSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of a list of members */
        get: operations["getMembersSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of a task */
        get: operations["getTaskSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of a list of tasks */
        get: operations["getTasksSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/metadefs/namespace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of a namespace of metadata definitions */
        get: operations["getNamespaceSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/schemas/metadefs/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON schema of a list of namespaces */
        get: operations["getNamespacesSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/metadefs/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metadata definitions; there are none */
        get: operations["listNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/metadefs/resource_types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Types of resources that metadata definitions are for; there are none */
        get: operations["listResourceTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's imports and exports, newest first; all for administrators */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** One import or export */
        get: operations["getTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Images that the project may use, newest first
         * @description Any further query key filters by that property.
         */
        get: operations["listImages"];
        put?: never;
        /**
         * Create an image record; its data is uploaded next
         * @description With `snapshot` (the region alone) its data is one layer, which the named host then sends by `POST /v2/layers` with `image_id`; the region may name any `owner`.
         */
        post: operations["createImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** Show an image */
        get: operations["getImage"];
        put?: never;
        post?: never;
        /**
         * Delete an image; layers that nothing uses any more go with it
         * @description A service deletes snapshots alone.
         */
        delete: operations["deleteImage"];
        options?: never;
        head?: never;
        /**
         * Change an image by JSON patch
         * @description `application/openstack-images-v2.1-json-patch` (op, path, value) and `…-v2.0-json-patch` ({"replace": "/name"}).
         */
        patch: operations["updateImage"];
        trace?: never;
    };
    "/v2/images/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /**
         * Download an image's data
         * @description A disk, a kernel, a ramdisk or a root file system comes as it was uploaded, a container image as OCI image layout tar, a chain of disks as one qcow2 file. One byte range is taken (RFC 9110), with `If-Range`; `Repr-Digest` is of the whole.
         */
        get: operations["downloadImage"];
        /**
         * Upload an image's data
         * @description For `container_format` docker: an archive of `docker save`, an OCI image layout as tar, or a plain root file system as tar (each may be gzip); what it is, is seen from the content. For `bare` a disk of the `disk_format` that the image has; for `aki` and `ari` a kernel or a ramdisk. The image is `active` only when every layer is stored, verified and linked; otherwise it is `queued` again with `status_reason`.
         */
        put: operations["uploadImage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/upload": {
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
        post?: never;
        delete?: never;
        options?: never;
        /** How much of an image's data is kept of an upload that was cut off */
        head: operations["showImageUpload"];
        /**
         * Upload an image's data from `Upload-Offset` to its end
         * @description As `PUT …/file`, but what came before a cut, or a restart of the service, is kept for a day, and the next try sends the rest. The offset is at most what is there (416 tells how much); 0 begins anew.
         */
        patch: operations["resumeImageUpload"];
        trace?: never;
    };
    "/v2/images/{id}/stage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        /** Upload data that an import then makes an image of */
        put: operations["stageImage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/import": {
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
        /**
         * Make an image of what was staged, of what a URL answers, or of an image in another registry
         * @description Methods: `glance-direct` (of the stage), `docker-archive` (the same, of a container image), `web-download` (`uri`), `oci-pull` (`ref`, with `username` and `password` where the registry wants them). The image is `importing` until it is `active`, or `queued` again with `status_reason` and `os_glance_failed_import`.
         */
        post: operations["importImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/export": {
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
        /**
         * Push the image to another registry
         * @description Method: `oci-push` (`ref`, with `username` and `password` where the registry wants them). The manifest goes byte for byte, blobs that the registry has are not sent. With `all_platforms` an image that was pushed in a multi-platform index takes the index and all of its images along. The image stays as it is; the task tells how far it is. Who asks for what is still under way is given its task.
         */
        post: operations["exportImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The imports and exports of an image, newest first, with their progress */
        get: operations["listImageTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/info/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The import methods */
        get: operations["getImportInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/info/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stores */
        get: operations["getStoresInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Tag an image */
        put: operations["addImageTag"];
        post?: never;
        /** Take a tag from an image */
        delete: operations["removeImageTag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The projects with which an image is shared; a member sees itself alone */
        get: operations["listImageMembers"];
        put?: never;
        /** Share an image with a project, which then may accept it into its list */
        post: operations["addImageMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                member: string;
            };
            cookie?: never;
        };
        /** Show a member */
        get: operations["getImageMember"];
        /** Accept or reject an image that is shared with one's project */
        put: operations["updateImageMember"];
        post?: never;
        /** Share an image with a project no longer */
        delete: operations["removeImageMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/actions/deactivate": {
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
        /** Refuse downloads and new servers until the image is reactivated */
        post: operations["deactivateImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/actions/reactivate": {
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
        /** Let a deactivated image be used again */
        post: operations["reactivateImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/images/{id}/layers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** The layers of an image from the base to the top, each with its parent */
        get: operations["listImageLayers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/layers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the upload of one layer on its parent
         * @description The bytes go to the upload's URL, in one request or in many, and the commit makes the layer. With `diff_id` of a layer that is there and may be seen, the answer is that layer (200), and no byte needs to be sent. A host names the snapshot that was ordered from it by `image_id`: kind and parent are those of the order, the owner's quota pays, and the image is active when the layer is committed. Asked again, it answers the upload that was begun, or the layer.
         */
        post: operations["createLayer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        /** Send the whole layer, in place of what was sent before */
        put: operations["putUpload"];
        post?: never;
        /** Give an upload up */
        delete: operations["cancelUpload"];
        options?: never;
        /** How far an upload is */
        head: operations["showUpload"];
        /** Send more of the layer, behind what is there; `Upload-Offset` says where, and is checked */
        patch: operations["appendUpload"];
        trace?: never;
    };
    "/v2/uploads/{id}/commit": {
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
        /**
         * Make the layer of what was sent
         * @description The project keeps the layer for a day, and for as long as an image or another layer stands on it. A qcow2 layer whose header names its parent's file is stored without that name. The layer of a snapshot makes its image active; `config` is what the server was run with, and left out it is that of the nearest image below.
         */
        post: operations["commitUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/layers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        /** Show a layer */
        get: operations["getLayer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/layers/{id}/children": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        /** The layers that stand on a layer, of those that the caller may see */
        get: operations["listLayerChildren"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/layers/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        /**
         * Download a layer's blob
         * @description `ETag` is the blob's digest; one byte range is taken (RFC 9110), with `If-Range`.
         */
        get: operations["downloadLayer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/pull-plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a host must fetch to run a layer chain
         * @description Answers the chain from the base to the top, with `present` for those that the host named in `have`, and the OCI image configuration. The layers are kept from collection while the lease runs (15 minutes).
         */
        post: operations["createPullPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/leases/{id}": {
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
        post?: never;
        /** Give a lease back when the pull is done */
        delete: operations["deleteLease"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect now the layers and blobs that nothing uses
         * @description It happens by itself too. `dry_run` tells what would go, of the first thousand that are due. What lost its last use less than `delay_s` ago stays; left out it is the delay of the service.
         */
        post: operations["collectGarbage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/scrub": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the reading again of stored bytes is, and what was found damaged */
        get: operations["getScrub"];
        put?: never;
        /**
         * Have all stored bytes read again and compared with their digests
         * @description It happens by itself too, over weeks. `dry_run` changes nothing and answers the state.
         */
        post: operations["scrubBlobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the project stores, and what it may store */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/usage/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        /** What a project stores, and what it may store */
        get: operations["getProjectUsage"];
        /**
         * Set what a project may store
         * @description What it stores already stays, even above the limit.
         */
        put: operations["setProjectLimit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/info/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The project's usage in Glance's words; sizes in MiB */
        get: operations["getQuotaUsage"];
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
        Versions: {
            versions: {
                id: string;
                status: string;
                links: components["schemas"]["Link"][];
            }[];
        };
        Scrub: {
            due_blobs: number;
            due_bytes: number;
            /** @description The first thousand. */
            damaged: {
                digest: components["schemas"]["Digest"];
                size: number;
                damaged_at: components["schemas"]["Time"];
            }[];
        };
        Usage: {
            project_id: string;
            /** @description -1 is no limit. */
            limit_bytes: number;
            /** @description What a download of each image would answer. */
            used_bytes: number;
            /** @description Held by uploads in progress. */
            reserved_bytes: number;
            images: number;
            uploads: number;
        };
        /** @description The `config` object of an OCI image configuration (image-spec, config.md). */
        ImageConfig: {
            Entrypoint?: string[] | null;
            Cmd?: string[] | null;
            Env?: string[] | null;
            WorkingDir?: string | null;
            User?: string | null;
            StopSignal?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @enum {string} */
        Visibility: "public" | "community" | "shared" | "private";
        /** @description Every further key is a property of the image and must be a string. */
        ImageCreate: {
            id?: components["schemas"]["Uuid"];
            name?: string | null;
            /** @enum {string|null} */
            disk_format?: "ami" | "ari" | "aki" | "vhd" | "vhdx" | "vmdk" | "raw" | "qcow2" | "vdi" | "iso" | "ploop" | null;
            /** @enum {string|null} */
            container_format?: "ami" | "ari" | "aki" | "bare" | "ovf" | "ova" | "docker" | "compressed" | null;
            visibility?: components["schemas"]["Visibility"];
            min_disk?: number;
            min_ram?: number;
            protected?: boolean;
            os_hidden?: boolean;
            tags?: string[];
            /** @description Makes the image of this layer and those below it; it is active at once. */
            layer_id?: components["schemas"]["LayerId"];
            /** @description The image of a server, whose one new layer its host sends; of the region. */
            snapshot?: {
                /** @description Its name. */
                host: string;
                /** @enum {string} */
                kind: "tar" | "qcow2";
                /** @description The layer that the server was started from; null when the new one stands alone. */
                parent_id: components["schemas"]["LayerId"] | null;
            };
        } & {
            [key: string]: string;
        };
        Image: {
            id: string;
            name: string | null;
            /** @enum {string} */
            status: "queued" | "saving" | "uploading" | "importing" | "active" | "deactivated" | "deleted";
            status_reason?: string | null;
            visibility: components["schemas"]["Visibility"];
            size: number | null;
            virtual_size: number | null;
            checksum: string | null;
            os_hash_algo: string | null;
            os_hash_value: string | null;
            os_hidden: boolean;
            protected: boolean;
            min_ram: number;
            min_disk: number;
            owner: string | null;
            disk_format: string | null;
            container_format: string | null;
            architecture?: string;
            created_at: string;
            updated_at: string;
            tags: string[];
            self: string;
            file: string;
            schema: string;
            /** @enum {string|null} */
            kind: "container" | "vm" | null;
            layer_id: string | null;
        } & {
            [key: string]: unknown;
        };
        Task: {
            id: components["schemas"]["Uuid"];
            type: string;
            /** @enum {string} */
            status: "pending" | "processing" | "success" | "failure";
            owner: string;
            image_id: string;
            user_id: string;
            request_id: string;
            input: {
                [key: string]: unknown;
            };
            result: {
                [key: string]: unknown;
            } | null;
            /** @description Why it failed. */
            message: string;
            phase: string;
            bytes_done: number;
            bytes_total: number | null;
            expires_at?: string | null;
            created_at: string;
            updated_at: string;
            self?: string;
            schema?: string;
        };
        /** @enum {string} */
        MemberStatus: "pending" | "accepted" | "rejected";
        Member: {
            member_id: string;
            image_id: string;
            status: components["schemas"]["MemberStatus"];
            created_at: string;
            updated_at: string;
            schema: string;
        };
        Layer: {
            id: components["schemas"]["LayerId"];
            parent_id: components["schemas"]["LayerId"] | null;
            /** @enum {string} */
            kind: "tar" | "qcow2";
            diff_id: components["schemas"]["Digest"];
            depth: number;
            /** @description Bytes of the uncompressed changeset. */
            size: number;
            created_by?: string | null;
            created_at: string;
            encodings: {
                digest: components["schemas"]["Digest"];
                media_type: string;
                size: number;
            }[];
        };
        LayerList: {
            layers: components["schemas"]["Layer"][];
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
        /** @description A chain id (OCI image-spec, config.md, "Layer ChainID"); a layer's parent is part of its own id. */
        LayerId: string;
        /** @description A content digest (OCI image-spec, descriptor.md). */
        Digest: string;
        /**
         * Format: date-time
         * @description UTC, RFC 3339.
         */
        Time: string;
        /**
         * @description What runs a server; the image decides it.
         * @enum {string}
         */
        Kind: "container" | "vm";
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
        LayerId: components["schemas"]["LayerId"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listImageVersions: {
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
                    "application/json": components["schemas"]["Versions"];
                };
            };
        };
    };
    showImageVersions: {
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
                    "application/json": components["schemas"]["Versions"];
                };
            };
        };
    };
    getImageSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getImagesSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getMemberSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getMembersSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getTaskSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getTasksSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getNamespaceSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    getNamespacesSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON schema. */
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
    listNamespaces: {
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
                        namespaces: {
                            [key: string]: unknown;
                        }[];
                        first: string;
                        schema: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listResourceTypes: {
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
                        resource_types: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description Default 25, at most 1000. */
                limit?: number;
                marker?: string;
                status?: "pending" | "processing" | "success" | "failure";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["Task"][];
                        first: string;
                        next?: string;
                        schema: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getTask: {
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
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listImages: {
        parameters: {
            query?: {
                /** @description Default 25, at most 1000. */
                limit?: number;
                marker?: string;
                /** @description key:dir, comma separated. */
                sort?: string;
                sort_key?: string[];
                sort_dir?: ("asc" | "desc")[];
                name?: string;
                /** @description One, or in:a,b */
                id?: string;
                status?: string;
                visibility?: string;
                owner?: string;
                tag?: string[];
                disk_format?: string;
                container_format?: string;
                member_status?: string;
                protected?: string;
                os_hidden?: string;
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
                        first: string;
                        next?: string;
                        schema: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createImage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImageCreate"];
            };
        };
        responses: {
            /** @description The image, queued. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getImage: {
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
            /** @description The image. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteImage: {
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
    updateImage: {
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
                "application/openstack-images-v2.1-json-patch": {
                    [key: string]: unknown;
                }[];
                "application/openstack-images-v2.0-json-patch": {
                    [key: string]: unknown;
                }[];
            };
        };
        responses: {
            /** @description The image. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    downloadImage: {
        parameters: {
            query?: never;
            header?: {
                Range?: string;
                "If-Range"?: string;
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description There is no data yet. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    uploadImage: {
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
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Stored and active. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    showImageUpload: {
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
            /** @description `Upload-Offset` tells the bytes that are there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    resumeImageUpload: {
        parameters: {
            query?: never;
            header?: {
                "Upload-Offset"?: string;
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Stored and active. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    stageImage: {
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
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Staged. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    importImage: {
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
                    method: {
                        name: string;
                        uri?: string;
                        ref?: string;
                        username?: string;
                        password?: string;
                    };
                    stores?: string[];
                    all_stores?: boolean;
                    all_stores_must_succeed?: boolean;
                };
            };
        };
        responses: {
            /** @description Begun; `OpenStack-image-task-id` names the task. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    exportImage: {
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
                    method: {
                        /** @enum {string} */
                        name: "oci-push";
                        ref: string;
                        username?: string;
                        password?: string;
                        all_platforms?: boolean;
                    };
                };
            };
        };
        responses: {
            /** @description Begun; `OpenStack-image-task-id` names the task. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listImageTasks: {
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
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: components["schemas"]["Task"][];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getImportInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The methods. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        "import-methods": {
                            description: string;
                            type: string;
                            value: string[];
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getStoresInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stores. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stores: {
                            id: string;
                            description?: string;
                            default?: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    addImageTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tagged. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    removeImageTag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken away. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listImageMembers: {
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
            /** @description The members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        members: components["schemas"]["Member"][];
                        schema: string;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    addImageMember: {
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
                    member: string;
                };
            };
        };
        responses: {
            /** @description The member, pending. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getImageMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    updateImageMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                member: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    status: components["schemas"]["MemberStatus"];
                };
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    removeImageMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No member any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    deactivateImage: {
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
            /** @description Deactivated. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    reactivateImage: {
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
            /** @description Active. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    listImageLayers: {
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
            /** @description The layers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LayerList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createLayer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "tar" | "qcow2";
                    parent_id?: components["schemas"]["LayerId"] | null;
                    diff_id?: components["schemas"]["Digest"];
                    /** @description Bytes that will be sent. */
                    size?: number;
                    /** @description The image of a snapshot; of hosts. */
                    image_id?: components["schemas"]["Uuid"];
                };
            };
        };
        responses: {
            /** @description The layer is there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        layer: components["schemas"]["Layer"];
                    };
                };
            };
            /** @description The upload. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        upload: {
                            id: components["schemas"]["Uuid"];
                            url: string;
                            expires_at: components["schemas"]["Time"];
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    putUpload: {
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
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Kept. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    cancelUpload: {
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
            /** @description Given up. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    showUpload: {
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
            /** @description `Upload-Offset` tells the bytes that are there. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    appendUpload: {
        parameters: {
            query?: never;
            header?: {
                "Upload-Offset"?: string;
            };
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Kept. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    commitUpload: {
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
                    digest: components["schemas"]["Digest"];
                    config?: components["schemas"]["ImageConfig"];
                };
            };
        };
        responses: {
            /** @description The layer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layer"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getLayer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The layer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layer"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    listLayerChildren: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The children. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LayerList"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    downloadLayer: {
        parameters: {
            query?: never;
            header?: {
                Range?: string;
                "If-Range"?: string;
            };
            path: {
                id: components["parameters"]["LayerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The blob. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    createPullPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    image_id: components["schemas"]["Uuid"];
                    layer_id: components["schemas"]["LayerId"];
                    have: components["schemas"]["LayerId"][];
                };
            };
        };
        responses: {
            /** @description The plan. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lease_id: components["schemas"]["Uuid"];
                        lease_expires_at: components["schemas"]["Time"];
                        kind: components["schemas"]["Kind"];
                        architecture: string;
                        config: components["schemas"]["ImageConfig"];
                        /** @description Of VM images. Kernel and ramdisk are images of their own, whose file the host downloads. */
                        vm?: {
                            virtual_size: number;
                            disk_format: string;
                            kernel_id?: string;
                            ramdisk_id?: string;
                            /** @description The image's own that say how a machine is made, as `hw_machine_type` and `os_command_line`. */
                            properties: {
                                [key: string]: string;
                            };
                        };
                        layers: {
                            id: components["schemas"]["LayerId"];
                            parent_id: components["schemas"]["LayerId"] | null;
                            diff_id: components["schemas"]["Digest"];
                            digest: components["schemas"]["Digest"];
                            media_type: string;
                            size: number;
                            present: boolean;
                        }[];
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    deleteLease: {
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
            /** @description Given back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Fault"];
        };
    };
    collectGarbage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    dry_run?: boolean;
                    delay_s?: number;
                };
            };
        };
        responses: {
            /** @description What went. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dry_run: boolean;
                        layers: number;
                        blobs: number;
                        bytes: number;
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getScrub: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scrub"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    scrubBlobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description The state; the work goes on. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scrub"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getProjectUsage: {
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
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    setProjectLimit: {
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
                    /** @description -1 is no limit, null the default of the service. */
                    limit_bytes: number | null;
                };
            };
        };
        responses: {
            /** @description The usage, with the new limit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            default: components["responses"]["Fault"];
        };
    };
    getQuotaUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The usage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        usage: {
                            [key: string]: {
                                usage: number;
                                limit: number;
                            };
                        };
                    };
                };
            };
            default: components["responses"]["Fault"];
        };
    };
}
