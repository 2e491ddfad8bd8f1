import t from 'tap';
import { readImageConfig } from '../../../image-service/archives/image-config.ts';

const diff = `sha256:${'a'.repeat(64)}`;
const rootfs = { type: 'layers', diff_ids: [diff] };

t.test('what a start needs is read from the configuration, the rest is kept', async (t) => {
  const config = { Entrypoint: ['/init'], Cmd: null, Env: ['A=b'], WorkingDir: '/srv', User: '1000:1000', StopSignal: 'SIGQUIT', Labels: { a: 'b' } };
  t.same(readImageConfig({ architecture: 'arm64', os: 'linux', config, rootfs }), { architecture: 'arm64', diffIds: [diff], config });
  t.same(readImageConfig({ rootfs, config: null }), { architecture: 'unknown', diffIds: [diff], config: {} });
});

t.test('what a host would stumble over is refused', async (t) => {
  const cases: [unknown, RegExp][] = [
    [null, /not a JSON object/],
    [{}, /rootfs of the image configuration/],
    [{ rootfs: { diff_ids: ['md5:1'] } }, /diff_ids/],
    [{ rootfs, os: 'windows' }, /only linux/],
    [{ rootfs, config: { Cmd: 'sh' } }, /config.Cmd/],
    [{ rootfs, config: { Env: [1] } }, /config.Env/],
    [{ rootfs, config: { User: 0 } }, /config.User/],
  ];
  for (const [value, message] of cases) t.throws(() => readImageConfig(value), { code: 'image-unusable', message });
});
