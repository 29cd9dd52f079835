import { capitalise, joinWords, nameTokenClass, writesCharacters } from '@lamina/plans';
import type { ModelWordsQuery } from '../../generated/graphql.ts';
import { numbers } from '../ui/numbers.ts';

export type TokenClassFacts = NonNullable<NonNullable<ModelWordsQuery['model']>['tokenClasses']>[number];

/** The tokens that write one kind of text, as bars show them. */
export interface WordBar {
  readonly label: string;
  readonly rows: number;
  /** Null for ONNX. */
  readonly bytes: number | null;
  /** How often they occur in all texts together. */
  readonly count: number;
}

/** Classes with a bar of their own. */
const SHOWN = 12;
/** Classes that the title names. */
const NAMED = 2;
/** Tokens with a smaller share of the texts occur as foreign names do. */
const USED = 0.001;

/** The largest classes, and all others together. */
export function listWordBars(classes: readonly TokenClassFacts[]): readonly WordBar[] {
  const bars = classes.map(({ name, ...facts }): WordBar => ({ label: nameTokenClass(name), ...sumOf([facts]) }));
  const rest = classes.slice(SHOWN);
  return rest.length === 0 ? bars : [...bars.slice(0, SHOWN), { label: `${rest.length} other classes`, ...sumOf(rest) }];
}

function sumOf(classes: readonly Omit<TokenClassFacts, 'name'>[]): Omit<WordBar, 'label'> {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const bytes = classes.map((one) => one.bytes).filter((each) => each !== null);
  return {
    rows: sum(classes.map(({ rows }) => rows)),
    bytes: bytes.length < classes.length ? null : sum(bytes),
    count: sum(classes.flatMap(({ occurrences }) => occurrences.map(({ count }) => count))),
  };
}

/** `Han, Cyrillic and 9 other classes have 41 % of the tokens, and hardly occur in the texts` */
export function describeWords(classes: readonly TokenClassFacts[]): string {
  const all = sumOf(classes);
  const foreign = classes.filter((one) => writesCharacters(one.name) && sumOf([one]).count < USED * all.count);
  if (foreign.length === 0) return 'The texts use every kind of token';
  const names = foreign.slice(0, NAMED).map(({ name }) => nameTokenClass(name));
  const more = foreign.length - names.length;
  const listed = joinWords(more > 0 ? [...names, `${more} other ${more === 1 ? 'class' : 'classes'}`] : names);
  return `${capitalise(listed)}: ${numbers.percent(sumOf(foreign).rows / all.rows)} of the tokens, which hardly occur in the texts`;
}
