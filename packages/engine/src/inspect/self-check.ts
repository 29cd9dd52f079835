import { buildCheckpoint } from '@lamina/checkpoints';
import { createCast, createValueInfo, DATA_TYPE, type Model, type ValueInfo } from '@lamina/onnx';
import { createRemoval, NOTHING_REMOVED } from '@lamina/plans';
import { findRemovalObstacle, gateBlocks, hoistWeights, parseGatePort, removeDeadNodes, removeUnits } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { findVocabularySize } from '../model/facts/find-sizes.ts';
import { findFixedShape } from '../model/facts/fixed-shape.ts';
import { feedFactsOf } from '../model/facts/model-facts.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import { readGraph } from '../model/open/read-graph.ts';
import { mapWeights } from '../model/open/weight-files.ts';
import { buildFeeds } from '../session/build-feeds.ts';
import { createPlainSession } from '../session/create-plain-session.ts';
import { formBatches } from '../session/form-batches.ts';
import { floatsOf } from '../session/run-batches.ts';
import { isRuntimeFailure, type SessionOptions } from '../session/session.ts';
import { chooseTokens } from './choose-tokens.ts';
import { deviationOf, largestGap } from './compare-logits.ts';

/** What the logits of a model show about the rewriting of its graph. Differences are in units of `logitScale`. */
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
const CHECKED_LOGITS = 'lamina.checked_logits';

/** What a self-check may need beside the model. */
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
  const { structure, source, checkpoint, weightsPath } = opened;
  const { blocks } = structure;
  const middle = Math.floor(blocks.length / 2);
  const removedBlock =
    [middle, ...blocks.map(({ index }) => index)].find(
      (block) => findRemovalObstacle(structure, createRemoval({ blocks: [block] })) === null,
    ) ?? null;
  const unchanged = checkpoint === null ? readGraph(source).model : buildCheckpoint(checkpoint).model;
  const original = mapWeights(hoistWeights(unchanged), weightsPath).model;
  const own = await runLogits(opened, original, options);
  const logitScale = deviationOf(own);
  const rewriteDifference = largestGap(own, await runLogits(opened, removeUnits(structure, NOTHING_REMOVED).model, options)) / logitScale;
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

async function runLogits(
  { structure, mapped, source }: OpenedModel,
  model: Model,
  { passed, tokens, ...options }: SessionOptions & { readonly tokens: number; readonly passed?: number },
): Promise<Float32Array> {
  const checked = exposeLogits(model, structure.logits);
  const session = await createPlainSession(checked, mapped.weightFolder, { ...options, prepack: false });
  try {
    const row = { ids: chooseTokens(tokens, findVocabularySize({ structure, source })), next: 0 };
    const rows = new Array<typeof row>(findFixedShape(structure.model.graph).rows ?? 1).fill(row);
    const [batch] = formBatches(rows, rows.length);
    if (!batch) throw new Error('no tokens to check with');
    const isOwn = (name: string): boolean => structure.model.graph.inputs.some((input) => input.name === name);
    const { graph } = session.model;
    const switches = graph.inputs.filter(({ name, elementType }) => !isOwn(name) && elementType === DATA_TYPE.bool);
    const inputs = graph.inputs.filter((input) => !switches.includes(input));
    return floatsOf(
      await session.run({
        ...buildFeeds({ ...graph, inputs }, batch.tokens, feedFactsOf(source)),
        ...Object.fromEntries(switches.map((input) => [input.name, switchTensor(input, passed)])),
      }),
      CHECKED_LOGITS,
    );
  } finally {
    await session.release();
  }
}

/** All gates are open except that of the block to pass by. A merged export is asked for its first step. */
function switchTensor({ name, dims }: ValueInfo, passed: number | undefined): Tensor {
  const gate = parseGatePort(name);
  const value = gate && gate.block !== passed ? 1 : 0;
  // Of an unknown rank it is a scalar.
  const extents = (dims ?? []).map(() => 1);
  return new Tensor('bool', Uint8Array.of(value), extents);
}

function exposeLogits(model: Model, logits: string): Model {
  const cast = createCast(logits, CHECKED_LOGITS, DATA_TYPE.float);
  const outputs = [createValueInfo(CHECKED_LOGITS, DATA_TYPE.float, null)];
  return { ...model, graph: removeDeadNodes({ ...model.graph, nodes: [...model.graph.nodes, cast], outputs }) };
}
