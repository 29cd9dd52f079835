import {
  type ComparableRun,
  chooseComparableRuns,
  comparableRunsByKey,
  comparableRunsOfModels,
  digestOf,
  type ScorePoint,
  scorePointsOf,
} from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import { compareModels as compareScores } from '@lamina/metrics';
import { encodeGlobalId } from '../../data/global-id.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { Stores } from '../../data/stores.ts';
import { type CompareModelsArgs, DEFAULT_BIN_COUNT, type SaveComparisonInput } from './compare-models.args.ts';
import type { Comparison } from './comparison.type.ts';
import { type ComparisonView, comparisonView, type ModelComparison } from './model-comparison.type.ts';

const refuse: Refuse = createRefusal('The models cannot be compared');

const MAX_MODELS = 10;
const MAX_BIN_COUNT = 50;
const MAX_TITLE_LENGTH = 200;
/** Hexadecimal digits of a slug: 64 bits are enough to identify any number of saved comparisons. */
const SLUG_LENGTH = 16;
const DEFAULT_LOWEST_SHARE = 0.25;

/** Compares models. @throws AppError BAD_USER_INPUT, NOT_FOUND, or NOT_COMPARABLE naming the field that differs. */
export async function compareModels(stores: Stores, args: CompareModelsArgs): Promise<ModelComparison> {
  const { runs, settings } = await chooseRunsFor(stores, args);
  return build(stores.sqlReader, runs, settings);
}

/** Saves a comparison; if the same one exists, returns it. @throws AppError as compareModels. */
export async function saveComparison(stores: Stores, input: SaveComparisonInput): Promise<Comparison> {
  const title = input.title.trim();
  if (title.length < 1 || title.length > MAX_TITLE_LENGTH)
    refuse(`title holds ${title.length} characters; it must hold 1 to ${MAX_TITLE_LENGTH}`);
  const { runs, settings } = await chooseRunsFor(stores, input);
  const view: ComparisonView = { ...settings, scoreRunKeys: runs.map(({ scoreRunKey }) => scoreRunKey) };
  const slug = digestOf({ title, view }).slice(0, SLUG_LENGTH);
  await stores.database.prisma.comparison.upsert({ where: { slug }, create: { slug, title, view }, update: {} });
  const saved = await findComparison(stores, { slug });
  if (saved === null) throw new Error(`The comparison ${slug} was saved but is not there`);
  return saved;
}

/** The saved comparison with this slug or key, or null. */
export async function findComparison(
  { database }: Stores,
  where: { readonly slug: string } | { readonly id: string },
): Promise<Comparison | null> {
  const row = await database.prisma.comparison.findUnique({ where });
  if (row === null) return null;
  const { id: key, slug, title, createdAt } = row;
  return { id: encodeGlobalId('Comparison', key), key, slug, title, createdAt, view: comparisonView.parse(row.view) };
}

/** The content of a saved comparison, from its runs. */
export async function readView({ sqlReader }: Stores, { scoreRunKeys, ...settings }: ComparisonView): Promise<ModelComparison> {
  const found = await sqlReader.readRows<ComparableRun>(comparableRunsByKey(scoreRunKeys));
  const runs = scoreRunKeys.map((key) => found.find(({ scoreRunKey }) => scoreRunKey === key));
  return build(
    sqlReader,
    runs.filter((run) => run !== undefined),
    settings,
  );
}

async function chooseRunsFor({ database, sqlReader }: Stores, { slugs, metric, lane = null, ...sizes }: CompareModelsArgs) {
  if (slugs.length < 2 || slugs.length > MAX_MODELS) refuse(`slugs holds ${slugs.length} models; it must hold 2 to ${MAX_MODELS}`);
  if (new Set(slugs).size < slugs.length) refuse('slugs names a model twice');
  const binCount = checkCount('binCount', sizes.binCount ?? DEFAULT_BIN_COUNT, { low: 2, high: MAX_BIN_COUNT });
  const models = await database.prisma.model.findMany({ where: { slug: { in: [...slugs] } }, select: { slug: true } });
  const candidates = await sqlReader.readRows<ComparableRun>(comparableRunsOfModels(slugs, metric));
  const runs = chooseComparableRuns({ slugs, metric, lane, candidates, known: new Set(models.map(({ slug }) => slug)) });
  const smallest = Math.min(...runs.map(({ blockCount }) => blockCount));
  const quarter = Math.max(1, Math.round(smallest * DEFAULT_LOWEST_SHARE));
  const lowestCount = checkCount('lowestCount', sizes.lowestCount ?? quarter, { low: 1, high: smallest });
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
  return { metric, lane: first.lane, lowestCount, models, ...compareScores(models, { binCount, lowestCount }) };
}

function checkCount(name: string, value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return value >= low && value <= high ? value : refuse(`${name} is ${value}; it must be ${low} to ${high}`);
}
