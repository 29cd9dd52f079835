import { chooseCombinations, LEAST_SPEED_ROUNDS } from '@lamina/benchmarks';
import { type Database, type PruningRepair, readMeasuredChanges } from '@lamina/database';
import { spreadMixtures } from '@lamina/engine';
import type { RepairSetting } from '@lamina/jobs';
import {
  type Change,
  changeOf,
  isRemoval,
  keyOfChange,
  NOTHING_REMOVED,
  removesNothing,
  UNCHANGED,
  type UnitKind,
  type WeightUnit,
} from '@lamina/plans';
import { requestSearches, type SearchResult, STRATEGY } from '@lamina/strategies';
import type { RecordedModel } from './recorded-models.ts';
import { CHOOSING_TEXT, type Choosing, listSearched, SCORED_TEXTS, type ScoredText } from './recorded-steps.ts';

/** Blocks and attentions that influence chose on the first text, by id of the pruning. */
export async function listByInfluence(database: Database, revisionId: string): Promise<readonly string[]> {
  const prunings = await database.prisma.pruning.findMany({
    where: {
      revisionId,
      strategy: STRATEGY.blockInfluence,
      scoreRunId: await getScoreRun(database, revisionId, { run: CHOOSING_TEXT, searched: [] }),
      OR: [{ units: { equals: ['block'] } }, { units: { equals: ['attention'] } }],
    },
    select: { id: true, change: true },
  });
  return prunings.filter(({ change }) => repairOf(change) === null).map(({ id }) => id);
}

function repairOf(change: unknown): PruningRepair | null {
  return (change as Change<PruningRepair>).repair;
}

/** Some changes of the whole model, by id of the pruning. */
export async function listWritten({ prisma }: Database, revisionId: string, changes: readonly Change<never>[]): Promise<readonly string[]> {
  const keys = changes.map(keyOfChange);
  const prunings = await prisma.pruning.findMany({ where: { revisionId, changeKey: { in: keys } }, select: { id: true } });
  return prunings.map(({ id }) => id);
}

/** Mixtures of types as changes of the whole model, chosen by what its units lost alone. @param path of the model */
export async function listMixtures(
  { prisma }: Database,
  revisionId: string,
  { path, count }: { readonly path: string; readonly count: number },
): Promise<readonly Change<never>[]> {
  const rows = await prisma.rounding.findMany({
    where: { revisionId, text: CHOOSING_TEXT },
    // As they were measured: of types that store a unit equally, the first one is named.
    orderBy: { id: 'asc' },
    select: { unit: true, layerIndex: true, type: true, divergence: true },
  });
  const rounded = rows.flatMap(({ unit, layerIndex: block, type, divergence }) =>
    divergence === null ? [] : [{ unit: unit as WeightUnit, block, type, divergence }],
  );
  return spreadMixtures({ model: path, rounded, count }).map((precision) => ({ ...UNCHANGED, precision }));
}

/** Combinations of what was measured alone, as changes of the whole model. @param count for each limit */
export async function listCombinations(
  { pool }: Database,
  modelId: string,
  { limits, count }: { readonly limits: readonly number[]; readonly count: number },
): Promise<readonly Change<never>[]> {
  const [facts] = await readMeasuredChanges(async ({ text, values }) => (await pool.query(text, [...values])).rows, [modelId]);
  // A model of which nothing was measured has none.
  const alone = facts?.candidates.filter(({ change, key }) => change.repair === null && key !== null) ?? [];
  const parts = {
    removals: alone.filter(({ change }) => isRemoval(change)),
    forms: alone.filter(({ change }) => removesNothing(change.remove) && change.keepVocabulary === null),
    words: alone.filter(({ change }) => removesNothing(change.remove) && change.precision === null),
  };
  const chosen = limits.flatMap((limit) => chooseCombinations(parts, { limit, save: 'bytes', fit: null }, count));
  const changes = chosen.map(({ removal, form, words }) => ({
    ...changeOf(removal?.change.remove ?? NOTHING_REMOVED),
    // A part that is not there changes nothing.
    precision: form?.change.precision ?? null,
    keepVocabulary: words?.change.keepVocabulary ?? null,
  }));
  return [...new Map(changes.map((change) => [keyOfChange(change), change])).values()];
}

/** Those of some changes whose speed is not measured, or in fewer rounds, in a fixed order. Types of weights have none. */
export async function listUntimed({ prisma }: Database, pruningIds: readonly string[]): Promise<readonly string[]> {
  const prunings = await prisma.pruning.findMany({
    where: { id: { in: [...pruningIds] }, efficiencies: { none: { rounds: { gte: LEAST_SPEED_ROUNDS } } } },
    orderBy: { id: 'asc' },
    select: { id: true, change: true },
  });
  return prunings.filter(({ change }) => (change as unknown as Change).precision === null).map(({ id }) => id);
}

/** A pruning that a step chose. */
export interface Chosen {
  readonly id: string;
  readonly repair: PruningRepair | null;
}

/**
 * The prunings of a choice. They may come from a job of this recording, or with an earlier recording. What a strategy chose by another score run is another
 * choice. Of a choice with repairs, these alone: removal alone is measured in a step of its own.
 *
 * @param scoreRunId null: strategies that read no scores
 */
export async function listChosen(
  { prisma }: Database,
  { revisionId, scoreRunId }: { readonly revisionId: string; readonly scoreRunId: string | null },
  choosing: Choosing,
): Promise<readonly Chosen[]> {
  const { strategies, counts, units = ['block'], repairs = [] } = choosing;
  const prunings = await prisma.pruning.findMany({
    where: {
      revisionId,
      strategy: { in: [...strategies] },
      removedCount: { in: [...counts] },
      units: { equals: [...units] },
      // Strategies that read no scores have no run, whatever is chosen beside them.
      OR: [{ scoreRunId }, { scoreRunId: null }],
    },
    select: { id: true, change: true },
  });
  const isAsked = ({ repair }: Chosen): boolean =>
    repair === null ? repairs.length === 0 : repairs.some((setting) => isSetting(repair, setting));
  return prunings.map(({ id, change }) => ({ id, repair: repairOf(change) })).filter(isAsked);
}

function isSetting(
  repair: PruningRepair,
  { kind, calibration, windows }: Pick<RepairSetting, 'kind' | 'calibration' | 'windows'>,
): boolean {
  const { setting } = repair as PruningRepair & {
    readonly setting: Pick<RepairSetting, 'kind' | 'calibration'> & { readonly windows: number | null };
  };
  return setting.kind === kind && setting.calibration === calibration && setting.windows === (windows ?? null);
}

/** A score run, and the sets of units that have to be searched in it. */
interface WantedRun {
  readonly run: ScoredText;
  readonly searched: readonly (readonly UnitKind[])[];
}

/** The searches that a run of a model must have. */
export function wantedRun(run: ScoredText, model: RecordedModel): WantedRun {
  return { run, searched: listSearched(run, model) };
}

/** A score run of a revision. Runs that read the same differ in the units that their searches remove. */
export async function getScoreRun({ prisma }: Database, revisionId: string, { run, searched }: WantedRun): Promise<string> {
  const { calibration, windows, strategy } = SCORED_TEXTS[run];
  const wanted = requestSearches([strategy], { sets: searched, counts: [] });
  const runs = await prisma.scoreRun.findMany({
    where: { revisionId, calibrationConfig: { windowLimit: windows, calibrationSet: { slug: calibration } } },
    select: { id: true, searches: true },
  });
  const found = runs.find(({ searches }) => {
    const results = searches as unknown as readonly SearchResult[];
    return wanted.every(({ search, units }) => results.some((one) => one.search === search && one.units.join() === units.join()));
  });
  if (found === undefined) throw new Error(`revision ${revisionId} has no score run "${run}"`);
  return found.id;
}

/** The revision of a model's quantized form. Earlier revisions of the form are deleted with what was measured on them: a recording has one of each model. */
export async function keepQuantizedRevision({ prisma }: Database, modelId: string, precision: string): Promise<string> {
  const forms = await prisma.model.findMany({
    where: { derivedFromId: modelId },
    select: { id: true, currentRevisionId: true, quantization: true },
  });
  const found = forms.find(({ quantization }) => (quantization as { readonly precision?: string } | null)?.precision === precision);
  if (!found?.currentRevisionId) throw new Error(`model ${modelId} has no form in ${precision}`);
  const earlier = { modelId: found.id, id: { not: found.currentRevisionId } };
  await prisma.efficiency.deleteMany({ where: { revision: earlier } });
  await prisma.evaluation.deleteMany({ where: { revision: earlier } });
  await prisma.textEvaluation.deleteMany({ where: { revision: earlier } });
  await prisma.rounding.deleteMany({ where: { revision: earlier } });
  await prisma.modelRevision.deleteMany({ where: earlier });
  return found.currentRevisionId;
}

/** Those of some prunings that have no result on one of the benchmarks. */
export async function listUnanswered(
  { prisma }: Database,
  pruningIds: readonly string[],
  benchmarks: readonly string[],
): Promise<readonly string[]> {
  const measured = await prisma.evaluation.findMany({
    where: { pruningId: { in: [...pruningIds] }, benchmark: { name: { in: [...benchmarks] } } },
    select: { pruningId: true, benchmark: { select: { name: true } } },
  });
  const namesOf = Map.groupBy(measured, ({ pruningId }) => pruningId);
  return pruningIds.filter((id) => new Set(namesOf.get(id)?.map(({ benchmark }) => benchmark.name)).size < benchmarks.length);
}

/** Those of some benchmarks on which a whole model was not measured. */
export async function listLacking({ prisma }: Database, revisionId: string, benchmarks: readonly string[]): Promise<readonly string[]> {
  const measured = await prisma.evaluation.findMany({
    where: { revisionId, pruningId: null },
    select: { benchmark: { select: { name: true } } },
  });
  const names = new Set(measured.map(({ benchmark }) => benchmark.name));
  return benchmarks.filter((name) => !names.has(name));
}
