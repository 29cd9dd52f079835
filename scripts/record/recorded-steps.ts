import { EFFORTS } from '@lamina/benchmarks';
import {
  EVALUATE_MODEL,
  jobOf,
  type KnownJob,
  MEASURE_EFFICIENCY,
  PRUNE_MODEL,
  QUANTIZE_MODEL,
  type QuantizeModelPayload,
  type RepairSetting,
  ROUND_UNITS,
  SCORE_MODEL,
} from '@lamina/jobs';
import { type Change, UNCHANGED, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { requestSearches, STRATEGY, type StrategyName } from '@lamina/strategies';
import type { RecordedModel } from './recorded-models.ts';

type Precision = QuantizeModelPayload['precision'];

/** A part of the recording of one model. */
export interface RecordedStep {
  /** Unique per model. Jobs of a step that have succeeded are not run again. */
  readonly name: string;
  /** Steps of lower stages are taken first, over all models: a recording that ends early holds the more important steps. */
  readonly stage: number;
  /** Earlier steps whose results choose what it measures; default none. */
  readonly after?: readonly string[];
  readonly work:
    | { readonly kind: 'score'; readonly run: ScoredText; readonly job: (revisionId: string) => KnownJob }
    /** The whole model on all texts and benchmarks. */
    | { readonly kind: 'whole' }
    /** The whole model in fewer bits, on the same. */
    | { readonly kind: 'quantize'; readonly precision: Precision }
    /** Changes of the whole model that make its file smaller, on all texts: types of its weights, smaller vocabularies. */
    | { readonly kind: 'smaller'; readonly changes: readonly Change<never>[] }
    /** The most frequent tokens of some classes, in the sizes that answers try, on all texts. */
    | { readonly kind: 'frequent words'; readonly classes: readonly string[] }
    /** Every unit alone in fewer bits. */
    | { readonly kind: 'round' }
    /** Mixtures of types that lose least by what the units lost alone, on all texts. */
    | { readonly kind: 'mixtures'; readonly count: number }
    /** Removals, types and smaller vocabularies together that are predicted to be good, of those measured before, on all texts. */
    | { readonly kind: 'combinations'; readonly limits: readonly number[]; readonly count: number }
    /** Changes on all texts. Choices of one step are evaluated together: equal ones once, and those that begin alike share what they have in common. */
    | { readonly kind: 'remove'; readonly choices: readonly Choosing[] }
    /** The changes that answers name at the losses that readers are offered, on all benchmarks. */
    | { readonly kind: 'answers' }
    /** Speed of the whole model, of blocks and attentions that influence chooses, and of what answers name. */
    | { readonly kind: 'speed' };
}

/** Score runs: two texts whole; searches on the beginning of each, and of sublayers and of each unit alone on the beginning of the first. */
export type ScoredText = 'austen' | 'wikipedia-passages' | 'search' | 'search on wikipedia-passages' | 'search of halves' | 'alone';

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
/** Its scores choose layers a second time: whether a strategy is better must not depend on one text. Repairs are solved on it first. */
const SECOND_TEXT = 'wikipedia-passages';
/** The shortest passage of Wikipedia has fewer than 256 tokens. */
const REPAIR_WINDOW = 128;

/** Four sources, so that two stay that neither chose nor repaired a change. */
export const RECORDED_TEXTS = ['austen', 'django-code', 'sqlite-manual', 'wikipedia'];
/** 200 documents each: of the whole model, and of what answers name. */
export const RECORDED_BENCHMARKS: readonly string[] = [
  'openbookqa',
  'winogrande',
  'commonsense_qa',
  'arc_easy',
  'austen_copy',
  'basic_arithmetic',
];
const LIMIT = 200;
/** Changes of a model that are judged together, without random draws. */
const FAMILY = 60;
/** The most windows of each text: with more, a model would take longer than four quiet hours. */
const WINDOWS = 32;
const SEEDS = [0, 1, 2, 3, 4];
/** The types that a thorough answer tries. */
const WRITTEN_TYPES: readonly string[] = EFFORTS.thorough.types;
/** Texts in English need no other script. */
const KEPT_VOCABULARIES: readonly string[] = ['latin', 'ascii'];
const FREQUENT_CLASSES: readonly string[] = ['ascii'];
/** The types that people write most, and a smaller one. Rows that blocks of 256 do not divide are stored in another type, which the numbers name. */
const ROUNDED_TYPES = ['Q8_0', 'Q4_0', 'Q2_K'];
/** In equal steps towards the smallest of these types. */
const MIXTURES = 3;
/** At the losses that readers ask for most, so many each: each two kinds of changes, or all three. */
const COMBINED = { limits: [0.05, 0.1, 0.25], count: 1 };

const WINDOW = { window: 256, stride: 256, bos: 'auto' } as const;
/** The text that a score run reads. */
interface ScoredPart {
  readonly calibration: string;
  /** Null: the whole text. Searches read at most 2,048 tokens. */
  readonly windows: number | null;
  /** The strategy for which it searches. */
  readonly strategy: StrategyName;
  /** Sets of kinds of units that its searches rank together; empty where none runs. Two runs may read the same. */
  readonly searched: readonly (readonly UnitKind[])[];
}
export const SCORED_TEXTS: Readonly<Record<ScoredText, ScoredPart>> = {
  austen: { calibration: CHOOSING_TEXT, windows: null, strategy: STRATEGY.greedyLoss, searched: [] },
  'wikipedia-passages': { calibration: SECOND_TEXT, windows: null, strategy: STRATEGY.greedyLoss, searched: [] },
  search: { calibration: CHOOSING_TEXT, windows: 8, strategy: STRATEGY.greedyLoss, searched: [['block'], ['attention']] },
  'search on wikipedia-passages': { calibration: SECOND_TEXT, windows: 8, strategy: STRATEGY.greedyLoss, searched: [['block']] },
  'search of halves': { calibration: CHOOSING_TEXT, windows: 8, strategy: STRATEGY.greedyLoss, searched: [['mlp'], ['attention', 'mlp']] },
  // Few windows are enough to find the units that cost least.
  alone: { calibration: CHOOSING_TEXT, windows: 4, strategy: STRATEGY.leaveOneOutLoss, searched: [UNIT_KINDS] },
};

/** Measured last, when it is known what answers name, and before all jobs that an interrupted recording left: other work would change the speed. */
export const SPEED: RecordedStep = { name: 'speed', stage: -100, work: { kind: 'speed' } };
/** Measured when all changes are. */
export const ANSWERS: RecordedStep = { name: 'benchmarks of answers', stage: -50, work: { kind: 'answers' } };

/**
 * The steps that run beside each other, most wanted first: what an answer may name, then the cost curves, the draws that they are compared with, and
 * repairs. Every change that is tried weakens the verdicts on all others, so nothing is measured that neither a page shows nor an answer may name.
 */
export function listSteps(model: RecordedModel): readonly RecordedStep[] {
  const { counts, front, third, quarter, drawn, drawnSublayers } = model;
  const search = (units: readonly UnitKind[]): ScoredText => searchOf(model, units);
  return [
    scoreText(CHOOSING_TEXT, 0),
    scoreText('search', 1, model),
    scoreText('alone', 1, model),
    { name: 'whole', stage: 2, work: { kind: 'whole' } },
    {
      name: 'words',
      stage: 2,
      work: { kind: 'smaller', changes: KEPT_VOCABULARIES.map((keepVocabulary) => ({ ...UNCHANGED, keepVocabulary })) },
    },
    { name: 'frequent words', stage: 2, work: { kind: 'frequent words', classes: FREQUENT_CLASSES } },
    { name: 'types', stage: 2, work: { kind: 'smaller', changes: WRITTEN_TYPES.map((precision) => ({ ...UNCHANGED, precision })) } },
    { name: 'roundings', stage: 2, work: { kind: 'round' } },
    { name: 'mixtures', stage: 2, after: ['roundings'], work: { kind: 'mixtures', count: MIXTURES } },
    combine('types and words together', 2, ['words', 'types', 'mixtures']),
    remove('attentions', 3, [
      byInfluence(['attention'], [...new Set([...counts, third])]),
      byGreedy(['attention'], front, search(['attention'])),
    ]),
    remove('cheapest alone', 3, [
      byLossAlone(['attention'], [1, 2, 3, 4]),
      byLossAlone(['mlp'], [1, 2, 3]),
      byLossAlone(['block'], [1, 2, 3]),
    ]),
    combine('types and frequent words together', 2, ['types and words together', 'frequent words']),
    combine('all kinds together', 4, ['types and frequent words together', 'attentions', 'cheapest alone']),
    scoreText('search of halves', 4, model),
    remove('attentions and MLPs', 5, [byGreedy(['attention', 'mlp'], counts, search(['attention', 'mlp']))]),
    remove('blocks', 6, [byInfluence(['block'], [...new Set([...counts, quarter])]), byGreedy(['block'], counts, search(['block']))]),
    remove('MLPs', 7, [byInfluence(['mlp'], counts), byGreedy(['mlp'], counts, search(['mlp']))]),
    remove('draws of blocks', 8, [draw('block', drawn)]),
    ...(model.folds ? [remove('folds', 9, [fold(CHOOSING_TEXT, counts, SECOND_TEXT), fold('search', counts, SECOND_TEXT)])] : []),
    ...(drawnSublayers.length > 0
      ? [remove('draws of attentions and MLPs', 10, [draw('attention', drawnSublayers), draw('mlp', drawnSublayers)])]
      : []),
    scoreText(SECOND_TEXT, 11),
    scoreText('search on wikipedia-passages', 12, model),
    remove('blocks by a second text', 13, [
      byInfluence(['block'], drawn, SECOND_TEXT),
      byGreedy(['block'], drawn, 'search on wikipedia-passages'),
    ]),
    ...(model.folds ? [remove('folds on the text of the scores', 14, [fold(CHOOSING_TEXT, drawn, CHOOSING_TEXT)])] : []),
    ...model.quantized.map((precision) => ({
      name: `quantized ${precision}`,
      stage: 15,
      work: { kind: 'quantize' as const, precision },
    })),
  ];
}

/** The run that searched these units. */
function searchOf({ searched }: RecordedModel, units: readonly UnitKind[]): ScoredText {
  const isIn = (run: readonly (readonly UnitKind[])[]): boolean => run.some((set) => set.join() === units.join());
  return isIn(searched) ? 'search' : 'search of halves';
}

function remove(name: string, stage: number, choices: readonly Choosing[]): RecordedStep {
  return { name, stage, work: { kind: 'remove', choices } };
}

function combine(name: string, stage: number, after: readonly string[]): RecordedStep {
  return { name, stage, after, work: { kind: 'combinations', ...COMBINED } };
}

function byInfluence(units: readonly UnitKind[], counts: readonly number[], scores: ScoredText = CHOOSING_TEXT): Choosing {
  return { strategies: [STRATEGY.blockInfluence], counts, scores, units };
}

function byGreedy(units: readonly UnitKind[], counts: readonly number[], scores: ScoredText): Choosing {
  return { strategies: [STRATEGY.greedyLoss], counts, scores, units };
}

/** The units that answers try first: those that cost least alone. */
function byLossAlone(units: readonly UnitKind[], counts: readonly number[]): Choosing {
  return { strategies: [STRATEGY.leaveOneOutLoss], counts, scores: 'alone', units };
}

/** Random draws of inner units. */
function draw(unit: UnitKind, counts: readonly number[]): Choosing {
  return { strategies: [STRATEGY.randomInner], counts, scores: null, units: [unit] };
}

/** The repair that a GGUF file can hold, of blocks that influence, or a search, chose. */
function fold(scores: 'austen' | 'search', counts: readonly number[], calibration: string): Choosing {
  const strategy = scores === 'search' ? STRATEGY.greedyLoss : STRATEGY.blockInfluence;
  const repair: RepairSetting = { kind: 'linear-fold', calibration, window: REPAIR_WINDOW, bos: 'auto', tokenRule: 'all' };
  return { strategies: [strategy], counts, scores, repairs: [repair] };
}

/** The scores of a text, with what the run searches in a model. */
function scoreText(run: ScoredText, stage: number, model?: RecordedModel): RecordedStep {
  const { calibration, windows, strategy } = SCORED_TEXTS[run];
  const sets = model === undefined ? [] : listSearched(run, model);
  const counts = model === undefined ? [] : model.counts;
  const job = (revisionId: string): KnownJob =>
    jobOf(SCORE_MODEL, {
      revisionId,
      ...WINDOW,
      calibration,
      windows: windows ?? undefined,
      searches: requestSearches([strategy], { sets, counts }),
    });
  return { name: `scores of ${run}`, stage, work: { kind: 'score', run, job } };
}

/** The sets of units that a run searches in a model. */
export function listSearched(run: ScoredText, { searched }: RecordedModel): readonly (readonly UnitKind[])[] {
  const inSearch = new Set(searched.map((set) => set.join()));
  if (run === 'search') return searched;
  if (run !== 'search of halves') return SCORED_TEXTS[run].searched;
  const all: readonly (readonly UnitKind[])[] = [['attention'], ['mlp'], ['attention', 'mlp']];
  return all.filter((set) => !inSearch.has(set.join()));
}

/** One job for all texts: repairs are solved once, and changes of one removal share what comes before them. Without prunings, of the whole model. */
export function readJob(revisionId: string, pruningIds: readonly string[] | null): KnownJob {
  return jobOf(EVALUATE_MODEL, {
    revisionId,
    ...subjectOf(pruningIds),
    texts: [...RECORDED_TEXTS],
    reading: { family: FAMILY, maximum: WINDOWS },
    bos: 'auto',
  });
}

/** One job per benchmark, so that several workers share them. Without prunings, of the whole model. */
export function evaluateJobs(
  revisionId: string,
  pruningIds: readonly string[] | null,
  benchmarks: readonly string[] = RECORDED_BENCHMARKS,
): readonly KnownJob[] {
  return benchmarks.map((benchmark) =>
    jobOf(EVALUATE_MODEL, { revisionId, ...subjectOf(pruningIds), benchmarks: [benchmark], limit: LIMIT, bos: 'auto' }),
  );
}

function subjectOf(pruningIds: readonly string[] | null) {
  return pruningIds === null ? { subject: 'dense' as const } : { subject: 'prunings' as const, pruningIds: [...pruningIds] };
}

export function quantizeJob(revisionId: string, precision: Precision): KnownJob {
  return jobOf(QUANTIZE_MODEL, { revisionId, precision });
}

/** @param changes of the whole model, without repairs, of which each makes the file smaller */
export function smallerJob(revisionId: string, changes: readonly Change<never>[]): KnownJob {
  return jobOf(PRUNE_MODEL, {
    revisionId,
    strategies: [STRATEGY.explicit],
    counts: [1],
    combinations: changes.map(({ remove, precision, keepVocabulary }) => ({
      remove,
      // Parts that are not named stay.
      type: precision ?? undefined,
      keepVocabulary: keepVocabulary ?? undefined,
    })),
  });
}

/** On two windows of 512 tokens. */
export function roundJob(revisionId: string): KnownJob {
  return jobOf(ROUND_UNITS, { revisionId, types: ROUNDED_TYPES, text: CHOOSING_TEXT, windows: 2 });
}

export function speedJob(revisionId: string, pruningIds: readonly string[]): KnownJob {
  return jobOf(MEASURE_EFFICIENCY, { revisionId, pruningIds: [...pruningIds], batches: [1] });
}

export function pruneJob(
  { revisionId, scoreRunId }: { readonly revisionId: string; readonly scoreRunId: string | null },
  { strategies, counts, units, repairs }: Choosing,
): KnownJob {
  return jobOf(PRUNE_MODEL, {
    revisionId,
    strategies: [...strategies],
    counts: [...counts],
    seeds: SEEDS,
    scoreRunId: scoreRunId ?? undefined,
    units: units && [[...units]],
    repairs: repairs && [...repairs],
  });
}

/** Number of changes that a choice makes. */
export function countChanges({ strategies, counts, repairs = [] }: Choosing): number {
  const draws = strategies.reduce((sum, strategy) => sum + (strategy === STRATEGY.randomInner ? SEEDS.length : 1), 0);
  return draws * counts.length * Math.max(1, repairs.length);
}
