import { type HubOptions, type PulledModel, parseHubReference, pullHubModel } from '@lamina/hub';
import type { Progress } from '../../progress.ts';
import { listExternalFiles } from './list-external-files.ts';

const MEBIBYTE = 1 << 20;

/**
 * Downloads a model `org/name[@revision][:variant]` from the hub into its cache: the graph of the variant, the weights that the graph names, the
 * model's facts and its tokenizer. What is there already is not fetched again. Progress is in MiB, its note is the file at hand.
 *
 * @throws AppError BAD_USER_INPUT for another form; else as pullHubModel and listExternalFiles do.
 */
export async function* pullModel(reference: string, hub: HubOptions): AsyncGenerator<Progress, PulledModel> {
  const job = pullHubModel(parseHubReference(reference), { ...hub, listExternalFiles });
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
    // A caller that stops following stops the download: the unfinished file is given back.
    await job.return(undefined as never);
  }
}
