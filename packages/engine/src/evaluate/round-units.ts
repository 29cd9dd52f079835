import type { LossText } from '@lamina/benchmarks';
import { getEntry } from '@lamina/errors';
import { roundingDivergence } from '@lamina/metrics';
import {
  type BosPolicy,
  DEFAULT_BATCH_TOKENS,
  digestIds,
  type ModelLookup,
  type OpenedModel,
  openModel,
  type Progress,
  type ScoreInput,
  type Window,
} from '@lamina/models';
import { isPlainType } from '@lamina/plans';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';
import { cutInput } from './compare-models.ts';
import {
  keyOfRounding,
  listRoundJobs,
  measureRoundings,
  type RoundedUnit,
  type RoundJobsOptions,
  type UnitRounding,
} from './measure-roundings.ts';

export interface RoundUnitsOptions extends RoundJobsOptions, ModelLookup, SessionOptions {
  readonly model: string;
  /** Units that an earlier run measured: they are left out. */
  readonly measured: readonly UnitRounding[];
  readonly input: ScoreInput | LossText;
  /** Tokens per window. */
  readonly window: number;
  /** The largest number of windows, counted from the start; null = all. */
  readonly windows: number | null;
  /** Windows per run; null = as many as hold 512 tokens. */
  readonly batch: number | null;
  readonly bos: BosPolicy;
}

/** Units are measured in groups. */
export interface RoundUnitsProgress extends Progress {
  /** The group that was measured last, and what computed it. */
  readonly completed?: {
    readonly units: readonly RoundedUnit[];
    readonly definition: RoundUnitsResult['definition'];
    readonly runtime: RuntimeFacts;
  };
}

export interface RoundUnitsResult {
  readonly definition: {
    readonly measures: readonly string[];
    /** Tokens that the model reads at once. */
    readonly window: number;
    readonly windows: number;
    readonly positions: number;
    readonly idsSha256: string;
  };
  readonly model: string;
  readonly units: readonly RoundedUnit[];
  readonly warnings: readonly string[];
}

/**
 * Measures where bits matter: the divergence of the model in which only one attention, one MLP, the embedding or the head went through a type. Only what
 * follows a unit is computed again.
 *
 * @throws AppError as openModel, cutWindows and encodeWeights do; TYPE_UNSUPPORTED for a type that cannot store a unit
 */
export async function* roundUnits(options: RoundUnitsOptions): AsyncGenerator<RoundUnitsProgress, RoundUnitsResult> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the model' };
  const opened = openModel(options.model, options);
  const windows = cutInput(opened, options);
  const definition = describeWindows(windows);
  const done = new Set(options.measured.map(keyOfRounding));
  const jobs = listRoundJobs(opened, options).filter((job) => !done.has(keyOfRounding(job)));
  const batch = options.batch ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / definition.window));
  const whole = await createResidentModel(opened, { ...options, mostLikely: true, divergence: true, sublayers: false });
  const found: RoundedUnit[] = [];
  try {
    for await (const units of measureRoundings(jobs, { opened, whole, windows, batch, session: options })) {
      found.push(...units);
      yield { phase: 'measure', done: found.length, total: jobs.length, completed: { units, definition, runtime: whole.runtime } };
    }
  } finally {
    await whole.release();
  }
  const order = new Map(jobs.map((job, place) => [keyOfRounding(job), place]));
  return {
    definition,
    model: options.model,
    units: found.sort((a, b) => getEntry(order, keyOfRounding(a)) - getEntry(order, keyOfRounding(b))),
    warnings: warnOfRounded(opened),
  };
}

function describeWindows(windows: readonly Window[]): RoundUnitsResult['definition'] {
  const lengths = windows.map(({ ids }) => ids.length);
  return {
    measures: [roundingDivergence.id],
    window: Math.max(...lengths),
    windows: lengths.length,
    positions: lengths.reduce((sum, length) => sum + length, 0),
    idsSha256: digestIds(windows),
  };
}

/** The rounding of a parent that is quantised itself is not counted. */
function warnOfRounded({ checkpoint }: OpenedModel): readonly string[] {
  if (checkpoint === null) return [];
  const stored = [...checkpoint.stored.values()].flatMap(({ type, dims }) => (dims.length > 1 && !isPlainType(type) ? [type] : []));
  if (stored.length === 0) return [];
  return [
    `the model itself is stored in ${[...new Set(stored)].join(', ')}: that rounding is not counted, and a type whose grid it lies on loses nothing more`,
  ];
}
