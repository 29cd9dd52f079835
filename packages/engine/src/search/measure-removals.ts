import { getAt } from '@lamina/errors';
import { type LayerSeries, MEASURES, summariseSeries } from '@lamina/metrics';
import { areBlocksOnly, DEFAULT_SEARCH_PASSES, NOTHING_REMOVED, type Removal, UNIT_KINDS, type Unit, type UnitKind } from '@lamina/plans';
import { listUnitsOfKind } from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import { mapSteps, type Progress, type WorkDone } from '../progress/progress.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import type { LossInput } from '../score/measure-windows.ts';
import type { SeriesSums } from '../score/score-sums.ts';
import type { SessionOptions } from '../session/session.ts';
import type { Window } from '../text/windows.ts';
import { type EvolvedRemoval, evolveRemoval } from './evolve-removal.ts';
import { type GreedyStep, type LeaveOneOutLosses, leaveOneOut, removeGreedily } from './leave-one-out.ts';
import { type IterationStep, removeIteratively } from './remove-iteratively.ts';
import type { EvolveRequest, SearchOptions } from './search-options.ts';

/** What losses show about removals. A part that was not asked for is null. Shapes: L blocks, U resampling units of the bootstrap. */
export interface RemovalLosses {
  /** [L] nats per predicted token that leaving out each block adds (loss-increase@1) */
  readonly lossIncrease: LayerSeries | null;
  /** [L] the same of the attention sublayer alone (attention-loss-increase@1), without a mean where a block has none; null where no block has one */
  readonly attentionLossIncrease: LayerSeries | null;
  /** [L] the same of the MLP sublayer alone (mlp-loss-increase@1) */
  readonly mlpLossIncrease: LayerSeries | null;
  /** [U] the sums of each of these; empty where it is null */
  readonly lossIncreaseUnits: readonly SeriesSums[];
  readonly attentionLossIncreaseUnits: readonly SeriesSums[];
  readonly mlpLossIncreaseUnits: readonly SeriesSums[];
  /** What searches found in each set of kinds of units. Sets with a kind that no block of the model has are left out. */
  readonly searches: readonly UnitSearch[];
}

/** What searches over units of some kinds found. A part that was not asked for is null. */
export interface UnitSearch {
  readonly units: readonly UnitKind[];
  /** The units in the order of their greedy removal, with the loss of all windows after each step */
  readonly greedyRemoval: readonly GreedyStep[] | null;
  /** The units in the order of their removal by an influence that is measured again after each, with that influence */
  readonly iterativeRemoval: readonly IterationStep[] | null;
  /** The blocks in the same order where each step repairs what is removed; null for sets with attentions or MLPs too */
  readonly repairedRemoval: readonly IterationStep[] | null;
  /** For each count, the units that an evolutionary search found best to remove together; without counts of which the set has too few units */
  readonly evolvedRemovals: readonly EvolvedRemoval[] | null;
}

export interface RemovalOptions extends SessionOptions, SearchOptions {
  /** If true, measures the loss that leaving out each unit (block, attention, MLP) in turn adds. */
  readonly leaveOneOut?: boolean;
  /** The kinds of units; by default all kinds that the model has. */
  readonly leaveOneOutUnits?: readonly UnitKind[];
  /** Sets of kinds of units: greedy, iterate and evolve search each set by itself, and iterateRepair those of blocks; by default blocks. */
  readonly searchUnits?: readonly (readonly UnitKind[])[];
  /** Blocks that these searches leave whole. */
  readonly protectedBlocks?: readonly number[];
  /** What is removed while every unit is left out in turn. */
  readonly removal?: Removal;
}

/** Windows to measure, and the resampling unit of each. */
interface RemovalInput extends LossInput {
  readonly keyOf: (window: number) => number;
}

/** Measures losses without units, on a resident model that is loaded only if it is needed. */
export async function* measureRemovals(
  opened: OpenedModel,
  input: RemovalInput,
  options: RemovalOptions,
): AsyncGenerator<Progress, RemovalLosses> {
  const { leaveOneOut: wantsLosses = false, leaveOneOutUnits = UNIT_KINDS, greedy = 0, evolve } = options;
  const { structure } = opened;
  const leftOut = wantsLosses ? leaveOneOutUnits.flatMap((kind) => listUnitsOfKind(structure, kind)) : [];
  const reads = wantsLosses ? input.windows.length * (leftOut.length + 1) : 0;
  const sets = listSets(structure, options, input.windows.length);
  const tally: Tally = { done: 0, total: sets.reduce((sum, set) => sum + set.reads.total, reads) };
  const searches: UnitSearch[] = [];
  for (const set of sets) searches.push(yield* searchByInfluence(opened, input, { set, options, tally }));
  if (!wantsLosses && greedy === 0 && evolve === undefined) return { ...nameIncreases(() => NO_INCREASE), searches };
  const sublayers = structure.sublayers.arrangement !== null;
  const resident = await createResidentModel(opened, { ...options, sublayers, divergence: evolve !== undefined });
  // Greedy removal begins with the losses that leaving out each unit in turn has measured.
  const measured: Record<string, unknown> = { ...input.checkpoint };
  const whole = { ...input, checkpoint: measured };
  try {
    const part = { note: 'leaving out every unit in turn', measured, reads, tally };
    const left = leaveOneOut(resident, whole, { units: leftOut, removal: options.removal ?? NOTHING_REMOVED });
    const losses = wantsLosses ? yield* report(left, part) : { base: [], without: [] };
    const found: UnitSearch[] = [];
    for (const [place, set] of sets.entries())
      found.push(yield* searchByLoss(resident, whole, { set, options, tally, measured, search: getAt(searches, place) }));
    return { ...nameIncreases((kind) => sumIncrease(kind, { structure, leftOut, losses }, input)), searches: found };
  } finally {
    await resident.release();
  }
}

/** A set of units that searches choose from. */
interface SearchSet {
  readonly searched: readonly UnitKind[];
  readonly units: readonly Unit[];
  /** How many of them can be removed: one unit of a set is always kept. */
  readonly maximum: number;
  /** Whether they can be repaired. */
  readonly repairs: boolean;
  readonly reads: SearchReads;
}

function listSets(structure: OpenedModel['structure'], options: RemovalOptions, windows: number): readonly SearchSet[] {
  const { searchUnits = [['block']], protectedBlocks = [] } = options;
  const unitsOf = (kind: UnitKind): readonly Unit[] => listUnitsOfKind(structure, kind);
  const possible = searchUnits.filter((searched) => searched.every((kind) => unitsOf(kind).length > 0));
  return possible.map((searched) => {
    const all = searched.flatMap(unitsOf);
    const units = all.filter(({ block }) => !protectedBlocks.includes(block));
    const maximum = Math.min(units.length, all.length - 1);
    const set = { searched, units, maximum, repairs: areBlocksOnly(searched) };
    return { ...set, reads: countSearchReads(set, options, windows) };
  });
}

interface Searching {
  readonly set: SearchSet;
  readonly options: RemovalOptions;
  readonly tally: Tally;
}

/** The searches that measure influences. */
async function* searchByInfluence(
  opened: OpenedModel,
  input: LossInput,
  { set: { searched, units, maximum, repairs, reads }, options, tally }: Searching,
): AsyncGenerator<Progress, UnitSearch> {
  const { iterate = 0, iterateRepair } = options;
  const part = { note: 'removing by influence', measured: {}, tally };
  const iterated = removeIteratively(opened, input, { ...options, units, count: Math.min(iterate, maximum) });
  const iterativeRemoval = iterate > 0 ? yield* report(iterated, { ...part, reads: reads.iterate }) : null;
  let repairedRemoval: readonly IterationStep[] | null = null;
  if (repairs && iterateRepair) {
    const { count, ...stepRepair } = iterateRepair;
    const repaired = removeIteratively(opened, input, { ...options, units, count: Math.min(count, maximum), stepRepair });
    repairedRemoval = yield* report(repaired, { ...part, note: 'removing by influence, with repairs', reads: reads.iterateRepair });
  }
  return { units: searched, greedyRemoval: null, iterativeRemoval, repairedRemoval, evolvedRemovals: null };
}

/** The searches that measure losses and divergences. */
async function* searchByLoss(
  resident: ResidentModel,
  input: LossInput,
  { set, options, tally, measured, search }: Searching & { readonly measured: Record<string, unknown>; readonly search: UnitSearch },
): AsyncGenerator<Progress, UnitSearch> {
  const { greedy = 0, evolve } = options;
  const { units, maximum, reads } = set;
  const part = { measured, reads: reads.greedy, tally };
  const removed = removeGreedily(resident, input, { units, count: Math.min(greedy, maximum) });
  const greedyRemoval = greedy > 0 ? yield* report(removed, { ...part, note: 'removing greedily' }) : null;
  const evolved = { ...part, reads: reads.evolve };
  return {
    ...search,
    greedyRemoval,
    evolvedRemovals: evolve ? yield* evolveEach(resident, input, { ...evolve, units, maximum }, evolved) : null,
  };
}

/** The loss that leaving out each unit of a kind adds. */
function sumIncrease(
  kind: UnitKind,
  {
    structure,
    leftOut,
    losses,
  }: Pick<OpenedModel, 'structure'> & { readonly leftOut: readonly Unit[]; readonly losses: LeaveOneOutLosses },
  { windows, keyOf }: RemovalInput,
): Increase {
  const entries = leftOut.flatMap((unit, place) => (unit.kind === kind ? [[unit.block, getAt(losses.without, place)] as const] : []));
  if (entries.length === 0) return NO_INCREASE;
  const lossesOf = new Map(entries);
  const without = structure.blocks.map(({ index }) => lossesOf.get(index));
  const units = sumLossIncrease({ ...losses, without }, windows, keyOf);
  return { series: summariseSeries(units), units };
}

async function* evolveEach(
  resident: ResidentModel,
  input: LossInput,
  { counts, maximum, seeds = [0], ...search }: EvolveRequest & { readonly units: readonly Unit[]; readonly maximum: number },
  part: Omit<ReportedPart, 'note'>,
): AsyncGenerator<Progress, readonly EvolvedRemoval[]> {
  const found: EvolvedRemoval[] = [];
  for (const seed of seeds)
    for (const count of counts.filter((wanted) => wanted <= maximum)) {
      const evolved = evolveRemoval(resident, input, { passes: DEFAULT_SEARCH_PASSES, ...search, seed, count });
      found.push(yield* report(evolved, { ...part, note: `searching ${count}` }));
    }
  return found;
}

interface Increase {
  readonly series: LayerSeries | null;
  readonly units: readonly SeriesSums[];
}

const NO_INCREASE: Increase = { series: null, units: [] };

function nameIncreases(increaseOf: (kind: UnitKind) => Increase): Omit<RemovalLosses, 'searches'> {
  const [block, attention, mlp] = [increaseOf('block'), increaseOf('attention'), increaseOf('mlp')];
  return {
    lossIncrease: block.series,
    attentionLossIncrease: attention.series,
    mlpLossIncrease: mlp.series,
    lossIncreaseUnits: block.units,
    attentionLossIncreaseUnits: attention.units,
    mlpLossIncreaseUnits: mlp.units,
  };
}

/** Windows that were read, of those that are read at most. */
interface Tally {
  done: number;
  readonly total: number;
}

/** One part of the measurement. */
interface ReportedPart {
  readonly note: string;
  /** What it measures is added here. */
  readonly measured: Record<string, unknown>;
  /** How many windows it reads at most. */
  readonly reads: number;
  readonly tally: Tally;
}

/** Reports progress. A part that ends early counts as a whole. */
async function* report<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { note, measured, reads, tally }: ReportedPart,
): AsyncGenerator<Progress, T> {
  let done = 0;
  const result = yield* mapSteps(work, ({ count, checkpoint }): Progress => {
    done += count;
    Object.assign(measured, checkpoint);
    return { phase: 'score', done: tally.done + Math.min(done, reads), total: tally.total, note, checkpoint };
  });
  tally.done += reads;
  return result;
}

/** How many windows each search of a set reads at most; a model without units that reads one window counts as one. */
interface SearchReads {
  readonly iterate: number;
  readonly iterateRepair: number;
  readonly greedy: number;
  /** For each seed and count. */
  readonly evolve: number;
  /** All together. */
  readonly total: number;
}

/** Searches may end earlier: where units cannot be removed together, and before a generation that would exceed the budget. */
function countSearchReads(
  { units, maximum, repairs }: Omit<SearchSet, 'reads'>,
  { greedy = 0, iterate = 0, iterateRepair, evolve }: SearchOptions,
  windows: number,
): SearchReads {
  const steps = Math.min(greedy, maximum);
  const repaired = repairs && iterateRepair ? Math.min(iterateRepair.count, maximum) : 0;
  const reads = {
    iterate: windows * Math.min(iterate, maximum),
    // Every step but the first also solves the repair of the units before.
    iterateRepair: windows * Math.max(0, 2 * repaired - 1),
    // Step s tries the units that are left, and the model without the s units before.
    greedy: windows * (steps * (units.length + 1) - (steps * (steps - 1)) / 2),
    evolve: evolve ? windows * (evolve.passes ?? DEFAULT_SEARCH_PASSES) : 0,
  };
  const searches = evolve ? (evolve.seeds?.length ?? 1) * evolve.counts.filter((count) => count <= maximum).length : 0;
  return { ...reads, total: reads.iterate + reads.iterateRepair + reads.greedy + searches * reads.evolve };
}

/**
 * Sums of loss-increase@1 per resampling unit: the loss in nats that leaving out each unit adds over the predicted tokens. If a unit cannot be left
 * out (null), its tokens count as undefined; if a block has no such unit (undefined), none are counted. A resampling unit is the windows of one key, in the order in which keys first appear.
 */
function sumLossIncrease(
  { base, without }: Pick<LeaveOneOutLosses, 'base'> & { readonly without: readonly (LeaveOneOutLosses['without'][number] | undefined)[] },
  windows: readonly Window[],
  keyOf: (window: number) => number,
): readonly SeriesSums[] {
  const units = new Map<number, SeriesSums>();
  const zeros = (): number[] => new Array<number>(without.length).fill(0);
  for (const [window, { ids }] of windows.entries()) {
    const unit = units.get(keyOf(window)) ?? { sum: zeros(), count: zeros(), undefinedCount: zeros() };
    units.set(keyOf(window), unit);
    for (const [unitIndex, losses] of without.entries()) {
      if (losses === undefined) continue;
      const increase = losses === null ? Number.NaN : MEASURES.lossIncrease.term(getAt(losses, window), getAt(base, window));
      const target = Number.isFinite(increase) ? unit.count : unit.undefinedCount;
      target[unitIndex] = getAt(target, unitIndex) + ids.length - 1;
      if (Number.isFinite(increase)) unit.sum[unitIndex] = getAt(unit.sum, unitIndex) + increase;
    }
  }
  return [...units.values()];
}
