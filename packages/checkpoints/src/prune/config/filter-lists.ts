import type { Json } from '../../checkpoint.ts';
import { isObject } from '../../parse-json.ts';
import type { KeptBlocks, SectionChange } from './config-edit.ts';

/** Words of keys whose list may hold one entry per layer. The list's length decides; the word only rules out chance. */
const LAYER_WORDS =
  /layer|block|attn|attention|rope|window|heads?|intermediate|ffn|mlp|expert|moe|sparsity|pattern|types?$|cache|kv|compress/;
/** Lists of a fixed meaning that may have as many entries as there are layers: token ids, one factor per projection. */
const OTHER_WORDS = /token|architectures|^(ssm|mlp)_multipliers$|kernel|stride|dilation|shape/;
/** Keys that name layers by their numbers: mlp_only_layers, attn_layer_indices, full_attn_idxs, hybrid_layer_ids. */
const INDEX_WORDS = /layers$|idxs?$|ind(ices|exes)$|layers?_(ids?|list)$/;

/**
 * Lists of a config that count layers: those with one entry per layer lose the removed entries, those of layer numbers lose them and are
 * renumbered, a text with one letter per layer loses letters. The value's shape decides, for any architecture. What is left in doubt is
 * noted and stays.
 */
export function filterLists(section: Json, blocks: KeptBlocks): SectionChange {
  const set: Record<string, unknown> = {};
  const notes: string[] = [];
  for (const [key, value] of Object.entries(section)) {
    if (OTHER_WORDS.test(key)) continue;
    const edited = filterValue(key, value, blocks);
    if (edited !== undefined) set[key] = edited;
    else if (isDoubtful(key, value, blocks)) notes.push(describeDoubt(key, blocks));
  }
  return { set, notes };
}

function filterValue(key: string, value: unknown, blocks: KeptBlocks): unknown {
  const { kept, blocksBefore } = blocks;
  if (typeof value === 'string') {
    return /pattern$/.test(key) && value.length === blocksBefore ? kept.map((index) => value[index]).join('') : undefined;
  }
  if (isObject(value)) return filterKeys(key, value, kept);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (isIndexList(value, blocksBefore) && INDEX_WORDS.test(key)) return renumber(value, kept);
  if (value.length === blocksBefore && LAYER_WORDS.test(key)) return kept.map((index) => value[index]);
  if (/layer|group/.test(key) && value.every((group) => Array.isArray(group) && isIndexList(group, blocksBefore))) {
    return value.map((group: readonly number[]) => renumber(group, kept)).filter(({ length }) => length > 0);
  }
  return undefined;
}

/** Layer numbers are told from flags per layer by being different from each other. */
function isIndexList(value: readonly unknown[], blocksBefore: number): value is readonly number[] {
  const areNumbers = value.every((entry) => typeof entry === 'number' && Number.isInteger(entry) && entry >= 0 && entry < blocksBefore);
  const isFlags = value.length === blocksBefore && blocksBefore <= 2;
  return areNumbers && !isFlags && new Set(value).size === value.length;
}

function renumber(indices: readonly number[], kept: readonly number[]): number[] {
  return indices.map((index) => kept.indexOf(index)).filter((index) => index >= 0);
}

/** Objects whose keys are layer numbers, such as pruned_heads. */
function filterKeys(key: string, value: Json, kept: readonly number[]): Json | undefined {
  const entries = Object.entries(value);
  if (!/layer|heads/.test(key) || entries.length === 0 || !entries.every(([name]) => /^\d+$/.test(name))) return undefined;
  const width = entries.some(([name]) => /^0\d/.test(name)) ? Math.min(...entries.map(([name]) => name.length)) : 1;
  const nameOf = (name: string): string => String(kept.indexOf(Number(name))).padStart(width, '0');
  return Object.fromEntries(entries.flatMap(([name, entry]) => (kept.includes(Number(name)) ? [[nameOf(name), entry]] : [])));
}

function isDoubtful(key: string, value: unknown, { kept, blocksBefore }: KeptBlocks): boolean {
  if (!Array.isArray(value)) return false;
  return value.length === blocksBefore || (/layer/.test(key) && value.length > 1 && value.length !== kept.length);
}

function describeDoubt(key: string, { blocksBefore }: KeptBlocks): string {
  return `${key} of config.json may count layers (the parent had ${blocksBefore}) and was not changed; check it before you load the model with other tools`;
}
