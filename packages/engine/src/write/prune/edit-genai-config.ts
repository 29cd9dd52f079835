import { applyChange, isObject, type Json, type KeptBlocks } from './config/config-edit.ts';
import { filterLists } from './config/filter-lists.ts';
import type { ConfigEdit } from './edit-config.ts';

/**
 * A genai_config.json (onnxruntime-genai) for the kept blocks. Names of cache ports are patterns there and stay. Its number of layers is the number of
 * caches: one per kept attention.
 */
export function editGenaiConfig(config: Json, { caches, ...blocks }: KeptBlocks & { readonly caches: number }): ConfigEdit {
  const model = isObject(config.model) ? config.model : {};
  const decoder = isObject(model.decoder) ? model.decoder : {};
  const own = filterLists(decoder, blocks);
  const windows = isObject(decoder.sliding_window) ? decoder.sliding_window : undefined;
  const edited = {
    ...applyChange(decoder, own),
    filename: 'onnx/model.onnx',
    num_hidden_layers: caches,
    ...(windows ? { sliding_window: applyChange(windows, filterLists(windows, blocks)) } : {}),
  };
  return {
    config: { ...config, model: { ...model, decoder: edited } },
    notes: own.notes.map((note) => note.replace('config.json', 'genai_config.json')),
  };
}
