import type { Json } from '../../checkpoint.ts';
import { isObject } from '../../parse-json.ts';
import { findWhole, joinChanges, type KeptBlocks, NO_CHANGE, type SectionChange } from './config-edit.ts';

/** Keys that say by arithmetic which layers are of a kind; some values of them may describe the kept layers as well. */
interface LayerRule {
  readonly keys: readonly string[];
  /** The meaning of an absent key, by place; a rule with an absent key that has no meaning says nothing. */
  readonly defaults: readonly (number | undefined)[];
  /** True for layers of the kind. */
  readonly holds: (values: readonly number[], index: number) => boolean;
  /** Every combination worth trying for `count` layers. */
  readonly candidates: (count: number) => Iterable<readonly number[]>;
  /** List that states the kinds where the rule of a family differs from this one. */
  readonly list?: string;
}

// Written as -1, or not at all.
const LAST = Number.MAX_SAFE_INTEGER;

// As the config classes of transformers 4.57 read them.
const RULES: readonly LayerRule[] = [
  period('attn_layer_period', 'attn_layer_offset'),
  period('expert_layer_period', 'expert_layer_offset'),
  {
    keys: ['first_k_dense_replace', 'moe_layer_freq'],
    defaults: [0, 1],
    holds: ([first = 0, every = 1], index) => index >= first && index % every === 0,
    candidates: (count) => pairs(0, count, 1, count),
  },
  {
    keys: ['num_dense_layers'],
    defaults: [undefined],
    holds: ([first = 0], index) => index >= first,
    candidates: (count) => Array.from({ length: count + 1 }, (_, first) => [first]),
  },
  {
    keys: ['moe_layer_start_index', 'moe_layer_end_index', 'moe_layer_interval'],
    defaults: [0, LAST, 1],
    holds: ([start = 0, end = 0, every = 1], index) => index >= start && index <= end && (index + 1) % every === 0,
    candidates: (count) => triples(count),
  },
  {
    keys: ['dense_attention_every_n_layers'],
    defaults: [undefined],
    holds: ([every = 1], index) => (index + 1) % every === 0,
    candidates: (count) => Array.from({ length: count + 1 }, (_, every) => [every + 1]),
  },
];

/** Every key these rules read. */
export const RULE_KEYS: readonly string[] = [...RULES.flatMap(({ keys }) => keys), 'decoder_sparse_step', 'interleave_moe_layer_step'];

/** Thresholds move with the layers below or above them; other rules get values that fit the kept layers, or a note where none do. */
export function fitRules(section: Json, blocks: KeptBlocks): SectionChange {
  const fits = RULES.map((rule) => fitRule(section, rule, blocks));
  return joinChanges([
    ...fits,
    moveThresholds(section, blocks),
    keepResidualScale(section, blocks),
    listSparseLayers(section, blocks),
    listExpertLayers(section, blocks),
    renumberLinearLayers(section, blocks),
  ]);
}

function fitRule(section: Json, rule: LayerRule, { kept }: KeptBlocks): SectionChange {
  const stated = rule.list === undefined ? undefined : section[rule.list];
  const isAbsent = rule.keys.map((key) => section[key] === undefined || section[key] === -1);
  const values = rule.keys.map((key, place) => (isAbsent[place] ? rule.defaults[place] : findWhole(section, key, 0)));
  if (Array.isArray(stated) || isAbsent.every(Boolean) || !areKnown(values)) return NO_CHANGE;
  const kinds = kept.map((index) => rule.holds(values, index));
  for (const candidate of [values, ...rule.candidates(kept.length)]) {
    const canBeStated = isAbsent.every((absent, place) => (absent ? candidate[place] === rule.defaults[place] : candidate[place] !== LAST));
    if (!canBeStated || !kinds.every((kind, index) => rule.holds(candidate, index) === kind)) continue;
    return { set: Object.fromEntries(rule.keys.flatMap((key, place) => (isAbsent[place] ? [] : [[key, candidate[place]]]))), notes: [] };
  }
  const keys = rule.keys.filter((_, place) => !isAbsent[place]).join(' and ');
  return { set: {}, notes: [`${keys} of config.json cannot describe the kept layers and was not changed; the graph is correct`] };
}

function areKnown(values: readonly (number | undefined)[]): values is readonly number[] {
  return values.every((value) => value !== undefined);
}

/** Keys that count layers from one end. */
function moveThresholds(section: Json, { kept, blocksBefore }: KeptBlocks): SectionChange {
  const windows = findWhole(section, 'max_window_layers', 0);
  const shared = findWhole(section, 'num_kv_shared_layers', 0);
  const set: Record<string, number> = {};
  if (windows !== undefined) set.max_window_layers = kept.filter((index) => index < windows).length;
  if (shared !== undefined) set.num_kv_shared_layers = kept.filter((index) => index >= blocksBefore - shared).length;
  return { set, notes: [] };
}

/** MiniCPM scales what each sublayer adds by scale_depth / √layers, which must not change with the depth. */
function keepResidualScale({ scale_depth: stated }: Json, { kept, blocksBefore }: KeptBlocks): SectionChange {
  if (typeof stated !== 'number') return NO_CHANGE;
  return { set: { scale_depth: stated * Math.sqrt(kept.length / blocksBefore) }, notes: [] };
}

/** decoder_sparse_step makes every n-th layer sparse; mlp_only_layers, the exceptions, can state any choice. */
function listSparseLayers(section: Json, { kept }: KeptBlocks): SectionChange {
  const step = findWhole(section, 'decoder_sparse_step', 2);
  if (step === undefined) return NO_CHANGE;
  const exceptions = Array.isArray(section.mlp_only_layers) ? section.mlp_only_layers : [];
  const dense = kept.flatMap((index, place) => (exceptions.includes(index) || (index + 1) % step !== 0 ? [place] : []));
  return {
    set: { decoder_sparse_step: 1, mlp_only_layers: dense },
    notes: [`mlp_only_layers now lists the dense layers, since decoder_sparse_step ${step} no longer holds`],
  };
}

/** interleave_moe_layer_step gives every n-th layer experts unless moe_layers lists them. */
function listExpertLayers(section: Json, { kept }: KeptBlocks): SectionChange {
  const step = findWhole(section, 'interleave_moe_layer_step', 1);
  if (step === undefined || Array.isArray(section.moe_layers)) return NO_CHANGE;
  return {
    set: { moe_layers: kept.flatMap((index, place) => ((index + 1) % step === 0 ? [place] : [])) },
    notes: step === 1 ? [] : [`moe_layers now lists the layers with experts, because interleave_moe_layer_step ${step} is no longer true`],
  };
}

/** Kimi lists the layers of each kind in a section of its own, counted from 1. */
function renumberLinearLayers({ linear_attn_config: stated }: Json, { kept }: KeptBlocks): SectionChange {
  if (!isObject(stated)) return NO_CHANGE;
  const lists = Object.entries(stated).filter((entry): entry is [string, readonly unknown[]] => Array.isArray(entry[1]));
  const renumbered = lists.map(([key, list]) => [
    key,
    list.map((layer) => kept.indexOf(Number(layer) - 1) + 1).filter((layer) => layer > 0),
  ]);
  return { set: { linear_attn_config: { ...stated, ...Object.fromEntries(renumbered) } }, notes: [] };
}

function period(every: string, offset: string): LayerRule {
  return {
    keys: [every, offset],
    defaults: [undefined, undefined],
    list: 'layers_block_type',
    holds: ([length = 1, place = 0], index) => index % length === place,
    // An offset lies below its period; a period of one more than the layers describes none.
    candidates: (count) => [...pairs(1, count + 1, 0, count)].filter(([length = 1, place = 0]) => place < length),
  };
}

function* pairs(from: number, to: number, innerFrom: number, innerTo: number): Generator<readonly [number, number]> {
  for (let a = from; a <= to; a += 1) for (let b = innerFrom; b <= innerTo; b += 1) yield [a, b];
}

function* triples(count: number): Generator<readonly number[]> {
  for (let every = 1; every <= count; every += 1) {
    for (let start = 0; start <= count; start += 1) yield [start, LAST, every];
    for (const [start, end] of pairs(0, count, 0, count)) yield [start, end, every];
  }
}
