import { hostname } from 'node:os';
import { getRevision, listPrunings, type NewEfficiency, saveEfficiencies } from '@lamina/database';
import type { EfficiencyMeasurement, EfficiencyProgress } from '@lamina/engine';
import type { MeasureEfficiencyPayload } from '@lamina/jobs';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import type { HandlerContext } from './handler-context.ts';

/** One form of the model that is measured; null = dense. */
interface Form {
  readonly removed: readonly number[];
  readonly pruningId: string | null;
}

/** Measures speed and memory of the dense model and of some prunings on this machine; each form is stored as soon as it is measured. */
export async function measureEfficiencyHandler(payload: MeasureEfficiencyPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal } = context;
  const revision = await getRevision(database, payload.revisionId);
  const forms: readonly Form[] = [{ removed: [], pruningId: null }, ...(await listForms(payload, context))];
  const formOf = new Map(forms.map((form) => [form.removed.join(), form]));
  let saving: Promise<void> = Promise.resolve();
  const save = (measurement: EfficiencyMeasurement): void => {
    const form = formOf.get(measurement.removed.join());
    if (!form) return;
    const row = describe(measurement, revision.revisionId, form.pruningId);
    saving = saving.then(() => saveEfficiencies(database, fence, [row]));
    // Seen below; a lost attempt must not end the worker before the process has stopped.
    saving.catch(() => undefined);
  };
  await runInference<'efficiency'>(
    {
      kind: 'efficiency',
      options: {
        model: await locateModel(revision.location, context),
        roots: folders.modelRoots,
        ...context.session,
        removals: forms.map(({ removed }) => removed),
        batches: payload.batches,
      },
    },
    {
      signal,
      onProgress: ({ completed, ...progress }: EfficiencyProgress) => {
        context.report(progress);
        if (completed) save(completed);
      },
    },
  );
  await saving;
}

/** Prunings by key, or the study's by one strategy; of equal lists one. */
async function listForms(
  { pruningIds, strategy }: MeasureEfficiencyPayload,
  { database, studyId }: HandlerContext,
): Promise<readonly Form[]> {
  const where = pruningIds ? { ids: pruningIds } : studyId === null ? { ids: [] } : { studyId };
  const prunings = await listPrunings(database, where);
  const wanted = pruningIds ? prunings : prunings.filter((pruning) => pruning.strategy === strategy);
  const byList = new Map(wanted.map(({ id, removed }) => [removed.join(), { removed, pruningId: id }]));
  return [...byList.values()];
}

function describe(measurement: EfficiencyMeasurement, revisionId: string, pruningId: string | null): NewEfficiency {
  const { removed: _removed, precision, runtime, ...facts } = measurement;
  return { ...facts, revisionId, pruningId, machine: hostname(), runtime: { ...runtime, precision } };
}
