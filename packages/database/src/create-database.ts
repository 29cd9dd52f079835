import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { openWatchedSocket } from './open-watched-socket.ts';

/** An open database: Prisma for rows, the pool for hand-written SQL; both share the same connections. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

/** What repositories write through inside one transaction. */
export type Transaction = Prisma.TransactionClient;

// A result of many thousand samples is one transaction: Prisma's default of 5 s is too short for it on a slow disk.
const TRANSACTION_TIMEOUT_MS = 120_000;
const TRANSACTION_WAIT_MS = 30_000;

export interface DatabaseOptions {
  /** Most connections; default 10. */
  readonly connections?: number;
  /** What the server calls its sessions (`application_name`, cut at 63 characters by the server); default: pg's. */
  readonly sessionName?: string;
  /**
   * Connections on which nothing moves for this long are given up, and the server ends transactions that are idle for as long: for programs whose
   * statements are all short and who must not hang on a connection that is dead at its other end. Default: never.
   */
  readonly silenceMs?: number;
}

/** Opens a pool and a Prisma client on a migrated database. Connects when first used. */
export function createDatabase(url: string, { connections = 10, sessionName, silenceMs }: DatabaseOptions = {}): Database {
  const watched =
    silenceMs === undefined
      ? {}
      : {
          stream: () => openWatchedSocket(silenceMs),
          connectionTimeoutMillis: silenceMs,
          idle_in_transaction_session_timeout: silenceMs,
        };
  // allowExitOnIdle: pg-pool's idle timers outlive the pool's end and would keep a finished process for ten seconds.
  const pool = new pg.Pool({ connectionString: url, max: connections, allowExitOnIdle: true, application_name: sessionName, ...watched });
  // An idle connection that the server closes (restart, shutdown) is replaced by the pool at the next query; unheard it would end the process.
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
