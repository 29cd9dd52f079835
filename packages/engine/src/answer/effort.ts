/** How much is measured for an answer. */
export interface EffortSettings {
  /** Tokens on which every unit is measured alone. */
  readonly tokens: number;
  /** Documents of each judging text. */
  readonly documents: number;
  /** Removals that are measured. */
  readonly candidates: number;
}

export const EFFORTS = {
  quick: { tokens: 256, documents: 40, candidates: 6 },
  standard: { tokens: 512, documents: 80, candidates: 10 },
  thorough: { tokens: 2048, documents: 200, candidates: 30 },
} as const satisfies Readonly<Record<string, EffortSettings>>;

export type Effort = keyof typeof EFFORTS;
