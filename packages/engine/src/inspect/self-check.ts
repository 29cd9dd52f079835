import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildCheckpoint } from '@lamina/checkpoints';
import {
  type DigestOptions,
  findFixedShape,
  keepJson,
  type ModelDigests,
  mapWeights,
  type OpenedModel,
  readGraph,
  readKept,
} from '@lamina/models';
import { encodeModel } from '@lamina/onnx';
import { createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { findRemovalObstacle, gateBlocks, hoistWeights, removeUnits } from '@lamina/surgery';
import { probeExecutionProvider } from '../session/execution-provider.ts';
import { isRuntimeFailure, RUNTIME_VERSION, type SessionOptions } from '../session/session.ts';
import { deviationOf, largestGap, runLogits } from './run-logits.ts';

/** The evidence of the logits of a model about the rewriting of its graph. Differences are in units of `logitScale`. */
export interface SelfCheck {
  readonly version: 'self-check@1';
  /** The number of tokens that were run. */
  readonly tokens: number;
  /** The standard deviation of the logits that the file itself gives. */
  readonly logitScale: number;
  /** The largest difference of a logit between the file as it is and its rewritten graph with every block in place. */
  readonly rewriteDifference: number;
  /** The block that was removed for the second comparison; null where no block can be removed. */
  readonly removedBlock: number | null;
  /** The largest difference of a logit between that block passed by its gate and the graph without the block. */
  readonly gateDifference: number | null;
  /** The largest difference that counts as rounding. */
  readonly limit: number;
  readonly passed: boolean;
}

const TOKENS = 6;
// fp16 and quantised graphs round differently where ONNX Runtime fuses operators in one form only. A wrong rewriting differs by about 1.
const LIMIT = 0.02;

/** The options of a self-check. */
export interface SelfCheckOptions extends SessionOptions {
  /** Tokens that are known to fit where a few tokens do not: some traces run at one length only. */
  readonly windowTokens?: number;
}

/**
 * Runs a few tokens through the file itself, through its rewritten graph, and through one removal in both ways (a gate, and a graph without the block).
 * The logits of each pair must be equal up to rounding. It costs four short sessions over mapped weights.
 *
 * @throws AppError RUNTIME_FAILED where a graph does not run.
 */
export async function selfCheck(opened: OpenedModel, { windowTokens, ...options }: SelfCheckOptions = {}): Promise<SelfCheck> {
  const few = findFixedShape(opened.structure.model.graph).width ?? TOKENS;
  try {
    return await checkOn(few, opened, options);
  } catch (error) {
    if (!isRuntimeFailure(error) || windowTokens === undefined || windowTokens === few) throw error;
    return await checkOn(windowTokens, opened, options);
  }
}

async function checkOn(tokens: number, opened: OpenedModel, sessionOptions: SessionOptions): Promise<SelfCheck> {
  const options = { ...sessionOptions, tokens };
  const { structure, source, checkpoint } = opened;
  const { blocks } = structure;
  const middle = Math.floor(blocks.length / 2);
  const removedBlock =
    [middle, ...blocks.map(({ index }) => index)].find(
      (block) => findRemovalObstacle(structure, createRemoval({ blocks: [block] })) === null,
    ) ?? null;
  const unchanged = checkpoint === null ? readGraph(source).model : buildCheckpoint(checkpoint).model;
  const original = mapWeights(hoistWeights(unchanged), opened).model;
  const logits = await runLogits(opened, original, options);
  const logitScale = deviationOf(logits);
  const rewriteDifference =
    largestGap(logits, await runLogits(opened, removeUnits(structure, NOTHING_REMOVED).model, options)) / logitScale;
  const gateDifference =
    removedBlock === null
      ? null
      : largestGap(
          await runLogits(opened, removeUnits(structure, createRemoval({ blocks: [removedBlock] })).model, options),
          await runLogits(opened, gateBlocks(structure), { ...options, passed: removedBlock }),
        ) / logitScale;
  // A NaN fails every comparison.
  const passed = rewriteDifference <= LIMIT && (gateDifference === null || gateDifference <= LIMIT);
  return { version: 'self-check@1', tokens, logitScale, rewriteDifference, removedBlock, gateDifference, limit: LIMIT, passed };
}

/**
 * The self-check of a model. Where digests are kept, it runs once on a machine per graph as it is built, weights, runtime version and provider. A
 * failed check is not kept: it is repeated in every call.
 */
export async function loadSelfCheck(
  opened: OpenedModel,
  { weightsSha256 }: ModelDigests,
  options: SelfCheckOptions & { readonly digests?: DigestOptions },
): Promise<SelfCheck> {
  const folder = options.digests?.cacheFolder;
  if (folder === undefined) return await selfCheck(opened, options);
  const { provider } = await probeExecutionProvider(options.providers);
  const graph = encodeModel(opened.mapped.model);
  const key = createHash('sha256')
    .update(graph)
    .update(['self-check@1', weightsSha256, RUNTIME_VERSION, provider].join('\n'))
    .digest('hex');
  const path = join(folder, `self-check-${key}.json`);
  const kept = await readKept(path, isCheck);
  if (kept) return kept;
  const result = await selfCheck(opened, options);
  if (result.passed) await keepJson(path, result);
  return result;
}

/** The meaning of a failed check for the numbers of the model. */
export function describeFailure({ rewriteDifference, gateDifference, removedBlock, limit }: SelfCheck): string {
  return [
    `the self-check failed: logits differ by ${rewriteDifference.toPrecision(3)} of their standard deviation after rewriting the graph`,
    ...(gateDifference === null ? [] : [` and by ${gateDifference.toPrecision(3)} between bypassing and removing block ${removedBlock}`]),
    ` (the limit for rounding is ${limit}); do not trust numbers of this model`,
  ].join('');
}

function isCheck(value: object): value is SelfCheck {
  return 'version' in value && value.version === 'self-check@1';
}
