import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Task } from '@lamina/benchmarks';
import { loadTasks } from '@lamina/datasets';
import {
  type ChangeEvaluation,
  type ExecutionProvider,
  evaluateModel,
  inspectModel,
  pruneModel,
  type ScoreOptions,
  type ScoreResult,
  scoreModel,
} from '@lamina/engine';
import { spearman } from '@lamina/metrics';
import { finish, splitDocuments } from '@lamina/models';
import { changeOf, createRemoval, NOTHING_REMOVED, type Removal, UNCHANGED } from '@lamina/plans';

/** One condition, and how far its value is from its limit. */
export interface ProviderCheck {
  readonly title: string;
  readonly holds: boolean;
  readonly detail: string;
}

const MODEL = resolve('models/lamina-llama-12');
/** Safetensors in two shards. */
const CHECKPOINT = resolve('packages/engine/fixtures/tiny-checkpoint');
const TEXT = resolve('models/calibration/invented-world.txt');
const REMOVAL = createRemoval({ blocks: [3, 7] });
const BENCHMARKS = resolve('models/benchmarks');
const ANSWERS = 8;
const TOLERANCE = 1e-4;
/** The limit of float16 products, whose factors have 11 bits. */
const HALF_TOLERANCE = 5e-3;
const LEAST_CORRELATION = 0.99;

/** Inspects, scores, prunes, repairs, evaluates and continues texts on a provider; every number must equal the CPU's, and scores in fp16 must rank alike. */
export async function checkProvider(provider: ExecutionProvider): Promise<readonly ProviderCheck[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-gpu-'));
  try {
    const { blocks } = await inspectModel(MODEL);
    const [expected, measured] = [await score(MODEL, 'cpu'), await score(MODEL, provider)];
    await pruneModel({ model: MODEL, change: changeOf(REMOVAL), out: folder });
    const [bypassed, pruned] = [await score(MODEL, 'cpu', REMOVAL), await score(folder, provider)];
    return [
      {
        title: `runs on ${provider} and says so`,
        holds: measured.runtime.provider === provider && measured.runtime.fallback === null && measured.runtime.device !== '',
        detail: measured.runtime.device,
      },
      { title: 'finds the same blocks', holds: measured.model.blocks === blocks, detail: `${blocks} blocks` },
      ...compareScores(expected, measured),
      compare('losses of a pruned model', bypassed.nllPerWindow, pruned.nllPerWindow),
      ...(await checkCheckpoint(provider)),
      await checkBatch(provider),
      ...(await checkHalfPrecision(provider)),
      ...(await checkRepair(provider)),
      await checkGeneration(provider),
      await checkSettled(provider),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function score(
  model: string,
  provider: ExecutionProvider,
  removal: Removal = NOTHING_REMOVED,
  settings: Pick<ScoreOptions, 'batch' | 'products'> = {},
): Promise<ScoreResult> {
  const ids = Array.from({ length: 256 }, (_, position) => 1 + ((position * 7919) % 30));
  return finish(scoreModel(model, { input: { ids }, window: 32, providers: [provider], change: changeOf(removal), ...settings }));
}

/** On a GPU the batch follows the free memory. */
async function checkBatch(provider: ExecutionProvider): Promise<ProviderCheck> {
  const [one, eight] = [
    await score(CHECKPOINT, provider, NOTHING_REMOVED, { batch: 1 }),
    await score(CHECKPOINT, provider, NOTHING_REMOVED, { batch: 8 }),
  ];
  return compare('scores in batches of 1 and 8', resultsOf(one), resultsOf(eight));
}

function resultsOf({ blockInfluence, nllPerWindow }: ScoreResult): readonly (number | null)[] {
  return [...blockInfluence.mean, ...nllPerWindow];
}

/** Products in float16, and all sums in float32. */
async function checkHalfPrecision(provider: ExecutionProvider): Promise<readonly ProviderCheck[]> {
  const checks: ProviderCheck[] = [];
  for (const model of [CHECKPOINT, MODEL]) {
    const [exact, half] = [await score(model, 'cpu'), await score(model, provider, NOTHING_REMOVED, { products: 'fp16' })];
    const [expected, found] = [exact, half].map(({ blockInfluence }) => blockInfluence.mean.map((mean) => mean ?? Number.NaN));
    const correlation = spearman(expected ?? [], found ?? []) ?? Number.NaN;
    checks.push({
      title: `products in float16 rank the blocks of ${basename(model)} alike`,
      holds: correlation >= LEAST_CORRELATION && half.runtime.precision.endsWith('products in fp16'),
      detail: `Spearman ${correlation.toFixed(4)}`,
    });
    checks.push(compare(`losses with products in float16, ${basename(model)}`, exact.nllPerWindow, half.nllPerWindow, HALF_TOLERANCE));
  }
  return checks;
}

/** Answers that are written with caches, which may stay on the device. */
async function checkGeneration(provider: ExecutionProvider): Promise<ProviderCheck> {
  const choice = { names: ['word-copy-generation'], bundled: BENCHMARKS, hub: { cacheFolder: tmpdir() }, limit: ANSWERS };
  const tasks = (await loadTasks(choice)).tasks.map(({ task }) => task);
  const write = async (on: ExecutionProvider): Promise<readonly string[]> => {
    const evaluations = await finish(evaluateModel({ model: MODEL, changes: [UNCHANGED], tasks, providers: [on] }));
    return evaluations.flatMap(({ tasks }) => tasks.flatMap(({ samples }) => samples.flatMap(({ generated }) => generated ?? [])));
  };
  const [expected, written] = [await write('cpu'), await write(provider)];
  return {
    title: 'writes the same texts',
    holds: expected.length === ANSWERS && expected.join('\n') === written.join('\n'),
    detail: `${written.length} answers`,
  };
}

/** A graph that is built from stored tensors. */
async function checkCheckpoint(provider: ExecutionProvider): Promise<readonly ProviderCheck[]> {
  const [expected, measured] = [await score(CHECKPOINT, 'cpu'), await score(CHECKPOINT, provider)];
  return [
    compare('block influence of a checkpoint', expected.blockInfluence.mean, measured.blockInfluence.mean),
    compare('losses of a checkpoint', expected.nllPerWindow, measured.nllPerWindow),
  ];
}

/** Likelihoods and divergences of a removal, alone and repaired. */
async function checkRepair(provider: ExecutionProvider): Promise<readonly ProviderCheck[]> {
  const texts = splitDocuments(readFileSync(TEXT, 'utf8'));
  const facts = { name: 'text', version: '1', category: 'text', description: 'text', chance: null, digest: '' };
  const task: Task = { ...facts, kind: 'perplexity', documents: texts.slice(0, 4).map((text, id) => ({ id: `${id}`, text })) };
  const repair = { kind: 'linear', calibration: { texts: texts.slice(40, 240) }, window: 16 } as const;
  const evaluate = (on: ExecutionProvider): Promise<readonly ChangeEvaluation[]> =>
    finish(
      evaluateModel({
        model: MODEL,
        changes: [changeOf(REMOVAL), changeOf(REMOVAL, repair)],
        tasks: [task],
        divergenceFromDense: true,
        providers: [on],
      }),
    );
  const [expected, measured] = [await evaluate('cpu'), await evaluate(provider)];
  const samplesOf = (found: readonly ChangeEvaluation[]) => found.flatMap(({ tasks }) => tasks.flatMap(({ samples }) => samples));
  return [
    compare(
      'likelihoods of a removal and its repair',
      samplesOf(expected).flatMap(({ logLikelihoods }) => logLikelihoods),
      samplesOf(measured).flatMap(({ logLikelihoods }) => logLikelihoods),
    ),
    compare(
      'divergences of a removal and its repair',
      samplesOf(expected).map(({ metrics }) => metrics.divergence ?? null),
      samplesOf(measured).map(({ metrics }) => metrics.divergence ?? null),
    ),
  ];
}

/** Windows in random order until the lowest blocks are known. */
async function checkSettled(provider: ExecutionProvider): Promise<ProviderCheck> {
  const settle = (on: ExecutionProvider): Promise<ScoreResult> =>
    finish(
      scoreModel(MODEL, {
        input: { texts: splitDocuments(readFileSync(TEXT, 'utf8')).slice(0, 80) },
        window: 16,
        providers: [on],
        until: { count: 2, confidence: 0.95, seed: 1 },
      }),
    );
  const [expected, measured] = [(await settle('cpu')).settlement, (await settle(provider)).settlement];
  return {
    title: 'settles the same lowest blocks after as many windows',
    holds: expected !== null && measured?.windows === expected.windows && measured.lowest.join() === expected.lowest.join(),
    detail: `blocks ${measured?.lowest.join(', ')} after ${measured?.windows} windows`,
  };
}

function compareScores(expected: ScoreResult, measured: ScoreResult): readonly ProviderCheck[] {
  return [
    compare('block influence', expected.blockInfluence.mean, measured.blockInfluence.mean),
    compare('block influence after the final norm', expected.blockInfluenceFinalNorm.mean, measured.blockInfluenceFinalNorm.mean),
    compare('relative magnitude', expected.relativeMagnitude.mean, measured.relativeMagnitude.mean),
    compare('all-pairs cosines', expected.cosineMatrix.flat(), measured.cosineMatrix.flat()),
    compare('losses per window', expected.nllPerWindow, measured.nllPerWindow),
  ];
}

/** Largest difference, relative to the expected value if that is above 1. */
function compare(
  title: string,
  expected: readonly (number | null)[],
  measured: readonly (number | null)[],
  tolerance = TOLERANCE,
): ProviderCheck {
  const differences = expected.map((value, index) => {
    const other = measured[index] ?? null;
    if (value === null || other === null) return value === other ? 0 : Number.POSITIVE_INFINITY;
    return Math.abs(value - other) / Math.max(1, Math.abs(value));
  });
  const largest = Math.max(...differences);
  return {
    title,
    holds: expected.length === measured.length && largest <= tolerance,
    detail: `largest difference ${largest.toExponential(1)}`,
  };
}
