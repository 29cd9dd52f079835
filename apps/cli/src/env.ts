import { join } from 'node:path';

/** Folders in which a bare name is looked up as a model: the bundled models, then those of LAMINA_MODEL_DIRS. */
export function modelRoots(): readonly string[] {
  const extra = (process.env.LAMINA_MODEL_DIRS ?? '').split(':').filter((path) => path !== '');
  return [join(import.meta.dirname, '../../../models'), ...extra];
}

/** Execution providers to try, in order; undefined leaves the choice to the engine. */
export function wantedProviders(): readonly string[] | undefined {
  const names = (process.env.LAMINA_EXECUTION_PROVIDERS ?? '').split(',').filter((name) => name !== '');
  return names.length === 0 ? undefined : names;
}
