import { getAt } from '@lamina/errors';
import { roundingDivergence, type WindowStatistic, windowStatistic } from '@lamina/metrics';
import { fitRounding, measureMatrix, type OpenedModel, type Rounding, readWeightValues, roundMatrix, type Window } from '@lamina/models';
import { DATA_TYPE } from '@lamina/onnx';
import { keyOfUnit, NOTHING_REMOVED, type Removal, type WeightUnit } from '@lamina/plans';
import { listUnitMatrices, type UnitMatrix } from '@lamina/surgery';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { LoadedRepair, ResidentModel } from '../resident/resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { compareWindows, type WindowSums } from './compare-windows.ts';

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
  /** The nats and positions of each window, of which the divergence is the mean. */
  readonly sums: readonly Pick<WindowSums, 'divergence' | 'positions'>[];
}

/** Rounded matrices of units that are loaded at the same time take at most about this many bytes. */
const LOADED_BYTES = 384 << 20;

/** A unit and a type, with what each matrix goes through. */
export interface RoundJob extends UnitRounding {
  readonly matrices: readonly (Rounding & Pick<UnitMatrix, 'source'>)[];
  readonly weights: number;
}

/** A text that is equal for equal roundings. */
export function keyOfRounding({ type, ...unit }: UnitRounding): string {
  return `${keyOfUnit(unit)} ${type}`;
}

export interface RoundJobsOptions {
  /** Types of GGUF, and RTN2_32. */
  readonly types: readonly string[];
  /** Whether rows that the blocks of a type do not divide go through the type that llama.cpp takes for them; otherwise they are refused. */
  readonly usesFallbacks: boolean;
  readonly units: readonly WeightUnit[];
  /** Blocks whose attentions and MLPs are rounded; null = all. */
  readonly blocks: readonly number[] | null;
}

/** Every unit in every type, in the order of listUnitMatrices. @throws AppError TYPE_UNSUPPORTED for a type that cannot store a unit */
export function listRoundJobs({ structure }: OpenedModel, { units, types, blocks, usesFallbacks }: RoundJobsOptions): readonly RoundJob[] {
  const wanted = listUnitMatrices(structure).filter(
    ({ unit, block }) => units.includes(unit) && (block === null || blocks === null || blocks.includes(block)),
  );
  return wanted.flatMap(({ unit, block, matrices }) =>
    types.map((type) => ({
      unit,
      block,
      type,
      matrices: matrices.map(({ source, isTransposed }) => ({ source, ...fitRounding(source, { type, isTransposed, usesFallbacks }) })),
      weights: matrices.reduce((sum, { source }) => sum + source.dims.reduce((product, extent) => product * extent, 1), 0),
    })),
  );
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

export interface RoundContext {
  readonly opened: OpenedModel;
  /** Loaded with `divergence` and `mostLikely`. */
  readonly whole: ResidentModel;
  readonly windows: readonly Window[];
  /** The largest number of windows in one run. */
  readonly batch: number;
  readonly session: SessionOptions;
}

/** Measures how far the model moves where one unit alone goes through a type. Only what follows a unit is computed again. @returns group by group */
export async function* measureRoundings(jobs: readonly RoundJob[], context: RoundContext): AsyncGenerator<readonly RoundedUnit[]> {
  for (const group of groupJobs(jobs, context.whole)) {
    const sums = await measureGroup(group, context);
    yield group.map((job, place) => describeUnit(job, getAt(sums, place)));
  }
}

/** The sums of each job of a group, by window. */
async function measureGroup(group: readonly RoundJob[], context: RoundContext): Promise<readonly (readonly WindowSums[])[]> {
  const { opened, whole, session } = context;
  const { loadForm } = whole;
  const inBlocks = group.flatMap((job) => (job.block === null ? [] : [{ job, block: job.block }]));
  if (loadForm !== undefined && inBlocks.length === group.length) {
    const forms: LoadedRepair[] = [];
    try {
      for (const { job, block } of inBlocks) forms.push(await loadForm(roundUnit(opened, job), [block + 1], keyOfRounding(job)));
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
  const changed = await createResidentModel(roundUnit(opened, getAt(group, 0)), {
    ...session,
    mostLikely: true,
    divergence: true,
    sublayers: false,
  });
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

/** The encoded bytes of a unit. */
export function measureJob({ matrices }: Pick<RoundJob, 'matrices'>): number {
  return matrices.reduce((sum, { source, ...rounding }) => sum + measureMatrix(source, rounding), 0);
}

function describeUnit({ unit, block, type, matrices, weights }: RoundJob, sums: readonly WindowSums[]): RoundedUnit {
  const divergence = windowStatistic(
    sums.map((each) => roundingDivergence.term(each.divergence)),
    sums.map(({ positions }) => positions),
  );
  return {
    ...{ unit, block, type, weights, divergence },
    storedTypes: [...new Set(matrices.map((matrix) => matrix.type))],
    bytes: measureJob({ matrices }),
    sums: sums.map(({ divergence: nats, positions }) => ({ divergence: nats, positions })),
  };
}
