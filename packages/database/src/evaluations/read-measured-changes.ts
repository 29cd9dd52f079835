import { type AnswerFacts, listStoredChanges } from '@lamina/benchmarks';
import type { Sql } from '../rows/sql.ts';
import {
  type AnsweredModelRow,
  answeredModels,
  efficienciesOfRevisions,
  type MeasuredChangeRow,
  measuredChanges,
  nameForCommand,
  type RevisionEfficiencyRow,
} from './answer-statements.ts';

const NOTHING_MEASURED: AnswerFacts = { candidates: [], benchmarksLeftOut: [] };

/**
 * The measured changes of models, in the order of the keys, with three statements.
 *
 * @param reference how commands name the model; default: as it was registered
 */
export async function readMeasuredChanges(
  readRows: <Row>(statement: Sql) => Promise<readonly Row[]>,
  modelKeys: readonly string[],
  reference?: string,
): Promise<readonly AnswerFacts[]> {
  const models = await readRows<AnsweredModelRow>(answeredModels(modelKeys));
  const revisionKeys = models.map(({ revisionKey }) => revisionKey);
  const [changes, efficiencies] = await Promise.all([
    readRows<MeasuredChangeRow>(measuredChanges(revisionKeys)),
    readRows<RevisionEfficiencyRow>(efficienciesOfRevisions(revisionKeys)),
  ]);
  return modelKeys.map((modelKey) => {
    const model = models.find((one) => one.modelKey === modelKey);
    // A model without files has no revision, and nothing was measured of it.
    if (model === undefined) return NOTHING_MEASURED;
    const ofModel = <Row extends { readonly revisionKey: string }>(rows: readonly Row[]): readonly Row[] =>
      rows.filter(({ revisionKey }) => revisionKey === model.revisionKey);
    return listStoredChanges({ ...model, reference: reference ?? nameForCommand(model) }, ofModel(changes), ofModel(efficiencies));
  });
}
