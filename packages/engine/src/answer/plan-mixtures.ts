import { AppError, getAt, getEntry } from '@lamina/errors';
import { type Checkpoint, keyOf, type Progress } from '@lamina/models';
import { allocateTypes, findTypesWithin, keyOfUnit, type UnitInType, WEIGHT_UNITS } from '@lamina/plans';
import {
  keyOfRounding,
  listRoundJobs,
  measureJob,
  measureRoundings,
  type RoundContext,
  type RoundJob,
  type UnitRounding,
} from '../evaluate/measure-roundings.ts';
import { isNumbers } from '../resident/ask-removals.ts';
import { measureStored } from '../write/prune/plan-gguf.ts';
import type { PlanningContext } from './plan-changes.ts';
import { refusalOf } from './planned-saving.ts';

/** The units of a model as they are stored, and the types that make them smaller. */
export interface SmallerUnits {
  readonly stored: readonly UnitInType[];
  readonly jobs: readonly RoundJob[];
}

/** The types of an effort that make a unit smaller; of several that store it in equal bytes, as fallbacks do, the first. None where other than bytes are asked. */
export function listSmaller({ opened, effort, question }: PlanningContext): SmallerUnits {
  const { types, count } = effort.mixtures;
  if (opened.source.format === 'onnx' || question.save !== 'bytes' || count === 0) return { stored: [], jobs: [] };
  const bytesOf = measureStored(opened);
  const units = [
    ...Map.groupBy(listRoundJobs(opened, { types, usesFallbacks: true, units: WEIGHT_UNITS, blocks: null }), keyOfUnit).values(),
  ];
  const stored = units.map((jobs): UnitInType => {
    const { unit, block, matrices } = getAt(jobs, 0);
    // A matrix that is in no file weighs nothing.
    const bytes = matrices.reduce((sum, { source }) => sum + (bytesOf.get(source.name) ?? 0), 0);
    return { unit, block, type: null, bytes, divergence: 0 };
  });
  const jobs = units.flatMap((own, place) =>
    [...Map.groupBy(own, measureJob)].filter(([bytes]) => bytes < getAt(stored, place).bytes).map(([, equal]) => getAt(equal, 0)),
  );
  return { stored, jobs };
}

/** Measures each unit in each type alone. @returns every unit in every type, as it is stored among them */
export async function* measureUnits(
  { stored, jobs }: SmallerUnits,
  { checkpoint, ...context }: RoundContext & { readonly checkpoint: Checkpoint },
): AsyncGenerator<Progress, readonly UnitInType[]> {
  const windows = keyOf(context.windows.map(({ ids }) => ids));
  const nameOf = (one: UnitRounding): string => `${windows}:rounding:${keyOfRounding(one)}`;
  const known = new Map(
    jobs.flatMap((job) => {
      const entry = checkpoint[nameOf(job)];
      return isNumbers(entry, 1) ? [[nameOf(job), getAt(entry, 0)]] : [];
    }),
  );
  const left = jobs.filter((job) => !known.has(nameOf(job)));
  for await (const measured of measureRoundings(left, context)) {
    // A model without a number at any position is no choice.
    const found = measured.map((one) => [nameOf(one), one.divergence.mean ?? Number.MAX_VALUE] as const);
    for (const [name, nats] of found) known.set(name, nats);
    const kept = Object.fromEntries(found.map(([name, nats]) => [name, [nats]]));
    yield { phase: 'measure', done: known.size, total: jobs.length, note: 'each unit in fewer bits', checkpoint: kept };
  }
  const rounded = jobs.map((job): UnitInType => {
    return { unit: job.unit, block: job.block, type: job.type, bytes: measureJob(job), divergence: getEntry(known, nameOf(job)) };
  });
  return [...stored, ...rounded];
}

/** A mixture is predicted to lose this share of the limit. Predictions are sums: less than the limit is tried, too. */
const SHARES = [1, 0.5, 0.25];

/**
 * Mixtures of types that lose least for their bytes: the smallest ones that are predicted to stay within the limit and within parts of it, or, where a size is
 * given, the one that fits.
 */
export function chooseMixtures(
  units: readonly UnitInType[],
  { question: { fit, limit }, effort, planner }: PlanningContext,
): readonly string[] {
  const stored = units.reduce((sum, { type, bytes }) => (type === null ? sum + bytes : sum), 0);
  const found =
    fit === null
      ? SHARES.slice(0, effort.mixtures.count).map((share) => findTypesWithin(units, share * Math.log1p(limit)))
      : [refusalOf(() => allocateTypes(units, stored - planner.bytesBefore + fit))];
  const mixtures = found.flatMap((types) => (types === null || types instanceof AppError ? [] : [types.mixture]));
  return [...new Set(mixtures)].filter((mixture) => mixture !== '');
}
