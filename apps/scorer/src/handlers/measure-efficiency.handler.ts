import { hostname } from 'node:os';
import { join } from 'node:path';
import { countOtherJobs, getRevision, listPrunings, type NewEfficiency, type RevisionRecord, saveEfficiencies } from '@lamina/database';
import type { EfficiencyMeasurement, EfficiencyProgress } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import type { MeasureEfficiencyPayload } from '@lamina/jobs';
import { type Change, keyOfChange, UNCHANGED } from '@lamina/plans';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from '../prunings/folder-of-pruning.ts';
import { getStoredRepair, loadChange, type StoredRepair } from '../prunings/repair-calibration.ts';
import { saveInOrder } from '../work/save-in-order.ts';

/** The model, or one pruning of it, to measure. */
interface Variant extends Change<StoredRepair> {
  /** Null = dense. */
  readonly pruningId: string | null;
}

/** Maximum number of measurements of a variant, if other jobs ran on the machine at the same time. */
const TRIES = 3;

/**
 * Measures speed and memory of the dense model and of some prunings on this machine. Each variant is stored after its measurement, but only if no other
 * job ran on the machine at the same time, because that would change its speed.
 */
export async function measureEfficiencyHandler(payload: MeasureEfficiencyPayload, context: HandlerContext): Promise<void> {
  const { database, log } = context;
  const revision = await getRevision(database, payload.revisionId);
  const variants: readonly Variant[] = [{ ...UNCHANGED, pruningId: null }, ...(await listVariants(payload, context))];
  let left = variants;
  for (let tries = 0; tries < TRIES && left.length > 0; tries += 1)
    left = await measureVariants({ variants: left, revision, batches: payload.batches }, context);
  if (left.length === 0) return;
  log(
    'warn',
    `${left.length} of ${variants.length} variants were left out, because other jobs ran on ${hostname()} during every measurement; submit the job again when the machine is idle`,
  );
}

interface MeasuredVariants {
  readonly variants: readonly Variant[];
  readonly revision: RevisionRecord;
  readonly batches: readonly number[];
}

/** Measures each variant at each batch size, and returns those that were disturbed. */
async function measureVariants({ variants, revision, batches }: MeasuredVariants, context: HandlerContext): Promise<readonly Variant[]> {
  const { database, fence, folders, signal } = context;
  const disturbed = new Set<Variant>();
  const saves = saveInOrder();
  let startedMs = performance.now();
  const save = (measurement: EfficiencyMeasurement, variant: Variant): void => {
    const began = startedMs;
    startedMs = performance.now();
    saves.add(async () => {
      const others = await countOtherJobs(database, { host: hostname(), jobId: fence.jobId, sinceMs: performance.now() - began });
      if (others > 0) disturbed.add(variant);
      else await saveEfficiencies(database, fence, [describe(measurement, revision.revisionId, variant.pruningId)]);
    });
  };
  await runInference(
    'efficiency',
    {
      model: await locateModel(revision.location, context),
      roots: folders.modelRoots,
      ...context.session,
      changes: variants.map((variant) => ({
        ...loadChange(variant, folders.calibrations),
        out: join(folders.modelStore, folderOfPruning(revision, variant)),
      })),
      batches,
      ...context.efficiency,
    },
    {
      signal,
      onProgress: ({ completed, change, ...progress }: EfficiencyProgress) => {
        context.report(progress);
        if (completed && change !== undefined) save(completed, getAt(variants, change));
      },
    },
  );
  await saves.end();
  return [...disturbed];
}

/**
 * Prunings by key, or the study's prunings of one strategy. Types of GGUF files are left out: their speed is that of the program that reads them.
 * Equal removals with the same kind of repair are listed once: the speed depends neither on the text nor on the rule that solved it.
 */
async function listVariants(
  { pruningIds, strategy }: MeasureEfficiencyPayload,
  { database, studyId, log }: HandlerContext,
): Promise<readonly Variant[]> {
  const where = pruningIds ? { ids: pruningIds } : studyId === null ? { ids: [] } : { studyId };
  const prunings = await listPrunings(database, where);
  const asked = prunings.filter((pruning) => pruningIds !== undefined || pruning.strategy === strategy);
  const wanted = asked.filter(({ precision }) => precision === null);
  if (wanted.length < asked.length)
    log(
      'info',
      `${asked.length - wanted.length} changes of types have no speed here: their files are read by llama.cpp, and this measures ONNX Runtime`,
    );
  const variants = wanted.map(({ id, repair, ...change }) => ({ ...change, repair: repair && getStoredRepair(repair), pruningId: id }));
  return [...new Map(variants.map((variant) => [keyOf(variant), variant])).values()];
}

function keyOf({ repair, ...change }: Variant): string {
  return keyOfChange({ ...change, repair: repair && [repair.setting.kind, repair.setting.rank] });
}

function describe(measurement: EfficiencyMeasurement, revisionId: string, pruningId: string | null): NewEfficiency {
  const { change: _change, precision, runtime, ...facts } = measurement;
  return { ...facts, revisionId, pruningId, measuredAlone: true, machine: hostname(), runtime: { ...runtime, precision } };
}
