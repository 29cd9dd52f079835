import { type AnswerFacts, listStoredChanges, type StoredChange, type StoredEfficiency } from '@lamina/benchmarks';
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
import { type LeftOutTextRow, textsLeftOut } from './texts-left-out.ts';

const NOTHING_MEASURED: AnswerFacts = { candidates: [], benchmarksLeftOut: [], textsLeftOut: [] };

/** Everything stored of a model that an answer needs. */
export interface StoredMeasurements {
  readonly model: Pick<AnsweredModelRow, 'slug' | 'location' | 'format'>;
  readonly changes: readonly StoredChange[];
  readonly efficiencies: readonly StoredEfficiency[];
}

type ReadRows = <Row>(statement: Sql) => Promise<readonly Row[]>;

/** The stored measurements of models, in the order of the keys, with three statements; null for a model without files, of which nothing was measured. */
export async function readStoredMeasurements(
  readRows: ReadRows,
  modelKeys: readonly string[],
): Promise<readonly ((StoredMeasurements & { readonly model: AnsweredModelRow }) | null)[]> {
  const models = await readRows<AnsweredModelRow>(answeredModels(modelKeys));
  const revisionKeys = models.map(({ revisionKey }) => revisionKey);
  const [changes, efficiencies] = await Promise.all([
    readRows<MeasuredChangeRow>(measuredChanges(revisionKeys)),
    readRows<RevisionEfficiencyRow>(efficienciesOfRevisions(revisionKeys)),
  ]);
  return modelKeys.map((modelKey) => {
    const model = models.find((one) => one.modelKey === modelKey);
    if (model === undefined) return null;
    const ofModel = <Row extends { readonly revisionKey: string }>(rows: readonly Row[]): readonly Row[] =>
      rows.filter(({ revisionKey }) => revisionKey === model.revisionKey);
    return { model, changes: ofModel(changes), efficiencies: ofModel(efficiencies) };
  });
}

interface NamedMeasurements {
  /** How commands name the model; default: as it was registered. */
  readonly reference?: string | undefined;
  /** Texts that were asked for, and whose language the model does not know; a recording has none. */
  readonly textsLeftOut?: readonly string[];
}

/** The measured changes of a model from its stored measurements. */
export function listMeasuredChanges(
  { model, changes, efficiencies }: StoredMeasurements,
  { reference = nameForCommand(model), textsLeftOut: left = [] }: NamedMeasurements = {},
): AnswerFacts {
  return listStoredChanges({ format: model.format, reference }, { changes, efficiencies, textsLeftOut: left });
}

/**
 * The measured changes of models, in the order of the keys, with four statements.
 *
 * @param reference how commands name the model; default: as it was registered
 */
export async function readMeasuredChanges(
  readRows: ReadRows,
  modelKeys: readonly string[],
  reference?: string,
): Promise<readonly AnswerFacts[]> {
  const stored = await readStoredMeasurements(readRows, modelKeys);
  const rows = await readRows<LeftOutTextRow>(textsLeftOut(stored.flatMap((one) => (one === null ? [] : [one.model.revisionKey]))));
  return stored.map((one) => {
    if (one === null) return NOTHING_MEASURED;
    const left = rows.filter(({ revisionKey }) => revisionKey === one.model.revisionKey);
    return listMeasuredChanges(one, { reference, textsLeftOut: left.map(({ text }) => text) });
  });
}
