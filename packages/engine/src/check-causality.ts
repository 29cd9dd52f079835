import { AppError } from '@lamina/errors';
import { BLOCK_METRIC_OUTPUTS, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { TokenBatch } from './build-feeds.ts';
import { formBatches } from './form-batches.ts';
import { floatsOf, type Outputs } from './run-batches.ts';

const TOKENS = 8;
// A dynamically quantised model shares one scale over the batch, so a changed token moves earlier ones a little.
const ALLOWED_CHANGE = 0.05;

/** Something that runs tokens, batch by batch. */
export interface TokenRunner {
  run(batches: readonly TokenBatch[]): AsyncGenerator<Outputs>;
}

/**
 * Runs a few tokens twice, the last one changed: a decoder's earlier states do not move. An encoder's do.
 * @throws AppError MODEL_UNSUPPORTED for a model that looks ahead.
 */
export async function checkCausality(model: TokenRunner, sample: readonly number[]): Promise<void> {
  const ids = sample.slice(0, TOKENS);
  if (ids.length < 2) return;
  const last = ids.at(-1) ?? 0;
  const changed = [...ids.slice(0, -1), last === 0 ? 1 : 0];
  const [before = [], after = []] = await observe(model, [ids, changed]);
  // The loss at position t−1 depends on the label, which did change; the states before it are compared by their lengths.
  const moved = before.findIndex(
    (value, index) => Math.abs(value - (after[index] ?? Number.NaN)) > ALLOWED_CHANGE * Math.max(1, Math.abs(value)),
  );
  if (moved === -1) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the model looks ahead: token ${ids.length - 1} changes what it computes for earlier tokens, so it is an encoder, not a decoder; next-token losses and prunings have no meaning for it`,
  );
}

async function observe(model: TokenRunner, samples: readonly (readonly number[])[]): Promise<readonly number[][]> {
  const batches = samples.flatMap((ids) => formBatches([{ ids, next: 0 }], 1).map(({ tokens }) => tokens));
  const seen: number[][] = [];
  for await (const outputs of model.run(batches)) seen.push(listLosses(outputs, samples[0]?.length ?? 0));
  return seen;
}

function listLosses(outputs: Outputs, tokens: number): number[] {
  const { logProbability } = TOKEN_LOSS_PORTS;
  const losses = logProbability in outputs ? Array.from(floatsOf(outputs, logProbability)).slice(0, tokens - 2) : [];
  // Sessions that only evaluate have no states to compare.
  if (!(BLOCK_METRIC_OUTPUTS.gram in outputs)) return losses;
  const gram = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.gram);
  const perToken = gram.length / tokens;
  const finalNorms = Array.from({ length: tokens - 1 }, (_, token) => Math.sqrt(gram[(token + 1) * perToken - 1] ?? Number.NaN));
  return [...losses, ...finalNorms];
}
