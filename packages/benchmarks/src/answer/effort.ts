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
  /** Removals that are measured together with fewer bits, and with a smaller vocabulary, where each is good alone. */
  readonly combinations: number;
  /** Benchmarks that may show a loss, and documents of each. */
  readonly benchmarks: { readonly count: number; readonly documents: number };
  /** Whether benchmarks are asked about every change that is not too costly; otherwise about the named one. */
  readonly asksAll: boolean;
  /** Whether the speed of the named change is measured. */
  readonly speed: boolean;
}

export const EFFORTS = {
  quick: {
    screening: 1,
    windows: { minimum: 4, step: 4, maximum: 12, level: INTERIM_LEVEL },
    contexts: [WINDOW_TOKENS],
    candidates: 6,
    repairs: 1,
    types: ['Q8_0'],
    combinations: 1,
    benchmarks: { count: 0, documents: 0 },
    asksAll: false,
    speed: false,
  },
  standard: {
    screening: 2,
    windows: { minimum: 4, step: 4, maximum: 24, level: INTERIM_LEVEL },
    contexts: [WINDOW_TOKENS],
    candidates: 10,
    repairs: 3,
    types: ['Q8_0', 'Q6_K', 'Q4_K'],
    combinations: 2,
    benchmarks: { count: 2, documents: 80 },
    asksAll: false,
    speed: true,
  },
  thorough: {
    screening: 4,
    windows: { minimum: 8, step: 8, maximum: 64, level: INTERIM_LEVEL },
    contexts: [WINDOW_TOKENS, 4 * WINDOW_TOKENS],
    candidates: 30,
    repairs: 30,
    types: ['Q8_0', 'Q6_K', 'Q5_K', 'Q4_K', 'Q4_0', 'Q3_K'],
    combinations: 6,
    benchmarks: { count: 20, documents: 160 },
    asksAll: true,
    speed: true,
  },
} as const satisfies Readonly<Record<string, EffortSettings>>;

export type Effort = keyof typeof EFFORTS;
