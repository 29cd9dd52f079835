import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectOrRefuse, type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from '@lamina/database';
import { loadPostgresBinaries } from '@lamina/database/postgres-binaries';
import { waitFor } from '../e2e/checks.ts';
import type { Host } from './network.ts';

/** Starts PostgreSQL on a host of the network. The embedded server makes its files; by itself it listens on the loopback address only. */
export async function startServerOn({ address, launcher }: Host, options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const embedded = await startEmbeddedServer(options);
  const { port } = embedded;
  const databaseUrl = (name?: string): string => Object.assign(new URL(embedded.databaseUrl(name)), { hostname: address }).href;
  await embedded.stop();
  const cluster = join(options.dataDir, 'cluster');
  writeFileSync(join(cluster, 'pg_hba.conf'), 'host all all all scram-sha-256\n');
  const { postgres } = await loadPostgresBinaries();
  // As the embedded server does: PostgreSQL refuses to run as root.
  const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
  const settings = ['listen_addresses=*', 'unix_socket_directories='].flatMap((setting) => ['-c', setting]);
  const [program = '', ...args] = [...launcher, ...asPostgres, postgres, '-D', cluster, '-p', String(port), ...settings];
  const log = openSync(join(options.dataDir, 'server.log'), 'a');
  const child = spawn(program, args, { cwd: cluster, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = once(child, 'exit');
  await waitFor('PostgreSQL', async () => {
    assert.equal(child.exitCode, null, `PostgreSQL ended with ${child.exitCode}; ${join(options.dataDir, 'server.log')} says why`);
    return (await connectOrRefuse(databaseUrl('postgres')).catch(() => undefined))?.end().then(() => true);
  });
  return {
    port,
    databaseUrl,
    async stop() {
      // A fast shutdown: it ends every connection.
      child.kill('SIGINT');
      await ended;
    },
  };
}
