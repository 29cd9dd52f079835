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

interface BoardRequest {
  readonly question: AnswerQuestion;
  /** True if the board is that of the bundled test models; they never stand in one list with others. */
  readonly testModels: boolean;
}

/** The models of which a removal was judged that saves something asked, ranked. */
export async function loadBoard(
  sqlReader: SqlReader,
  loader: FactsLoader,
  { question, testModels }: BoardRequest,
): Promise<readonly BoardRow[]> {
  const listed = await sqlReader.readRows<ListedModel>(modelsWithChanges());
  const models = listed.filter(({ isBundled }) => isBundled === testModels);
  const facts = await Promise.all(models.map(({ modelKey }) => loader.load(modelKey)));
  const rows = models.flatMap(({ modelKey }, place): readonly Unranked[] => {
    const { removable, cheapest } = answerModel(getAt(facts, place), question);
    return removable === null || cheapest === null ? [] : [{ modelKey, ...removable, cheapest: toEntry(cheapest) }];
  });
  return rankModels(rows);
}

type Unranked = Omit<BoardRow, 'rank'>;

/** Models from which most can be removed come first. Equal shares have equal ranks, and then the largest share that was tried decides the order. */
export function rankModels<Row extends Pick<Unranked, 'removableAt' | 'largestTried'>>(
  rows: readonly Row[],
): readonly (Row & Pick<BoardRow, 'rank'>)[] {
  const sorted = rows.toSorted((a, b) => b.removableAt - a.removableAt || b.largestTried - a.largestTried);
  return sorted.map((row) => ({ ...row, rank: 1 + sorted.filter(({ removableAt }) => removableAt > row.removableAt).length }));
}
