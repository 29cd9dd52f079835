import { UNIT_KINDS, type UnitKind } from './removal.ts';

const NOUNS: Readonly<Record<UnitKind, readonly [one: string, several: string]>> = {
  block: ['block', 'blocks'],
  attention: ['attention', 'attentions'],
  mlp: ['MLP', 'MLPs'],
};

/**
 * Units of these kinds inside a sentence: `attentions and MLPs`; for one, `attention or MLP`.
 * @param kinds in any order; names that are no kinds are ignored
 * @param count how many units the sentence is about; default: several
 */
export function nameUnits(kinds: readonly string[], count = Number.POSITIVE_INFINITY): string {
  const [form, word] = count === 1 ? ([0, 'or'] as const) : ([1, 'and'] as const);
  const nouns = UNIT_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => NOUNS[kind][form]);
  return [nouns.slice(0, -1).join(', '), ...nouns.slice(-1)].filter((part) => part !== '').join(` ${word} `);
}
