import type { Json } from '../checkpoint.ts';
import { isObject } from '../parse-json.ts';
import { applyChange, findWhole, joinChanges, type KeptBlocks, NO_CHANGE, type SectionChange } from './config/config-edit.ts';
import { filterLists } from './config/filter-lists.ts';
import { fitRules, RULE_KEYS } from './config/fit-rules.ts';
import { CYCLE_KEYS, unrollCycles } from './config/unroll-cycles.ts';

/** A config.json for the kept blocks, and notes for its reader. */
export interface ConfigEdit {
  readonly config: Json;
  readonly notes: readonly string[];
}

interface ConfigEditOptions extends KeptBlocks {
  /** [blocksBefore] the mixer of each block in the words of `layer_types`, read from the graph. It states the kinds of layers where the config leaves them to be guessed. */
  readonly kinds?: readonly string[];
}

/** The keys by which configs state the number of decoder layers. */
const COUNT_KEYS = [
  'num_hidden_layers',
  'n_layer',
  'n_layers',
  'num_layers',
  'num_decoder_layers',
  'decoder_layers',
  'num_transformer_layers',
  'num_blocks',
];
/** The sections of a config that describe the decoder of a larger model. */
const DECODER_SECTION = /^(text|language|llm|lm|decoder|thinker|talker)(_model)?(_config)?$/;
/** Other keys whose number refers to the place of a layer. */
const PLACE_KEY = /(layer|attn|attention|moe|expert|block).*(interval|period|every|freq|frequency|share_factor)/;

const SETTLED_KEYS: ReadonlySet<string> = new Set([...CYCLE_KEYS, ...RULE_KEYS]);

/**
 * Writes a config.json for the kept blocks: counts are set, lists per layer are filtered, lists of layer numbers are renumbered, cycles are written
 * out, and thresholds are moved, also in the sections of nested text models. Keys that say nothing about layers stay as they are. A note tells what
 * config.json cannot express.
 */
export function editConfig(config: Json, options: ConfigEditOptions): ConfigEdit {
  if (options.kept.length === options.blocksBefore) return { config, notes: [] };
  const edited = editSection(config, options);
  return statesCount(config) ? edited : addCount(edited, options.kept.length);
}

function editSection(section: Json, options: ConfigEditOptions): ConfigEdit {
  // Cycles and rules read lists as they were, and what they say of a list counts.
  const change = joinChanges([
    filterLists(section, options),
    editCounts(section, options),
    fitRules(section, options),
    stateKinds(section, options),
    unrollCycles(section, options),
    renumberModules(section, options),
  ]);
  const nested = Object.entries(section).flatMap(([key, value]) =>
    DECODER_SECTION.test(key) && isObject(value) ? [[key, editSection(value, options)] as const] : [],
  );
  const set = { ...change.set, ...Object.fromEntries(nested.map(([key, edit]) => [key, edit.config])) };
  const unsettled = Object.entries(section).filter(([key, value]) => PLACE_KEY.test(key) && !SETTLED_KEYS.has(key) && Number(value) > 1);
  return {
    config: applyChange(section, { set, notes: [] }),
    notes: [
      ...change.notes,
      ...unsettled.map(
        ([key]) =>
          `${key} of config.json depends on the position of layers and was not changed; check it before you load the model with other tools`,
      ),
      ...nested.flatMap(([, edit]) => edit.notes),
    ],
  };
}

function editCounts(section: Json, { kept, blocksBefore }: KeptBlocks): SectionChange {
  const stated = COUNT_KEYS.filter((key) => findWhole(section, key, 1) !== undefined);
  const [wrong] = stated.some((key) => section[key] === blocksBefore) ? [] : stated;
  return {
    set: Object.fromEntries(stated.filter((key) => section[key] === blocksBefore).map((key) => [key, kept.length])),
    notes:
      wrong === undefined
        ? []
        : [`${wrong} of config.json says ${section[wrong]} but the graph had ${blocksBefore} blocks; it was not changed`],
  };
}

function statesCount(section: Json): boolean {
  return Object.entries(section).some(
    ([key, value]) =>
      (COUNT_KEYS.includes(key) && typeof value === 'number') || (DECODER_SECTION.test(key) && isObject(value) && statesCount(value)),
  );
}

/** A config may leave its layer count to the default of its class. The pruned model has another count, so it is stated. */
function addCount({ config, notes }: ConfigEdit, count: number): ConfigEdit {
  const [name] = Object.keys(config).filter((key) => DECODER_SECTION.test(key) && isObject(config[key]));
  const section = name === undefined ? undefined : config[name];
  const counted = { num_hidden_layers: count };
  return {
    config: name !== undefined && isObject(section) ? { ...config, [name]: { ...section, ...counted } } : { ...config, ...counted },
    notes: [...notes, 'config.json left the number of layers to a default; num_hidden_layers now states it'],
  };
}

/** Some families alternate windows by a rule that no key states. The graph shows which layer is of which kind. */
function stateKinds(section: Json, { kept, blocksBefore, kinds }: ConfigEditOptions): SectionChange {
  const isWindowed = typeof section.sliding_window === 'number' && COUNT_KEYS.some((key) => section[key] === blocksBefore);
  const isStated = Array.isArray(section.layer_types) || typeof section.max_window_layers === 'number';
  if (!kinds || !isWindowed || isStated || new Set(kinds).size < 2) return { set: {}, notes: [] };
  if (kinds.some((kind) => kind !== 'full_attention' && kind !== 'sliding_attention')) return { set: {}, notes: [] };
  return {
    set: { layer_types: kept.map((index) => kinds[index]) },
    notes: ['layer_types now states the kept layers one by one, as the graph has them'],
  };
}

/** Lists of modules that stay unpacked, by the keys of compressed-tensors, fp8, AWQ and bitsandbytes. */
const MODULE_LISTS = [
  'ignore',
  'ignored_layers',
  'modules_to_not_convert',
  'llm_int8_skip_modules',
  'modules_in_block_to_quantize',
] as const;
const BLOCK_OF_MODULE = /^(.*?\b(?:layers|h|blocks)\.)(\d+)((?:\..*)?)$/;
/** A pattern that names one block: re:.*layers\.3\.mlp.* */
const BLOCK_OF_PATTERN = /^(re:.*?\b(?:layers|h|blocks)\\\.)(\d+)(\\\..*)$/;

/**
 * The modules that quantization_config names, with the numbers that their blocks have in the pruned model; those of removed blocks go.
 *
 *   kept [0, 2]: ignore: ['lm_head', 'model.layers.1.mlp.down_proj', 'model.layers.2.mlp.down_proj'] → ['lm_head', 'model.layers.1.mlp.down_proj']
 */
function renumberModules({ quantization_config: quantization }: Json, { kept }: KeptBlocks): SectionChange {
  if (!isObject(quantization)) return NO_CHANGE;
  const edited = MODULE_LISTS.flatMap((key) => {
    const list = quantization[key];
    if (!Array.isArray(list)) return [];
    return [[key, list.flatMap((name) => (typeof name === 'string' ? renumber(name, kept) : [name]))] as const];
  });
  if (edited.length === 0) return NO_CHANGE;
  return { set: { quantization_config: { ...quantization, ...Object.fromEntries(edited) } }, notes: [] };
}

function renumber(name: string, kept: readonly number[]): readonly string[] {
  // Other patterns name several blocks, or none.
  const [, before, block, after] = (name.startsWith('re:') ? BLOCK_OF_PATTERN : BLOCK_OF_MODULE).exec(name) ?? [];
  if (block === undefined) return [name];
  const place = kept.indexOf(Number(block));
  return place === -1 ? [] : [`${before}${place}${after}`];
}
