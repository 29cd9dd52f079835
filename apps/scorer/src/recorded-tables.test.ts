import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { getEntry } from '@lamina/errors';
import { isRandomStrategy } from '@lamina/strategies';
import { printTables } from '../../../scripts/record/print-tables.ts';
import { type Recorded, type RecordedPruning, readRecorded } from '../../../scripts/record/read-recorded.ts';

const everything = readRecorded(join(import.meta.dirname, '../../../models/recorded'));
const runOf = new Map([...everything.texts].map(([run, text]) => [text, run]));
const isOfFirstText = (run: string | null) => run === null || everything.texts.get(run) === 'austen';
/** What the scores of the first text chose with the first seed, and what reads no scores. */
const recorded: Recorded = {
  ...everything,
  prunings: everything.prunings.filter(
    ({ scoreRunId, strategy, seed }) => isOfFirstText(scoreRunId) && (seed === null || isRandomStrategy(strategy)),
  ),
};

/** The recording with more prunings, which were evaluated as an existing one was. */
function addPrunings(like: RecordedPruning, changes: readonly Partial<RecordedPruning>[]): Recorded {
  const added = changes.map((change, place) => ({ ...like, id: `added ${place}`, ...change }));
  const evaluations = added.flatMap(({ id }) =>
    recorded.evaluations.filter(({ pruningId }) => pruningId === like.id).map((one) => ({ ...one, pruningId: id })),
  );
  return { ...recorded, prunings: [...recorded.prunings, ...added], evaluations: [...recorded.evaluations, ...evaluations] };
}

function findOne(strategy: string): RecordedPruning {
  const found = recorded.prunings.find(
    (one) => one.strategy === strategy && one.removedCount === 2 && one.repair === null && one.units.join() === 'block',
  );
  if (found === undefined) throw new Error(`nothing was removed by ${strategy}`);
  return found;
}

/** The rows of tables whose second cell names the strategy, as their first two cells. */
function listRows(some: Recorded, strategy: string): readonly string[] {
  const rows = printTables(some)
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells[2]?.includes(strategy));
  return rows.map(([, removed, chosenBy]) => `${removed}: ${chosenBy}`);
}

describe('the tables of the recording', () => {
  it('name the text of each choice where several texts chose, for that model only', () => {
    const one = findOne('block-influence');
    const scoreRunId = getEntry(runOf, 'wikipedia-passages');
    const names = listRows(addPrunings(one, [{ scoreRunId }, { scoreRunId, removed: [20, 21] }]), 'block-influence');
    expect(names.filter((name) => name.startsWith('20 21:'))).toEqual(['20 21: block-influence (wikipedia-passages)']);
    const removed = one.removed.join(' ');
    const [alone] = names.filter((name) => name.startsWith(`${removed}:`) && name.includes('wikipedia-passages'));
    expect(alone).toContain('block-influence (austen, wikipedia-passages)');
    expect(names.some((name) => name.startsWith(`${removed}:`) && name.includes('block-influence (austen)'))).toBe(true);
    // The other model has one text.
    expect(names.some((name) => !name.includes('('))).toBe(true);
    expect(listRows(recorded, 'block-influence').some((name) => name.includes('('))).toBe(false);
  });

  it('show the further seeds of a search as one row, and random draws as draws', () => {
    const one = findOne('evolutionary');
    const further = [1, 2].map((seed) => ({ seed, removed: [seed, seed + 1] }));
    expect(listRows(addPrunings(one, further), 'evolutionary').filter((name) => /seeds|draws/.test(name))).toEqual([
      '2 further seeds: evolutionary',
    ]);
    expect(new Set(listRows(recorded, 'random-inner'))).toEqual(new Set(['5 draws: random-inner']));
  });
});
