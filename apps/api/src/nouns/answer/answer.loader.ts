import { type AnswerFacts, type AnswerQuestion, answerModel, type ModelAnswer } from '@lamina/benchmarks';
import { modelsWithChanges, readMeasuredChanges } from '@lamina/database';
import { getAt } from '@lamina/errors';
import DataLoader from 'dataloader';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { BoardRow } from './answer.type.ts';
import { toEntry } from './answer-fields.ts';

/** The measured changes of many models, by the models' keys. Each question about them is answered from the same rows. */
export function createAnswerLoader(sqlReader: SqlReader): DataLoader<string, AnswerFacts> {
  return new DataLoader((modelKeys) => readMeasuredChanges((statement) => sqlReader.readRows(statement), modelKeys));
}

type FactsLoader = DataLoader<string, AnswerFacts>;

/** The answer about one model. */
export async function loadAnswer(loader: FactsLoader, modelKey: string, question: AnswerQuestion): Promise<ModelAnswer> {
  return answerModel(await loader.load(modelKey), question);
}

/** All models with measured changes, those first from which most can be removed; equal shares have equal ranks. */
export async function loadBoard(sqlReader: SqlReader, loader: FactsLoader, question: AnswerQuestion): Promise<readonly BoardRow[]> {
  const keys = (await sqlReader.readRows<{ readonly modelKey: string }>(modelsWithChanges())).map(({ modelKey }) => modelKey);
  const facts = await Promise.all(keys.map((key) => loader.load(key)));
  const rows = keys.map((modelKey, place) => {
    const { removableAt, removableUpTo, cheapest } = answerModel(getAt(facts, place), question);
    return { modelKey, removableAt, removableUpTo, cheapest: cheapest && toEntry(cheapest) };
  });
  // Models without a judged removal come last.
  const shareOf = ({ removableAt }: (typeof rows)[number]): number => removableAt ?? -1;
  const sorted = rows.toSorted((a, b) => shareOf(b) - shareOf(a) || (b.removableUpTo ?? -1) - (a.removableUpTo ?? -1)); // null = none was judged
  return sorted.map((row) => ({
    ...row,
    rank: row.removableAt === null ? null : 1 + sorted.filter((other) => shareOf(other) > shareOf(row)).length,
  }));
}
