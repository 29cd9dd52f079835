import { isObject, type Json, type KeptBlocks, NO_CHANGE, type SectionChange } from './config-edit.ts';

/** Lists of modules that stay unpacked, by the keys of compressed-tensors, fp8, AWQ and bitsandbytes. */
const MODULE_LISTS = [
  'ignore',
  'ignored_layers',
  'modules_to_not_convert',
  'llm_int8_skip_modules',
  'modules_in_block_to_quantize',
] as const;
const BLOCK_OF_MODULE = /^(.*?\b(?:layers|h|blocks)\.)(\d+)((?:\..*)?)$/;

/**
 * The modules that quantization_config names, with the numbers that their blocks have in the pruned model; those of removed blocks go.
 *
 *   kept [0, 2]: ignore: ['lm_head', 'model.layers.1.mlp.down_proj', 'model.layers.2.mlp.down_proj'] → ['lm_head', 'model.layers.1.mlp.down_proj']
 */
export function renumberModules({ quantization_config: quantization }: Json, { kept }: KeptBlocks): SectionChange {
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
  const [, before, block, after] = BLOCK_OF_MODULE.exec(name) ?? [];
  // Patterns (re:…) name blocks in ways of their own.
  if (block === undefined || name.startsWith('re:')) return [name];
  const place = kept.indexOf(Number(block));
  return place === -1 ? [] : [`${before}${place}${after}`];
}
