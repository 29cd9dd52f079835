import { getAt } from '@lamina/errors';
import type { OpenAnswer } from './open-answer.ts';
import type { StepMemory, StepSession } from './step-session.ts';

/**
 * Writes answers side by side, one token at a time. Prompts may differ in length, without padding, since many graphs do not place padding correctly: all
 * rows first read as many tokens as the shortest prompt has. A longer prompt is read further while the shorter ones are answered.
 */
export async function decodeWithCache(session: StepSession, answers: readonly OpenAnswer[]): Promise<void> {
  const shortest = Math.min(...answers.map(({ prompt }) => prompt.ids.length));
  let ids = answers.map(({ prompt }) => prompt.ids.slice(0, shortest));
  let memory: StepMemory | null = null;
  while (answers.some(({ isDone }) => !isDone)) {
    const step = await session.read(ids, memory);
    memory = step.memory;
    const { tokens } = memory;
    ids = answers.map((answer, row) => {
      const { prompt } = answer;
      const next = getAt(step.next, row);
      if (tokens < prompt.ids.length) return [getAt(prompt.ids, tokens)];
      answer.push(next);
      // A row that is done reads on until the others are done. What it reads has no effect.
      return [next];
    });
  }
}
