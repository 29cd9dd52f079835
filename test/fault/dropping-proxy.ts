import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on the loopback address whose connections can go dead silently, as behind a firewall that forgets them. */
export interface DroppingProxy {
  /** The address through the proxy instead of the server's own address. */
  through(url: string): string;
  /** From now on, every open connection drops all data; new connections work unless `alsoNew`. */
  drop(options: { readonly alsoNew: boolean }): void;
  /** New connections work again; dead connections stay dead. */
  heal(): void;
  close(): void;
}

/** Starts the proxy in front of the server of a connection string. */
export async function startDroppingProxy(url: string): Promise<DroppingProxy> {
  const target = new URL(url);
  const dead = new WeakSet<Socket>();
  const open = new Set<Socket>();
  let isCut = false;
  const join = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (!dead.has(from) && !to.destroyed) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      open.delete(from);
      // The news of an end does not pass either.
      if (!dead.has(from)) to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      if (isCut) dead.add(socket);
    }
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    through(databaseUrl) {
      const proxied = new URL(databaseUrl);
      proxied.port = String(port);
      return proxied.href;
    },
    drop({ alsoNew }) {
      isCut = alsoNew;
      for (const socket of open) dead.add(socket);
    },
    heal() {
      isCut = false;
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
