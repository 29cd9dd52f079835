import type { Json } from '../../checkpoint.ts';
import { joinChanges, type KeptBlocks, type SectionChange } from './config-edit.ts';

/** A key that states the kinds of layers by a repeating cycle, and the list that states them one by one. */
interface Cycle {
  readonly key: string;
  readonly list: string;
  /** The kind of the one special layer of each cycle, and of all others. */
  readonly special: unknown;
  readonly other: unknown;
  /** Place of the special layer in the cycle. */
  readonly place: 'first' | 'last';
}

// As the config classes of transformers 4.57 expand them.
const WINDOWS = { list: 'layer_types', special: 'full_attention', other: 'sliding_attention' } as const;
const CYCLES: readonly Cycle[] = [
  { key: 'sliding_window_pattern', ...WINDOWS, place: 'last' },
  { key: '_sliding_window_pattern', ...WINDOWS, place: 'last' },
  { key: 'global_attn_every_n_layers', ...WINDOWS, place: 'first' },
  { key: 'full_attention_interval', ...WINDOWS, other: 'linear_attention', place: 'last' },
  { key: 'no_rope_layer_interval', list: 'no_rope_layers', special: 0, other: 1, place: 'last' },
];

/** Every key that states a cycle by a number. */
export const CYCLE_KEYS: readonly string[] = CYCLES.map(({ key }) => key);

/**
 * Cycles over layers no longer hold once some are gone: every kept layer is stated by name in a list, which config classes read before the
 * cycle; its key stays, as every key does.
 */
export function unrollCycles(section: Json, blocks: KeptBlocks): SectionChange {
  const changes = CYCLES.map((cycle) => unrollCycle(section, cycle, blocks));
  return joinChanges([...changes, unrollBlockTypes(section, blocks), unrollAttentionTypes(section, blocks)]);
}

function unrollCycle(section: Json, cycle: Cycle, { kept, blocksBefore }: KeptBlocks): SectionChange {
  const { key, list } = cycle;
  const kindAt = readCycle(section[key], cycle);
  if (kindAt === undefined) return { set: {}, notes: [] };
  const stated = section[list];
  const isStated = Array.isArray(stated) && stated.length === blocksBefore;
  const kinds = kept.map((index) => (isStated ? stated[index] : kindAt(index)));
  const stillHolds = kinds.every((kind, index) => kind === kindAt(index));
  if (stillHolds && isStated) return { set: {}, notes: [] };
  const left = stillHolds ? '' : `; ${key} is no longer true, but readers of the list ignore it`;
  return { set: { [list]: kinds }, notes: [`${list} now lists the kinds of the kept layers one by one${left}`] };
}

function readCycle(value: unknown, { special, other, place }: Cycle): ((index: number) => unknown) | undefined {
  // Letters: L for local, G for global attention.
  if (typeof value === 'string' && /^[LG]+$/.test(value)) return (index) => (value[index % value.length] === 'G' ? special : other);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return undefined;
  return (index) => ((place === 'first' ? index : index + 1) % value === 0 ? special : other);
}

/** `block_types: ["recurrent", "recurrent", "attention"]` repeats until there are enough. */
function unrollBlockTypes({ block_types: types }: Json, { kept, blocksBefore }: KeptBlocks): SectionChange {
  if (!Array.isArray(types) || types.length === 0 || types.length === blocksBefore) return { set: {}, notes: [] };
  const kinds = kept.map((index) => types[index % types.length]);
  if (kinds.every((kind, index) => kind === types[index % types.length])) return { set: {}, notes: [] };
  return { set: { block_types: kinds }, notes: ['block_types was a cycle and now lists the kinds of the kept layers one by one'] };
}

/** `attention_types: [[["global", "local"], 12]]`: kinds, and how often they repeat. */
function unrollAttentionTypes({ attention_types: groups }: Json, { kept, blocksBefore }: KeptBlocks): SectionChange {
  if (!Array.isArray(groups) || !groups.every(isRepeated)) return { set: {}, notes: [] };
  const kinds = groups.flatMap(([types, times]) => Array.from({ length: times }, () => types).flat());
  if (kinds.length !== blocksBefore) return { set: {}, notes: [] };
  return {
    set: { attention_types: [[kept.map((index) => kinds[index]), 1]] },
    notes: ['attention_types now states the kept layers one by one'],
  };
}

function isRepeated(group: unknown): group is readonly [readonly unknown[], number] {
  return Array.isArray(group) && Array.isArray(group[0]) && Number.isInteger(group[1]) && group[1] >= 0;
}
