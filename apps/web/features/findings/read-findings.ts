import type { FindingBitsQuery, FindingTextsQuery, PublishedResultsQuery, RepairKind } from '../../generated/graphql.ts';
import type { LoadedCost } from '../cost/load-costs.ts';
import { writeTimes } from '../cost/read-cost.ts';
import { getUnitSetNoun } from '../pruning/unit-sets.ts';
import { type RepairRow, shareOf } from '../repair/pair-repairs.ts';
import { getRepairLabel } from '../repair/repair-name.ts';
import { formatIndices } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';

/** Influence beside random removal: of all numbers of removed units, how often influence costs less than every draw. */
export function describeInfluence(costs: readonly LoadedCost[]): string {
  const pairs = costs.flatMap(compareWithRandom);
  if (pairs.length === 0) return 'No random removal was measured yet';
  return `In ${pairs.filter(Boolean).length} of ${pairs.length} comparisons, influence costs less than every random draw`;
}

/** At each number of units that both removed: whether influence costs less than the cheapest draw. */
export function compareWithRandom({ influence, random }: LoadedCost): readonly boolean[] {
  return (influence?.points ?? NO_POINTS).flatMap(({ removed, ratio }) => {
    const draw = random?.points.find((point) => point.removed === removed);
    return draw ? [ratio < draw.ratio] : [];
  });
}

// A way to choose that was not measured has none.
const NO_POINTS: NonNullable<LoadedCost['influence']>['points'] = [];

/** The kinds of units of one model at the largest number that was removed of all of them. */
export function describeUnitCosts(costs: readonly LoadedCost[]): string {
  const single = costs.filter(({ units }) => !units.includes('+'));
  const cheapest = (cost: LoadedCost, removed: number) =>
    Math.min(
      ...[cost.influence, cost.best].flatMap((line) =>
        (line?.points ?? NO_POINTS).filter((point) => point.removed === removed).map(({ ratio }) => ratio),
      ),
    );
  const counts = [...new Set(single.flatMap(({ influence }) => (influence?.points ?? NO_POINTS).map(({ removed }) => removed)))];
  const shared = counts.filter((count) => single.every((cost) => Number.isFinite(cheapest(cost, count))));
  const [first] = costs;
  if (first && single.length < 2) return `${first.model.text} judges removals of one kind of unit only`;
  if (shared.length === 0) return 'no number of units was removed of every kind';
  const count = Math.max(...shared);
  const sorted = single.toSorted((a, b) => cheapest(a, count) - cheapest(b, count));
  return `without ${count} ${sorted.map((cost) => `${getUnitSetNoun(cost.units)}: ${writeTimes(cheapest(cost, count))}`).join(', ')} the perplexity`;
}

/** What the best other choice, a search or another score, gains over influence in one model and kind of unit. */
export interface SearchGain {
  readonly id: string;
  readonly cost: LoadedCost;
  readonly removed: number;
  readonly influence: number;
  readonly best: number;
}

/** At the largest number of removed units at which both were measured. */
export function listSearchGains(costs: readonly LoadedCost[]): readonly SearchGain[] {
  return costs.flatMap((cost) => {
    const pairs = (cost.influence?.points ?? NO_POINTS).flatMap(({ removed, ratio }) => {
      const best = cost.best?.points.find((point) => point.removed === removed);
      return best ? [{ removed, influence: ratio, best: best.ratio }] : [];
    });
    const last = pairs.at(-1);
    return last ? [{ ...last, id: `${cost.model.slug}/${cost.units}`, cost }] : [];
  });
}

export function describeSearches(gains: readonly SearchGain[]): string {
  if (gains.length === 0) return 'No search was measured beside influence yet';
  const shares = gains.map(({ influence, best }) => 1 - Math.log(best) / Math.log(influence)).toSorted((a, b) => a - b);
  const median = shares[Math.floor(shares.length / 2)] ?? Number.NaN;
  const better = gains.filter(({ influence, best }) => best < influence).length;
  return `In ${better} of ${gains.length} cases the best other choice costs less than influence; half of the cases save at least ${numbers.percent(median, 0)} of the lost log perplexity`;
}

/** Share of the lost log perplexity that a repair takes back, on its own text and on another; above 1 is better than the whole model. */
export interface RepairShare {
  readonly id: string;
  readonly model: string;
  readonly repair: RepairKind;
  /** Short name of the text on which it is solved, and how many of its tokens count. */
  readonly calibration: string;
  readonly tokens: number;
  readonly sets: number;
  readonly sameSource: number | null;
  readonly otherSource: number | null;
}

export function listRepairShares(rows: readonly RepairRow[], model: string): readonly RepairShare[] {
  const keyOf = ({ repair: { kind, calibration, tokens } }: RepairRow): string => [model, kind, calibration, tokens].join('/');
  return [...Map.groupBy(rows, keyOf)].flatMap(([id, alike]) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { kind: repair, calibration, tokens } = first.repair;
    return {
      ...{ id, model, repair, calibration, tokens },
      sets: new Set(alike.map(({ removed }) => removed.join())).size,
      sameSource: shareOf(alike.map((row) => row.sameSource)),
      otherSource: shareOf(alike.map((row) => row.otherSource)),
    };
  });
}

export function describeRepairs(shares: readonly RepairShare[]): string {
  const gaps = shares.flatMap(({ repair, sameSource, otherSource }) =>
    sameSource === null || otherSource === null ? [] : [{ repair, sameSource, otherSource }],
  );
  const [widest] = gaps.toSorted((a, b) => b.sameSource - b.otherSource - (a.sameSource - a.otherSource));
  if (!widest) return 'No repair was judged on its own text and on another yet';
  return `A repair learns its text: ${getRepairLabel(widest.repair).toLowerCase()} takes back ${numbers.percent(widest.sameSource, 0)} of the loss on the text that it was solved on, ${numbers.percent(widest.otherSource, 0)} on another`;
}

/** One judged change of a model: fewer bits, or fewer blocks. */
export interface BitsRow {
  readonly id: string;
  readonly model: string;
  /** Of the weights; null = as in the model. */
  readonly precision: string | null;
  /** Number of removed blocks. */
  readonly removed: number;
  /** File ÷ that of the whole model. */
  readonly bytes: number;
  /** Perplexity ÷ that of the whole model, on the judging text that it costs most. */
  readonly cost: number;
}

/** The quantized forms, and of each number of removed blocks the cheapest judged removal. */
export function listBits(front: NonNullable<FindingBitsQuery['model']>['answer']['front'], model: string): readonly BitsRow[] {
  const rows = front.flatMap(({ change, textLoss, saved: { bytesBefore, bytesAfter } }): BitsRow[] => {
    const isOther = change.repair !== null || change.removedAttention.length + change.removedMlp.length > 0;
    if (isOther || bytesBefore === null || bytesAfter === null) return [];
    const { precision, removed } = change;
    const id = `${model}/${precision}/${removed.length}`;
    return [{ id, model, precision, removed: removed.length, bytes: bytesAfter / bytesBefore, cost: 1 + textLoss }];
  });
  // The last of an id stays: the cheapest.
  return [...new Map(rows.toSorted((a, b) => b.cost - a.cost).map((row) => [row.id, row])).values()];
}

export function describeBits(rows: readonly BitsRow[]): string {
  const bits = rows.filter(({ precision }) => precision !== null).toSorted((a, b) => a.cost - b.cost)[0];
  const blocks = rows.filter(({ precision }) => precision === null).toSorted((a, b) => a.bytes - b.bytes)[0];
  if (!bits || !blocks) return 'no measured quantized form is known to make its file smaller';
  const say = (row: BitsRow) => `${numbers.percent(row.bytes, 0)} of the bytes at ${writeTimes(row.cost)} the perplexity`;
  return `${bits.precision} weights: ${say(bits)}. Without ${blocks.removed} blocks: ${say(blocks)}`;
}

/** Influence of a model’s blocks on one text. */
export interface TextScores {
  readonly text: string;
  readonly means: readonly { readonly layerIndex: number; readonly mean: number }[];
}

type Runs = NonNullable<FindingTextsQuery['model']>['scoreRuns']['nodes'];

/** Of each text the run measured here that read most of it, of equals the newest: searches score a part of a text again. The longest text first. */
export function listTextScores(newestFirst: Runs): readonly TextScores[] {
  const longestFirst = newestFirst
    .filter(({ verification }) => verification === 'MEASURED')
    .map(({ calibration, layerScores, tokenCount }) => ({
      text: calibration.calibrationSet.slug,
      means: layerScores.nodes.flatMap(({ layerIndex, mean }) => (mean === null ? [] : [{ layerIndex, mean }])),
      tokenCount,
    }))
    .filter(({ means }) => means.length > 0)
    .toSorted((a, b) => b.tokenCount - a.tokenCount);
  return [...Map.groupBy(longestFirst, ({ text }) => text).values()].flatMap(([longest]) => (longest ? [longest] : []));
}

/** How many of the lowest quarter of the blocks all texts name. */
export function describeTexts(texts: readonly TextScores[], blockCount: number, name: string): string {
  const count = Math.max(1, Math.floor(blockCount / 4));
  const sets = texts.map(({ means }) =>
    means
      .toSorted((a, b) => a.mean - b.mean)
      .slice(0, count)
      .map(({ layerIndex }) => layerIndex),
  );
  const [first = [], ...others] = sets; // a model without scores has no chart
  const shared = first.filter((index) => others.every((set) => set.includes(index))).sort((a, b) => a - b);
  return `Of the ${count} least influential blocks of ${name}, ${texts.length} texts agree on ${shared.length}: ${formatIndices(shared)}`;
}

/** Blocks of one kind in a model with several kinds. */
export interface KindRow {
  readonly id: string;
  readonly model: string;
  readonly kind: string;
  readonly blocks: number;
  /** Mean of their influence, and how many of them are in the lowest quarter of all blocks. */
  readonly mean: number;
  readonly lowest: number;
}

type Layers = NonNullable<FindingTextsQuery['model']>['layers']['nodes'];

/** The kinds of blocks of a hybrid, the least influential first, on the first text; nothing if all blocks are of one kind. */
export function listKindRows(layers: Layers, [first]: readonly TextScores[], model: string): readonly KindRow[] {
  const means = new Map(first?.means.map(({ layerIndex, mean }) => [layerIndex, mean]));
  const scored = layers.flatMap(({ index, kind }) => {
    const mean = means.get(index);
    return mean === undefined ? [] : [{ kind, mean }];
  });
  const groups = [...Map.groupBy(scored, ({ kind }) => kind)];
  if (groups.length < 2) return [];
  const quarter = new Set(scored.toSorted((a, b) => a.mean - b.mean).slice(0, Math.max(1, Math.floor(scored.length / 4))));
  return groups
    .map(([kind, ofKind]) => ({
      id: `${model}/${kind}`,
      model,
      kind,
      blocks: ofKind.length,
      mean: ofKind.reduce((sum, one) => sum + one.mean, 0) / ofKind.length,
      lowest: ofKind.filter((one) => quarter.has(one)).length,
    }))
    .toSorted((a, b) => a.mean - b.mean);
}

export function describeKinds(rows: readonly KindRow[]): string {
  const models = [...Map.groupBy(rows, ({ model }) => model)];
  if (models.length === 0) return 'No measured model has several kinds of blocks';
  return models.map(([model, [least]]) => `${model}: ${least?.kind} blocks change the stream least`).join('. ');
}

type Published = PublishedResultsQuery['publishedResults']['nodes'][number];

/** What papers print about the removal of about a quarter of the blocks, without a repair. */
export function listClaims(published: readonly Published[]): readonly Published[] {
  return published.filter(
    ({ unit, repair, removedRatio }) =>
      unit === 'BLOCK' && repair === null && removedRatio !== null && removedRatio >= 0.2 && removedRatio <= 0.3,
  );
}

/** What they keep of accuracy, beside what it costs here. */
export function describeClaims(claims: readonly Published[], costs: readonly LoadedCost[]): string {
  const kept = claims.filter(({ metric }) => metric === 'PERCENT_OF_DENSE').map(({ value }) => value);
  const here = costs.flatMap(({ influence, model }) => {
    const points = influence?.points ?? NO_POINTS;
    const [near] = points
      .filter(({ removed }) => Math.abs(removed / model.blockCount - 0.25) < 0.06)
      .toSorted((a, b) => b.removed - a.removed);
    return near ? [`${writeTimes(near.ratio)} the perplexity of ${model.name}`] : [];
  });
  if (kept.length === 0) return 'No published number says what a quarter of the blocks costs';
  const range = `Papers keep ${numbers.fixed(Math.min(...kept), 0)} to ${numbers.fixed(Math.max(...kept), 0)} % of the accuracy of large models without a quarter of the blocks`;
  return here.length === 0 ? range : `${range}; here it costs ${here.join(' and ')}`;
}
