import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { schemaPath } from './migration-files.ts';

const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** A connection pool for reading PostgreSQL's catalogue; `connectCatalogue` explains why "char" is treated as an array here. */
class CataloguePool extends pg.Pool {
  override query: pg.Pool['query'] = (async (...args: Parameters<pg.Pool['query']>) => {
    const result = (await (super.query as (...rest: unknown[]) => Promise<pg.QueryResult>)(...args)) as pg.QueryResult;
    // A pool's query answers with nothing to its caller where it was given a callback.
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
    return result;
  }) as unknown as pg.Pool['query'];
}

/** The part of the global WebAssembly that is used here; TypeScript declares it only in the DOM library. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: unknown): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

interface SchemaEngineBindings {
  readonly __wbg_set_wasm: (exports: unknown) => void;
  readonly SchemaEngine: typeof SchemaEngine;
}

let bindingsPromise: Promise<SchemaEngineBindings> | undefined;

/**
 * Runs `use` with Prisma's schema engine on a database, then closes its connections. The engine is WebAssembly, so migrations need no downloaded
 * binary and no network. The package's own loader requires a bundler, so the module is instantiated here.
 */
export async function withSchemaEngine<Result>(
  urls: { readonly databaseUrl: string; readonly shadowDatabaseUrl?: string },
  use: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  bindingsPromise ??= loadBindings();
  const bindings = await bindingsPromise;
  const pools: CataloguePool[] = [];
  const connect = (connectionString: string) => {
    const pool = new CataloguePool({ connectionString, max: 1, allowExitOnIdle: true });
    // A server that stops ends idle connections, even those of a pool that is ending. Without a handler the error would end the process.
    pool.on('error', () => undefined);
    pools.push(pool);
    return connectCatalogue(pool);
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(urls.databaseUrl),
    connectToShadowDb: () => connect(urls.shadowDatabaseUrl ?? urls.databaseUrl),
  });
  try {
    const schema = readFileSync(schemaPath, 'utf8');
    return await use(await bindings.SchemaEngine.new({ datamodels: [[schemaPath, schema]] }, () => undefined, factory));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

async function loadBindings(): Promise<SchemaEngineBindings> {
  // Before it traps, the engine passes its panic message to this global. Without the global the message would be lost in a TypeError.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => process.stderr.write(`${message}\n`) } });
  const require = createRequire(import.meta.url);
  const bindingsPath = join(dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.js');
  const bindings = (await import(pathToFileURL(bindingsPath).href)) as SchemaEngineBindings;
  const bytes = readFileSync(bindingsPath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings, ...idleTimersOf(bindings) } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  return bindings;
}

/** The engine never cancels the ten-second timer of its lock. As an unreferenced timer it does not keep a finished process alive. */
function idleTimersOf(bindings: SchemaEngineBindings): Readonly<Record<string, unknown>> {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  return Object.fromEntries(names.map((name) => [name, (callback: () => void, ms: number) => setTimeout(callback, ms >>> 0).unref()]));
}

/**
 * Prisma's adapter over a pool that supports one-byte "char" columns. The schema engine reads PostgreSQL's catalogue, which has many of them, and
 * adapter-pg 7.10.0 (fieldToColumnType) does not support that type. `CataloguePool` reports it as an array of the type, which the adapter supports,
 * and this code converts it back to a single value. Scripts are sent to the server whole, because the adapter would split them at every semicolon,
 * also inside function bodies.
 */
async function connectCatalogue(pool: CataloguePool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}
