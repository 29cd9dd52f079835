import { AppError, getAt } from '@lamina/errors';
import { createRandom, orderAscending, type Random } from '@lamina/metrics';
import { isRemoved, type Removal, removalOf, UNIT_KINDS, type Unit } from '@lamina/plans';
import { defineSearch, type SearchedModel, type SearchTask } from '../search.ts';

const FITNESSES = ['divergence', 'loss'] as const;

/**
 * Searches the units that are best removed together. A generation is made from the best set so far: each of its members swaps one to three removed units for
 * kept ones. Members are sorted out on a growing share of the windows, drawn anew for each generation, and the best replaces the parent if it is better on
 * all windows. The search ends before the generation that would exceed its passes. The same seed gives the same search.
 *
 * Source: EvoPress (arXiv 2410.14649), its search for blocks to drop: level-switch mutation, min of two draws for the number of swaps, selection in stages.
 * EvoPress keeps the numbers of attentions and MLPs apart; here a unit of one kind may take the place of another.
 */
export const evolve = defineSearch({
  name: 'evolve',
  label: 'Evolutionary search',
  describe: 'Finds the units whose common removal changes the predictions least',
  units: UNIT_KINDS,
  chooses: 'set',
  settings: {
    searchPasses: {
      kind: 'number',
      label: 'Search passes',
      description: 'Strategy evolutionary: how often each search may read the text.',
      minimum: 1,
      maximum: 10_000,
      usual: 100,
      unit: 'passes',
    },
    searchSeeds: {
      kind: 'numbers',
      label: 'Search seeds',
      description:
        'Strategy evolutionary: seeds of its searches. The result of the first is repaired and written; the others show the spread.',
      minimum: 0,
      most: 20,
      usual: [0],
    },
    searchFitness: {
      kind: 'choice',
      label: 'Search goal',
      description: 'Strategy evolutionary: the quantity that its searches minimise.',
      choices: FITNESSES,
      usual: 'divergence',
    },
  },
  judges: ({ searchFitness }) => searchFitness,
  reads: ({ counts }, { searchPasses, searchSeeds }) => searchPasses * searchSeeds.length * counts.length,
  async *run(model, task) {
    const { units, seed, settings } = task;
    const random = createRandom(seed);
    const budget = { spent: 0 };
    const select = (candidates: readonly Candidate[]) => selectBest(model, candidates, { fitness: settings.searchFitness, random, budget });
    let parent = yield* select(Array.from({ length: OFFSPRING }, () => drawCandidate(model, task, random)));
    const costOfGeneration = budget.spent;
    while (budget.spent + costOfGeneration <= settings.searchPasses) {
      const { candidate } = parent;
      const best = yield* select(Array.from({ length: OFFSPRING }, () => mutate(model, candidate, task, random)));
      if (best.value < parent.value) parent = best;
    }
    const { candidate, value } = parent;
    return { order: units.filter((unit) => candidate.units.includes(unit)), values: [value], losses: null };
  },
});

interface Candidate {
  readonly units: readonly Unit[];
  /** The units, beside those that were removed before. */
  readonly removal: Removal;
}

interface Selection {
  readonly fitness: (typeof FITNESSES)[number];
  readonly random: Random;
  /** How often the model has read all windows. A window that one candidate reads is 1/W of a pass. */
  readonly budget: { spent: number };
}

/** Candidates of a generation. */
const OFFSPRING = 16;
/** The shares of the windows that candidates read before they are sorted out, and the candidates that remain; the last stage compares with the parent. */
const STAGES = [
  { windows: 1 / 8, survivors: 1 / 4 },
  { windows: 1 / 2, survivors: 1 / 8 },
] as const;
const MAX_SWAPS = 3;
const MAX_DRAWS = 1000;

async function* selectBest<Step>(model: SearchedModel<Step>, candidates: readonly Candidate[], { fitness, random, budget }: Selection) {
  const windows = random.shuffle([...Array(model.windowCount).keys()]);
  const measure = async function* (measured: readonly Candidate[], chosen: readonly number[]) {
    budget.spent += ((measured.length + (fitness === 'divergence' ? 1 : 0)) * chosen.length) / windows.length;
    const removals = measured.map(({ removal }) => removal);
    return (yield* model.judge(fitness, removals, chosen)).map(({ mean }) => mean);
  };
  let left = candidates;
  for (const { windows: share, survivors } of STAGES) {
    const values = yield* measure(left, windows.slice(0, Math.max(1, Math.ceil(share * windows.length))));
    const kept = orderAscending(values).slice(0, Math.max(1, Math.floor(survivors * OFFSPRING)));
    left = kept.map((place) => getAt(left, place));
  }
  const values = yield* measure(left, windows);
  const best = getAt(orderAscending(values), 0);
  return { candidate: getAt(left, best), value: getAt(values, best) };
}

/** A set of units that can be removed together; null where it contains a unit twice, or a sublayer of a block that it contains. */
function findCandidate(model: SearchedModel<unknown>, units: readonly Unit[], removed: Removal): Candidate | null {
  const isTwice = units.some((unit, place) => isRemoved(removalOf([...removed, ...units.filter((_, other) => other !== place)]), unit));
  if (isTwice) return null;
  const removal = removalOf([...removed, ...units]);
  return model.findObstacle(removal, null) === null ? { units, removal } : null;
}

function drawCandidate(model: SearchedModel<unknown>, { units, count, removed }: SearchTask<unknown>, random: Random): Candidate {
  for (let draw = 0; draw < MAX_DRAWS && count <= units.length; draw += 1) {
    const candidate = findCandidate(model, random.sample(units, count), removed);
    if (candidate) return candidate;
  }
  throw new AppError('BAD_USER_INPUT', `${count} of ${units.length} units cannot be removed together; search for fewer units`);
}

/** The parent with one to three removed units swapped for kept ones; the parent itself where no swap is possible. */
function mutate(model: SearchedModel<unknown>, parent: Candidate, { units, removed }: SearchTask<unknown>, random: Random): Candidate {
  const swaps = 1 + Math.min(random.randomBelow(MAX_SWAPS), random.randomBelow(MAX_SWAPS));
  let mutant = parent;
  for (let done = 0, draw = 0; done < swaps && draw < MAX_DRAWS; draw += 1) {
    const lost = getAt(mutant.units, random.randomBelow(mutant.units.length));
    const others = units.filter((unit) => !mutant.units.includes(unit));
    if (others.length === 0) continue;
    const added = getAt(others, random.randomBelow(others.length));
    const swapped = mutant.units.map((unit) => (unit === lost ? added : unit));
    const next = findCandidate(model, swapped, removed);
    if (next === null) continue;
    mutant = next;
    done += 1;
  }
  return mutant;
}
