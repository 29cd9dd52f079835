import {
  EVALUATE_MODEL,
  jobOf,
  type KnownJob,
  MEASURE_EFFICIENCY,
  type PayloadInputOf,
  PRUNE_MODEL,
  QUANTIZE_MODEL,
  type QuantizeModelPayload,
  type RepairSetting,
  SCORE_MODEL,
} from '@lamina/jobs';
import { REPAIR_KINDS } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import { STRATEGY, type StrategyName } from '@lamina/strategies';
import type { RecordedModel } from './recorded-models.ts';

type Precision = QuantizeModelPayload['precision'];

/** A part of the recording of one model. */
export interface RecordedStep {
  /** Unique per model. Jobs of a step that have succeeded are not run again. */
  readonly name: string;
  /** Steps of lower stages are taken first, over all models: a recording that ends early holds the more important steps. */
  readonly stage: number;
  /** The step that chooses the same changes: they are chosen once for both. */
  readonly chosenBy?: string;
  readonly work:
    | { readonly kind: 'score'; readonly run: ScoredText; readonly job: (revisionId: string) => KnownJob }
    | { readonly kind: 'dense'; readonly benchmarks: readonly string[] }
    /** The whole model in fewer bits, on the benchmarks. */
    | { readonly kind: 'quantize'; readonly precision: Precision; readonly benchmarks: readonly string[] }
    /** Speed of the whole model, of blocks and attentions that influence chooses, and of what answers name at the losses that readers are offered. */
    | { readonly kind: 'speed' }
    /** Choices of one step are evaluated together: equal ones once, and those that begin alike share what they have in common. */
    | { readonly kind: 'remove'; readonly choices: readonly Choosing[]; readonly benchmarks: readonly string[] };
}

/** Score runs: both texts whole, searches on the beginning of each, and on that of the first with further seeds and among halves of layers. */
export type ScoredText =
  | 'austen'
  | 'wikipedia-passages'
  | 'search'
  | 'search on wikipedia-passages'
  | 'search with three seeds'
  | 'search of halves';

/** Strategies that choose from one score run. */
export interface Choosing {
  readonly strategies: readonly StrategyName[];
  readonly counts: readonly number[];
  /** Null: strategies that read no scores. */
  readonly scores: ScoredText | null;
  /** Kinds of units to remove; default: whole layers. */
  readonly units?: readonly UnitKind[];
  /** Repairs of each removal, which another step measures alone. */
  readonly repairs?: readonly RepairSetting[];
}

/** The text whose scores choose layers. */
export const CHOOSING_TEXT = 'austen';
/** The text whose scores choose layers a second time: whether a strategy is better must not depend on one text. */
const SECOND_TEXT = 'wikipedia-passages';
/** The text on which repairs are solved first: neither the one that chooses layers nor of a benchmark's author. */
const REPAIR_TEXT = SECOND_TEXT;
/** Texts that the recorder fetches: one author, one site, and both in turn; each with about 5,000 and 20,000 tokens. */
const REPAIR_TEXTS = ['austen-novels', 'wikipedia-articles', 'austen-and-wikipedia'];
const REPAIR_WINDOWS = [41, 157];
/** One with few numbers, one that folds into a weight, and one that fits most. */
const REPAIRS_OF_TEXTS = ['diagonal-ls', 'linear-fold', 'linear'] as const;
/** The shortest passage of Wikipedia has fewer than 256 tokens. */
const REPAIR_WINDOW = 128;

/** The benchmarks, 200 documents each. */
const BENCHMARKS = ['openbookqa', 'winogrande', 'commonsense_qa', 'arc_easy', 'austen_text'];
/** The benchmarks of every removal: those of the table of repairs, which has the most pruned models. */
export const TABLE_BENCHMARKS = ['openbookqa', 'winogrande', 'arc_easy', 'austen_text'];
/** The others of the first five. */
const OTHER_BENCHMARKS = BENCHMARKS.filter((name) => !TABLE_BENCHMARKS.includes(name));
/** Benchmarks whose answers are generated, which takes longest: of the whole model, and of few changes. */
const GENERATION = ['austen_copy', 'basic_arithmetic'];
/** Texts of two further sources. With `austen_text`, two sources stay that neither chose nor repaired a change. */
const JUDGING_TEXTS = ['wikipedia_text', 'technical_text'];
/** Every benchmark of the first measurement of a change. */
const ALL_FIRST = [...BENCHMARKS, ...GENERATION];
/** Every benchmark of the recording. */
export const RECORDED_BENCHMARKS = [...ALL_FIRST, ...JUDGING_TEXTS];
const LIMIT = 200;
const SEEDS = [0, 1, 2, 3, 4];
const PRECISIONS: readonly Precision[] = ['int8', 'int4'];

const WINDOW = { window: 256, stride: 256, bos: 'auto' } as const;
/** What a score run reads. */
interface ScoredPart {
  readonly calibration: string;
  /** Null: the whole text. Searches read at most 2,048 tokens. */
  readonly windows: number | null;
  /** Of its evolutionary searches; empty where none runs. Two runs may read the same. */
  readonly seeds: readonly number[];
  /** Kinds of units that these searches remove together. */
  readonly units: readonly UnitKind[];
}
export const SCORED_TEXTS: Readonly<Record<ScoredText, ScoredPart>> = {
  austen: { calibration: CHOOSING_TEXT, windows: null, seeds: [], units: ['block'] },
  'wikipedia-passages': { calibration: SECOND_TEXT, windows: null, seeds: [], units: ['block'] },
  search: { calibration: CHOOSING_TEXT, windows: 8, seeds: [0], units: ['block'] },
  'search on wikipedia-passages': { calibration: SECOND_TEXT, windows: 8, seeds: [0], units: ['block'] },
  // The mean over the seeds of a search is of one run, so the first seed searches again.
  'search with three seeds': { calibration: CHOOSING_TEXT, windows: 8, seeds: [0, 1, 2], units: ['block'] },
  'search of halves': { calibration: CHOOSING_TEXT, windows: 8, seeds: [0], units: ['mlp'] },
};
const SEARCH_PASSES = 40;
const JOINT: readonly UnitKind[] = ['attention', 'mlp'];

/** Strategies that choose whole layers from scores, or from their places. */
const BY_SCORES = [STRATEGY.blockInfluence, STRATEGY.relativeMagnitude, STRATEGY.angularSpan, STRATEGY.reverse];
/** Strategies that choose by losses and divergences, on the shorter text. */
const BY_SEARCH = [STRATEGY.leaveOneOutLoss, STRATEGY.greedyLoss, STRATEGY.iterate, STRATEGY.evolutionary];

/** Above every stage of a model's steps. */
const LAST_STAGE = 100;
/** What is measured is judged before anything else is measured. */
const JUDGED_FIRST = -2 * LAST_STAGE;

/** Measured last, when it is known what answers name, and before all jobs that an interrupted recording left: other work would change the speed. */
export const SPEED: RecordedStep = { name: 'speed', stage: -3 * LAST_STAGE, work: { kind: 'speed' } };

/** Every repair but the mean output, which no recording has measured. */
const RECORDED_REPAIRS = REPAIR_KINDS.filter((kind): kind is RepairSetting['kind'] => kind !== 'none' && kind !== 'mean');

/** The steps that run beside each other: everything that is measured on one text, and the same changes on the two others. */
export function listSteps(model: RecordedModel): readonly RecordedStep[] {
  const steps = listMeasured(model);
  return [...steps, ...steps.flatMap(judge)];
}

/** A step's changes on the texts of the two other sources. */
function judge({ name, stage, work }: RecordedStep): readonly RecordedStep[] {
  // A step without this benchmark repeats the changes of a step that has it.
  if (work.kind === 'score' || work.kind === 'speed' || !work.benchmarks.includes('austen_text')) return [];
  // A form that is written anew may be another revision, on which nothing is measured yet.
  const benchmarks = work.kind === 'quantize' ? RECORDED_BENCHMARKS : JUDGING_TEXTS;
  return [{ name: `${name}, judged`, chosenBy: name, stage: JUDGED_FIRST + stage, work: { ...work, benchmarks } }];
}

function listMeasured(model: RecordedModel): readonly RecordedStep[] {
  const { counts, quarter, third, refusedRepairs, searched, hasRepairTable } = model;
  // The middle counts come first.
  const [middle, others] = splitCounts(counts);
  const kinds = RECORDED_REPAIRS.filter((kind) => !refusedRepairs.includes(kind));
  const repaired = (strategy: StrategyName, count: number, text: string): Choosing => ({
    strategies: [strategy],
    counts: [count],
    scores: BY_SEARCH.some((search) => search === strategy) ? 'search' : CHOOSING_TEXT,
    repairs: kinds.map((kind) => repairBy(kind, text)),
  });
  const control = (count: number, stage: number): RecordedStep => remove(`control ${count}`, stage, [drawn(count)]);
  const repair = (count: number, stage: number): RecordedStep =>
    remove(`repairs of ${count}`, stage, [repaired(STRATEGY.blockInfluence, count, REPAIR_TEXT)]);
  return [
    scoreText(CHOOSING_TEXT, 0),
    { name: 'dense', stage: 0, work: { kind: 'dense', benchmarks: BENCHMARKS } },
    remove('blocks by scores', 1, [byScores(middle)]),
    remove('attentions by scores', 2, [byInfluence(['attention'], counts)]),
    ...(counts.includes(third)
      ? []
      : [remove('a third of the attentions by scores', 52, [byInfluence(['attention'], [third])], ALL_FIRST)]),
    scoreText('wikipedia-passages', 3),
    remove('blocks by scores at other counts', 4, [
      byScores(others),
      { strategies: [STRATEGY.blockInfluence], counts: [quarter], scores: CHOOSING_TEXT },
    ]),
    ...PRECISIONS.map((precision) => quantize(`quantized ${precision}`, 5, precision)),
    ...middle.map((count, place) => repair(count, 18 + place)),
    remove('MLPs by scores', 10, [byInfluence(['mlp'], counts)]),
    searchUnits(counts, searched),
    remove(
      'units by searches',
      12,
      searched.map((unit) => ({ strategies: BY_SEARCH, counts, scores: 'search', units: [unit] })),
    ),
    ...others.map((count, place) => repair(count, 20 + place)),
    ...[...middle, ...others].map((count, place) => control(count, 23 + place)),
    remove('first blocks', 29, [{ strategies: [STRATEGY.sequential], counts, scores: null }]),
    ...(hasRepairTable ? counts : []).flatMap((count, place) => [
      remove(
        `repairs of searched ${count}`,
        30 + place,
        [STRATEGY.greedyLoss, STRATEGY.evolutionary].map((strategy) => repaired(strategy, count, REPAIR_TEXT)),
        TABLE_BENCHMARKS,
      ),
      remove(
        `repairs of ${count} on the text of the scores`,
        40 + place,
        [repaired(STRATEGY.blockInfluence, count, CHOOSING_TEXT)],
        TABLE_BENCHMARKS,
      ),
    ]),
    ...listRepairTexts(model),
    ...listOtherChoices(counts),
    ...listHalves(model),
    ...listLaterSteps(model),
  ];
}

/** What the text of a repair is worth: its source, a mixture, and its length. */
function listRepairTexts({ counts, hasRepairTable }: RecordedModel): readonly RecordedStep[] {
  const repairs = REPAIRS_OF_TEXTS.flatMap((kind) =>
    REPAIR_TEXTS.flatMap((text) => REPAIR_WINDOWS.map((windows) => repairBy(kind, text, windows))),
  );
  return (hasRepairTable ? [counts[2], counts.at(-1)] : []).map((count = 0, place) => {
    const choosing = { strategies: [STRATEGY.blockInfluence], counts: [count], scores: CHOOSING_TEXT, repairs } as const;
    return remove(`repairs of ${count} by text and length`, 45 + place, [choosing], ['austen_text']);
  });
}

/** Whole layers by the scores of the second text, and by searches with three seeds. */
function listOtherChoices(counts: readonly number[]): readonly RecordedStep[] {
  const most = Math.max(...counts);
  const secondScores: Choosing = {
    strategies: BY_SCORES.filter((strategy) => strategy !== STRATEGY.reverse),
    counts,
    scores: 'wikipedia-passages',
  };
  const secondSearch: Choosing = {
    strategies: [STRATEGY.greedyLoss, STRATEGY.evolutionary],
    counts,
    scores: 'search on wikipedia-passages',
  };
  const seeds: Choosing = { strategies: [STRATEGY.evolutionary], counts, scores: 'search with three seeds' };
  return [
    remove('blocks by scores of wikipedia-passages', 35, [secondScores], TABLE_BENCHMARKS),
    scoreText('search on wikipedia-passages', 36, { greedy: most, evolve: evolve('search on wikipedia-passages', counts) }),
    remove('blocks by searches on wikipedia-passages', 36, [secondSearch], TABLE_BENCHMARKS),
    scoreText('search with three seeds', 37, { evolve: evolve('search with three seeds', counts) }),
    remove('blocks by searches with three seeds', 38, [seeds], TABLE_BENCHMARKS),
    // Averages over all benchmarks need the last one too.
    remove('other texts and seeds on the other benchmark', 39, [secondScores, secondSearch, seeds], OTHER_BENCHMARKS),
  ];
}

/** Attentions and MLPs in one ranking, by scores of both texts and by searches, which also choose MLPs alone. */
function listHalves({ counts, choosesHalves }: RecordedModel): readonly RecordedStep[] {
  if (!choosesHalves) return [];
  const searched: readonly (readonly UnitKind[])[] = [['mlp'], JOINT];
  return [
    scoreText('search of halves', 48, {
      greedy: Math.max(...counts),
      evolve: evolve('search of halves', counts),
      searchUnits: searched.map((units) => [...units]),
    }),
    remove(
      'halves by searches',
      48,
      searched.map((units) => ({ strategies: [STRATEGY.greedyLoss, STRATEGY.evolutionary], counts, scores: 'search of halves', units })),
      TABLE_BENCHMARKS,
    ),
    remove(
      'halves by scores of both texts',
      49,
      [byInfluence(JOINT, counts), ...[['attention'] as const, ...searched].map((units) => byInfluence(units, counts, SECOND_TEXT))],
      ['austen_text'],
    ),
  ];
}

/** Random draws of attentions and of MLPs, where halves are chosen in several ways, then generated answers of the whole model. */
function listLaterSteps({ counts, choosesHalves }: RecordedModel): readonly RecordedStep[] {
  const [middle] = splitCounts(counts);
  // A control shows what a choice is worth. One text is enough until it is judged.
  const control = (unit: 'attention' | 'mlp', count: number, stage: number): RecordedStep =>
    remove(`control ${UNIT_NAMES[unit]} ${count}`, stage, [drawn(count, unit)], ['austen_text']);
  const controls = middle.flatMap((count, place) => [control('attention', count, 50 + place), control('mlp', count, 50 + place)]);
  return [...(choosesHalves ? controls : []), { name: 'generated answers', stage: 60, work: { kind: 'dense', benchmarks: GENERATION } }];
}

const UNIT_NAMES = { attention: 'attentions', mlp: 'MLPs' } as const;

/** The middle counts, and the others. */
function splitCounts(counts: readonly number[]): readonly [readonly number[], readonly number[]] {
  return [counts.slice(2, 4), [...counts.slice(0, 2), ...counts.slice(4)]];
}

/** Random draws of inner units. */
function drawn(count: number, unit: UnitKind = 'block'): Choosing {
  return { strategies: [STRATEGY.randomInner], counts: [count], scores: null, units: [unit] };
}

function quantize(name: string, stage: number, precision: Precision): RecordedStep {
  return { name, stage, work: { kind: 'quantize', precision, benchmarks: BENCHMARKS } };
}

function remove(name: string, stage: number, choices: readonly Choosing[], benchmarks: readonly string[] = BENCHMARKS): RecordedStep {
  return { name, stage, work: { kind: 'remove', choices, benchmarks } };
}

function byScores(counts: readonly number[]): Choosing {
  return { strategies: BY_SCORES, counts, scores: CHOOSING_TEXT };
}

function byInfluence(units: readonly UnitKind[], counts: readonly number[], scores: ScoredText = CHOOSING_TEXT): Choosing {
  return { strategies: [STRATEGY.blockInfluence], counts, scores, units };
}

function scoreText(run: ScoredText, stage: number, more: Partial<PayloadInputOf<typeof SCORE_MODEL>> = {}): RecordedStep {
  const { calibration, windows } = SCORED_TEXTS[run];
  const job = (revisionId: string): KnownJob =>
    jobOf(SCORE_MODEL, { revisionId, ...WINDOW, calibration, windows: windows ?? undefined, ...more });
  return { name: `scores of ${run}`, stage, work: { kind: 'score', run, job } };
}

/** The loss without each unit; greedy, iterated and evolutionary removal of each kind of units. */
function searchUnits(counts: readonly number[], searched: readonly UnitKind[]): RecordedStep {
  const most = Math.max(...counts);
  return scoreText('search', 11, {
    leaveOneOut: [...searched],
    greedy: most,
    iterate: most,
    evolve: evolve('search', counts),
    searchUnits: searched.map((kind) => [kind]),
  });
}

function evolve(run: ScoredText, counts: readonly number[]): PayloadInputOf<typeof SCORE_MODEL>['evolve'] {
  return { counts: [...counts], passes: SEARCH_PASSES, seeds: [...SCORED_TEXTS[run].seeds] };
}

/** One job per benchmark, so that several workers share them; without prunings, of the whole model. */
export function evaluateJobs(
  revisionId: string,
  pruningIds?: readonly string[],
  benchmarks: readonly string[] = BENCHMARKS,
): readonly KnownJob[] {
  return benchmarks.map((benchmark) => evaluateJob(revisionId, [benchmark], pruningIds));
}

/** One job for all benchmarks: a repair is solved once, and repairs of one removal share what comes before them. */
export function evaluateRepairedJob(revisionId: string, pruningIds: readonly string[], benchmarks: readonly string[]): KnownJob {
  return evaluateJob(revisionId, benchmarks, pruningIds);
}

function evaluateJob(revisionId: string, benchmarks: readonly string[], pruningIds?: readonly string[]): KnownJob {
  const subject = pruningIds === undefined ? { subject: 'dense' as const } : { subject: 'prunings' as const, pruningIds: [...pruningIds] };
  return jobOf(EVALUATE_MODEL, { revisionId, ...subject, benchmarks: [...benchmarks], limit: LIMIT, bos: 'auto' });
}

export function quantizeJob(revisionId: string, precision: Precision): KnownJob {
  return jobOf(QUANTIZE_MODEL, { revisionId, precision });
}

export function speedJob(revisionId: string, pruningIds: readonly string[]): KnownJob {
  return jobOf(MEASURE_EFFICIENCY, { revisionId, pruningIds: [...pruningIds], batches: [1] });
}

export function pruneJob(
  { revisionId, scoreRunId }: { readonly revisionId: string; readonly scoreRunId: string | null },
  { strategies, counts, units, repairs }: Choosing,
): KnownJob {
  return jobOf(PRUNE_MODEL, {
    ...{ revisionId, strategies: [...strategies], counts: [...counts], seeds: SEEDS },
    scoreRunId: scoreRunId ?? undefined,
    units: units && [[...units]],
    repairs: repairs && [...repairs],
  });
}

function repairBy(kind: RepairSetting['kind'], calibration: string, windows?: number): RepairSetting {
  return { kind, calibration, window: REPAIR_WINDOW, windows, bos: 'auto', tokenRule: 'all' };
}
