import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReadRange } from '@lamina/model-store';
import express from 'express';
import { pino } from 'pino';
import { answerErrors } from './answer-errors.ts';
import { sendStoredFile } from './send-stored-file.ts';

const TERABYTE = 2 ** 40;
const CHUNK = Buffer.alloc(1 << 16);
/** The largest number of bytes in the buffers of both sockets. */
const BUFFERED_BYTES = 64 << 20;

describe('sendStoredFile', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** Serves one file of a terabyte, and asks for it. */
  async function ask(read: ReadRange, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    const app = express();
    const file = {
      path: 'weights',
      bytes: TERABYTE,
      sha256: 'ab'.repeat(32),
      type: 'application/octet-stream',
      cacheControl: 'private',
      read,
    };
    app.get('/', (request, response) => sendStoredFile(request, response, file));
    app.use(answerErrors(pino({ level: 'silent' }), { newestVersion: null }));
    const server = createServer(app).listen(0);
    servers.push(server);
    await once(server, 'listening');
    const [response] = await once(get({ port: (server.address() as AddressInfo).port, headers, agent: false }), 'response');
    return response as IncomingMessage;
  }

  it('reads no faster than the caller takes it, and stops when the caller goes', async () => {
    let taken = 0;
    const content = Readable.from(
      (function* () {
        for (;;) {
          taken += CHUNK.length;
          yield CHUNK;
        }
      })(),
    );
    const response = await ask(async () => content);
    expect(response.headers['content-length']).toBe(String(TERABYTE));
    await once(response, 'readable');
    const closed = new Promise((resolve) => content.once('close', resolve));
    response.destroy();
    await closed;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(BUFFERED_BYTES);
  });

  it('cuts the reply off where the store breaks off, so that nobody takes it for whole', async () => {
    const content = Readable.from(
      (async function* () {
        yield CHUNK;
        throw new Error('the connection to the store is lost');
      })(),
    );
    await expect(buffer(await ask(async () => content))).rejects.toThrow('aborted');
  });

  it('answers an error of the store without the headers of the file', async () => {
    const response = await ask(() => Promise.reject(new Error('the store does not answer')));
    expect(response.statusCode).toBe(500);
    expect(response.headers['content-type']).toMatch('application/json');
    for (const name of ['cache-control', 'content-range', 'content-disposition', 'repr-digest'])
      expect(response.headers[name]).toBeUndefined();
    expect(JSON.parse(String(await buffer(response)))).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
  });

  it('asks the store for the range that the caller wants, and for several ranges sends the whole file', async () => {
    const asked: unknown[] = [];
    const read: ReadRange = async (range) => {
      asked.push(range);
      return Readable.from([]);
    };
    for (const range of ['bytes=5-9', 'bytes=0-3,2-7', 'bytes=0-1,5-6', 'lines=0-1']) (await ask(read, { range })).destroy();
    expect(asked).toEqual([{ start: 5, end: 9 }, { start: 0, end: 7 }, undefined, undefined]);
  });
});
