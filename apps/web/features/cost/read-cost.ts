import type { CostQuery, Strategy } from '../../generated/graphql.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnits, getUnitSetNoun, type UnitSet } from '../pruning/unit-sets.ts';
import { toInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';

export type CostSteps = NonNullable<CostQuery['model']>['strategyComparison']['steps'];
type Result = CostSteps[number]['results'][number];

/** Perplexity without some units ÷ that of the whole model, on one text. */
export interface CostPoint {
  readonly removed: number;
  readonly ratio: number;
  /** 95 % interval; of random removals, the range of the draws, and `ratio` is that of the cheapest draw. */
  readonly low: number | null;
  readonly high: number | null;
  /** The removed units in words; empty for a mean of several. */
  readonly units: string;
}

/** One way to choose units, by the scores of one text, at several numbers of removed units. */
export interface CostLine {
  readonly name: string;
  readonly points: readonly CostPoint[];
}

/** What removing units of one kind costs on one text: by influence, by the best other way that was measured, and at random. */
export interface Cost {
  readonly units: UnitSet;
  readonly influence: CostLine | null;
  readonly best: CostLine | null;
  readonly random: CostLine | null;
  readonly finding: string;
}

/** Ways to choose that are controls, and lists that people gave. */
const NO_CHOICE: ReadonlySet<Strategy> = new Set<Strategy>(['RANDOM', 'RANDOM_INNER', 'REVERSE', 'SEQUENTIAL', 'EXPLICIT']);

/** Reads the lines of a comparison of strategies on a text, of what the text judges. Of a strategy that chose on several texts, the one with most points counts. */
export function readCost(steps: CostSteps, units: UnitSet): Cost {
  const found = steps.flatMap(({ removedCount, results }) =>
    results.filter(({ judges }) => judges).map((result) => ({ removedCount, result })),
  );
  const byChoice = Map.groupBy(found, ({ result }) => `${result.strategy}/${result.chosenOn}`);
  const lines = [...byChoice.values()].flatMap((measured) =>
    measured[0] ? [{ strategy: measured[0].result.strategy, line: toLine(measured) }] : [],
  );
  const ofStrategy = (strategy: Strategy) => findLongest(lines.filter((one) => one.strategy === strategy).map(({ line }) => line));
  const random = steps.flatMap(({ removedCount, control }) =>
    control === null
      ? []
      : [{ removed: removedCount, ratio: control.low, low: control.low, high: control.high, units: `${control.draws} draws` }],
  );
  const influence = ofStrategy('BLOCK_INFLUENCE');
  const others = [...new Set(lines.map(({ strategy }) => strategy))].filter((one) => one !== 'BLOCK_INFLUENCE' && !NO_CHOICE.has(one));
  const best = findCheapest(others.map(ofStrategy).filter((line) => line !== null));
  const cost = { units, influence, best, random: random.length > 0 ? { name: 'random removal', points: random } : null };
  return { ...cost, finding: describeCost(cost) };
}

function toLine(measured: readonly { readonly removedCount: number; readonly result: Result }[]): CostLine {
  const [first] = measured;
  // Several lists, or seeds, of one strategy: the best one has the point.
  const points = Map.groupBy(measured, ({ removedCount }) => removedCount);
  return {
    name: first === undefined ? '' : getStrategyLabel(toStrategyName(first.result.strategy)).toLowerCase(),
    points: [...points]
      .map(([removed, [one]]): CostPoint => {
        const { retention: ratio, retentionStandardError, pruning } = (one ?? { result: undefined }).result ?? NOTHING;
        const interval = toInterval(ratio, retentionStandardError);
        return { removed, ratio, low: interval?.low ?? null, high: interval?.high ?? null, units: pruning ? describeUnits(pruning) : '' };
      })
      .toSorted((a, b) => a.removed - b.removed),
  };
}

const NOTHING = { retention: Number.NaN, retentionStandardError: null, pruning: null };

function findLongest(lines: readonly CostLine[]): CostLine | null {
  return lines.toSorted((a, b) => b.points.length - a.points.length)[0] ?? null;
}

/** The line with the lowest cost at the largest number that any of them reaches. */
function findCheapest(lines: readonly CostLine[]): CostLine | null {
  const last = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ removed }) => removed)));
  const reach = lines.flatMap((line) => line.points.filter(({ removed }) => removed === last).map(({ ratio }) => ({ line, ratio })));
  return reach.toSorted((a, b) => a.ratio - b.ratio)[0]?.line ?? null;
}

/** `Without 8 blocks: 2.9 times the perplexity by influence, 172 times or more at random`. */
function describeCost({ units, influence, best, random }: Omit<Cost, 'finding'>): string {
  const counts = [influence, best, random].map((line) => new Set(line?.points.map(({ removed }) => removed)));
  const all = [...new Set(counts.flatMap((set) => [...set]))].toSorted((a, b) => b - a);
  // The largest number at which most of them were measured.
  const reached = (count: number) => counts.filter((set) => set.has(count)).length;
  const count = all.toSorted((a, b) => reached(b) - reached(a) || b - a)[0];
  if (count === undefined) return `No ${getUnitSetNoun(units)} were removed yet`;
  const at = (line: CostLine | null) => line?.points.find(({ removed }) => removed === count)?.ratio ?? null;
  const [byInfluence, byBest, atRandom] = [at(influence), at(best), at(random)];
  const parts = [
    byBest !== null && best !== null && (byInfluence === null || byBest < byInfluence) ? `${writeTimes(byBest)} by ${best.name}` : '',
    byInfluence === null ? '' : `${writeTimes(byInfluence)} by influence`,
    atRandom === null ? '' : `${writeTimes(atRandom)} or more at random`,
  ].filter((part) => part !== '');
  const [first = '', ...rest] = parts;
  const noun = count === 1 ? getUnitSetNoun(units).replace(/s$/, '') : getUnitSetNoun(units);
  return `Without ${count} ${noun}: ${[first.replace('times', 'times the perplexity'), ...rest].join(', ')}`;
}

/** `2.9 times`, `172 times`, `12,300 times`: no more digits than such a ratio has. */
export function writeTimes(ratio: number): string {
  return `${numbers.rounded(ratio, ratio < 2 ? 3 : ratio < 100 ? 2 : 3)} times`;
}
