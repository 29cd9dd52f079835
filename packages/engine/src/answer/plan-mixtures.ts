import { getAt, getEntry } from '@lamina/errors';
import { type Checkpoint, keyOf, type Progress, type Window } from '@lamina/models';
import { type AllocatedUnit, allocate, type TypedUnits, type TypeMixture, WEIGHT_UNITS, writeMixture } from '@lamina/plans';
import {
  keyOfRounding,
  listRoundJobs,
  measureJob,
  measureRoundings,
  type RoundContext,
  type RoundJob,
} from '../evaluate/measure-roundings.ts';
import { isNumbers } from '../resident/ask-removals.ts';
import { measureStored } from '../write/prune/plan-gguf.ts';
import type { PlanningContext } from './plan-changes.ts';

/** The units of a model in the types that make them smaller. */
export interface RoundedUnits {
  /** Each unit as it is stored, by its name: no divergence. */
  readonly stored: ReadonlyMap<string, number>;
  readonly jobs: readonly RoundJob[];
}

/** The types of an effort that make a unit smaller; of several that store it in equal bytes, as fallbacks do, the first. None where the question is not of bytes. */
export function listSmaller({ opened, effort, question }: PlanningContext): RoundedUnits {
  if (opened.source.format === 'onnx' || question.save !== 'bytes' || effort.mixtures.count === 0) return { stored: new Map(), jobs: [] };
  const jobs = listRoundJobs(opened, { types: effort.mixtures.types, usesFallbacks: true, units: WEIGHT_UNITS, blocks: null });
  const bytesOf = measureStored(opened);
  const units = Map.groupBy(jobs, nameOf);
  const stored = new Map(
    [...units].map(([name, [job]]) => [name, (job?.matrices ?? []).reduce((sum, { source }) => sum + (bytesOf.get(source.name) ?? 0), 0)]), // A matrix that no file stores weighs nothing.
  );
  const smaller = [...units].flatMap(([name, own]) => {
    const least = [...Map.groupBy(own, measureJob)].filter(([bytes]) => bytes < getEntry(stored, name));
    return least.map(([, equal]) => getAt(equal, 0));
  });
  return { stored, jobs: smaller };
}

/** Tells units apart. */
function nameOf({ unit, block }: Pick<RoundJob, 'unit' | 'block'>): string {
  return `${unit} ${block}`;
}

/** Units in types, with what each loses. */
interface MeasuredUnits extends RoundedUnits {
  /** Nats per token, in the order of the jobs. */
  readonly divergences: readonly number[];
}

/** Measures each unit in each type alone. */
export async function* measureUnits(
  units: RoundedUnits,
  { checkpoint, ...context }: RoundContext & { readonly checkpoint: Checkpoint },
): AsyncGenerator<Progress, MeasuredUnits> {
  const { jobs } = units;
  const windows = keyOf(context.windows.map(({ ids }: Window) => ids));
  const place = (job: Parameters<typeof keyOfRounding>[0]): string => `${windows}:rounding:${keyOfRounding(job)}`;
  const known = new Map(jobs.flatMap((job) => toKnown(checkpoint[place(job)]).map((nats) => [place(job), nats])));
  const left = jobs.filter((job) => !known.has(place(job)));
  let done = jobs.length - left.length;
  for await (const measured of measureRoundings(left, context)) {
    const found = measured.map((one): readonly [string, number] => [place(one), one.divergence.mean ?? Number.POSITIVE_INFINITY]); // No number at any position.
    for (const [key, nats] of found) known.set(key, nats);
    done += measured.length;
    const kept = Object.fromEntries(found.map(([key, nats]) => [key, [nats]]));
    yield { phase: 'measure', done, total: jobs.length, note: 'each attention and MLP in fewer bits', checkpoint: kept };
  }
  return { ...units, divergences: jobs.map((job) => getEntry(known, place(job))) };
}

function toKnown(entry: unknown): readonly number[] {
  return isNumbers(entry, 1) ? entry : [];
}

/** Steps in which a budget is searched: to a 65,536th of the model. */
const STEPS = 16;
/** A mixture that is predicted to lose this share of the limit. Predictions are sums: a lower one is tried beside the limit itself. */
const SHARES = [1, 0.5, 0.25];

/**
 * Mixtures of types that lose least for their bytes: the smallest ones that are predicted to stay within the limit, and within a part of it, or the one that
 * is predicted to lose least where a size is given.
 */
export function chooseMixtures(units: MeasuredUnits, { question: { fit, limit }, effort, planner }: PlanningContext): readonly string[] {
  const table = toTable(units);
  const whole = [...units.stored.values()].reduce((sum, bytes) => sum + bytes, 0);
  const least = table.reduce((sum, { options }) => sum + Math.min(...options.map(({ bytes }) => bytes)), 0);
  if (least === whole) return [];
  const budgets =
    fit === null
      ? SHARES.slice(0, effort.mixtures.count).map((share) => findBudget(table, share * Math.log1p(limit), [least, whole]))
      : [whole - (planner.bytesBefore - fit)];
  const mixtures = budgets
    .filter((budget) => budget >= least && budget < whole)
    .map((budget) => toMixture(units, allocate(table, budget).choice));
  return [...new Set(mixtures.filter(({ length }) => length > 0).map(writeMixture))];
}

const STORED = 'stored';

function toTable({ stored, jobs, divergences }: MeasuredUnits): readonly AllocatedUnit[] {
  const options = jobs.map((job, place) => ({
    of: nameOf(job),
    name: job.type,
    bytes: measureJob(job),
    divergence: getAt(divergences, place),
  }));
  return [...stored].map(([unit, bytes]) => ({
    unit,
    options: [
      { name: STORED, bytes, divergence: 0 },
      ...options.filter(({ of, divergence }) => of === unit && Number.isFinite(divergence)),
    ],
  }));
}

/** The fewest bytes with which the sum of divergences stays below a number of nats. */
function findBudget(table: readonly AllocatedUnit[], nats: number, [least, whole]: readonly [number, number]): number {
  let [low, high] = [least, whole];
  for (let step = 0; step < STEPS && low < high; step += 1) {
    const middle = Math.floor((low + high) / 2);
    if (allocate(table, middle).divergence <= nats) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** The chosen types by kind of unit; those that stay as they are stored are not named. */
function toMixture({ jobs }: MeasuredUnits, choice: Readonly<Record<string, string>>): TypeMixture {
  const chosen = jobs.filter((job) => choice[nameOf(job)] === job.type);
  return WEIGHT_UNITS.flatMap((unit) => {
    const all = new Set(jobs.filter((job) => job.unit === unit).map(({ block }) => block));
    const own = chosen.filter((job) => job.unit === unit);
    return [...Map.groupBy(own, ({ type }) => type)].map(([type, typed]): TypedUnits => {
      const blocks = typed.map(({ block }) => block).filter((block) => block !== null);
      return { unit, type: type as TypedUnits['type'], blocks: typed.length === all.size ? null : blocks.toSorted((a, b) => a - b) };
    });
  });
}
