import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionProvider, parseExecutionProviders } from '@lamina/engine';
import { type HubSettings, parseHubEnvironment } from '@lamina/hub';

/** Folders in which a bare name is searched as a model: the bundled models, then LAMINA_MODEL_DIRS. */
export function modelRoots(): readonly string[] {
  const extra = (process.env.LAMINA_MODEL_DIRS ?? '').split(':').filter((path) => path !== '');
  return [join(import.meta.dirname, '../../../models'), ...extra];
}

/** Folder of the bundled benchmarks. */
export function benchmarkFolder(): string {
  return join(import.meta.dirname, '../../../models/benchmarks');
}

/** Default folder of YAML task files; null = none. */
export function taskFolder(): string | null {
  const folder = process.env.LAMINA_TASK_DIR ?? '';
  return folder === '' ? null : folder;
}

/** Names of the bundled benchmarks. */
export function listBundledTasks(): readonly string[] {
  return readdirSync(benchmarkFolder())
    .filter((name) => existsSync(join(benchmarkFolder(), name, 'task.json')))
    .sort();
}

/** URL of the database to use; null = start a temporary one. */
export function databaseUrl(): string | null {
  const url = process.env.DATABASE_URL ?? '';
  return url === '' ? null : url;
}

/** The environment of a scorer that is started from here. */
export function scorerEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Default URL of the platform for commands: the one of the page's server, otherwise the API on this host. */
export function apiUrl(): string {
  const url = process.env.LAMINA_API_URL ?? '';
  const port = process.env.LAMINA_API_PORT ?? '';
  return url === '' ? `http://localhost:${port === '' ? '4000' : port}` : url;
}

/** The token for writing to a platform; null if it is not set. */
export function apiToken(): string | null {
  const token = process.env.LAMINA_API_TOKEN ?? '';
  return token === '' ? null : token;
}

/** Folder of stored digests of weight files. */
export function digestFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? '';
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'lamina', 'digests');
}

/** Address of the hub and its cache folder, from the same variables that Python's huggingface_hub reads. @throws AppError CONFIG_INVALID. */
export function hubSettings(): HubSettings {
  return parseHubEnvironment(process.env, homedir());
}

/** Execution providers to try, in order; empty = the engine chooses. @throws AppError CONFIG_INVALID for unknown names. */
export function wantedProviders(): { readonly providers?: readonly ExecutionProvider[] } {
  const providers = parseExecutionProviders(process.env.LAMINA_EXECUTION_PROVIDERS ?? '');
  return providers === undefined ? {} : { providers };
}
