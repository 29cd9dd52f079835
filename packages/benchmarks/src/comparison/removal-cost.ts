import { getAt } from '@lamina/errors';
import { nameUnits } from '@lamina/plans';
import { getStrategy, isRandomStrategy, STRATEGY } from '@lamina/strategies';
import type { StoredText } from '../answer/stored-changes.ts';
import { judgesChange, type SourcedText } from '../text-loss/judging-texts.ts';
import { intervalOfText } from '../text-loss/text-loss.ts';
import type { EvaluatedRemoval } from './evaluated-removal.ts';

/** A pruning with its losses on every text. */
export interface ReadRemoval extends EvaluatedRemoval {
  /** Kinds of units that could be removed. */
  readonly units: readonly string[];
  /** Removed parameters ÷ those of the whole model. */
  readonly removedParameterRatio: number;
  /** The repair of the removed units, and the source of the text on which it was solved; null = none. */
  readonly repair: { readonly kind: string; readonly source: string } | null;
  /** Texts that chose or repaired it. */
  readonly read: readonly SourcedText[];
  readonly texts: readonly StoredText[];
}

/** Perplexity without some units ÷ that of the whole model. */
export interface CostPoint {
  /** Number of removed units. */
  readonly removed: number;
  /** Removed parameters ÷ those of the whole model; equal for all draws of one number of units of equal size. */
  readonly removedParameterRatio: number;
  /** The geometric mean of several random draws. */
  readonly factor: number;
  /** 95 % interval, computed on the logarithm; the range of random draws. Null with one window. */
  readonly low: number | null;
  readonly high: number | null;
  /** Number of prunings behind it. */
  readonly draws: number;
  /** Key of the pruning; null for several draws. */
  readonly key: string | null;
}

/** One way to choose units, at several numbers of removed units. */
export interface CostLine {
  /** A strategy's name. */
  readonly strategy: string;
  readonly name: string;
  /** Sorted by number of removed units. */
  readonly points: readonly CostPoint[];
}

/** The cost of removing units of one kind on one text. */
export interface RemovalCost {
  readonly units: readonly string[];
  readonly text: string;
  readonly source: string;
  /** The choice by block influence; null if it was not measured. */
  readonly influence: CostLine | null;
  /** The best other strategy: the cheapest at the largest number of units that any of them reaches. */
  readonly best: CostLine | null;
  readonly random: CostLine | null;
  /** As in `Without 8 blocks: 2.5 × the perplexity by greedy loss, 2.9 × by influence, 172 × or more at random`. */
  readonly sentence: string;
}

/** Ways to choose that are controls, and lists that people gave. */
const NO_CHOICE: ReadonlySet<string> = new Set([
  STRATEGY.random,
  STRATEGY.randomInner,
  STRATEGY.reverse,
  STRATEGY.sequential,
  STRATEGY.explicit,
]);

/**
 * The cost of removing units on one text: by influence, by the best other strategy, and at random. Only choices count that the text judges: no text of its source
 * chose them. If a strategy chose on several texts, the choice with most points counts. Random draws are summed up on the logarithm.
 * @param removals newest first
 * @returns null if no removal of these units was measured on the text
 */
export function measureRemovalCost(
  removals: readonly ReadRemoval[],
  { units, text }: Pick<RemovalCost, 'units' | 'text'>,
): RemovalCost | null {
  const wanted = [...units].sort().join();
  const read = removals
    .filter(({ repair, units: kinds }) => repair === null && [...kinds].sort().join() === wanted)
    .flatMap((removal) => removal.texts.filter((one) => one.text === text).map((loss) => ({ removal, loss })));
  const [first] = read;
  if (first === undefined) return null;
  const judged = read.filter(({ removal, loss }) => judgesChange(loss, removal));
  const chosen = judged.filter(({ removal: { strategy, seed } }) => !isRandomStrategy(strategy) && seed === null);
  const byChoice = Map.groupBy(chosen, ({ removal: { strategy, chosenOn } }) => `${strategy} ${chosenOn}`);
  const lines = [...byChoice.values()].map((ofChoice) => toLine(getAt(ofChoice, 0).removal.strategy, ofChoice, toPoint));
  const longest = (strategy: string): CostLine | null =>
    lines.filter((line) => line.strategy === strategy).toSorted((a, b) => b.points.length - a.points.length)[0] ?? null;
  const others = [...new Set(lines.map(({ strategy }) => strategy))].filter(
    (strategy) => strategy !== STRATEGY.blockInfluence && !NO_CHOICE.has(strategy),
  );
  const drawn = judged.filter(({ removal }) => removal.strategy === STRATEGY.randomInner);
  const cost = {
    influence: longest(STRATEGY.blockInfluence),
    best: findCheapest(others.map(longest).filter((line) => line !== null)),
    random: drawn.length === 0 ? null : toLine(STRATEGY.randomInner, drawn, toRange),
  };
  return { units, text, source: first.loss.source, ...cost, sentence: describeCost(units, cost) };
}

/** The largest number of units at which most of the lines were measured. */
function describeCost(units: readonly string[], { influence, best, random }: Pick<RemovalCost, 'influence' | 'best' | 'random'>): string {
  const counts = [influence, best, random].map((line) => new Set(line === null ? [] : line.points.map(({ removed }) => removed)));
  const reached = (count: number): number => counts.filter((set) => set.has(count)).length;
  const all = [...new Set(counts.flatMap((set) => [...set]))];
  const [count] = all.toSorted((a, b) => reached(b) - reached(a) || b - a);
  if (count === undefined) return `No choice of ${nameUnits(units)} was measured that the text judges`;
  const at = (line: CostLine | null) => line?.points.find(({ removed }) => removed === count) ?? null;
  const [byInfluence, byBest, atRandom] = [at(influence), at(best), at(random)];
  const isBetter = byBest !== null && (byInfluence === null || byBest.factor < byInfluence.factor);
  const parts = [
    ...(isBetter ? [`${writeFactor(byBest.factor)} by ${best?.name.toLowerCase()}`] : []),
    ...(byInfluence === null ? [] : [`${writeFactor(byInfluence.factor)} by influence`]),
    ...(atRandom === null ? [] : [`${writeFactor(atRandom.low ?? atRandom.factor)} or more at random`]),
  ];
  const [first = '', ...rest] = parts;
  return `Without ${count} ${nameUnits(units, count)}: ${[first.replace('×', '× the perplexity'), ...rest].join(', ')}`;
}

/** `2.9 ×`, `172 ×`, `12,300 ×`: no more digits than such a factor has. */
export function writeFactor(factor: number): string {
  return `${Number(factor.toPrecision(factor < 2 ? 3 : factor < 100 ? 2 : 3)).toLocaleString('en-US')} ×`;
}

interface ReadOn {
  readonly removal: ReadRemoval;
  readonly loss: StoredText;
}

function toLine(strategy: string, read: readonly ReadOn[], describe: (alike: readonly ReadOn[]) => Omit<CostPoint, 'removed'>): CostLine {
  const byCount = Map.groupBy(read, ({ removal }) => removal.removedCount);
  const points = [...byCount].map(([removed, alike]) => ({ removed, ...describe(alike) }));
  return { strategy, name: getStrategy(strategy).label, points: points.toSorted((a, b) => a.removed - b.removed) };
}

/** The newest of a choice. */
function toPoint(alike: readonly ReadOn[]): Omit<CostPoint, 'removed'> {
  const { removal, loss } = getAt(alike, 0);
  const interval = intervalOfText(loss);
  const ends = { low: interval && 1 + interval.low, high: interval && 1 + interval.high };
  const { removedParameterRatio, key } = removal;
  return { removedParameterRatio, factor: Math.exp(loss.logLoss), ...ends, draws: 1, key };
}

/** Geometric mean and range of random draws, one per seed. */
function toRange(alike: readonly ReadOn[]): Omit<CostPoint, 'removed'> {
  const newest = new Map(alike.toReversed().map(({ removal, loss }) => [removal.seed, loss.logLoss]));
  const logs = [...newest.values()];
  return {
    removedParameterRatio: getAt(alike, 0).removal.removedParameterRatio,
    factor: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
    low: Math.exp(Math.min(...logs)),
    high: Math.exp(Math.max(...logs)),
    draws: logs.length,
    key: null,
  };
}

function findCheapest(lines: readonly CostLine[]): CostLine | null {
  const last = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ removed }) => removed)));
  const reach = lines.flatMap((line) => line.points.filter(({ removed }) => removed === last).map(({ factor }) => ({ line, factor })));
  return reach.toSorted((a, b) => a.factor - b.factor)[0]?.line ?? null;
}
