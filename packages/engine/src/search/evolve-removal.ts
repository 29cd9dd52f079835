import { AppError, getAt } from '@lamina/errors';
import { createRandom, type Random } from '@lamina/metrics';
import { type Fitness, isRemoved, type Removal, removalOf, type Unit } from '@lamina/plans';
import type { WorkDone } from '../progress/progress.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { countPositions, type LossInput, measureWindows } from '../score/measure-windows.ts';

export interface EvolveOptions {
  /** The units that may be removed. */
  readonly units: readonly Unit[];
  readonly count: number;
  /** The budget: how often a model without units may read all windows. A window that one candidate reads is 1/W of a pass. */
  readonly passes: number;
  readonly seed: number;
  /** Default `divergence`. */
  readonly fitness?: Fitness;
  /** Candidates of a generation, default 16. */
  readonly offspring?: number;
}

/** The outcome of a search. */
export interface EvolvedRemoval {
  /** By block, then kind. */
  readonly units: readonly Unit[];
  readonly fitness: Fitness;
  /** The mean over all windows, nats per counted token. */
  readonly value: number;
  readonly seed: number;
  /** The passes that were spent, those of the whole model for the divergence included. */
  readonly passes: number;
  /** The value after each generation, the first drawn at random. */
  readonly generations: readonly number[];
}

interface Candidate {
  readonly units: readonly Unit[];
  readonly removal: Removal;
}

const OFFSPRING = 16;
/** The shares of the windows that candidates read before they are sorted out, and the candidates that remain; the last stage compares with the parent. */
const STAGES = [
  { windows: 1 / 8, survivors: 1 / 4 },
  { windows: 1 / 2, survivors: 1 / 8 },
] as const;
const MAX_SWAPS = 3;
const MAX_DRAWS = 1000;

/**
 * Searches `count` units that are best removed together. A generation is made from the best set so far: each of its members swaps one to three removed
 * units for kept ones. Members are sorted out on a growing share of the windows, drawn anew for each generation, and the best replaces the
 * parent if it is better on all windows. The search ends before the generation that would exceed the budget. The same seed gives the same search.
 *
 * Source: EvoPress (arXiv 2410.14649), its search for blocks to drop: level-switch mutation, min of two draws for the number of swaps, selection in stages.
 * EvoPress keeps the numbers of attentions and MLPs apart; here a unit of one kind may take the place of another.
 *
 * @throws AppError BAD_USER_INPUT where `count` units cannot be removed together
 */
export async function* evolveRemoval(
  resident: ResidentModel,
  input: LossInput,
  options: EvolveOptions,
): AsyncGenerator<WorkDone<readonly number[]>, EvolvedRemoval> {
  const { passes, seed, fitness = 'divergence', offspring = OFFSPRING } = options;
  const random = createRandom(seed);
  const { windows } = input;
  let spent = 0;
  const measure = async function* (candidates: readonly Candidate[], chosen: readonly number[]) {
    const chosenInput = { ...input, windows: chosen.map((window) => getAt(windows, window)) };
    const removals = candidates.map(({ removal }) => removal);
    spent += ((candidates.length + (fitness === 'divergence' ? 1 : 0)) * chosen.length) / windows.length;
    const sums = yield* measureWindows(resident, fitness, chosenInput, removals);
    const counted = chosenInput.windows.reduce((sum, { ids }) => sum + countPositions(fitness, ids.length), 0);
    return sums.map((values) => values.reduce((sum, value) => sum + value, 0) / counted);
  };
  const select = async function* (candidates: readonly Candidate[]) {
    const order = random.shuffle([...windows.keys()]);
    let left = candidates;
    for (const { windows: share, survivors } of STAGES) {
      const values = yield* measure(left, order.slice(0, Math.max(1, Math.ceil(share * windows.length))));
      left = sortBy(left, values).slice(0, Math.max(1, Math.floor(survivors * offspring)));
    }
    const values = yield* measure(left, order);
    const best = getAt(sortBy([...left.keys()], values), 0);
    return { candidate: getAt(left, best), value: getAt(values, best) };
  };
  let parent = yield* select(Array.from({ length: offspring }, () => drawCandidate(resident, options, random)));
  const generations = [parent.value];
  const costOfGeneration = spent;
  while (spent + costOfGeneration <= passes) {
    const { candidate } = parent;
    const best = yield* select(Array.from({ length: offspring }, () => mutate(resident, candidate, options.units, random)));
    if (best.value < parent.value) parent = best;
    generations.push(parent.value);
  }
  return { units: sortUnits(parent.candidate.units, options.units), fitness, value: parent.value, seed, passes: spent, generations };
}

function sortBy<T>(items: readonly T[], values: readonly number[]): readonly T[] {
  return items
    .map((item, place) => ({ item, value: getAt(values, place) }))
    .sort((a, b) => a.value - b.value)
    .map(({ item }) => item);
}

function sortUnits(chosen: readonly Unit[], units: readonly Unit[]): readonly Unit[] {
  return units.filter((unit) => chosen.includes(unit));
}

/** A set of units that can be removed together; null where it contains a unit twice, or a sublayer of a block that it contains. */
function findCandidate(resident: ResidentModel, units: readonly Unit[]): Candidate | null {
  const isTwice = units.some((unit, place) => isRemoved(removalOf(units.filter((_, other) => other !== place)), unit));
  if (isTwice) return null;
  const removal = removalOf(units);
  return resident.findObstacle(removal) === null ? { units, removal } : null;
}

function drawCandidate(resident: ResidentModel, { units, count }: EvolveOptions, random: Random): Candidate {
  for (let draw = 0; draw < MAX_DRAWS && count <= units.length; draw += 1) {
    const candidate = findCandidate(resident, random.sample(units, count));
    if (candidate) return candidate;
  }
  throw new AppError('BAD_USER_INPUT', `${count} of ${units.length} units cannot be removed together; search for fewer units`);
}

/** The parent with one to three removed units swapped for kept ones; the parent itself where no swap is possible. */
function mutate(resident: ResidentModel, parent: Candidate, units: readonly Unit[], random: Random): Candidate {
  const swaps = 1 + Math.min(random.randomBelow(MAX_SWAPS), random.randomBelow(MAX_SWAPS));
  let mutant = parent;
  for (let done = 0, draw = 0; done < swaps && draw < MAX_DRAWS; draw += 1) {
    const removed = getAt(mutant.units, random.randomBelow(mutant.units.length));
    const others = units.filter((unit) => !mutant.units.includes(unit));
    if (others.length === 0) continue;
    const added = getAt(others, random.randomBelow(others.length));
    const next = findCandidate(
      resident,
      mutant.units.map((unit) => (unit === removed ? added : unit)),
    );
    if (next === null) continue;
    mutant = next;
    done += 1;
  }
  return mutant;
}
