import { AppError, getAt } from '@lamina/errors';
import { MIXTURE_EXAMPLE, readMixture, type TypedUnits, type TypeRules, WEIGHT_TYPE_NAMES } from '@lamina/plans';
import type { StoredTensor, StoredType } from '../checkpoint.ts';
import { getWeightType } from '../ggml/encode-weights.ts';
import type { WeightType } from '../ggml/ggml-type.ts';
import { findWeightType } from '../ggml/ggml-types.ts';
import { staysFloat } from './convert/convert-tensors.ts';

/** The types that llama.cpp takes for rows that a type's blocks do not divide. */
const FALLBACKS: ReadonlyMap<StoredType, StoredType> = new Map([
  ...(['Q2_K', 'Q3_K', 'TQ1_0', 'TQ2_0'] as const).map((type) => [type, 'Q4_0'] as const),
  ['IQ4_XS', 'IQ4_NL'],
  ['Q4_K', 'Q5_0'],
  ['Q5_K', 'Q5_1'],
  ['Q6_K', 'Q8_0'],
]);

export interface ChosenTypes {
  /** The type of each tensor, by its name. */
  readonly types: ReadonlyMap<string, StoredType>;
  /** Tensors that have another type than the rules say. */
  readonly fallbacks: readonly { readonly tensor: string; readonly wanted: StoredType; readonly type: StoredType }[];
}

/**
 * The type of every tensor of a GGUF file. Vectors, norms, routers, convolutions and positions keep theirs, as in llama-quantize.
 *
 * @throws AppError TYPE_UNSUPPORTED for an unknown type, or rows that its blocks do not divide, unless `usesFallbacks`; BAD_USER_INPUT for a wrong
 * regular expression
 */
export function chooseTypes(
  tensors: Iterable<StoredTensor>,
  { rules, usesFallbacks }: { readonly rules: TypeRules; readonly usesFallbacks: boolean },
): ChosenTypes {
  const findWanted = readRules(rules);
  const types = new Map<string, StoredType>();
  const fallbacks: ChosenTypes['fallbacks'][number][] = [];
  for (const tensor of tensors) {
    const { name, dims } = tensor;
    const wanted = staysFloat(name, dims) || findWeightType(tensor.type) === undefined ? null : findWanted(name);
    const type =
      wanted === null ? tensor.type : fitType(wanted.type, { columns: getAt(dims, dims.length - 1), place: name, usesFallbacks });
    types.set(name, type);
    if (wanted !== null && type !== wanted.type) fallbacks.push({ tensor: name, wanted: wanted.type, type });
  }
  return { types, fallbacks };
}

function readRules(rules: TypeRules): (name: string) => WeightType | null {
  const named = typeof rules === 'string' ? (readMixture(rules)?.map(toRule) ?? rules) : rules;
  if (typeof named === 'string') {
    const type = getType(named);
    return () => type;
  }
  const read = named.map(([pattern, type]) => ({ pattern: parsePattern(pattern), type: getType(type) }));
  return (name) => read.find(({ pattern }) => pattern.test(name))?.type ?? null;
}

/** The matrices of units by their names. Norms and biases lie beside them, and keep their types. */
const MATRICES = { embedding: '^token_embd\\.', attention: 'attn_', mlp: 'ffn_', head: '^output\\.' } as const;

function toRule({ unit, blocks, type }: TypedUnits): readonly [pattern: string, type: string] {
  const matrices = MATRICES[unit];
  if (unit === 'embedding' || unit === 'head') return [matrices, type];
  return [`^blk\\.${blocks === null ? '\\d+' : `(?:${blocks.join('|')})`}\\.${matrices}`, type];
}

function parsePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${pattern} is no regular expression; write one that is found in the GGUF names of tensors`, {
      cause,
    });
  }
}

function getType(name: string): WeightType {
  const type = findWeightType(name);
  if (type !== undefined) return type;
  throw new AppError(
    'TYPE_UNSUPPORTED',
    `${name} is no type that weights can be stored in; choose one of ${WEIGHT_TYPE_NAMES.join(', ')}, or a mixture such as ${MIXTURE_EXAMPLE}`,
  );
}

/**
 * The type in which rows of this length are stored where one is wanted.
 *
 * @throws AppError TYPE_UNSUPPORTED for an unknown type, or rows that its blocks do not divide, unless `usesFallbacks`
 */
export function fitType(
  name: string,
  { usesFallbacks, ...rows }: { readonly columns: number; readonly place: string; readonly usesFallbacks: boolean },
): StoredType {
  const { type, blockElements } = getType(name);
  if (!usesFallbacks || rows.columns % blockElements === 0) return getWeightType(type, rows).type;
  return rows.columns % 32 === 0 ? (FALLBACKS.get(type) ?? 'F16') : 'F16';
}
