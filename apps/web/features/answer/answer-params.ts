import { SAVINGS } from '@lamina/benchmarks';
import { createLoader, createParser, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { Saving } from '../../generated/graphql.ts';

/** The limits that the slider offers, as shares of added perplexity. */
export const LIMITS = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5] as const;
/** How much smaller the file is to be, as shares that the slider offers. */
export const SIZES = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5] as const;
/** A quantity that can be saved, as URLs name it. */
export type SavingName = (typeof SAVINGS)[number];

/** `10` ↔ 0.1. */
const parseAsPercent = createParser({
  parse: (text) => {
    const value = Number(text) / 100;
    return value > 0 && value <= 1 ? value : null;
  },
  serialize: (value) => String(Math.round(value * 1000) / 10),
});

/** The question of the page: what saves most at a loss, or, with `smaller`, what costs least at a size. */
export interface Question {
  readonly limit: number;
  readonly save: SavingName;
  /** The share by which the file is to be smaller; null = the question names a loss. */
  readonly smaller: number | null;
}

/** Changes the question. */
export type Ask = (wanted: Partial<{ model: string; lose: number; smaller: number | null; save: SavingName }>) => unknown;

/** The question, as stored in the URL. */
export const answerParsers = {
  model: parseAsString,
  lose: parseAsPercent.withDefault(0.1),
  /** The share by which the file is to be smaller; if it is given, the question is what that costs. */
  smaller: parseAsPercent,
  save: parseAsStringLiteral(SAVINGS).withDefault('bytes'),
  /** `family:SLUG` or `kind:KIND`. */
  only: parseAsString,
  search: parseAsString,
};

export type AnswerParams = inferParserType<typeof answerParsers>;

/** Reads the URL of a request. */
export const loadAnswerParams = createLoader(answerParsers);

/** `BYTES` → `bytes`. */
export function fromSaving(saving: Saving): SavingName {
  return saving.toLowerCase() as SavingName;
}

/** `bytes` → `BYTES`. */
export function toSaving(name: SavingName): Saving {
  return name.toUpperCase() as Saving;
}
