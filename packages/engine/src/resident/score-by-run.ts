import { getAt } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { floatsOf, type TokenBatch, tensorOf } from '../session/batches.ts';
import type { ResidentModel, Target, TargetAnswers, TargetQuestion } from './resident-model.ts';

/** Answers about targets from whole runs: one run where every position is asked for one token, and one run for every further token. */
export async function* scoreByRun(
  resident: Pick<ResidentModel, 'run'>,
  { passes: [{ batch }], targets }: TargetQuestion,
  removals: readonly Removal[],
): AsyncGenerator<{ readonly removal: number; readonly answers: TargetAnswers }> {
  const answers = removals.map(() => ({ logProbability: new Float32Array(targets.length), isLikeliest: targets.map(() => false) }));
  const width = getAt(batch.ids, 0).length;
  for (const round of formRounds(targets)) {
    for await (const { removal, outputs } of resident.run(labelBatch(batch, round), removals)) {
      const target = answers[removal];
      const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
      const likeliest = tensorOf(outputs, TOKEN_LOSS_PORTS.mostLikely).data as BigInt64Array;
      for (const { place, row, position, token } of round) {
        const cell = row * width + position;
        if (!target) continue;
        target.logProbability[place] = logProbability[cell] ?? Number.NaN;
        target.isLikeliest[place] = Number(likeliest[cell]) === token;
      }
    }
  }
  for (const [removal, found] of answers.entries()) yield { removal, answers: found };
}

type PlacedTarget = Target & { readonly place: number };

/** Divides targets into as few groups as possible, each with one token per position. */
function formRounds(targets: readonly Target[]): readonly (readonly PlacedTarget[])[] {
  const rounds: { readonly tokenOf: Map<string, number>; readonly members: PlacedTarget[] }[] = [];
  for (const [place, target] of targets.entries()) {
    const key = `${target.row} ${target.position}`;
    let round = rounds.find(({ tokenOf }) => (tokenOf.get(key) ?? target.token) === target.token);
    if (!round) {
      round = { tokenOf: new Map(), members: [] };
      rounds.push(round);
    }
    round.tokenOf.set(key, target.token);
    round.members.push({ ...target, place });
  }
  return rounds.map(({ members }) => members);
}

function labelBatch(batch: TokenBatch, targets: readonly Target[]): TokenBatch {
  const labels = batch.ids.map((ids) => ids.map(() => 0));
  for (const { row, position, token } of targets) {
    const rowLabels = labels[row];
    if (rowLabels) rowLabels[position] = token;
  }
  return { ...batch, labels };
}
