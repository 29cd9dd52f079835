import { AppError } from '@lamina/errors';
import pg from 'pg';
import { openWatchedSocket } from './open-watched-socket.ts';

/** A server that restarts on a busy machine needs more than 10 s. */
const CONNECT_TIMEOUT_MS = 30_000;
const DATABASE_MISSING = '3D000';
const DATABASE_EXISTS = ['42P04', '23505'];

/**
 * Opens one connection to a database; creates the database if the server does not have it.
 *
 * With `silenceMs`, the connection is closed if there is no traffic for that time. Refuses with CONFIG_INVALID (not a PostgreSQL URL) or
 * DATABASE_UNREACHABLE (no answer, wrong password, no permission to create).
 */
export async function connectOrRefuse(databaseUrl: string, options: { readonly silenceMs?: number } = {}): Promise<pg.Client> {
  refuseOtherUrls(databaseUrl);
  try {
    return await connect(databaseUrl, options);
  } catch (error) {
    if ((error as { code?: string }).code !== DATABASE_MISSING) throw unreachable(databaseUrl, error);
  }
  try {
    await createMissingDatabase(databaseUrl);
    return await connect(databaseUrl, options);
  } catch (error) {
    throw unreachable(databaseUrl, error);
  }
}

function refuseOtherUrls(databaseUrl: string): void {
  if (URL.canParse(databaseUrl) && /^postgres(ql)?:$/.test(new URL(databaseUrl).protocol)) return;
  throw new AppError('CONFIG_INVALID', 'DATABASE_URL must look like postgresql://user:password@host:5432/database.');
}

async function connect(connectionString: string, { silenceMs }: { readonly silenceMs?: number } = {}): Promise<pg.Client> {
  const watched = silenceMs === undefined ? {} : { stream: () => openWatchedSocket(silenceMs) };
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...watched });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function createMissingDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const client = await connect(url.href);
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined || !DATABASE_EXISTS.includes(code)) throw error;
  } finally {
    await client.end();
  }
}

function unreachable(databaseUrl: string, cause: unknown): AppError {
  const reason =
    cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause instanceof Error ? cause.message : String(cause);
  const advice =
    'Check that the server runs and that DATABASE_URL names its host, port, user and password; leave DATABASE_URL empty for the embedded one.';
  return new AppError('DATABASE_UNREACHABLE', `The database ${redactUrl(databaseUrl)} cannot be reached: ${reason}. ${advice}`, { cause });
}

/** A connection string without its password, for messages and logs. */
function redactUrl(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    if (url.password !== '') url.password = '***';
    return url.href;
  } catch {
    return 'DATABASE_URL (not a valid URL)';
  }
}
