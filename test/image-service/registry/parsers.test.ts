import t from 'tap';
import { readContentRange } from '../../../image-service/registry/content-range.ts';
import { pageOf } from '../../../image-service/registry/lists.ts';
import { placesFor } from '../../../image-service/registry/name-uploaded-images.ts';
import { parseManifest } from '../../../image-service/registry/parse-manifest.ts';
import { parseRegistryPath } from '../../../image-service/registry/parse-path.ts';
import { sha256 } from '../../kit/images.ts';

const digest = sha256('x');

t.test('a path is read from its end, because names have slashes', async (t) => {
  const table: [string, unknown][] = [
    ['/v2', { kind: 'ping' }],
    ['/v2/', { kind: 'ping' }],
    ['/v2/_catalog', { kind: 'catalog' }],
    ['/v2/a/b/tags/list', { kind: 'tags', name: 'a/b' }],
    ['/v2/a/b/c/d/tags/list', { kind: 'tags', name: 'a/b/c/d' }],
    ['/v2/a/b/blobs/uploads/', { kind: 'uploads', name: 'a/b' }],
    ['/v2/a/b/blobs/uploads', { kind: 'uploads', name: 'a/b' }],
    ['/v2/a/b/blobs/uploads/123', { kind: 'upload', name: 'a/b', id: '123' }],
    [`/v2/a/b/blobs/${digest}`, { kind: 'blob', name: 'a/b', digest }],
    [`/v2/a/b/blobs/${encodeURIComponent(digest)}`, { kind: 'blob', name: 'a/b', digest }],
    ['/v2/a/b/manifests/v1.0_x', { kind: 'manifest', name: 'a/b', reference: { tag: 'v1.0_x' } }],
    [`/v2/a/b/manifests/${digest}`, { kind: 'manifest', name: 'a/b', reference: { digest } }],
    ['/v2/a/manifests/blobs/manifests/tags', { kind: 'manifest', name: 'a/manifests/blobs', reference: { tag: 'tags' } }],
    [`/v2/a/b/referrers/${digest}`, { kind: 'referrers', name: 'a/b', digest }],
    ['/v2/a/b', undefined],
    ['/v2/a/b/c', undefined],
  ];
  for (const [path, target] of table) t.same(parseRegistryPath(path), target, path);
});

t.test('a bad part of a path is named', async (t) => {
  const table: [string, string][] = [
    ['/v2/a/tags/list', 'NAME_INVALID'],
    ['/v2/A/b/tags/list', 'NAME_INVALID'],
    ['/v2/a//b/tags/list', 'NAME_INVALID'],
    ['/v2/a/b..c/tags/list', 'NAME_INVALID'],
    ['/v2/a/../tags/list', 'NAME_INVALID'],
    ['/v2/a/%2e%2e/tags/list', 'NAME_INVALID'],
    [`/v2/a/${'b'.repeat(130)}/tags/list`, 'NAME_INVALID'],
    ['/v2/a/%zz/tags/list', 'NAME_INVALID'],
    ['/v2/a/b/blobs/sha256:abc', 'DIGEST_INVALID'],
    [`/v2/a/b/blobs/${digest.toUpperCase()}`, 'DIGEST_INVALID'],
    [`/v2/a/b/blobs/sha512:${'a'.repeat(128)}`, 'DIGEST_INVALID'],
    ['/v2/a/b/manifests/-x', 'TAG_INVALID'],
    [`/v2/a/b/manifests/${'x'.repeat(129)}`, 'TAG_INVALID'],
    ['/v2/a/b/referrers/latest', 'DIGEST_INVALID'],
  ];
  for (const [path, code] of table) t.throws(() => parseRegistryPath(path), { details: { registryCode: code } } as never, path);
});

t.test('a chunk says where it lies, or nothing', async (t) => {
  const table: [string | undefined, unknown][] = [
    [undefined, undefined],
    ['0-9', { first: 0, last: 9 }],
    [' 10-19 ', { first: 10, last: 19 }],
    ['bytes 10-19/*', { first: 10, last: 19 }],
    ['bytes=10-19', { first: 10, last: 19 }],
    ['5-5', { first: 5, last: 5 }],
    ['9-0', 'malformed'],
    ['-9', 'malformed'],
    ['9-', 'malformed'],
    ['a-b', 'malformed'],
    ['', 'malformed'],
    ['0-9999999999999999', 'malformed'],
  ];
  for (const [header, range] of table) t.same(readContentRange(header), range, String(header));
});

t.test('a manifest is an image, an index, an artifact, or refused', async (t) => {
  const ref = (mediaType: string) => ({ mediaType, digest, size: 1 });
  const oci = 'application/vnd.oci.image.manifest.v1+json';
  const config = ref('application/vnd.oci.image.config.v1+json');
  const layer = ref('application/vnd.oci.image.layer.v1.tar+zstd');
  const parse = (document: unknown, contentType = oci) => parseManifest(Buffer.from(JSON.stringify(document)), contentType);
  t.match(parse({ schemaVersion: 2, config, layers: [layer] }), { mediaType: oci, image: { layers: [{ digest }] }, artifactType: config.mediaType });
  t.equal(parse({ schemaVersion: 2, config, layers: [] }).image, undefined);
  const disk = ref('application/vnd.sampan.layer.v1.qcow2');
  t.equal(parse({ schemaVersion: 2, config, layers: [disk] }).image?.kind, 'vm');
  t.equal(parse({ schemaVersion: 2, config, layers: [disk, layer] }).image, undefined, 'a chain is of one kind');
  t.match(parse({ schemaVersion: 2, artifactType: 'a/b', config, layers: [], subject: ref(oci) }), { artifactType: 'a/b', subject: digest });
  t.match(parse({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [ref(oci)] }, ''), { refs: [{ role: 'child' }], image: undefined });
  const bad: [unknown, string?][] = [
    [[]],
    [{ schemaVersion: 1, config, layers: [] }],
    [{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }, oci],
    [{ schemaVersion: 2, config, layers: [] }, 'text/plain'],
    [{ schemaVersion: 2, config, layers: {} }],
    [{ schemaVersion: 2, layers: [] }],
    [{ schemaVersion: 2, config: { ...config, size: -1 }, layers: [] }],
    [{ schemaVersion: 2, config: { ...config, size: '1' }, layers: [] }],
    [{ schemaVersion: 2, config: { ...config, digest: 'sha256:../../x' }, layers: [] }],
    [{ schemaVersion: 2, config, layers: Array.from({ length: 1001 }, () => layer) }],
    [{ schemaVersion: 2, config, layers: [], annotations: { a: 1 } }],
  ];
  for (const [document, type] of bad) t.throws(() => parse(document, type), { details: { registryCode: 'MANIFEST_INVALID' } } as never, JSON.stringify(document).slice(0, 100));
});

t.test('lists come in pages, whatever the case of their names', async (t) => {
  const names = ['b', 'A', 'c', 'a', 'B'];
  const page = (query: string) => pageOf(names, new URLSearchParams(query), '/v2/x');
  t.same(page('').page, ['A', 'a', 'B', 'b', 'c']);
  t.same(page('n=2'), { page: ['A', 'a'], headers: { Link: '</v2/x?n=2&last=a>; rel="next"' } });
  t.same(page('n=2&last=a').page, ['B', 'b']);
  t.same(page('n=2&last=b'), { page: ['c'], headers: {} });
  t.same(page('n=0'), { page: [], headers: {} });
  t.same(page('last=zzz').page, []);
  for (const n of ['-1', 'x', '1.5', '']) t.throws(() => page(`n=${n}`), { details: { registryCode: 'PAGINATION_NUMBER_INVALID' } } as never, n);
});

t.test('an uploaded image stands under its name where that is one', async (t) => {
  const own = { repository: 'demo/image-1', tag: 'latest' };
  const table: [string | null, unknown][] = [
    ['web', { repository: 'demo/web', tag: 'latest' }],
    ['web:2', { repository: 'demo/web', tag: '2' }],
    ['demo/web:2', { repository: 'demo/web', tag: '2' }],
    ['team/web', { repository: 'demo/team/web', tag: 'latest' }],
    ['My Web', own],
    ['web:', own],
    ['a:b:c', own],
    [null, own],
    ['', own],
  ];
  for (const [name, place] of table) t.same(placesFor({ id: '1', name }, 'demo')[0], place, String(name));
});
