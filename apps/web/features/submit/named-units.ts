import { createRemoval, findRemovalProblem, type Removal, removesNothing } from '@lamina/plans';
import type { ModelChoice } from './load-submit.ts';
import type { SubmitParams } from './submit-params.ts';

/** The text of each list of one set of named units, as `lamina prune` takes them with --remove, --remove-attention and --remove-mlp. */
export type NamedUnitTexts = Pick<SubmitParams, 'remove' | 'removeAttention' | 'removeMlp'>;

/** `"3, 4"` → `[3, 4]`, an empty text is an empty list; null for other text. Numbers that repeat stay, so that they can be refused. */
export function parseIndices(text: string): readonly number[] | null {
  if (text.trim() === '') return [];
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : null;
}

/** The named units; null if none are named, or a text cannot be read. */
export function findNamedUnits(texts: NamedUnitTexts): Removal | null {
  const lists = readLists(texts);
  if (lists === null || Object.values(lists).some((list) => new Set(list).size < list.length)) return null;
  const removal = createRemoval(lists);
  return removesNothing(removal) ? null : removal;
}

/** Why the named units cannot be removed from these models; the API checks again. */
export function listNamedProblems(texts: NamedUnitTexts, models: readonly Pick<ModelChoice, 'name' | 'blockCount'>[]): readonly string[] {
  const lists = readLists(texts);
  if (lists === null) return ['Enter named units as numbers of blocks from 0, separated by commas, such as 3, 4.'];
  if (Object.values(lists).every((list) => list.length === 0)) return [];
  const problems = models.map(({ name, blockCount }) => findRemovalProblem(lists, { slug: name, blockCount }));
  return [...new Set(problems.filter((problem) => problem !== null))].map((problem) => `Named units: ${problem}.`);
}

function readLists({ remove, removeAttention, removeMlp }: NamedUnitTexts) {
  const [blocks, attention, mlp] = [remove, removeAttention, removeMlp].map(parseIndices);
  return blocks && attention && mlp ? { blocks, attention, mlp } : null;
}
