import type { StudyRequestInput } from '@lamina/jobs';
import { STRATEGY } from '@lamina/strategies';

/** A study of a bundled model, of all bundled benchmarks. */
export type BundledStudy = Omit<StudyRequestInput, 'benchmarks'>;

/** Every strategy that needs no additional measurement, and the controls. The bundled models have a context of 256 tokens. */
export const BUNDLED_STUDY: BundledStudy = {
  calibration: 'invented-world',
  window: 256,
  // The only text whose language these models know.
  texts: ['invented-world'],
  strategies: [
    STRATEGY.blockInfluence,
    STRATEGY.relativeMagnitude,
    STRATEGY.angularSpan,
    STRATEGY.reverse,
    STRATEGY.sequential,
    STRATEGY.randomInner,
  ],
  counts: [1, 2, 3, 4, 5, 6, 8],
};

/** The first start measures this of one bundled model: within a minute on two cores, so that a new user sees a measurement. */
export const FIRST_STUDY: BundledStudy = {
  ...BUNDLED_STUDY,
  windows: 64,
  limit: 50,
  reading: { maximum: 16 },
  strategies: [STRATEGY.blockInfluence, STRATEGY.randomInner],
  units: [['block'], ['attention']],
  counts: [1, 2],
  seeds: [0, 1],
};

/**
 * Work that needs additional passes, with fewer windows and after everything else: strategies that use losses, and speed.
 */
export const FURTHER_STUDY: BundledStudy = {
  ...BUNDLED_STUDY,
  windows: 64,
  strategies: [STRATEGY.leaveOneOutLoss, STRATEGY.greedyLoss],
  efficiency: true,
};

/** How many documents of each benchmark the comparisons beyond blocks read. */
const BEYOND_BLOCKS_LIMIT = 50;

/**
 * Attentions and MLPs beside whole layers, and two repairs of few removed layers: one that changes stored weights and one that adds a matrix. The ridge
 * needs few windows. Some later documents of world-text have sentences of the calibration text; a repair is not judged on them.
 */
export const BEYOND_BLOCKS_STUDY: BundledStudy = {
  ...BUNDLED_STUDY,
  windows: 64,
  limit: BEYOND_BLOCKS_LIMIT,
  strategies: [STRATEGY.blockInfluence, STRATEGY.reverse, STRATEGY.randomInner],
  counts: [1, 2, 3],
  units: [['block'], ['attention'], ['mlp'], ['attention', 'mlp']],
  repairs: [{ kind: 'linear-fold' }, { kind: 'linear' }],
  efficiency: true,
};

/** Forms in fewer bits, and a study of each: what fewer bits cost stands beside what a removal costs. */
const FORMS: Pick<StudyRequestInput, 'strategies' | 'units' | 'repairs' | 'efficiency' | 'precisions'> = {
  strategies: [STRATEGY.blockInfluence],
  units: [['block']],
  repairs: [],
  efficiency: false,
  precisions: ['int8', 'int4'],
};

/** The forms of a bundled model, on the same documents as its first study. */
export const FORMS_STUDY: BundledStudy = { ...BUNDLED_STUDY, windows: 64, counts: [2, 4], ...FORMS };

/** The forms on the documents of the comparisons beyond blocks: they stand beside each other. A study needs a removal, so it repeats one. */
export const BEYOND_BLOCKS_FORMS_STUDY: BundledStudy = { ...FORMS_STUDY, limit: BEYOND_BLOCKS_LIMIT, counts: [1] };

/**
 * The study of a model that `npm start -- --fetch` downloads: what the recorded models show, with fewer draws. Scores and benchmarks are of a size that a
 * machine with two cores measures within hours for a model of 135 million parameters.
 */
const FETCHED_STUDY: StudyRequestInput = {
  calibration: 'austen',
  window: 256,
  windows: 64,
  strategies: [STRATEGY.blockInfluence, STRATEGY.angularSpan, STRATEGY.reverse, STRATEGY.randomInner],
  counts: [1, 2, 3, 5, 8],
  units: [['block'], ['attention'], ['mlp']],
  // Solved on another source than the scores, so that two sources judge what both chose.
  repairs: [{ kind: 'linear', calibration: 'wikipedia-passages', window: 128 }],
  benchmarks: ['arc_easy', 'commonsense_qa', 'openbookqa', 'piqa', 'winogrande', 'austen_copy', 'basic_arithmetic'],
  limit: 200,
  efficiency: true,
};

/** The studies of a fetched model, the most important first. */
export const FETCHED_STUDIES: readonly StudyRequestInput[] = [FETCHED_STUDY, { ...FETCHED_STUDY, counts: [3], ...FORMS }];
