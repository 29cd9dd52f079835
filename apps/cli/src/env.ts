import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ExecutionProvider, parseExecutionProviders } from '@lamina/engine';
import { type HubSettings, parseHubEnvironment } from '@lamina/hub';
import { type DigestOptions, parseCacheGigabytes } from '@lamina/models';

// An empty variable counts as missing, so that one can be switched off for one command.

const MODELS = join(import.meta.dirname, '../../../models');
/** Folder of the bundled benchmarks. */
export const BENCHMARK_FOLDER = join(MODELS, 'benchmarks');
/** Folder of the bundled texts on which losses are measured. */
export const TEXT_FOLDER = join(MODELS, 'texts');
/** Folder of the bundled calibration texts. */
export const CALIBRATION_FOLDER = join(MODELS, 'calibration');
/** Folder of the recorded measurements that come with the platform. */
export const RECORDING_FOLDER = join(MODELS, 'recorded');
/** Folder of the numbers that other people published of layers. */
export const PUBLISHED_LAYERS_FOLDER = join(MODELS, 'published/layers');

/** Folders in which a bare name is searched as a model: the bundled models, then LAMINA_MODEL_DIRS. */
export function modelRoots(): readonly string[] {
  const { LAMINA_MODEL_DIRS = '' } = process.env;
  const extra = LAMINA_MODEL_DIRS.split(':').filter((path) => path !== '');
  return [MODELS, ...extra];
}

/** Where models are looked up by name, and where digests of weight files are kept. */
export function modelLookup() {
  return { roots: modelRoots(), digests: digestOptions() };
}

/** Where the platform of this machine answers, if it runs. */
export function localPlatformUrl(): string {
  return `http://localhost:${process.env.LAMINA_API_PORT || 4000}`;
}

/** Default folder of YAML task files; null = none. */
export function taskFolder(): string | null {
  return process.env.LAMINA_TASK_DIR || null;
}

/** URL of the database to use; null = start a temporary one. */
export function databaseUrl(): string | null {
  return process.env.DATABASE_URL || null;
}

/** The environment of a scorer that is started from here. */
export function scorerEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** The environment of a platform that is started from here: this process' own, then what the command chose. Data are kept in `.lamina` by default. */
export function platformEnvironment(chosen: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const given = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined));
  return { ...process.env, LAMINA_DATA_DIR: process.env.LAMINA_DATA_DIR || resolve('.lamina'), ...given };
}

/** The token for writing to a platform; null if it is not set. */
export function apiToken(): string | null {
  return process.env.LAMINA_API_TOKEN || null;
}

/** Folder of everything that can be made again: digests of files, packed weights and measurements of answers. */
export function cacheFolder(): string {
  const { LAMINA_DATA_DIR, XDG_CACHE_HOME } = process.env;
  if (LAMINA_DATA_DIR) return join(resolve(LAMINA_DATA_DIR), 'cache');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'lamina');
}

/** Where digests of weight files are kept, and how much packed weights beside them may take. */
export function digestOptions(): DigestOptions {
  return { cacheFolder: join(cacheFolder(), 'digests'), packedBytes: parseCacheGigabytes(process.env.LAMINA_CACHE_GB) };
}

/** Address of the hub and its cache folder, from the same variables that Python's huggingface_hub reads. @throws AppError CONFIG_INVALID. */
export function hubSettings(): HubSettings {
  return parseHubEnvironment(process.env, homedir());
}

/** Execution providers to try, in order; empty = the engine chooses. @throws AppError CONFIG_INVALID for unknown names. */
export function wantedProviders(): { readonly providers: readonly ExecutionProvider[] | undefined } {
  return { providers: parseExecutionProviders(process.env.LAMINA_EXECUTION_PROVIDERS) };
}
