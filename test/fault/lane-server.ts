import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from '@lamina/database';

/** A separate PostgreSQL for the rounds of one lane: its faults do not affect other lanes. */
export interface LaneServer {
  url(database: string): string;
  /** Fast shutdown, which ends every connection, and a restart on the same port. */
  restart(): Promise<void>;
  /** SIGKILL to the postmaster: its children end themselves. Then a start with crash recovery. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a durable server: committed data is on disk. `startServer` decides where it runs. */
export async function startLaneServer(
  dataDir: string,
  startServer: (options: EmbeddedServerOptions) => Promise<EmbeddedServer> = startEmbeddedServer,
): Promise<LaneServer> {
  let server = await startServer({ dataDir });
  const { port } = server;
  const start = async (): Promise<void> => {
    server = await startServer({ dataDir, port });
  };
  return {
    url: (database) => server.databaseUrl(database),
    async restart() {
      await server.stop();
      await start();
    },
    async kill() {
      process.kill(Number(readFileSync(join(dataDir, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      await start();
    },
    stop: () => server.stop(),
  };
}
