import type { Handler } from '../../openapi/serve/handler.ts';
import type { Operations } from '../../openapi/contracts.ts';

/** `GET /v2/schemas/image`: clients read from it which keys are attributes and which are properties of the user. */
export const getImageSchema: Handler<Operations<'image'>['getImageSchema']> = () => ({ status: 200, body: imageSchema });

/** `GET /v2/schemas/images` */
export const getImagesSchema: Handler<Operations<'image'>['getImagesSchema']> = () => ({
  status: 200,
  body: {
    name: 'images',
    properties: {
      images: { type: 'array', items: imageSchema },
      first: { type: 'string' },
      next: { type: 'string' },
      schema: { type: 'string' },
    },
    links: [
      { rel: 'first', href: '{first}' },
      { rel: 'next', href: '{next}' },
      { rel: 'describedby', href: '{schema}' },
    ],
  },
});

/** `GET /v2/schemas/member` */
export const getMemberSchema: Handler<Operations<'image'>['getMemberSchema']> = () => ({ status: 200, body: memberSchema });

/** `GET /v2/schemas/members` */
export const getMembersSchema: Handler<Operations<'image'>['getMembersSchema']> = () => ({
  status: 200,
  body: {
    name: 'members',
    properties: { members: { type: 'array', items: memberSchema }, schema: { type: 'string' } },
    links: [{ rel: 'describedby', href: '{schema}' }],
  },
});

/** `GET /v2/schemas/task` */
export const getTaskSchema: Handler<Operations<'image'>['getTaskSchema']> = () => ({ status: 200, body: taskSchema });

/** `GET /v2/schemas/tasks` */
export const getTasksSchema: Handler<Operations<'image'>['getTasksSchema']> = () => ({
  status: 200,
  body: {
    name: 'tasks',
    properties: { tasks: { type: 'array', items: taskSchema }, first: { type: 'string' }, next: { type: 'string' }, schema: { type: 'string' } },
    links: [
      { rel: 'first', href: '{first}' },
      { rel: 'next', href: '{next}' },
      { rel: 'describedby', href: '{schema}' },
    ],
  },
});

export const text = (description: string, extra: Record<string, unknown> = {}): Record<string, unknown> => ({ type: 'string', description, ...extra });
const readOnly = (schema: Record<string, unknown>): Record<string, unknown> => ({ ...schema, readOnly: true });
const nullable = (type: string, description: string, extra: Record<string, unknown> = {}): Record<string, unknown> => ({ type: ['null', type], description, ...extra });

const imageSchema = {
  name: 'image',
  properties: {
    id: text('An identifier for the image', { pattern: '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$' }),
    name: nullable('string', 'Descriptive name for the image', { maxLength: 255 }),
    status: readOnly(text('Status of the image', { enum: ['queued', 'saving', 'uploading', 'importing', 'active', 'deactivated', 'deleted'] })),
    status_reason: readOnly(nullable('string', 'Why the last upload failed')),
    visibility: text('Scope of image accessibility', { enum: ['community', 'public', 'private', 'shared'] }),
    protected: { type: 'boolean', description: 'If true, image will not be deletable.' },
    os_hidden: { type: 'boolean', description: 'If true, image will not appear in default image list response.' },
    checksum: readOnly(nullable('string', 'md5 hash of image contents; not computed', { maxLength: 32 })),
    os_hash_algo: readOnly(nullable('string', 'Algorithm to calculate the os_hash_value', { maxLength: 64 })),
    os_hash_value: readOnly(nullable('string', 'Hexdigest of what a download answers', { maxLength: 128 })),
    owner: nullable('string', 'Owner of the image', { maxLength: 255 }),
    size: readOnly(nullable('integer', 'Size of what a download answers in bytes')),
    virtual_size: readOnly(nullable('integer', 'Size of all layers when unpacked in bytes')),
    container_format: nullable('string', 'Format of the container', { enum: [null, 'ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed'] }),
    disk_format: nullable('string', 'Format of the disk', { enum: [null, 'ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'] }),
    architecture: text('Operating system architecture'),
    created_at: readOnly(text('Date and time of image registration')),
    updated_at: readOnly(text('Date and time of the last image modification')),
    tags: { type: 'array', description: 'List of strings related to the image', items: { type: 'string', maxLength: 255 } },
    self: readOnly(text('A URL of the image')),
    file: readOnly(text('A URL for the image file')),
    schema: readOnly(text('A URL of this schema')),
    min_ram: { type: 'integer', description: 'Amount of ram (in MB) required to boot image.' },
    min_disk: { type: 'integer', description: 'Amount of disk space (in GB) required to boot image.' },
    kind: readOnly(nullable('string', 'What runs it', { enum: [null, 'container', 'vm'] })),
    layer_id: readOnly(nullable('string', 'The top layer')),
  },
  additionalProperties: { type: 'string' },
  links: [
    { rel: 'self', href: '{self}' },
    { rel: 'enclosure', href: '{file}' },
    { rel: 'describedby', href: '{schema}' },
  ],
};

const memberSchema = {
  name: 'member',
  properties: {
    member_id: text('A project with which the image is shared'),
    image_id: text('An identifier for the image'),
    status: text('What the member said to it', { enum: ['pending', 'accepted', 'rejected'] }),
    created_at: text('Date and time of the share'),
    updated_at: text('Date and time of the last change'),
    schema: readOnly(text('A URL of this schema')),
  },
};

const taskSchema = {
  name: 'task',
  properties: {
    id: text('An identifier for the task'),
    type: text('What the task does', { enum: ['api_image_import', 'api_image_export'] }),
    status: text('The current status of this task', { enum: ['pending', 'processing', 'success', 'failure'] }),
    owner: text('The project that it is done for'),
    image_id: text('The image that it is done for'),
    user_id: text('Who asked for it'),
    request_id: text('The request that asked for it'),
    input: nullable('object', 'What was asked for, without secrets'),
    result: nullable('object', 'What came of it'),
    message: text('Why it failed'),
    phase: text('What is being done'),
    bytes_done: { type: 'integer', description: 'Bytes read or sent so far' },
    bytes_total: nullable('integer', 'Bytes in all, where that is known'),
    expires_at: nullable('string', 'Tasks are kept'),
    created_at: text('Date and time of the request'),
    updated_at: text('Date and time of the last change'),
    self: readOnly(text('A URL of the task')),
    schema: readOnly(text('A URL of this schema')),
  },
};
