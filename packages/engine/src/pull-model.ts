import { type HubOptions, type PulledModel, type PullProgress, parseHubReference, pullHubModel } from '@lamina/hub';
import { listExternalFiles } from './list-external-files.ts';

/**
 * Downloads a model `org/name[@revision][:variant]` from the hub into its cache: the graph of the variant, the weights that the graph names, the
 * model's facts and its tokenizer. What is there already is not fetched again.
 *
 * @throws AppError BAD_USER_INPUT for another form; else as pullHubModel and listExternalFiles do.
 */
export async function* pullModel(reference: string, hub: HubOptions): AsyncGenerator<PullProgress, PulledModel> {
  return yield* pullHubModel(parseHubReference(reference), { ...hub, listExternalFiles });
}
