import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionProvider, parseExecutionProviders } from '@lamina/engine';
import { type HubSettings, parseHubEnvironment } from '@lamina/hub';

/** Folders in which a bare name is looked up as a model: the bundled models, then those of LAMINA_MODEL_DIRS. */
export function modelRoots(): readonly string[] {
  const extra = (process.env.LAMINA_MODEL_DIRS ?? '').split(':').filter((path) => path !== '');
  return [join(import.meta.dirname, '../../../models'), ...extra];
}

/** Folder of the bundled benchmarks. */
export function benchmarkFolder(): string {
  return join(import.meta.dirname, '../../../models/benchmarks');
}

/** Folder of YAML task files that commands read when they name none; null = none. */
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

/** The database to work in; null = one of its own. */
export function databaseUrl(): string | null {
  const url = process.env.DATABASE_URL ?? '';
  return url === '' ? null : url;
}

/** What a scorer that is started from here finds in its environment. */
export function scorerEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Address of the platform that is asked where a command names none: that of the page's server, or the API on this host. */
export function apiUrl(): string {
  const url = process.env.LAMINA_API_URL ?? '';
  const port = process.env.LAMINA_API_PORT ?? '';
  return url === '' ? `http://localhost:${port === '' ? '4000' : port}` : url;
}

/** The token that a platform is written to with; null where none is given. */
export function apiToken(): string | null {
  const token = process.env.LAMINA_API_TOKEN ?? '';
  return token === '' ? null : token;
}

/** Where digests of weight files are kept between commands. */
export function digestFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? '';
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'lamina', 'digests');
}

/** Where the hub is and what it keeps on this machine, by the variables that Python's huggingface_hub reads. @throws AppError CONFIG_INVALID. */
export function hubSettings(): HubSettings {
  return parseHubEnvironment(process.env, homedir());
}

/** Execution providers to try, in order; empty where the engine chooses. @throws AppError CONFIG_INVALID for unknown names. */
export function wantedProviders(): { readonly providers?: readonly ExecutionProvider[] } {
  const providers = parseExecutionProviders(process.env.LAMINA_EXECUTION_PROVIDERS ?? '');
  return providers === undefined ? {} : { providers };
}
