import { listRuns } from './list-runs.ts';
import { isWeightType, type WeightTypeName } from './weight-precision.ts';

/** Kinds of units whose weights can have a type of their own. */
export const WEIGHT_UNITS = ['embedding', 'attention', 'mlp', 'head'] as const;
export type WeightUnit = (typeof WEIGHT_UNITS)[number];

/** A text that is equal for equal units. @param one.block null for embedding and head */
export function keyOfUnit({ unit, block }: { readonly unit: WeightUnit; readonly block: number | null }): string {
  return `${unit} ${block}`;
}

/** Some units of one kind in one type of GGUF files. */
export interface TypedUnits {
  readonly unit: WeightUnit;
  /** Ascending. Null: every block; embedding and head lie in none. */
  readonly blocks: readonly number[] | null;
  readonly type: WeightTypeName;
}

/** Types of GGUF files by unit. Where two name a unit, the first one counts; weights that none names keep their types. */
export type TypeMixture = readonly TypedUnits[];

/**
 * The types of a GGUF file: one for every matrix, a mixture as one word, or rules, of which the first regular expression that is found in a tensor's GGUF name
 * gives its type; other tensors keep theirs.
 */
export type TypeRules = string | readonly (readonly [pattern: string, type: string])[];

/** An example for messages and help. */
export const MIXTURE_EXAMPLE = 'embedding=Q8_0+attention=Q6_K+mlp.0-3.7=Q4_K';

/** The mixture in one word, such as `embedding=Q8_0+attention=Q6_K+mlp.0-3.7=Q4_K`: the attentions of all blocks, and the MLPs of blocks 0 to 3 and 7. */
export function writeMixture(mixture: TypeMixture): string {
  return mixture.map(({ unit, blocks, type }) => `${[unit, ...writeRuns(blocks)].join('.')}=${type}`).join('+');
}

function writeRuns(blocks: readonly number[] | null): readonly string[] {
  if (blocks === null) return [];
  return listRuns(blocks).map(([start, end]) => (end === start + 1 ? `${start}` : `${start}-${end - 1}`));
}

const PART = /^(embedding|attention|mlp|head)((?:\.\d{1,5}(?:-\d{1,5})?)*)=(\w+)$/;

/** The mixture that a word describes; null where it describes none. */
export function readMixture(word: string): TypeMixture | null {
  const parts = word.split('+').map(readPart);
  return parts.every((part) => part !== null) ? parts : null;
}

function readPart(part: string): TypedUnits | null {
  const [, name, runs = '', type = ''] = PART.exec(part) ?? [];
  const unit = WEIGHT_UNITS.find((one) => one === name);
  if (unit === undefined || !isWeightType(type)) return null;
  if (runs === '') return { unit, blocks: null, type };
  if (unit === 'embedding' || unit === 'head') return null;
  const blocks = runs.split('.').slice(1).flatMap(readRun);
  const isAscending = blocks.every((block, place) => place === 0 || block > (blocks[place - 1] ?? block));
  return blocks.length > 0 && isAscending ? { unit, blocks, type } : null;
}

function readRun(run: string): readonly number[] {
  const [start = 0, end = start] = run.split('-').map(Number);
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, place) => start + place);
}

/** Whether a word is a type of GGUF files, or a mixture of types. */
export function namesTypes(word: string): boolean {
  return isWeightType(word) || readMixture(word) !== null;
}

/** The types that a word names, each once: those of a mixture in its order. */
export function listNamedTypes(word: string): readonly string[] {
  const mixture = readMixture(word);
  return mixture === null ? [word] : [...new Set(mixture.map(({ type }) => type))];
}
