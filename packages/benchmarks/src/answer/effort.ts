import { INTERIM_LEVEL, type StoppingRule } from '../text-loss/stopping-rule.ts';
import { WINDOW_TOKENS } from '../text-loss/text-loss.ts';

/** How much is measured for an answer. */
export interface EffortSettings {
  /** Windows of the text that chooses, on which every unit is measured alone. */
  readonly screening: number;
  /** Windows of each text on which a change is measured. */
  readonly windows: Omit<StoppingRule, 'limits'>;
  /** Tokens of a window; each length is measured on all texts. */
  readonly contexts: readonly number[];
  /** Removals that are measured, and how many of these with a repair, too. */
  readonly candidates: number;
  readonly repairs: number;
  /** Types of GGUF files that are measured of a checkpoint, where the file gets smaller. */
  readonly types: readonly string[];
  /** Mixtures of types that are measured: the types, the windows of the text that chooses on which each unit is measured in them, and how many mixtures. */
  readonly mixtures: { readonly types: readonly string[]; readonly windows: number; readonly count: number };
  /** Combinations of removals, fewer bits and smaller vocabularies that are measured. */
  readonly combinations: number;
  /** Benchmarks that may show a loss, and documents of each. */
  readonly benchmarks: { readonly count: number; readonly documents: number };
  /** Whether benchmarks are asked about every change that is not too costly; otherwise about the named one. */
  readonly asksAll: boolean;
  /** Whether the speed of the named change is measured. */
  readonly speed: boolean;
}

/**
 * An answer names one change, so a change that promises less than this share of what the last look needs is not read on. Replayed on recorded windows of SmolLM2
 * and Gemma at 5, 10 and 25 %, 0.4 to 0.8 of the windows name the same change in 238 of 240 answers.
 */
const HOPE = 0.3;

export const EFFORTS = {
  quick: {
    screening: 1,
    windows: { minimum: 4, step: 4, maximum: 12, level: INTERIM_LEVEL, hope: HOPE },
    contexts: [WINDOW_TOKENS],
    candidates: 6,
    repairs: 1,
    types: ['Q8_0'],
    mixtures: { types: [], windows: 0, count: 0 },
    combinations: 2,
    benchmarks: { count: 0, documents: 0 },
    asksAll: false,
    speed: false,
  },
  standard: {
    screening: 2,
    windows: { minimum: 4, step: 4, maximum: 24, level: INTERIM_LEVEL, hope: HOPE },
    contexts: [WINDOW_TOKENS],
    candidates: 10,
    repairs: 3,
    types: ['Q8_0', 'Q6_K', 'Q4_K'],
    mixtures: { types: ['Q8_0', 'Q5_0', 'Q4_0', 'Q3_K'], windows: 1, count: 2 },
    combinations: 5,
    benchmarks: { count: 2, documents: 80 },
    asksAll: false,
    speed: true,
  },
  thorough: {
    screening: 4,
    windows: { minimum: 8, step: 8, maximum: 64, level: INTERIM_LEVEL, hope: HOPE },
    contexts: [WINDOW_TOKENS, 4 * WINDOW_TOKENS],
    candidates: 30,
    repairs: 30,
    types: ['Q8_0', 'Q6_K', 'Q5_K', 'Q4_K', 'Q4_0', 'Q3_K'],
    mixtures: { types: ['Q8_0', 'Q6_K', 'Q5_K', 'Q4_K', 'Q3_K', 'Q2_K'], windows: 2, count: 3 },
    combinations: 12,
    benchmarks: { count: 20, documents: 160 },
    asksAll: true,
    speed: true,
  },
} as const satisfies Readonly<Record<string, EffortSettings>>;

export type Effort = keyof typeof EFFORTS;
