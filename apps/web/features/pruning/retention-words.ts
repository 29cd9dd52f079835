/** What a retention is, in words. */
export interface RetentionWords {
  /** `retention`, inside a sentence. */
  readonly name: string;
  /** The same at the beginning of a title. */
  readonly title: string;
  readonly formula: string;
  /** A label with the formula, for an axis. */
  readonly toAxis: (label: string) => string;
}

const AS_MEASURED: RetentionWords = {
  name: 'retention',
  title: 'Retention',
  formula: 'pruned ÷ dense',
  toAxis: (label) => `${label} (pruned ÷ dense accuracy)`,
};
const ABOVE_CHANCE: RetentionWords = {
  name: 'retention above chance',
  title: 'Retention above chance',
  formula: '(pruned − chance) ÷ (dense − chance)',
  toAxis: (label) => `${label}: (pruned − chance) ÷ (dense − chance) accuracy`,
};

export function getRetentionWords(aboveChance: boolean): RetentionWords {
  return aboveChance ? ABOVE_CHANCE : AS_MEASURED;
}

/** A column of exported files that says what their retentions are. */
export function getScoresDetail(aboveChance: boolean): { readonly id: string; readonly value: () => string } {
  return { id: 'scores', value: () => (aboveChance ? 'above chance' : 'as measured') };
}
