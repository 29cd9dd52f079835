import {
  type ComparableRun,
  type ComparisonView,
  chooseComparableRuns,
  comparableRunsByKey,
  comparableRunsOfModels,
  findComparison,
  type SavedComparison,
  type ScorePoint,
  saveComparison,
  scorePointsOf,
} from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import { compareModels as compareScores, countLowest } from '@lamina/metrics';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { Stores } from '../../data/stores.ts';
import { type CompareModelsArgs, DEFAULT_BIN_COUNT, type SaveComparisonInput } from './compare-models.args.ts';
import type { Comparison } from './comparison.type.ts';
import type { ModelComparison } from './model-comparison.type.ts';

const refuse: Refuse = createRefusal('The models cannot be compared');

const MAX_MODELS = 10;
const MAX_BIN_COUNT = 50;

/** Compares models. @throws AppError BAD_USER_INPUT, NOT_FOUND, or NOT_COMPARABLE naming the field that differs. */
export async function compareModels(stores: Stores, args: CompareModelsArgs): Promise<ModelComparison> {
  const { runs, settings } = await chooseRunsFor(stores, args);
  return build(stores.sqlReader, runs, settings);
}

/** Saves a comparison; if the same one exists, returns it. @throws AppError as compareModels. */
export async function saveModelComparison(stores: Stores, { title, ...args }: SaveComparisonInput): Promise<Comparison> {
  const { runs, settings } = await chooseRunsFor(stores, args);
  return toRow(await saveComparison(stores.database, title, { ...settings, scoreRunKeys: runs.map(({ scoreRunKey }) => scoreRunKey) }));
}

/** The saved comparison with this slug or key, or null. */
export async function findSavedComparison({ database }: Stores, where: Parameters<typeof findComparison>[1]): Promise<Comparison | null> {
  const saved = await findComparison(database, where);
  return saved && toRow(saved);
}

/** The content of a saved comparison, from its runs. */
export async function readView({ sqlReader }: Stores, { scoreRunKeys, ...settings }: ComparisonView): Promise<ModelComparison> {
  const found = await sqlReader.readRows<ComparableRun>(comparableRunsByKey(scoreRunKeys));
  // A run that was deleted since is left out.
  const runs = scoreRunKeys.flatMap((key) => found.find(({ scoreRunKey }) => scoreRunKey === key) ?? []);
  return build(sqlReader, runs, settings);
}

async function chooseRunsFor({ database, sqlReader }: Stores, { slugs, metric, lane = null, ...sizes }: CompareModelsArgs) {
  if (slugs.length < 2 || slugs.length > MAX_MODELS) refuse(`slugs holds ${slugs.length} models; it must hold 2 to ${MAX_MODELS}`);
  if (new Set(slugs).size < slugs.length) refuse('slugs names a model twice');
  const binCount = checkCount('binCount', sizes.binCount ?? DEFAULT_BIN_COUNT, { low: 2, high: MAX_BIN_COUNT });
  const models = await database.prisma.model.findMany({ where: { slug: { in: [...slugs] } }, select: { slug: true } });
  const candidates = await sqlReader.readRows<ComparableRun>(comparableRunsOfModels(slugs, metric));
  const runs = chooseComparableRuns({ slugs, metric, protocol: lane, candidates, existing: new Set(models.map(({ slug }) => slug)) });
  const smallest = Math.min(...runs.map(({ blockCount }) => blockCount));
  const lowestCount = checkCount('lowestCount', sizes.lowestCount ?? countLowest(smallest), { low: 1, high: smallest });
  return { runs, settings: { metric, binCount, lowestCount } };
}

async function build(
  sqlReader: SqlReader,
  runs: readonly ComparableRun[],
  { metric, binCount, lowestCount }: Omit<ComparisonView, 'scoreRunKeys'>,
): Promise<ModelComparison> {
  const [first] = runs;
  if (first === undefined) throw new Error('No run of the comparison is stored any more');
  const keys = runs.map(({ scoreRunKey }) => scoreRunKey);
  const points = Map.groupBy(await sqlReader.readRows<ScorePoint>(scorePointsOf(keys, metric)), ({ scoreRunKey }) => scoreRunKey);
  // A run that has not the metric has no points.
  const models = runs.map((run) => ({ ...run, points: points.get(run.scoreRunKey) ?? [] }));
  return { metric, lane: first.protocol, lowestCount, models, ...compareScores(models, { binCount, lowestCount }) };
}

function toRow(saved: SavedComparison): Comparison {
  return { ...saved, id: encodeGlobalId('Comparison', saved.key) };
}

function checkCount(name: string, value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return value >= low && value <= high ? value : refuse(`${name} is ${value}; it must be ${low} to ${high}`);
}
