import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLongestText } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import {
  createOwnCache,
  findContextLength,
  findFixedShape,
  type ModelLookup,
  type OpenedModel,
  openModel,
  precisionOf,
  type Rounding,
  roundWeights,
} from '@lamina/models';
import { DATA_TYPE } from '@lamina/onnx';
import type { Certificate, PrunePlan, Removal } from '@lamina/plans';
import { bypassUnits } from '@lamina/surgery';
import { deviationOf, largestGap, listFixedIds, runLogits } from '../inspect/run-logits.ts';
import type { SessionOptions } from '../session/session.ts';

/** The number of tokens of the fixed input; fewer where the model reads fewer. */
const TOKENS = 32;
/** Differences up to this share of the logits' standard deviation count as rounding: in float32, and in computations with fewer bits. */
const LIMITS = { float32: 1e-3, other: 0.02 } as const;
/**
 * The share of tokens that may differ as computations with fewer bits do. The hidden state of a few tokens grows a thousandfold in some layers and shrinks
 * again before the head (massive activations, arXiv 2402.17762), so float32 has few digits left there: logits of PyTorch in float32 and float64 differ too. A
 * wrong weight of a layer changes all tokens.
 */
const OUTLIERS = 1 / 16;
const HALF: ReadonlySet<number> = new Set([DATA_TYPE.float16, DATA_TYPE.bfloat16]);
/** The bytes of weights in memory at a time, so that models larger than memory are checked too. */
const PART_BYTES = 96 << 20;

interface CertifyOptions extends ModelLookup, SessionOptions {
  /** True where weights of 16 bits were rounded again when they were written. */
  readonly roundsAgain?: boolean;
  /** How the written file rounds the weights of the parent's graph, by their names: the comparison is with a parent of the same rounded weights. */
  readonly roundings?: ReadonlyMap<string, Rounding>;
  /** The parent's ids of the tokens that the written model has; null: all. The comparison is of their logits, on their ids. */
  readonly keptIds?: readonly number[] | null;
}

/**
 * The logits of a parent in which units are passed by, on a fixed input of 32 tokens, float32[tokens, vocabulary of the written model].
 *
 * @throws AppError RUNTIME_FAILED or MODEL_UNSUPPORTED where it does not run on that input.
 */
async function runParent(
  parent: OpenedModel,
  removal: Removal,
  { keptIds = null, ...options }: Pick<CertifyOptions, 'keptIds'> & SessionOptions,
): Promise<Float32Array> {
  const tokens = countTokens(parent);
  const fixedIds = keptIds === null ? undefined : listFixedIds(tokens, keptIds.length).map((id) => getAt(keptIds, id));
  const logits = await runForm({ ...parent, structure: bypassUnits(parent.structure, removal) }, { tokens, fixedIds }, options);
  return keptIds === null ? logits : pickColumns(logits, tokens, keptIds);
}

function pickColumns(logits: Float32Array, tokens: number, columns: readonly number[]): Float32Array {
  const width = logits.length / tokens;
  const picked = new Float32Array(tokens * columns.length);
  for (let row = 0; row < tokens; row += 1)
    for (let place = 0; place < columns.length; place += 1)
      picked[row * columns.length + place] = getAt(logits, row * width + getAt(columns, place));
  return picked;
}

/**
 * Compares the logits of a written model, opened like any other model, with those of its parent (runParent).
 *
 * @throws AppError RUNTIME_FAILED or MODEL_UNSUPPORTED where the written model does not run.
 */
export async function certify(
  parent: OpenedModel,
  { expected, artefact }: { readonly expected: Float32Array; readonly artefact: OpenedModel },
  { roundsAgain = false, ...options }: CertifyOptions,
): Promise<Certificate> {
  const tokens = countTokens(parent);
  const found = await runForm(artefact, { tokens }, options);
  const [wanted, got] = [listArgmax(expected, tokens), listArgmax(found, tokens)];
  const isFloat32 = !roundsAgain && (parent.checkpoint !== null || precisionOf(parent.structure.model.graph) === 'fp32');
  return {
    ...judgeLogits(expected, found, { tokens, share: isFloat32 ? LIMITS.float32 : LIMITS.other }),
    tokens,
    argmaxEqual: wanted.every((token, place) => token === got[place]),
  };
}

/** Whether logits, float32[tokens, vocabulary], are equal but for rounding, and the limit of the largest difference. @param share of their standard deviation */
export function judgeLogits(
  expected: Float32Array,
  found: Float32Array,
  { tokens, share }: { readonly tokens: number; readonly share: number },
): Pick<Certificate, 'maxLogitDifference' | 'limit' | 'passed'> {
  const deviation = deviationOf(expected);
  const rows = cutRows(found, tokens);
  const gaps = cutRows(expected, tokens).map((row, token) => largestGap(row, getAt(rows, token)));
  const maxLogitDifference = Math.max(...gaps);
  // A NaN fails every comparison.
  const beyond = gaps.filter((gap) => !(gap <= share * deviation)).length;
  const limit = (beyond > 0 && beyond <= OUTLIERS * tokens ? LIMITS.other : share) * deviation;
  return { maxLogitDifference, limit, passed: maxLogitDifference <= limit };
}

/** The logits of each token. */
function cutRows(logits: Float32Array, tokens: number): readonly Float32Array[] {
  const width = logits.length / tokens;
  return Array.from({ length: tokens }, (_, token) => logits.subarray(token * width, (token + 1) * width));
}

/** The logits of a parent whose weights are rounded as in the written file (runParent). */
export async function runRounded(
  parent: OpenedModel,
  removal: Removal,
  { roundings = new Map(), ...options }: CertifyOptions,
): Promise<Float32Array> {
  if (roundings.size === 0) return await runParent(parent, removal, options);
  const folder = mkdtempSync(join(tmpdir(), 'lamina-rounded-'));
  try {
    return await runParent(
      roundWeights(parent, (name) => roundings.get(name) ?? null, folder),
      removal,
      options,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says how much the logits differ. */
export function describeFailure({ maxLogitDifference, limit }: Certificate): string {
  return `the written model does not compute the same logits as its parent without the removed units: they differ by ${maxLogitDifference.toPrecision(3)} (the limit for rounding is ${limit.toPrecision(3)})`;
}

/**
 * The certificate of a model that was just written to `folder`, and the notes of its plan. A parent that does not run on the fixed input has no certificate;
 * a note says so.
 *
 * @throws AppError CERTIFICATE_FAILED where the written model cannot be opened or run, or computes something else.
 */
export async function certifyPruning(
  parent: OpenedModel,
  { removal, notes, folder }: Pick<PrunePlan, 'notes'> & { readonly removal: Removal; readonly folder: string },
  options: CertifyOptions,
): Promise<Pick<PrunePlan, 'certificate' | 'notes'>> {
  const expected = await runRounded(parent, removal, options).catch(asRefusal);
  if (expected instanceof AppError) {
    const note = `the written model was not compared with its parent, which does not run on a few tokens: ${expected.message}`;
    return { certificate: null, notes: [...notes, note] };
  }
  const certificate = await certifyFolder(folder, { parent, expected }, options).catch(asRefusal);
  if (certificate instanceof AppError)
    throw new AppError(
      'CERTIFICATE_FAILED',
      `the written model cannot be opened and run again: ${certificate.message}; the written files were deleted`,
      { cause: certificate },
    );
  if (certificate.passed) return { certificate, notes };
  throw new AppError('CERTIFICATE_FAILED', `${describeFailure(certificate)}; the written files were deleted`, { details: { certificate } });
}

/** The packed file is not kept: every written model would take its space twice. */
async function certifyFolder(
  folder: string,
  { parent, expected }: { readonly parent: OpenedModel; readonly expected: Float32Array },
  options: CertifyOptions,
): Promise<Certificate> {
  const cache = createOwnCache(options.digests);
  try {
    return await certify(parent, { expected, artefact: openModel(folder, { ...options, digests: cache.digests }) }, options);
  } finally {
    cache.remove();
  }
}

function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function countTokens({ structure, source, model }: OpenedModel): number {
  const longest = Math.min(findContextLength(source) ?? TOKENS, findLongestText(model) ?? TOKENS);
  return findFixedShape(structure.model.graph).width ?? Math.min(TOKENS, longest);
}

/** Half-precision values cannot leave one session and enter another, so ONNX graphs of half precision run whole. */
function runForm(
  opened: OpenedModel,
  input: { readonly tokens: number; readonly fixedIds?: readonly number[] | undefined },
  options: SessionOptions,
): Promise<Float32Array> {
  const { model } = opened.structure;
  const isWhole = opened.checkpoint === null && model.graph.initializers.some(({ dataType }) => HALF.has(dataType));
  return runLogits(opened, model, { ...options, ...input, maxBytes: isWhole ? Number.POSITIVE_INFINITY : PART_BYTES });
}

/** The most likely token at every place. */
function listArgmax(logits: Float32Array, tokens: number): readonly number[] {
  return cutRows(logits, tokens).map((row) =>
    row.reduce((best, value, token) => (value > (row[best] ?? Number.NEGATIVE_INFINITY) ? token : best), 0),
  );
}
