import { getAt } from '@lamina/errors';
import { medianOf } from '@lamina/metrics';
import { joinWords, keyOfRemoval, nameUnits } from '@lamina/plans';
import { isRandomStrategy } from '@lamina/strategies';
import type { StoredText } from '../answer/stored-changes.ts';
import { judgesChange, sourcesOf } from '../text-loss/judging-texts.ts';
import { toShare } from '../text-loss/text-loss.ts';
import { findBits, type RoundedModel } from './find-bits.ts';
import { type ChangedModel, findKinds } from './find-kinds.ts';
import { countOf, FACTOR, type Finding, type FindingAxis, type FindingPoint, factorOf, interpolate, percent } from './finding.ts';
import { type CostLine, measureRemovalCost, type ReadRemoval, type RemovalCost, writeFactor } from './removal-cost.ts';

/** A model, and everything that was read of its changes and of its units in fewer bits. */
export interface FoundModel extends RoundedModel, ChangedModel {
  readonly key: string;
  /** Newest first. */
  readonly removals: readonly ReadRemoval[];
}

const SETS: readonly (readonly string[])[] = [['attention'], ['block'], ['mlp']];
const REMOVED: FindingAxis = { title: 'Removed units', isLogarithmic: false, isWhole: true };
/** A change that loses at most this much is one that most readers accept. */
const SMALL_LOSS = 0.05;

/**
 * Eight findings about each model, question by question. Nothing is compared across models, no accuracy with a perplexity, and no removals of unequal size.
 * Every mean and every ratio of perplexities is made on the logarithm.
 */
export function listFindings(models: readonly FoundModel[]): readonly Finding[] {
  const found = models.flatMap((model) => answerQuestions(model).map((finding) => ({ ...finding, modelKey: model.key })));
  return [...Map.groupBy(found, ({ id }) => id).values()].flat();
}

type Answered = Omit<Finding, 'modelKey'>;

function answerQuestions(model: FoundModel): readonly Answered[] {
  const text = chooseText(model.removals);
  const all = text === null ? [] : SETS.map((units) => measureRemovalCost(model.removals, { units, text }));
  const costs = all.filter((cost) => cost !== null);
  const found = { name: model.name, text, costs };
  return [
    findKinds(model),
    findUnits(found),
    findRandom(found),
    findSearch(found),
    findRepair(model),
    findTexts(model),
    findWords(model),
    findBits(model),
  ];
}

/** The text that judges most removals without a repair; of equals the first by name. */
export function chooseText(removals: readonly ReadRemoval[]): string | null {
  const judged = removals.flatMap(({ repair, texts, read }) =>
    repair === null ? texts.filter((text) => judgesChange(text, { read })).map(({ text }) => text) : [],
  );
  const counts = [...Map.groupBy(judged, (text) => text)].map(([text, { length }]) => ({ text, length }));
  return counts.toSorted((a, b) => b.length - a.length || (a.text < b.text ? -1 : 1))[0]?.text ?? null;
}

interface OnText {
  readonly name: string;
  /** Null if nothing was measured. */
  readonly text: string | null;
  readonly costs: readonly RemovalCost[];
}

/** Which kind of units costs least, at an equal share of the model's parameters. */
function findUnits({ name, text, costs }: OnText): Answered {
  const lines = costs.flatMap((cost) => {
    const line = cheapestOf(cost);
    return line === null ? [] : [{ units: nameUnits(cost.units), line }];
  });
  const count = lines.reduce((sum, { line }) => sum + line.points.length, 0);
  const share = Math.min(...lines.map(({ line }) => Math.max(...line.points.map(({ removedParameterRatio }) => removedParameterRatio))));
  const parts = lines
    .map(({ units, line }) => ({ units, factor: Math.exp(interpolate(toLogs(line), share)) }))
    .toSorted((a, b) => a.factor - b.factor)
    .map(({ units, factor }) => `${writeFactor(factor)} without ${units}`);
  return {
    id: 'units',
    question: 'Blocks, attentions or MLPs?',
    sentence:
      parts.length < 2
        ? `Not measured yet: removals of two kinds of units of ${name} on one text.`
        : `With ${percent(share, 1)} of its parameters removed, ${name} has ${joinWords(parts)} of its perplexity on ${text} (cheapest of the choices measured at ${countOf(count, 'size')}).`,
    caveat:
      'Each kind is shown by its cheapest choices, picked on the text that is shown; between two measured sizes the logarithm is interpolated.',
    text,
    count,
    chart: {
      x: { title: 'Removed parameters, %', isLogarithmic: false, isWhole: false },
      y: FACTOR,
      isJoined: true,
      series: (parts.length < 2 ? [] : lines).map(({ units, line: { points } }) => ({
        name: units,
        points: points.map(({ removedParameterRatio, factor, low, high }) => ({ x: 100 * removedParameterRatio, y: factor, low, high })),
      })),
    },
    table: {
      columns: ['units', 'removed', 'share of parameters', 'perplexity ÷ whole', 'lower end', 'upper end'],
      rows: lines.flatMap(({ units, line }) =>
        line.points.map(({ removed, removedParameterRatio, factor, low, high }) => [
          units,
          removed,
          removedParameterRatio,
          factor,
          low,
          high,
        ]),
      ),
    },
  };
}

function toLogs({ points }: CostLine): Parameters<typeof interpolate>[0] {
  return points.map(({ removedParameterRatio, factor }) => ({ x: removedParameterRatio, log: Math.log(factor) }));
}

/** Whether influence chooses better than chance. */
function findRandom({ name, text, costs }: OnText): Answered {
  const pairs = costs.flatMap(({ units, influence, random }) =>
    (random?.points ?? NO_POINTS).flatMap((drawn) => {
      const chosen = influence?.points.find(({ removed }) => removed === drawn.removed);
      return chosen === undefined ? [] : [{ units, drawn, chosen }];
    }),
  );
  const logs = pairs.map(({ drawn, chosen }) => Math.log(drawn.factor / chosen.factor));
  const better = pairs.filter(({ drawn, chosen }) => drawn.low !== null && chosen.factor < drawn.low).length;
  const draws = pairs.reduce((sum, { drawn }) => sum + drawn.draws, 0);
  const shown = costs.find(({ units }) => units.join() === 'block') ?? costs[0];
  const lines = pairs.length === 0 ? [] : [shown?.influence, shown?.random].filter((line) => line !== null && line !== undefined);
  return {
    id: 'random',
    question: 'Does influence choose better than chance?',
    sentence:
      pairs.length === 0
        ? `Not measured yet: random removals of ${name} on a text, beside those by influence.`
        : `Random inner units of ${name} leave a median of ${writeFactor(Math.exp(medianOf(logs)))} the perplexity on ${text} that as many units by influence leave (${rangeOfLogs(logs)}, ${countOf(pairs.length, 'size')}, ${countOf(draws, 'draw')}); influence costs less than every draw at ${better} of ${countOf(pairs.length, 'size')}.`,
    caveat: 'Few draws show a range, not a distribution. They keep the first and the last block, which costs less than drawing from all.',
    text,
    count: pairs.length + draws,
    chart: { x: REMOVED, y: FACTOR, isJoined: true, series: lines.map((line) => ({ name: line.name, points: toPoints(line) })) },
    table: {
      columns: ['units', 'removed', 'influence', 'random, geometric mean', 'random, lowest', 'random, highest', 'draws'],
      rows: pairs.map(({ units, drawn: { removed, factor, low, high, draws }, chosen }) => [
        nameUnits(units),
        removed,
        chosen.factor,
        factor,
        low,
        high,
        draws,
      ]),
    },
  };
}

/** How much less another choice costs than the one by influence. */
function findSearch({ name, text, costs }: OnText): Answered {
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
        ? `Not measured yet: other choices of ${name} on a text, beside those by influence.`
        : `Influence leaves ${name} a median of ${writeFactor(Math.exp(medianOf(logs)))} the perplexity on ${text} that the best other choice of as many units leaves (${rangeOfLogs(logs)}, ${countOf(cases.length, 'size')}); the other costs less at ${better} of ${countOf(cases.length, 'size')}.`,
    caveat:
      'A search reads its text many times more often than influence does, and the best of several choices is picked on the text that is shown.',
    text,
    count: 2 * cases.length,
    chart: {
      x: REMOVED,
      y: { title: 'Perplexity by influence ÷ by the other choice', isLogarithmic: true, isWhole: false },
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

/** The share of a loss that a repair takes back, where it was solved and elsewhere. */
function findRepair({ name, removals }: FoundModel): Answered {
  const plain = new Map(removals.filter(({ repair }) => repair === null).map((one) => [keyOfRemoval(one.remove), one]));
  const shares = removals.flatMap(({ repair, remove, removedCount, texts }) => {
    const whole = repair === null ? undefined : plain.get(keyOfRemoval(remove));
    if (repair === null || whole === undefined) return [];
    return texts.flatMap((repaired) => {
      const alone = whole.texts.find(({ text, contextTokens }) => text === repaired.text && contextTokens === repaired.contextTokens);
      // A removal that costs nothing leaves nothing to take back.
      if (alone === undefined || alone.logLoss <= Math.log1p(0.01)) return [];
      const isOwn = sourcesOf(repair.source).includes(repaired.source);
      return [
        { kind: repair.kind, source: repair.source, removedCount, text: repaired.text, isOwn, share: 1 - repaired.logLoss / alone.logLoss },
      ];
    });
  });
  const listOf = (isOwn: boolean) => shares.filter((one) => one.isOwn === isOwn);
  const [own, others] = [listOf(true), listOf(false)].map((found) => found.map(({ share }) => share)) as [number[], number[]];
  const kinds = [...new Set(shares.map(({ kind }) => kind))].join(', ');
  const texts = [...new Set(listOf(false).map(({ text }) => text))].sort();
  return {
    id: 'repair',
    question: 'Does a repair help, and on which text?',
    sentence:
      others.length === 0
        ? `Not measured yet: repairs of ${name} beside the removals that they repair.`
        : `Repairs of ${name} (${kinds}) take back a median of ${percent(medianOf(others))} of the lost log perplexity on ${joinWords(texts)} where another source solved them (${rangeOfShares(others)}, ${countOf(others.length, 'loss')})${own.length === 0 ? '' : `, and ${percent(medianOf(own))} on their own source (${rangeOfShares(own)}, ${countOf(own.length, 'loss')})`}.`,
    caveat: 'A repair learns the style of its text, so only other sources judge it; a negative share means that it does harm.',
    text: null,
    count: shares.length,
    chart: {
      x: REMOVED,
      y: { title: 'Share of the lost log perplexity that is taken back', isLogarithmic: false, isWhole: false },
      isJoined: false,
      series: (others.length === 0 ? [] : [true, false]).flatMap((isOwn) => {
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
function findTexts({ name, removals }: FoundModel): Answered {
  const changes = listChanges(removals)
    .filter(({ texts }) => texts.length > 1)
    .map((change) => {
      const sorted = change.texts.toSorted((a, b) => a.logLoss - b.logLoss);
      return { ...change, least: getAt(sorted, 0), most: getAt(sorted, sorted.length - 1) };
    })
    .toSorted((a, b) => a.most.logLoss - b.most.logLoss);
  const spreads = changes.map(({ least, most }) => most.logLoss - least.logLoss);
  const worst = [...Map.groupBy(changes, ({ most }) => most.text)].toSorted(([, a], [, b]) => b.length - a.length)[0];
  const names = [...new Set(changes.flatMap(({ texts }) => texts.map(({ text }) => text)))].sort();
  return {
    id: 'texts',
    question: 'Does the text decide what a removal costs?',
    sentence:
      worst === undefined
        ? `Not measured yet: removals of ${name} on two texts.`
        : `The factor by which one removal raises the perplexity of ${name} is a median of ${writeFactor(Math.exp(medianOf(spreads)))} as large on its worst text as on its best (${rangeOfLogs(spreads)}, ${countOf(changes.length, 'removal')} on ${joinWords(names)}); the worst is most often ${worst[0]}, in ${worst[1].length} of them.`,
    caveat:
      'The largest of several estimates is too large on average. Every verdict uses it all the same, because a text that was left out cannot warn.',
    text: null,
    count: changes.length,
    chart: {
      x: { title: 'Removals, cheapest first', isLogarithmic: false, isWhole: true },
      y: FACTOR,
      isJoined: false,
      series: (worst === undefined ? [] : names).map((text) => ({
        name: text,
        points: changes.flatMap(({ texts }, place) =>
          texts.filter((one) => one.text === text).map((loss) => ({ x: place + 1, ...factorOf(loss) })),
        ),
      })),
    },
    table: {
      columns: ['removal', ...names],
      rows: changes.map(({ label, texts }) => [label, ...names.map((text) => findFactor(texts, text))]),
    },
  };
}

/** How many next words change where perplexity hardly does. */
function findWords({ name, removals }: FoundModel): Answered {
  const points = listChanges(removals).flatMap(({ label, units, texts }) =>
    texts.flatMap((loss) => (loss.changedWords === null ? [] : [{ label, units, loss, changedWords: loss.changedWords }])),
  );
  const small = points.filter(({ loss }) => toShare(loss.logLoss) <= SMALL_LOSS);
  const shares = small.map(({ changedWords }) => changedWords);
  const texts = [...new Set(small.map(({ loss }) => loss.text))].sort();
  const byUnits = Map.groupBy(points, ({ units }) => nameUnits(units));
  return {
    id: 'words',
    question: 'Does a small loss of perplexity mean small changes?',
    sentence:
      shares.length === 0
        ? `${points.length === 0 ? 'Not measured yet' : `Not among ${countOf(points.length, 'loss')}`}: a removal of ${name} that costs at most 5 % more perplexity.`
        : `Where a removal of ${name} costs at most 5 % more perplexity on ${joinWords(texts)}, a median of ${percent(medianOf(shares), 1)} of the most likely next tokens change (${rangeOfShares(shares, 1)}, ${countOf(small.length, 'loss')}).`,
    caveat: 'A changed token need not be a worse one: perplexity asks how likely the written token is, not which token comes first.',
    text: null,
    count: points.length,
    chart: {
      x: FACTOR,
      y: { title: 'Share of next tokens that change', isLogarithmic: false, isWhole: false },
      isJoined: false,
      series: [...byUnits].map(([units, alike]) => ({
        name: units,
        points: alike.map(({ loss, changedWords }) => ({ x: Math.exp(loss.logLoss), y: changedWords, low: null, high: null })),
      })),
    },
    table: {
      columns: ['removal', 'text', 'perplexity ÷ whole', 'next tokens that change'],
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

function findFactor(texts: readonly StoredText[], text: string): number | null {
  const found = texts.find((one) => one.text === text);
  return found === undefined ? null : Math.exp(found.logLoss);
}

function rangeOfLogs(logs: readonly number[]): string {
  return `${writeFactor(Math.exp(Math.min(...logs)))} to ${writeFactor(Math.exp(Math.max(...logs)))}`;
}

function rangeOfShares(shares: readonly number[], digits = 0): string {
  return `${percent(Math.min(...shares), digits)} to ${percent(Math.max(...shares), digits)}`;
}
