import t from 'tap';
import { createImageResolver, lastSegment, requireUsable } from '../../../region/images/resolve-image.ts';
import { fakeContainerImage, startFakeImages } from '../../kit/fake-image.ts';

const image = fakeContainerImage('a0b1c2d3-1111-4222-8333-444455556666', 'busybox');
const signal = new AbortController().signal;

void t.test('only an active image of a kind that runs will do, and the refusal says why', (t) => {
  t.match(requireUsable(image), { id: image.id, kind: 'container', minMemoryMib: 0 });
  t.throws(() => requireUsable({ ...image, status: 'queued' }), { status: 400, message: /it is queued, not active/ });
  t.throws(() => requireUsable({ ...image, kind: null }), { status: 400, message: /neither a container nor a vm/ });
  t.throws(() => requireUsable({ ...image, layer_id: null }), { status: 400, message: /no layers/ });
  t.equal(lastSegment('http://h/image/v2/images/abc/'), 'abc');
  t.end();
});

void t.test('the image service decides who sees what, and is told apart from an image that is not there', async (t) => {
  const images = await startFakeImages([image]);
  const resolver = createImageResolver(images.url);
  t.match(await resolver.resolve(`http://other/v2/images/${image.id}`, 'token', 'req-1', signal), { id: image.id, name: 'busybox' });
  await t.rejects(resolver.resolve('nothing', 'token', 'req-1', signal), { status: 400, message: /Can not find requested image nothing/ });
  await images.stop();
  await t.rejects(resolver.resolve(image.id, 'token', 'req-1', signal), { status: 503, message: /Cannot ask the image service/ });
  resolver.close();
});
