import type { LossText } from '@lamina/benchmarks';
import { getAt, getEntry } from '@lamina/errors';
import { roundingDivergence, type WindowStatistic, windowStatistic } from '@lamina/metrics';
import {
  type BosPolicy,
  DEFAULT_BATCH_TOKENS,
  digestIds,
  fitRounding,
  type ModelLookup,
  measureMatrix,
  type OpenedModel,
  openModel,
  type Progress,
  type Rounding,
  readWeightValues,
  roundMatrix,
  type ScoreInput,
  type Window,
} from '@lamina/models';
import { DATA_TYPE } from '@lamina/onnx';
import { isPlainType, NOTHING_REMOVED, type Removal } from '@lamina/plans';
import { listUnitMatrices, type UnitMatrix, type WeightUnit } from '@lamina/surgery';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { LoadedRepair, ResidentModel } from '../resident/resident-model.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';
import { cutInput } from './compare-models.ts';
import { compareWindows, type WindowSums } from './compare-windows.ts';

export interface RoundUnitsOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** Types of GGUF, and RTN2_32. */
  readonly types: readonly string[];
  /** Whether rows that the blocks of a type do not divide go through the type that llama.cpp takes for them; otherwise they are refused. */
  readonly usesFallbacks: boolean;
  readonly units: readonly WeightUnit[];
  /** Blocks whose attentions and MLPs are rounded; null = all. */
  readonly blocks: readonly number[] | null;
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

/** A unit, and the type that it goes through. */
export interface UnitRounding {
  readonly unit: WeightUnit;
  /** Null for embedding and head. */
  readonly block: number | null;
  readonly type: string;
}

/** A unit that went through a type while all others stayed as they are. */
export interface RoundedUnit extends UnitRounding {
  /** The types of its matrices, each once: another one where the blocks of the wanted type do not divide their rows. */
  readonly storedTypes: readonly string[];
  /** Weights of its matrices. */
  readonly weights: number;
  /** Their encoded bytes. */
  readonly bytes: number;
  /** KL(whole ‖ rounded), nats per token. */
  readonly divergence: WindowStatistic;
  /** What the divergence is the mean of: nats and positions of each window. */
  readonly sums: readonly Pick<WindowSums, 'divergence' | 'positions'>[];
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

/** Rounded matrices of units that are loaded at the same time take at most about this many bytes. */
const LOADED_BYTES = 384 << 20;

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
  const jobs = listJobs(opened, options);
  const residentOptions = { ...options, mostLikely: true, divergence: true, sublayers: false };
  const batch = options.batch ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / definition.window));
  const whole = await createResidentModel(opened, residentOptions);
  const found: RoundedUnit[] = [];
  try {
    for (const group of groupJobs(jobs, whole)) {
      const sums = await measureGroup(group, { opened, whole, windows, batch, residentOptions });
      const units = group.map((job, place) => describeUnit(job, getAt(sums, place)));
      found.push(...units);
      yield { phase: 'measure', done: found.length, total: jobs.length, completed: { units, definition, runtime: whole.runtime } };
    }
  } finally {
    await whole.release();
  }
  const order = new Map(jobs.map((job, place) => [keyOf(job), place]));
  return {
    definition,
    model: options.model,
    units: found.sort((a, b) => getEntry(order, keyOf(a)) - getEntry(order, keyOf(b))),
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

/** A unit and a type, with what each matrix goes through. */
interface RoundJob extends UnitRounding {
  readonly matrices: readonly (Rounding & Pick<UnitMatrix, 'source'>)[];
  readonly weights: number;
}

function keyOf({ unit, block, type }: UnitRounding): string {
  return `${unit} ${block} ${type}`;
}

/** Checks first that every type can store every unit. */
function listJobs({ structure }: OpenedModel, { units, types, blocks, usesFallbacks, measured }: RoundUnitsOptions): readonly RoundJob[] {
  const wanted = listUnitMatrices(structure).filter(
    ({ unit, block }) => units.includes(unit) && (block === null || blocks === null || blocks.includes(block)),
  );
  const done = new Set(measured.map(keyOf));
  const jobs = wanted.flatMap(({ unit, block, matrices }) =>
    types.map((type) => ({
      unit,
      block,
      type,
      matrices: matrices.map(({ source, isTransposed }) => ({ source, ...fitRounding(source, { type, isTransposed, usesFallbacks }) })),
      weights: matrices.reduce((sum, { source }) => sum + source.dims.reduce((product, extent) => product * extent, 1), 0),
    })),
  );
  return jobs.filter((job) => !done.has(keyOf(job)));
}

/** Units of blocks are loaded beside the whole model, many at a time; embedding and head are models of their own, one at a time. */
function groupJobs(jobs: readonly RoundJob[], { loadForm }: ResidentModel): readonly (readonly RoundJob[])[] {
  const groups: RoundJob[][] = [];
  let bytes = 0;
  for (const job of jobs) {
    const own = job.weights * Float32Array.BYTES_PER_ELEMENT;
    const last = groups.at(-1);
    const isBeside = loadForm !== undefined && job.block !== null;
    if (last === undefined || !isBeside || last[0]?.block === null || bytes + own > LOADED_BYTES) {
      groups.push([job]);
      bytes = own;
    } else {
      last.push(job);
      bytes += own;
    }
  }
  return groups;
}

interface RoundContext {
  readonly opened: OpenedModel;
  readonly whole: ResidentModel;
  readonly windows: readonly Window[];
  readonly batch: number;
  readonly residentOptions: Parameters<typeof createResidentModel>[1];
}

/** The sums of each job of a group, by window. */
async function measureGroup(group: readonly RoundJob[], context: RoundContext): Promise<readonly (readonly WindowSums[])[]> {
  const { opened, whole, residentOptions } = context;
  const { loadForm } = whole;
  const inBlocks = group.flatMap((job) => (job.block === null ? [] : [{ job, block: job.block }]));
  if (loadForm !== undefined && inBlocks.length === group.length) {
    const forms: LoadedRepair[] = [];
    try {
      for (const { job, block } of inBlocks) forms.push(await loadForm(roundUnit(opened, job), [block + 1], keyOf(job)));
      // A model of its own to the comparison: the same parts, some of them in another form.
      const changed: Pick<ResidentModel, 'run'> = { run: whole.run };
      return await compare(
        context,
        changed,
        forms.map(({ removal }) => removal),
      );
    } finally {
      await Promise.all(forms.map((form) => form.release()));
    }
  }
  const changed = await createResidentModel(roundUnit(opened, getAt(group, 0)), residentOptions);
  try {
    return await compare(context, changed, [NOTHING_REMOVED]);
  } finally {
    await changed.release();
  }
}

async function compare(
  { whole, windows, batch }: RoundContext,
  changed: Pick<ResidentModel, 'run'>,
  removals: readonly Removal[],
): Promise<readonly (readonly WindowSums[])[]> {
  const comparing = compareWindows({ whole, changed, removals, windows, batch, checkpoint: {} });
  for (;;) {
    const step = await comparing.next();
    if (step.done === true) return step.value;
  }
}

/** The model in which the matrices of one unit went through a type. */
function roundUnit(opened: OpenedModel, { matrices }: Pick<RoundJob, 'matrices'>): OpenedModel {
  const { structure, mapped } = opened;
  const byName = new Map(matrices.map((matrix) => [matrix.source.name, matrix]));
  const initializers = structure.model.graph.initializers.map((tensor) => {
    const matrix = byName.get(tensor.name);
    if (matrix === undefined) return tensor;
    const values = roundMatrix(readWeightValues(tensor, mapped.weights), tensor, matrix);
    return { ...tensor, dataType: DATA_TYPE.float, data: { kind: 'bytes', bytes: new Uint8Array(values.buffer) } as const };
  });
  const model = { ...structure.model, graph: { ...structure.model.graph, initializers } };
  return { ...opened, structure: { ...structure, model }, mapped: { ...mapped, model } };
}

function describeUnit({ unit, block, type, matrices, weights }: RoundJob, sums: readonly WindowSums[]): RoundedUnit {
  const divergence = windowStatistic(
    sums.map((each) => roundingDivergence.term(each.divergence)),
    sums.map(({ positions }) => positions),
  );
  return {
    ...{ unit, block, type, weights, divergence },
    storedTypes: [...new Set(matrices.map((matrix) => matrix.type))],
    bytes: matrices.reduce((sum, { source, ...rounding }) => sum + measureMatrix(source, rounding), 0),
    sums: sums.map(({ divergence: nats, positions }) => ({ divergence: nats, positions })),
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
