import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerSpec } from '../../servers/spec.ts';
import { metadataDocuments } from './metadata-documents.ts';

/**
 * Answers what servers ask at 169.254.169.254. A door in each network's gateway namespace brings the connections and says
 * from which network and address each comes; nothing in the request counts, and the flows let nobody borrow an address. So
 * a server is told of itself and of nobody else.
 */
export class MetadataService {
  readonly #options: MetadataOptions;
  readonly #http = createHttpServer({ requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 8192 }, (request, response) => void this.#answer(request, response));
  readonly #askers = new WeakMap<Socket, Asker>();
  readonly #server = createServer({ pauseOnConnect: true }, (socket) => this.#enter(socket));
  readonly #open = new Set<Socket>();

  constructor(options: MetadataOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { socketPath } = this.#options;
    await mkdir(dirname(socketPath), { recursive: true, mode: 0o711 });
    await rm(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(socketPath, resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#http.close();
  }

  /** Reads the door's line, and hands what follows to HTTP. */
  #enter(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket)).on('error', () => socket.destroy());
    let text = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      text = Buffer.concat([text, chunk]);
      const end = text.indexOf('\n');
      if (end < 0 && text.length > 255) socket.destroy();
      if (end < 0) return;
      socket.off('data', read).pause();
      const [networkId = '', address = ''] = text.subarray(0, end).toString().split(' ');
      this.#askers.set(socket, { networkId, address });
      if (text.length > end + 1) socket.unshift(text.subarray(end + 1));
      this.#http.emit('connection', socket);
      socket.resume();
    };
    socket.on('data', read).resume();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Only GET is answered here.');
      const asker = this.#askers.get(request.socket);
      const spec = asker === undefined ? undefined : await this.#options.findSpec(asker);
      if (spec === undefined) return say(response, 404, 'No server of this network has the address that asks.');
      const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/').split('/').filter((part) => part !== '').join('/');
      const document = metadataDocuments(spec).get(path);
      if (document === undefined) return say(response, 404, 'There is no such document.');
      response.writeHead(200, { 'content-type': path.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8', 'content-length': document.length }).end(request.method === 'HEAD' ? undefined : document);
    } catch (error) {
      this.#options.onError(error);
      say(response, 500, 'The answer could not be made; ask again.');
    }
  }
}

export interface Asker {
  networkId: string;
  /** The source address of the connection. */
  address: string;
}

export interface MetadataOptions {
  socketPath: string;
  /** The spec of the server of that network that has that address. */
  findSpec: (asker: Asker) => Promise<ServerSpec | undefined>;
  onError: (error: unknown) => void;
}

function say(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
