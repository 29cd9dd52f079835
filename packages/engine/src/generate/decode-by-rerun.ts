import type { OpenAnswer } from './open-answer.ts';

/** The likeliest next token at every position of every row: int[row][position]. */
export type LikeliestReader = (rows: readonly (readonly number[])[]) => Promise<readonly (readonly number[])[]>;

/** Writes answers by reading the whole text again for every token: what greedy decoding means, for any model. */
export async function decodeByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<void> {
  for (let open = answers.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
    const likeliest = await read(open.map(({ ids }) => ids));
    for (const [row, answer] of open.entries()) answer.push(likeliest[row]?.at(-1) ?? 0);
  }
}

/** Whether every token of the answers is the likeliest one where the whole text is read at once. */
export async function isGreedyByRerun(read: LikeliestReader, answers: readonly OpenAnswer[]): Promise<boolean> {
  const likeliest = await read(answers.map(({ ids }) => ids.slice(0, -1)));
  return answers.every(({ prompt, ids }, row) =>
    ids.slice(prompt.ids.length).every((id, place) => likeliest[row]?.[prompt.ids.length - 1 + place] === id),
  );
}

function isOpen({ isDone }: OpenAnswer): boolean {
  return !isDone;
}
