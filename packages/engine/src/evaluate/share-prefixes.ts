import type { Pass, ResidentModel, TargetQuestion } from '../resident/resident-model.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import { isRuntimeFailure } from '../session/session.ts';
import { formRuns, type Run, type RunLimits } from './form-runs.ts';

/** Rows by which prefixes are tried, of the first pass that goes on from them: enough to see that each goes on from its own. */
const TRIED_ROWS = 4;
// Rounding only, in nats.
const ALLOWED_CHANGE = 5e-4;

/**
 * Runs of rows that go on from shared prefixes, if the model says the same of some of them as it does when it reads them whole. Graphs differ
 * in what they make of positions and masks once there is a past, and some do not take several tokens after one.
 */
export async function shareWherePossible(
  resident: ResidentModel,
  rows: readonly (readonly number[])[],
  limits: RunLimits,
): Promise<readonly Run[]> {
  if (limits.prefixes && resident.sharesPrefixes) {
    const runs = formRuns(rows, limits);
    const trial = runs.find(({ passes }) => passes.length > 1);
    if (trial && (await answersAlike(resident, pickRows(trial)))) return runs;
  }
  return formRuns(rows, { ...limits, prefixes: false });
}

/** A pass that begins, and one that goes on from all of its rows. */
interface Trial {
  readonly first: Pass;
  readonly later: Required<Pass>;
}

/** The longest row of a pass that goes on and others, those of its last prefix among them. */
function pickRows({ passes: [{ batch: prefixes }, later] }: Run): Trial {
  const { batch, goesOnFrom = [] } = later ?? { batch: prefixes };
  const rows = [...batch.ids.keys()];
  const picked = [...new Set([...rows.slice(0, 2), ...rows.slice(-2)])].slice(0, TRIED_ROWS);
  const asked = [...new Set(picked.map((row) => goesOnFrom[row] ?? 0))];
  return {
    first: { batch: pick(prefixes, asked) },
    later: { batch: pick(batch, picked), goesOnFrom: picked.map((row) => asked.indexOf(goesOnFrom[row] ?? 0)) },
  };
}

function pick(batch: TokenBatch, rows: readonly number[]): TokenBatch {
  const of = <T>(list: readonly T[]): T[] => rows.flatMap((row) => list.slice(row, row + 1));
  return { ...batch, ids: of(batch.ids), labels: of(batch.labels), lengths: of(batch.lengths) };
}

async function answersAlike(resident: ResidentModel, { first, later }: Trial): Promise<boolean> {
  const { batch, goesOnFrom } = later;
  const { past = 0 } = batch;
  const ids = batch.ids.map((after, row) => [...(first.batch.ids[goesOnFrom[row] ?? 0] ?? []), ...after]);
  const whole = { ids, labels: ids, lengths: batch.lengths.map((length) => length + past) };
  // Any token would do: the one that is read at each position.
  const asked = batch.ids.flatMap((tokens, row) =>
    tokens.slice(0, batch.lengths[row]).map((token, position) => ({ row, position, token })),
  );
  try {
    const expected = await ask(resident, {
      passes: [{ batch: whole }],
      targets: asked.map((target) => ({ ...target, pass: 0, position: target.position + past })),
    });
    const found = await ask(resident, { passes: [first, later], targets: asked.map((target) => ({ ...target, pass: 1 })) });
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
