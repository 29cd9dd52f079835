import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { createDatabase } from './create-database.ts';
import { isConnectionError } from './is-connection-error.ts';

describe('a connection whose other end is gone without a word', () => {
  let database: TestDatabase;
  let proxy: Server;
  let isCut = false;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const target = new URL(database.url);
    proxy = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      sockets.push(client, upstream);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.on('data', (bytes) => {
          if (!isCut) to.write(bytes);
        });
        from.on('error', () => undefined);
      }
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await database.drop();
  });

  it('is given up, told apart from a wrong statement, and replaced by one that works', async () => {
    const url = new URL(database.url);
    url.port = String((proxy.address() as AddressInfo).port);
    // Long enough to connect on a busy machine.
    const watched = createDatabase(url.href, { silenceMs: 3_000 });
    expect(await watched.prisma.job.count()).toBe(0);
    isCut = true;
    const hanging = await watched.prisma.$transaction((transaction) => transaction.job.count()).catch((error: unknown) => error);
    expect(isConnectionError(hanging)).toBe(true);
    isCut = false;
    expect(await watched.prisma.job.count()).toBe(0);
    const wrong = await watched.prisma.$queryRawUnsafe('SELECT nothing FROM nowhere').catch((error: unknown) => error);
    expect(isConnectionError(wrong)).toBe(false);
    await watched.close();
  });
});
