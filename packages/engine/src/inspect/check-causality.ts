import { AppError, getAt } from '@lamina/errors';
import type { FixedShape } from '@lamina/models';
import { BLOCK_METRIC_OUTPUTS, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { floatsOf, formBatches, type Outputs, type TokenBatch } from '../session/batches.ts';
import { isRuntimeFailure } from '../session/session.ts';

const TOKENS = 8;
// Only rounding: both rows share every scale of a dynamically quantised model.
const ALLOWED_CHANGE = 1e-3;

/** A function that runs tokens, batch by batch. */
interface TokenRunner {
  run(batches: readonly TokenBatch[]): AsyncGenerator<Outputs>;
}

/**
 * Runs a few tokens twice, the second time with another last token. In a decoder, the states of all earlier tokens are equal; in an encoder they are not.
 *
 * Both rows run in one batch, not in two runs: dynamic quantisation takes one scale over all tokens of a run, so a changed token would change the
 * others too. A trace that runs at one length only gets the whole sample, and a trace of one row gets two runs.
 *
 * @throws AppError MODEL_UNSUPPORTED for a model that looks ahead.
 */
export async function checkCausality(model: TokenRunner, sample: readonly number[], shape: FixedShape): Promise<void> {
  const few = sample.slice(0, shape.width ?? TOKENS);
  if (few.length < 2) return;
  try {
    await compareEnds(model, few, shape);
  } catch (error) {
    if (!isRuntimeFailure(error) || sample.length === few.length) throw error;
    await compareEnds(model, sample, shape);
  }
}

async function compareEnds(model: TokenRunner, ids: readonly number[], { rows }: FixedShape): Promise<void> {
  const last = getAt(ids, ids.length - 1);
  const changed = { ids: [...ids.slice(0, -1), last === 0 ? 1 : 0], next: 0 };
  const perRun = rows ?? 2;
  const batches = formBatches([{ ids, next: 0 }, ...new Array<typeof changed>(Math.max(1, perRun - 1)).fill(changed)], perRun);
  const seen: (readonly number[])[] = [];
  for await (const outputs of model.run(batches.map(({ tokens }) => tokens)))
    for (let row = 0; row < perRun; row += 1) seen.push(observe(outputs, { row, rows: perRun, length: ids.length }));
  requireAgreement(getAt(seen, 0), getAt(seen, 1));
}

function requireAgreement(before: readonly number[], after: readonly number[]): void {
  // The loss at position t−1 depends on the label, which has changed. The states before it are compared by their lengths.
  const moved = before.findIndex(
    (value, index) => Math.abs(value - (after[index] ?? Number.NaN)) > ALLOWED_CHANGE * Math.max(1, Math.abs(value)),
  );
  if (moved === -1) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the model looks ahead: a later token changes the states of earlier tokens, so it is an encoder, not a decoder; next-token losses and prunings have no meaning for it`,
  );
}

/** The observations of one row before its last token: losses where they are measured, and lengths of the last state. */
function observe(
  outputs: Outputs,
  { row, rows, length }: { readonly row: number; readonly rows: number; readonly length: number },
): readonly number[] {
  const { logProbability } = TOKEN_LOSS_PORTS;
  const losses = logProbability in outputs ? Array.from(floatsOf(outputs, logProbability)).slice(row * length, (row + 1) * length - 2) : [];
  // A session that only evaluates has no states to compare.
  if (!(BLOCK_METRIC_OUTPUTS.gram in outputs)) return losses;
  const gram = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.gram);
  const perToken = gram.length / (rows * length);
  const finalNorms = Array.from({ length: length - 1 }, (_, token) =>
    Math.sqrt(gram[(row * length + token + 1) * perToken - 1] ?? Number.NaN),
  );
  return [...losses, ...finalNorms];
}
