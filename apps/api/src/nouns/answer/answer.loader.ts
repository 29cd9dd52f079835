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

interface ListedModel {
  readonly modelKey: string;
  /** It comes with Lamina: it is small, and knows only an invented world. */
  readonly isBundled: boolean;
}

/** All models with measured changes, ranked. */
export async function loadBoard(sqlReader: SqlReader, loader: FactsLoader, question: AnswerQuestion): Promise<readonly BoardRow[]> {
  const models = await sqlReader.readRows<ListedModel>(modelsWithChanges());
  const facts = await Promise.all(models.map(({ modelKey }) => loader.load(modelKey)));
  return rankModels(
    models.map((model, place) => {
      const { removableAt, removableUpTo, cheapest } = answerModel(getAt(facts, place), question);
      return { ...model, removableAt, removableUpTo, cheapest: cheapest && toEntry(cheapest) };
    }),
  );
}

type Unranked = ListedModel & Pick<BoardRow, 'removableAt' | 'removableUpTo'>;

/** Those first from which most can be removed, bundled models after all others. Equal shares have equal ranks; models without a judged removal have none. */
export function rankModels<Row extends Unranked>(rows: readonly Row[]): readonly (Row & Pick<BoardRow, 'rank'>)[] {
  const compareShares = (a: Row, b: Row): number =>
    // Models without a judged removal come last.
    Number(a.isBundled) - Number(b.isBundled) || (b.removableAt ?? -1) - (a.removableAt ?? -1);
  const sorted = rows.toSorted((a, b) => compareShares(a, b) || (b.removableUpTo ?? -1) - (a.removableUpTo ?? -1)); // null = none was judged
  return sorted.map((row) => ({
    ...row,
    rank: row.removableAt === null ? null : 1 + sorted.filter((other) => compareShares(other, row) < 0).length,
  }));
}
