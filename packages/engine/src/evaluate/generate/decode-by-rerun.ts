import { getAt } from '@lamina/errors';
import type { OpenAnswer } from './open-answer.ts';

/** The most likely next token at every position of every row: int[row][position]. */
export type LikeliestReader = (rows: readonly (readonly number[])[]) => Promise<readonly (readonly number[])[]>;

/** Writes answers by reading the whole text again for every token. This is the definition of greedy decoding, and works for any model. */
export async function decodeByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<void> {
  for (let open = answers.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
    const likeliest = await read(open.map(({ ids }) => ids));
    for (const [row, answer] of open.entries()) answer.push(getAt(getAt(likeliest, row), answer.ids.length - 1));
  }
}

/** True where every token of the answers is the most likely one when the whole text is read at once. */
export async function isGreedyByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<boolean> {
  const likeliest = await read(answers.map(({ ids }) => ids.slice(0, -1)));
  return answers.every(({ prompt, ids }, row) =>
    ids.slice(prompt.ids.length).every((id, place) => likeliest[row]?.[prompt.ids.length - 1 + place] === id),
  );
}

function isOpen({ isDone }: OpenAnswer): boolean {
  return !isDone;
}
