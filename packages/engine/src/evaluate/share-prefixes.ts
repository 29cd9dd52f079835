import type { ResidentModel, Target, TargetQuestion } from '../resident/resident-model.ts';
import { isRuntimeFailure } from '../session/session.ts';
import { formRuns, type Run, type RunLimits } from './form-runs.ts';
import type { ReadRow } from './group-by-prefix.ts';

/** Rows by which prefixes are tried: enough to see that each goes on from its own. */
const TRIED_ROWS = 4;
// Rounding only, in nats.
const ALLOWED_CHANGE = 5e-4;

/**
 * Runs of rows that go on from shared prefixes, if the model says the same of some of them as it does when it reads them whole. Graphs differ
 * in what they make of positions and masks once there is a past, and some do not take several tokens after one.
 */
export async function shareWherePossible(resident: ResidentModel, rows: readonly ReadRow[], limits: RunLimits): Promise<readonly Run[]> {
  const plain = formRuns(rows, { ...limits, prefixes: false });
  if (!limits.prefixes || !resident.sharesPrefixes) return plain;
  const runs = formRuns(rows, limits);
  const trial = runs.find(({ prefixes }) => prefixes !== undefined);
  return trial && (await answersAlike(resident, pickRows(trial))) ? runs : plain;
}

/** The longest row of a run and others, those of its last prefix among them. */
function pickRows({ batch, prefixes }: Run): Required<Pick<TargetQuestion, 'batch' | 'prefixes'>> {
  const places = [...batch.ids.keys()];
  const longest = places.reduce((best, place) => ((batch.lengths[place] ?? 0) > (batch.lengths[best] ?? 0) ? place : best), 0);
  const picked = [...new Set([longest, 0, ...places.slice(-2)])].slice(0, TRIED_ROWS);
  const of = <T>(list: readonly T[]): T[] => picked.flatMap((place) => list.slice(place, place + 1));
  const asked = [...new Set(of(prefixes?.ofRow ?? []))];
  return {
    batch: { ...batch, ids: of(batch.ids), labels: of(batch.labels), lengths: of(batch.lengths) },
    prefixes: {
      ids: asked.flatMap((prefix) => prefixes?.ids.slice(prefix, prefix + 1) ?? []),
      ofRow: of(prefixes?.ofRow ?? []).map((prefix) => asked.indexOf(prefix)),
    },
  };
}

async function answersAlike(
  resident: ResidentModel,
  { batch, prefixes }: Required<Pick<TargetQuestion, 'batch' | 'prefixes'>>,
): Promise<boolean> {
  const { past = 0 } = batch;
  // Every token that follows another one after the prefix.
  const targets = batch.ids.flatMap((ids, row) =>
    ids.slice(1, batch.lengths[row]).map((token, position): Target => ({ row, position, token })),
  );
  const ids = batch.ids.map((after, row) => [...(prefixes.ids[prefixes.ofRow[row] ?? 0] ?? []), ...after]);
  const whole = { ids, labels: ids, lengths: batch.lengths.map((length) => length + past) };
  const late = targets.map((target) => ({ ...target, position: target.position + past }));
  try {
    const [expected, found] = [await ask(resident, { batch: whole, targets: late }), await ask(resident, { batch, targets, prefixes })];
    return expected.every((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) <= ALLOWED_CHANGE);
  } catch (error) {
    if (isRuntimeFailure(error)) return false;
    throw error;
  }
}

async function ask(resident: ResidentModel, question: TargetQuestion): Promise<readonly number[]> {
  const values: number[] = [];
  for await (const { answers } of resident.score(question, [[]])) values.push(...answers.logProbability);
  return values;
}
