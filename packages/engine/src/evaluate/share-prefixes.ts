import { getAt } from '@lamina/errors';
import { NOTHING_REMOVED } from '@lamina/plans';
import type { ResidentModel, TargetQuestion } from '../resident/resident-model.ts';
import { isRuntimeFailure } from '../session/session.ts';
import { continueFrom, formRuns, type PassLimits, type PlacedRow, padRows, type Run } from './form-runs.ts';

// The difference that counts as rounding, in nats.
const ALLOWED_CHANGE = 5e-4;

/**
 * Chooses runs of rows that continue shared prefixes, if the model gives the same answers for some of these rows as it gives when it reads them whole.
 * Graphs differ in how they treat positions and masks with a past. Some ignore padding in the past; some do not take several tokens after a past.
 */
export async function shareWherePossible(
  resident: ResidentModel,
  rows: readonly (readonly number[])[],
  { prefixes, ...limits }: PassLimits & { readonly prefixes: boolean },
): Promise<readonly Run[]> {
  const ways = prefixes && resident.sharesPrefixes ? (['padded', 'equal'] as const) : [];
  for (const sharing of ways) {
    const runs = formRuns(rows, { ...limits, sharing });
    const picked = pickRows(runs.filter(({ passes }) => passes.length > 1));
    if (picked.length > 0 && (await answersAlike(resident, rows, picked))) return runs;
  }
  return formRuns(rows, { ...limits, sharing: 'none' });
}

/**
 * Two rows of one run that continue different prefixes: the first row, whose prefix is the longest, and the row that reaches farthest of all rows with
 * padding before them. Local attention counts padding as positions that it sees, which changes answers from some length on.
 */
function pickRows(runs: readonly Run[]): readonly PlacedRow[] {
  const padded = runs.flatMap((run) => run.rows.filter((row) => isPadded(run, row)).map((row) => ({ run, row, end: endOf(run, row) })));
  const [farthest] = padded.sort((a, b) => b.end - a.end);
  const { rows } = farthest?.run ?? runs[0] ?? { rows: [] };
  const other = farthest?.row ?? rows.find(({ prefix }) => prefix.row !== rows[0]?.prefix.row);
  return [rows[0], other].filter((row) => row !== undefined);
}

function isPadded({ passes }: Run, { prefix, rest }: PlacedRow): boolean {
  // Only passes that continue from prefixes have a past.
  return rest.pass > 0 && prefix.length < (getAt(passes, rest.pass).batch.past ?? 0);
}

/** The number of positions up to the last token of a row, padding included. */
function endOf({ passes }: Run, { rest }: PlacedRow): number {
  const { past = 0, lengths } = getAt(passes, rest.pass).batch;
  return past + getAt(lengths, rest.row);
}

async function answersAlike(resident: ResidentModel, rows: readonly (readonly number[])[], picked: readonly PlacedRow[]): Promise<boolean> {
  const whole = picked.map(({ row }) => getAt(rows, row));
  const beginnings = picked.map(({ prefix }, place) => getAt(whole, place).slice(0, prefix.length));
  const tails = picked.map(({ prefix }, place) => ({ tokens: getAt(whole, place).slice(prefix.length), continuesFrom: place }));
  // Any token can be asked for: here, the token that is read at each position.
  const asked = tails.flatMap(({ tokens }, row) => tokens.map((token, position) => ({ row, position, token })));
  try {
    const expected = await ask(resident, {
      passes: [{ batch: padRows(whole) }],
      targets: asked.map(({ row, position, token }) => ({ pass: 0, row, position: position + getAt(beginnings, row).length, token })),
    });
    const found = await ask(resident, {
      passes: [{ batch: padRows(beginnings) }, continueFrom(beginnings, tails)],
      targets: asked.map((target) => ({ ...target, pass: 1 })),
    });
    // A row without a token after its prefix shows nothing.
    return asked.length > 0 && expected.every((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) <= ALLOWED_CHANGE);
  } catch (error) {
    if (isRuntimeFailure(error)) return false;
    throw error;
  }
}

async function ask(resident: ResidentModel, question: TargetQuestion): Promise<readonly number[]> {
  const values: number[] = [];
  for await (const { answers } of resident.score(question, [NOTHING_REMOVED])) values.push(...answers.logProbability);
  return values;
}
