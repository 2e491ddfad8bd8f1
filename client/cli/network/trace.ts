import { isIP } from 'node:net';
import type { Operation, ReplyBody } from '../../../openapi/contracts.ts';
import { isFault } from '../../../openapi/serve/fault.ts';
import { findPort, findServer } from '../../sdk/find.ts';
import type { Cloud } from '../../sdk/open-cloud.ts';
import { column, longColumn, record } from '../columns.ts';
import { defineCommand } from '../command.ts';
import { UsageError } from '../errors.ts';

type Answer = ReplyBody<Operation<'sampan', 'tracePath'>>;

export default defineCommand({
  args: { from: { help: 'a server or port, by name or id, or an address of one' }, to: { help: 'the same, or any other address' } },
  options: {
    tcp: { type: 'int', value: 'port', min: 1, help: 'a TCP connection to this port' },
    udp: { type: 'int', value: 'port', min: 1, help: 'a UDP packet to this port' },
    icmp: { type: 'bool', help: 'a ping (the default)' },
    fromAddress: { type: 'string', value: 'address', help: 'sent with this address instead of the sender\'s own' },
  },
  output: 'record',
  example: 'network trace web db --tcp 5432',
  async run({ cloud: open, args, options }) {
    if ([options.tcp !== undefined, options.udp !== undefined, options.icmp].filter(Boolean).length > 1) throw new UsageError('--tcp, --udp and --icmp exclude each other.');
    const cloud = await open();
    const port = options.tcp ?? options.udp;
    const { body } = await cloud.sampan.call('tracePath', {
      body: {
        from: await endOf(cloud, args.from),
        to: await endOf(cloud, args.to),
        protocol: options.tcp !== undefined ? 'tcp' : options.udp !== undefined ? 'udp' : 'icmp',
        ...(port === undefined ? {} : { port }),
        ...(options.fromAddress === undefined ? {} : { from_address: options.fromAddress }),
      },
    });
    return record(body, columns);
  },
});

const columns = [
  column<Answer>('verdict', 'Verdict', ({ verdict }) => verdict),
  column<Answer>('reason', 'Reason', ({ reason }) => reason),
  column<Answer>('decided_by', 'Decided by', ({ decided_by: { kind, id } }) => ({ kind, ...(id === undefined ? {} : { id }) })),
  column<Answer>('from', 'From', ({ from }) => from),
  column<Answer>('to', 'To', ({ to }) => to),
  column<Answer>('protocol', 'Protocol', ({ protocol, port }) => (port === undefined ? protocol : `${protocol} ${port}`)),
  longColumn<Answer>('path', 'Path', ({ path }) => path),
  longColumn<Answer>('checks', 'Checks', ({ checks }) => checks),
  column<Answer>('agrees', 'Switches agree', ({ agrees }) => agrees),
  column<Answer>('disagreement', 'Disagreement', ({ disagreement }) => disagreement ?? null),
];

/** The id of a server, else of a port; addresses stay. */
async function endOf(cloud: Cloud, text: string): Promise<string> {
  if (isIP(text) !== 0) return text;
  try {
    return (await findServer(cloud, text)).id;
  } catch (error) {
    if (!isFault(error) || error.code !== 'not-found') throw error;
    const noServer: unknown = error;
    return (await findPort(cloud, text).catch((second: unknown) => {
      throw isFault(second) && second.code === 'not-found' ? noServer : second;
    })).id;
  }
}
