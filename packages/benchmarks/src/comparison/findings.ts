import { getAt } from '@lamina/errors';
import { medianOf } from '@lamina/metrics';
import { keyOfRemoval, nameUnits } from '@lamina/plans';
import { isRandomStrategy } from '@lamina/strategies';
import type { StoredText } from '../answer/stored-changes.ts';
import { intervalOfText, toShare } from '../text-loss/text-loss.ts';
import { type CostLine, measureRemovalCost, type ReadRemoval, type RemovalCost, writeFactor } from './removal-cost.ts';

/** An axis of a chart. */
export interface FindingAxis {
  readonly title: string;
  readonly isLogarithmic: boolean;
}

export interface FindingPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What one finding shows: lines, or points that no line joins. */
export interface FindingChart {
  readonly x: FindingAxis;
  readonly y: FindingAxis;
  readonly isJoined: boolean;
  readonly series: readonly { readonly name: string; readonly points: readonly FindingPoint[] }[];
}

/** The numbers behind a finding. */
export interface FindingTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One question about one model, with its answer. */
export interface Finding {
  readonly id: 'units' | 'random' | 'search' | 'repair' | 'texts' | 'words';
  readonly question: string;
  /** One sentence with its numbers; it names model, text and count. */
  readonly sentence: string;
  /** What the numbers do not show. */
  readonly caveat: string;
  /** The text of the numbers; null = several. */
  readonly text: string | null;
  /** Number of measured changes behind it. */
  readonly count: number;
  readonly chart: FindingChart;
  readonly table: FindingTable;
}

/** A model, and everything that was read of its changes. */
export interface FoundModel {
  readonly name: string;
  /** Newest first. */
  readonly removals: readonly ReadRemoval[];
}

const SETS: readonly (readonly string[])[] = [['attention'], ['block'], ['mlp']];
const FACTOR: FindingAxis = { title: 'Perplexity ÷ that of the whole model', isLogarithmic: true };
const REMOVED: FindingAxis = { title: 'Removed units', isLogarithmic: false };
/** A change that loses at most this much is one that most readers accept. */
const SMALL_LOSS = 0.05;

/**
 * Six findings about one model. Nothing is compared across models, and no accuracy with a perplexity. Every mean and every ratio of perplexities is made on the
 * logarithm.
 */
export function listFindings(model: FoundModel): readonly Finding[] {
  const text = chooseText(model.removals);
  const all = text === null ? [] : SETS.map((units) => measureRemovalCost(model.removals, { units, text }));
  const costs = all.filter((cost) => cost !== null);
  const found = { name: model.name, text: text ?? 'any text', costs };
  return [findUnits(found), findRandom(found), findSearch(found), findRepair(model), findTexts(model), findWords(model)];
}

/** The text that judges most removals without a repair; of equals the first by name. */
export function chooseText(removals: readonly ReadRemoval[]): string | null {
  const judged = removals.flatMap(({ repair, texts, read }) =>
    repair === null ? texts.filter(({ source }) => read.every((one) => one.source !== source)).map(({ text }) => text) : [],
  );
  const counts = [...Map.groupBy(judged, (text) => text)].map(([text, { length }]) => ({ text, length }));
  return counts.toSorted((a, b) => b.length - a.length || (a.text < b.text ? -1 : 1))[0]?.text ?? null;
}

interface OnText {
  readonly name: string;
  readonly text: string;
  readonly costs: readonly RemovalCost[];
}

/** Which kind of units costs least. */
function findUnits({ name, text, costs }: OnText): Finding {
  const lines = costs.flatMap((cost) => {
    const line = cheapestOf(cost);
    return line === null ? [] : [{ units: nameUnits(cost.units), line }];
  });
  const counts = lines.map(({ line }) => line.points.map(({ removed }) => removed));
  const shared = counts
    .slice(0, 1)
    .flat()
    .filter((count) => counts.every((others) => others.includes(count)));
  const count = Math.max(0, ...shared);
  const at = lines.flatMap(({ units, line }) =>
    line.points.filter(({ removed }) => removed === count).map(({ factor }) => ({ units, factor })),
  );
  const parts = at.toSorted((a, b) => a.factor - b.factor).map(({ units, factor }) => `${writeFactor(factor)} without ${count} ${units}`);
  return {
    id: 'units',
    question: 'Blocks, attentions or MLPs?',
    sentence:
      parts.length < 2
        ? `Removals of two kinds of units of ${name} were not measured on ${text}.`
        : `${name} has ${joinWords(parts)} of its perplexity on ${text}, by the cheapest choice that was measured.`,
    caveat: 'The units differ in size: an attention holds fewer parameters than an MLP, so equal numbers are not equal savings.',
    text,
    count: lines.reduce((sum, { line }) => sum + line.points.length, 0),
    chart: { x: REMOVED, y: FACTOR, isJoined: true, series: lines.map(({ units, line }) => ({ name: units, points: toPoints(line) })) },
    table: tableOfLines(lines.map(({ units, line }) => ({ name: units, line }))),
  };
}

/** Whether influence chooses better than chance. */
function findRandom({ name, text, costs }: OnText): Finding {
  const pairs = costs.flatMap(({ units, influence, random }) =>
    (random?.points ?? NO_POINTS).flatMap((drawn) => {
      const chosen = influence?.points.find(({ removed }) => removed === drawn.removed);
      return chosen === undefined ? [] : [{ units, drawn, chosen }];
    }),
  );
  const better = pairs.filter(({ drawn, chosen }) => drawn.low !== null && chosen.factor < drawn.low).length;
  const shown = pairs.filter(({ units }) => units.join() === 'block').at(-1) ?? pairs.at(-1);
  const blocks = costs.find(({ units }) => units.join() === shown?.units.join());
  const lines = [blocks?.influence, blocks?.random].filter((line) => line !== null && line !== undefined);
  return {
    id: 'random',
    question: 'Does influence choose better than chance?',
    sentence:
      shown === undefined
        ? `Random removals of ${name} were not measured on ${text} beside those by influence.`
        : `Without ${shown.drawn.removed} ${nameUnits(shown.units, shown.drawn.removed)} chosen at random, ${name} has ${writeFactor(shown.drawn.factor)} of its perplexity on ${text} (${shown.drawn.draws} draws: ${writeFactor(shown.drawn.low ?? shown.drawn.factor)} to ${writeFactor(shown.drawn.high ?? shown.drawn.factor)}), by influence ${writeFactor(shown.chosen.factor)}; in ${better} of ${pairs.length} sizes influence costs less than every draw.`,
    caveat: 'Few draws show a range, not a distribution. They keep the first and the last block, which costs less than drawing from all.',
    text,
    count: pairs.reduce((sum, { drawn }) => sum + drawn.draws + 1, 0),
    chart: { x: REMOVED, y: FACTOR, isJoined: true, series: lines.map((line) => ({ name: line.name, points: toPoints(line) })) },
    table: {
      columns: ['units', 'removed', 'influence', 'random, geometric mean', 'random, lowest', 'random, highest', 'draws'],
      rows: pairs.map(({ units, drawn, chosen }) => [
        nameUnits(units),
        drawn.removed,
        chosen.factor,
        drawn.factor,
        drawn.low,
        drawn.high,
        drawn.draws,
      ]),
    },
  };
}

/** What a search gains over influence. */
function findSearch({ name, text, costs }: OnText): Finding {
  const cases = costs.flatMap(({ units, influence, best }) =>
    (best?.points ?? NO_POINTS).flatMap((searched) => {
      const chosen = influence?.points.find(({ removed }) => removed === searched.removed);
      return chosen === undefined ? [] : [{ units: nameUnits(units), strategy: getStrategyName(best), searched, chosen }];
    }),
  );
  const logs = cases.map(({ searched, chosen }) => Math.log(chosen.factor / searched.factor));
  const better = logs.filter((log) => log > 0).length;
  const byUnits = Map.groupBy(cases, ({ units }) => units);
  return {
    id: 'search',
    question: 'Does a search choose better than influence?',
    sentence:
      cases.length === 0
        ? `No other choice of ${name} was measured on ${text} beside influence.`
        : `The best other choice costs less than influence in ${better} of ${cases.length} cases of ${name} on ${text}; in the median case influence leaves ${writeFactor(Math.exp(medianOf(logs)))} the perplexity that the other leaves (${writeFactor(Math.exp(Math.min(...logs)))} to ${writeFactor(Math.exp(Math.max(...logs)))}).`,
    caveat:
      'A search reads its text many times more often than influence does, and the best of several choices is picked on the text that is shown.',
    text,
    count: 2 * cases.length,
    chart: {
      x: REMOVED,
      y: { title: 'Perplexity by influence ÷ by the other choice', isLogarithmic: true },
      isJoined: true,
      series: [...byUnits].map(([units, alike]) => ({
        name: units,
        points: alike.map(({ searched, chosen }) => ({ x: searched.removed, y: chosen.factor / searched.factor, low: null, high: null })),
      })),
    },
    table: {
      columns: ['units', 'removed', 'influence', 'other choice', 'its perplexity'],
      rows: cases.map(({ units, strategy, searched, chosen }) => [units, searched.removed, chosen.factor, strategy, searched.factor]),
    },
  };
}

/** What a repair takes back, where it was solved and elsewhere. */
function findRepair({ name, removals }: FoundModel): Finding {
  const plain = new Map(removals.filter(({ repair }) => repair === null).map((one) => [keyOfRemoval(one.remove), one]));
  const shares = removals.flatMap(({ repair, remove, removedCount, texts }) => {
    const whole = repair === null ? undefined : plain.get(keyOfRemoval(remove));
    if (repair === null || whole === undefined) return [];
    return texts.flatMap((repaired) => {
      const alone = whole.texts.find(({ text, contextTokens }) => text === repaired.text && contextTokens === repaired.contextTokens);
      // A removal that costs nothing leaves nothing to take back.
      if (alone === undefined || alone.logLoss <= Math.log1p(0.01)) return [];
      const isOwn = repair.source.split('+').includes(repaired.source);
      return [
        { kind: repair.kind, source: repair.source, removedCount, text: repaired.text, isOwn, share: 1 - repaired.logLoss / alone.logLoss },
      ];
    });
  });
  const listOf = (isOwn: boolean) => shares.filter((one) => one.isOwn === isOwn);
  const [own, others] = [listOf(true), listOf(false)].map((found) => found.map(({ share }) => share)) as [number[], number[]];
  const kinds = [...new Set(shares.map(({ kind }) => kind))].join(', ');
  return {
    id: 'repair',
    question: 'Does a repair help, and on which text?',
    sentence:
      others.length === 0
        ? `No repair of ${name} was measured beside its removal.`
        : `Repairs of ${name} (${kinds}) take back a median of ${percent(medianOf(others))} of the lost log perplexity on sources that they were not solved on (${percent(Math.min(...others))} to ${percent(Math.max(...others))}, ${others.length} losses)${own.length === 0 ? '' : `, and ${percent(medianOf(own))} on their own source`}.`,
    caveat: 'A repair learns the style of its text, so only other sources judge it; a negative share means that it does harm.',
    text: null,
    count: shares.length,
    chart: {
      x: REMOVED,
      y: { title: 'Share of the lost log perplexity that is taken back', isLogarithmic: false },
      isJoined: false,
      series: [true, false].flatMap((isOwn) => {
        const points = listOf(isOwn).map(({ removedCount, share }) => ({ x: removedCount, y: share, low: null, high: null }));
        return points.length === 0 ? [] : [{ name: isOwn ? 'own source' : 'other sources', points }];
      }),
    },
    table: {
      columns: ['repair', 'solved on', 'removed', 'text', 'share taken back'],
      rows: shares.map(({ kind, source, removedCount, text, share }) => [kind, source, removedCount, text, share]),
    },
  };
}

/** How much the loss of one change differs between texts. */
function findTexts({ name, removals }: FoundModel): Finding {
  const changes = listChanges(removals)
    .filter(({ texts }) => texts.length > 1)
    .map((change) => {
      const sorted = change.texts.toSorted((a, b) => a.logLoss - b.logLoss);
      return { ...change, least: getAt(sorted, 0), most: getAt(sorted, sorted.length - 1) };
    })
    .toSorted((a, b) => a.most.logLoss - b.most.logLoss);
  const spreads = changes.map(({ least, most }) => Math.exp(most.logLoss - least.logLoss));
  const worst = [...Map.groupBy(changes, ({ most }) => most.text)].toSorted(([, a], [, b]) => b.length - a.length)[0];
  const names = [...new Set(changes.flatMap(({ texts }) => texts.map(({ text }) => text)))].sort();
  return {
    id: 'texts',
    question: 'Does the text decide what a removal costs?',
    sentence:
      worst === undefined
        ? `No change of ${name} was measured on two texts.`
        : `The same change of ${name} leaves a median of ${writeFactor(medianOf(spreads))} the perplexity on its worst text that it leaves on its best (${writeFactor(Math.min(...spreads))} to ${writeFactor(Math.max(...spreads))}, ${changes.length} changes on ${names.length} texts); the worst is most often ${worst[0]}, in ${worst[1].length} of them.`,
    caveat:
      'The largest of several estimates is too large on average. Every verdict uses it all the same, because a text that was left out cannot warn.',
    text: null,
    count: changes.length,
    chart: {
      x: { title: 'Changes, cheapest first', isLogarithmic: false },
      y: FACTOR,
      isJoined: false,
      series: names.map((text) => ({
        name: text,
        points: changes.flatMap(({ texts }, place) =>
          texts.filter((one) => one.text === text).map((loss) => ({ x: place + 1, ...factorOf(loss) })),
        ),
      })),
    },
    table: {
      columns: ['change', ...names],
      rows: changes.map(({ label, texts }) => [label, ...names.map((text) => findFactor(texts, text))]),
    },
  };
}

/** How many next words change where perplexity hardly does. */
function findWords({ name, removals }: FoundModel): Finding {
  const points = listChanges(removals).flatMap(({ label, units, texts }) =>
    texts.flatMap((loss) => (loss.changedWords === null ? [] : [{ label, units, loss, changedWords: loss.changedWords }])),
  );
  const small = points.filter(({ loss }) => toShare(loss.logLoss) <= SMALL_LOSS);
  const shares = small.map(({ changedWords }) => changedWords);
  const byUnits = Map.groupBy(points, ({ units }) => nameUnits(units));
  return {
    id: 'words',
    question: 'Does a small loss of perplexity mean small changes?',
    sentence:
      shares.length === 0
        ? `No change of ${name} was measured that costs at most 5 % more perplexity.`
        : `Where a change of ${name} costs at most 5 % more perplexity, a median of ${percent(medianOf(shares))} of the most likely next tokens change (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}, ${small.length} losses).`,
    caveat: 'A changed token need not be a worse one: perplexity asks how likely the written token is, not which token comes first.',
    text: null,
    count: points.length,
    chart: {
      x: FACTOR,
      y: { title: 'Share of next tokens that change', isLogarithmic: false },
      isJoined: false,
      series: [...byUnits].map(([units, alike]) => ({
        name: units,
        points: alike.map(({ loss, changedWords }) => ({ x: Math.exp(loss.logLoss), y: changedWords, low: null, high: null })),
      })),
    },
    table: {
      columns: ['change', 'text', 'perplexity ÷ whole', 'next tokens that change'],
      rows: points.map(({ label, loss, changedWords }) => [label, loss.text, Math.exp(loss.logLoss), changedWords]),
    },
  };
}

/** The name of a way to choose; none where nothing was chosen. */
function getStrategyName(line: CostLine | null): string {
  return line === null ? '' : line.name;
}

/** A way to choose that was not measured has none. */
const NO_POINTS: CostLine['points'] = [];

/** The cheapest of influence and the best other choice, at each number of units. */
function cheapestOf({ influence, best }: RemovalCost): CostLine | null {
  const points = [influence, best].flatMap((line) => (line === null ? [] : line.points));
  if (points.length === 0) return null;
  const byCount = Map.groupBy(points, ({ removed }) => removed);
  const cheapest = [...byCount.values()].map((alike) =>
    getAt(
      alike.toSorted((a, b) => a.factor - b.factor),
      0,
    ),
  );
  return { strategy: '', name: 'cheapest choice', points: cheapest.toSorted((a, b) => a.removed - b.removed) };
}

interface ListedChange {
  readonly label: string;
  readonly units: readonly string[];
  readonly texts: readonly StoredText[];
}

/** Each change once, without random draws: several strategies may choose the same. */
function listChanges(removals: readonly ReadRemoval[]): readonly ListedChange[] {
  const chosen = removals.filter(({ strategy, seed, texts }) => !isRandomStrategy(strategy) && seed === null && texts.length > 0);
  const byChange = new Map(chosen.map((one) => [`${keyOfRemoval(one.remove)} ${one.repair?.kind} ${one.repair?.source}`, one]));
  return [...byChange.values()].map(({ strategy, units, removedCount, repair, texts }) => ({
    label: `${removedCount} ${nameUnits(units, removedCount)} by ${strategy}${repair === null ? '' : `, ${repair.kind} solved on ${repair.source}`}`,
    units,
    texts,
  }));
}

function toPoints({ points }: CostLine): readonly FindingPoint[] {
  return points.map(({ removed, factor, low, high }) => ({ x: removed, y: factor, low, high }));
}

function factorOf(loss: StoredText): Omit<FindingPoint, 'x'> {
  const interval = intervalOfText(loss);
  return { y: Math.exp(loss.logLoss), low: interval && 1 + interval.low, high: interval && 1 + interval.high };
}

function findFactor(texts: readonly StoredText[], text: string): number | null {
  const found = texts.find((one) => one.text === text);
  return found === undefined ? null : Math.exp(found.logLoss);
}

function tableOfLines(lines: readonly { readonly name: string; readonly line: CostLine }[]): FindingTable {
  return {
    columns: ['units', 'removed', 'perplexity ÷ whole', 'lower end', 'upper end'],
    rows: lines.flatMap(({ name, line }) => line.points.map(({ removed, factor, low, high }) => [name, removed, factor, low, high])),
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)
    .toString()
    .replace('-', '−')} %`;
}

/** `a, b and c` */
function joinWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
