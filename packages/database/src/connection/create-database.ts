import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../../generated/client.ts';
import { openWatchedSocket } from './open-watched-socket.ts';

/** An open database: Prisma for rows, the pool for hand-written SQL; both use the same connections. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

/** The client for writes inside a transaction. */
export type Transaction = Prisma.TransactionClient;

// A result with many thousand samples is one transaction; Prisma's default of 5 s is too short for it on a slow disk.
const TRANSACTION_TIMEOUT_MS = 120_000;
const TRANSACTION_WAIT_MS = 30_000;

export interface DatabaseOptions {
  /** Maximum number of connections; default 10. */
  readonly connections?: number;
  /** Name of the server sessions (`application_name`, cut at 63 characters by the server); default: pg's. */
  readonly sessionName?: string;
  /**
   * Connections without traffic for this time are closed, and the server ends transactions that are idle for that time. For programs whose statements
   * are all short and which must not hang on a half-open connection. Default: never.
   */
  readonly silenceMs?: number;
}

/** Opens a pool and a Prisma client on a migrated database. It connects on first use. */
export function createDatabase(url: string, { connections = 10, sessionName, silenceMs }: DatabaseOptions = {}): Database {
  const watched =
    silenceMs === undefined
      ? {}
      : {
          stream: () => openWatchedSocket(silenceMs),
          connectionTimeoutMillis: silenceMs,
          idle_in_transaction_session_timeout: silenceMs,
        };
  // allowExitOnIdle: pg-pool's idle timers continue after the pool has ended and would keep a finished process alive for ten seconds.
  const pool = new pg.Pool({ connectionString: url, max: connections, allowExitOnIdle: true, application_name: sessionName, ...watched });
  // If the server closes an idle connection (restart, shutdown), the pool replaces it at the next query. Without a handler the error would end the
  // process.
  pool.on('error', () => undefined);
  const adapter = new PrismaPg(pool);
  const prisma = new PrismaClient({ adapter, transactionOptions: { timeout: TRANSACTION_TIMEOUT_MS, maxWait: TRANSACTION_WAIT_MS } });
  return {
    prisma,
    pool,
    url,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
