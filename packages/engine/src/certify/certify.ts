import { createCast, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import type { Certificate } from '@lamina/plans';
import { removeDeadNodes } from '@lamina/surgery';
import { chooseTokens } from '../inspect/choose-tokens.ts';
import { deviationOf, largestGap } from '../inspect/compare-logits.ts';
import { findVocabularySize } from '../model/facts/find-sizes.ts';
import { findFixedShape } from '../model/facts/fixed-shape.ts';
import { feedFactsOf, findConfigNumber, precisionOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { buildFeeds } from '../session/build-feeds.ts';
import { formBatches } from '../session/form-batches.ts';
import { floatsOf } from '../session/run-batches.ts';
import type { SessionOptions } from '../session/session.ts';
import { runInParts } from './run-in-parts.ts';

/** The number of tokens of the fixed input; fewer where the model reads fewer. */
const TOKENS = 32;
/** Differences up to this share of the logits' standard deviation count as rounding: in float32, and in computations with fewer bits. */
const LIMITS = { float32: 1e-3, other: 0.02 } as const;
const HALF: ReadonlySet<number> = new Set([DATA_TYPE.float16, DATA_TYPE.bfloat16]);
/** The bytes of weights in memory at a time. */
const PART_BYTES = 96 << 20;
const LOGITS = 'lamina.certified_logits';

/**
 * The logits of a parent without its removed units on the fixed input: 32 token ids (1 + 7919 i) mod vocabulary, float32[tokens, vocabulary].
 *
 * @param gated the graph of the parent, with the removed units passed by
 * @throws AppError RUNTIME_FAILED or MODEL_UNSUPPORTED where it does not run on that input.
 */
export async function runGated(parent: OpenedModel, gated: Model, options: SessionOptions = {}): Promise<Float32Array> {
  return await runLogits(parent, gated, { ...options, ids: chooseInput(parent) });
}

/**
 * Compares the logits of a written model, opened like any other model, with those that runGated gives for its parent. Models run in parts of about
 * 100 MB, so that models larger than memory are checked too. ONNX graphs of half precision run whole.
 *
 * @throws AppError RUNTIME_FAILED or MODEL_UNSUPPORTED where the written model does not run.
 */
export async function certify(
  parent: OpenedModel,
  { expected, artefact }: { readonly expected: Float32Array; readonly artefact: OpenedModel },
  { roundsAgain = false, ...options }: SessionOptions & { readonly roundsAgain?: boolean } = {},
): Promise<Certificate> {
  const ids = chooseInput(parent);
  const found = await runLogits(artefact, artefact.structure.model, { ...options, ids });
  const [wanted, got] = [listArgmax(expected, ids.length), listArgmax(found, ids.length)];
  const maxLogitDifference = largestGap(expected, found);
  const isFloat32 = !roundsAgain && (parent.checkpoint !== null || precisionOf(parent.structure.model.graph) === 'fp32');
  const limit = (isFloat32 ? LIMITS.float32 : LIMITS.other) * deviationOf(expected);
  return {
    maxLogitDifference,
    limit,
    tokens: ids.length,
    argmaxEqual: wanted.every((token, place) => token === got[place]),
    // A NaN fails every comparison.
    passed: maxLogitDifference <= limit,
  };
}

function chooseInput(parent: OpenedModel): readonly number[] {
  return chooseTokens(countTokens(parent), findVocabularySize(parent));
}

function countTokens({ structure, source }: OpenedModel): number {
  const most = findConfigNumber(source, ['n_positions', 'max_position_embeddings', 'n_ctx']) ?? TOKENS;
  return findFixedShape(structure.model.graph).width ?? Math.min(TOKENS, most);
}

async function runLogits(
  { structure, mapped, source, checkpoint }: OpenedModel,
  model: Model,
  { ids, ...options }: SessionOptions & { readonly ids: readonly number[] },
): Promise<Float32Array> {
  const exposed = exposeLogits(model, structure.logits);
  const row = { ids, next: 0 };
  const rows = new Array<typeof row>(findFixedShape(structure.model.graph).rows ?? 1).fill(row);
  const [batch] = formBatches(rows, rows.length);
  if (!batch) throw new Error('no tokens to compare logits of');
  // Half-precision values cannot leave one session and enter another.
  const isWhole = checkpoint === null && model.graph.initializers.some(({ dataType }) => HALF.has(dataType));
  const mostBytes = isWhole ? Number.POSITIVE_INFINITY : PART_BYTES;
  const feeds = buildFeeds(exposed.graph, batch.tokens, feedFactsOf(source));
  return floatsOf(await runInParts(exposed, feeds, { ...options, weightFolder: mapped.weightFolder, mostBytes }), LOGITS);
}

function exposeLogits(model: Model, logits: string): Model {
  const cast = createCast(logits, LOGITS, DATA_TYPE.float);
  const outputs = [createValueInfo(LOGITS, DATA_TYPE.float, null)];
  return { ...model, graph: removeDeadNodes({ ...model.graph, nodes: [...model.graph.nodes, cast], outputs }) };
}

/** The most likely token at every place. */
function listArgmax(logits: Float32Array, tokens: number): readonly number[] {
  const width = logits.length / tokens;
  return Array.from({ length: tokens }, (_, place) => {
    const row = logits.subarray(place * width, (place + 1) * width);
    return row.reduce((best, value, token) => (value > (row[best] ?? Number.NEGATIVE_INFINITY) ? token : best), 0);
  });
}
