import { AppError, getAt, getEntry } from '@lamina/errors';
import { type Checkpoint, keyOf, type ModelLookup, type OpenedModel, openModel, type Progress } from '@lamina/models';
import { allocateTypes, findTypesWithin, keyOfUnit, mixtureOf, type UnitInType, WEIGHT_UNITS } from '@lamina/plans';
import {
  keyOfRounding,
  listRoundJobs,
  measureJob,
  measureRoundings,
  type RoundContext,
  type RoundJob,
  type UnitRounding,
} from '../evaluate/measure-roundings.ts';
import { isNumbers } from '../resident/resident-model.ts';
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
  return question.save !== 'bytes' || count === 0 ? { stored: [], jobs: [] } : listInTypes(opened, types);
}

/** The types that make a unit smaller; of several that store it in equal bytes, the first. */
function listInTypes(opened: OpenedModel, types: readonly string[]): SmallerUnits {
  if (opened.source.format === 'onnx') return { stored: [], jobs: [] };
  const bytesOf = measureStored(opened);
  const units = [...Map.groupBy(listJobs(opened, types), keyOfUnit).values()];
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

function listJobs(opened: OpenedModel, types: readonly string[]): readonly RoundJob[] {
  return listRoundJobs(opened, { types, usesFallbacks: true, units: WEIGHT_UNITS, blocks: null });
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
  return [...stored, ...jobs.map((job) => describeJob(job, getEntry(known, nameOf(job))))];
}

function describeJob(job: RoundJob, divergence: number): UnitInType {
  const { unit, block, type } = job;
  return { unit, block, type, bytes: measureJob(job), divergence };
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

export interface SpreadMixturesOptions extends ModelLookup {
  readonly model: string;
  /** Nats per token of the model in which a unit alone went through a type. */
  readonly rounded: readonly (UnitRounding & { readonly divergence: number })[];
  /** Number of sizes. */
  readonly count: number;
}

/**
 * Mixtures of types that are predicted to lose least, from units that were measured before: at sizes in equal steps from the units as they are stored towards the
 * smallest types, the largest first. A single type for all units is none, and ONNX files have none.
 */
export function spreadMixtures({ model, rounded, count, ...lookup }: SpreadMixturesOptions): readonly string[] {
  const opened = openModel(model, lookup);
  if (opened.source.format === 'onnx') return [];
  const types = [...new Set(rounded.map(({ type }) => type))];
  const divergenceOf = new Map(rounded.map((one) => [keyOfRounding(one), one.divergence]));
  const { stored, jobs } = listInTypes(opened, types);
  const measured = jobs.flatMap((job) => {
    const divergence = divergenceOf.get(keyOfRounding(job));
    return divergence === undefined ? [] : [describeJob(job, divergence)];
  });
  const units = [...stored, ...measured];
  const sizes = [...Map.groupBy(units, keyOfUnit).values()].map((own) => own.map(({ bytes }) => bytes));
  const least = sizes.reduce((sum, own) => sum + Math.min(...own), 0);
  let bytes = sizes.reduce((sum, own) => sum + Math.max(...own), 0);
  const found = Array.from({ length: count }, (_, place) => {
    // A large unit may save more than is asked, so each step begins at what the last one reached.
    const types = allocateTypes(units, Math.floor(bytes - (bytes - least) / (count + 1 - place)));
    bytes = types.bytes;
    return types.mixture;
  });
  const single = types.map((type) => mixtureOfType(type, units, opened));
  return [...new Set(found)].filter((mixture) => mixture !== '' && !single.includes(mixture));
}

/** The mixture that stores every unit as one type with its fallbacks does; null where that makes a unit no smaller. */
function mixtureOfType(type: string, units: readonly UnitInType[], opened: OpenedModel): string | null {
  const bytesOf = new Map(listJobs(opened, [type]).map((job) => [keyOfUnit(job), measureJob(job)]));
  const inType = units.filter((one) => one.bytes === bytesOf.get(keyOfUnit(one)));
  return inType.length === bytesOf.size ? mixtureOf(inType) : null;
}
