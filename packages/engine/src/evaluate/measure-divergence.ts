import { getAt } from '@lamina/errors';
import { createCast, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';
import { bypassUnits, removeDeadNodes } from '@lamina/surgery';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { buildFeeds, type FeedFacts, type TokenBatch } from '../session/build-feeds.ts';
import { formBatches } from '../session/form-batches.ts';
import { floatsOf } from '../session/run-batches.ts';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';
import type { EncodedPiece } from './encode-requests.ts';

const LOGITS = 'lamina/divergence_logits';

/** The whole model, whose next-token distribution is the reference. */
export interface DivergenceReference {
  readonly session: ModelSession;
  readonly opened: OpenedModel;
}

/** Loads the whole model. The caller releases its session. */
export async function openReference(opened: OpenedModel, options: SessionOptions): Promise<DivergenceReference> {
  return { opened, session: await openLogits(opened, opened.structure.model, options) };
}

/**
 * Kullback–Leibler divergence KL(p ‖ q) of the pruned model's next-token distribution q from the whole model's p, in nats per scored token, over the
 * pieces of each request: float64[requests]. Distributions are softmaxes of float32 logits; sums are in float64.
 *
 * @param pruned the opened model, with the repair of `removal` in place where there is one
 * @throws AppError RUNTIME_FAILED
 */
export async function measureDivergence(
  { opened, session: reference }: DivergenceReference,
  { pruned, removal }: { readonly pruned: OpenedModel; readonly removal: Removal },
  pieces: readonly EncodedPiece[],
  options: SessionOptions,
): Promise<readonly number[]> {
  const session = await openLogits(pruned, bypassUnits(pruned.structure, removal).model, options);
  const facts = feedFactsOf(opened.source);
  const sums = new Map<number, { readonly nats: number; readonly tokens: number }>();
  try {
    // The last token of a piece is predicted and not read. One row at a time: logits of a large vocabulary need much memory.
    const rows = pieces.map(({ ids }) => ({ ids: ids.slice(0, -1), next: getAt(ids, ids.length - 1) }));
    for (const { rows: places, tokens, width } of formBatches(rows, 1)) {
      const { request, scored } = getAt(pieces, getAt(places, 0));
      const before = await runLogits(reference, tokens, facts);
      const after = await runLogits(session, tokens, facts);
      if (before.length !== after.length) throw new Error(`${before.length} logits of the whole model, ${after.length} of the pruned one`);
      const vocabulary = before.length / width;
      const known = sums.get(request) ?? { nats: 0, tokens: 0 };
      let { nats } = known;
      for (let position = width - scored; position < width; position += 1) {
        const row = [position * vocabulary, (position + 1) * vocabulary] as const;
        nats += divergenceOf(before.subarray(...row), after.subarray(...row));
      }
      sums.set(request, { nats, tokens: known.tokens + scored });
    }
  } finally {
    await session.release();
  }
  return [...sums].toSorted(([a], [b]) => a - b).map(([, { nats, tokens }]) => nats / tokens);
}

async function runLogits(session: ModelSession, tokens: TokenBatch, facts: FeedFacts): Promise<Float32Array> {
  return floatsOf(await session.run(buildFeeds(session.model.graph, tokens, facts)), LOGITS);
}

/** Σ p · (ln p − ln q) of two rows of logits. */
function divergenceOf(before: Float32Array, after: Float32Array): number {
  const [beforeLog, afterLog] = [logOfSum(before), logOfSum(after)];
  let sum = 0;
  for (let token = 0; token < before.length; token += 1) {
    const logP = getAt(before, token) - beforeLog;
    sum += Math.exp(logP) * (logP - (getAt(after, token) - afterLog));
  }
  return sum;
}

/** ln Σ exp of logits. */
function logOfSum(values: Float32Array): number {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

function openLogits({ structure, mapped }: OpenedModel, model: Model, options: SessionOptions): Promise<ModelSession> {
  const cast = createCast(structure.logits, LOGITS, DATA_TYPE.float);
  const outputs = [createValueInfo(LOGITS, DATA_TYPE.float, null)];
  const exposed = { ...model, graph: removeDeadNodes({ ...model.graph, nodes: [...model.graph.nodes, cast], outputs }) };
  return createSession(exposed, mapped.weightFolder, options);
}
