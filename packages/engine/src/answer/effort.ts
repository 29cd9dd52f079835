/** How much is measured for an answer. */
export interface EffortSettings {
  /** Tokens on which every unit is measured alone. */
  readonly tokens: number;
  /** Documents of each judging text. */
  readonly documents: number;
  /** Removals that are measured. */
  readonly candidates: number;
  /** Benchmarks that may show a loss, and documents of each. */
  readonly benchmarks: { readonly count: number; readonly documents: number };
  /** Whether benchmarks are asked about every change that may be safe; otherwise about the named one. */
  readonly asksAll: boolean;
  /** Whether the speed of the named change is measured. */
  readonly speed: boolean;
}

export const EFFORTS = {
  quick: { tokens: 256, documents: 40, candidates: 6, benchmarks: { count: 0, documents: 0 }, asksAll: false, speed: false },
  standard: { tokens: 512, documents: 80, candidates: 10, benchmarks: { count: 2, documents: 80 }, asksAll: false, speed: true },
  thorough: { tokens: 2048, documents: 200, candidates: 30, benchmarks: { count: 20, documents: 160 }, asksAll: true, speed: true },
} as const satisfies Readonly<Record<string, EffortSettings>>;

export type Effort = keyof typeof EFFORTS;
