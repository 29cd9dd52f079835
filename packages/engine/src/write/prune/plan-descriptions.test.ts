import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, convertPrecision, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
let folders = 0;

function newPath(): string {
  folders += 1;
  return join(temporary.path, `${folders}`);
}

const readJson = (...path: string[]): Record<string, unknown> => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('what describes a pruned model', () => {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 4, hidden: 64 });
  const config = { num_hidden_layers: 4, sliding_window_pattern: 3, _name_or_path: 'org/parent', torch_dtype: 'bfloat16' };

  it('is edited, with notes in the result and in the plan', async () => {
    const out = newPath();
    const { notes, plan } = await pruneModel({
      model: writeModelFolder(newPath(), model, { config }),
      change: changeOf(withoutBlocks(0)),
      out,
    });
    const types = ['sliding_attention', 'full_attention', 'sliding_attention'];
    expect(readJson(out, 'config.json')).toMatchObject({ num_hidden_layers: 3, layer_types: types });
    expect(notes).toEqual([expect.stringContaining('layer_types')]);
    expect(readJson(out, 'prune-plan.json')).toEqual(plan);
    expect(plan).toMatchObject({
      parent: { reference: 'org/parent', dtype: 'bfloat16' },
      config: { num_hidden_layers: 3, layer_types: types },
      notes,
    });
  });

  it('tells transformers.js about its own files and not about the parent’s', async () => {
    const parent = {
      ...config,
      'transformers.js_config': { dtype: 'q4', use_external_data_format: { 'model_q4.onnx': 3 }, device_config: {} },
    };
    const [folder, linked] = [writeModelFolder(newPath(), model, { config: parent }), newPath()];
    await pruneModel({ model: folder, change: changeOf(withoutBlocks(1)), out: linked });
    expect(readJson(linked, 'config.json')['transformers.js_config']).toEqual({
      dtype: 'fp32',
      use_external_data_format: { 'model.onnx': 1 },
      device_config: {},
    });
    expect(readdirSync(join(linked, 'onnx')).sort()).toEqual(['model.onnx', 'model.onnx_data']);
  });

  it('tells transformers.js the type of a half-precision cache', async () => {
    const [folder, out] = [writeModelFolder(newPath(), convertPrecision(model, 'float16'), { config }), newPath()];
    const { plan } = await pruneModel({ model: folder, change: changeOf(withoutBlocks(1)), out });
    expect(readJson(out, 'config.json')['transformers.js_config']).toMatchObject({ dtype: 'fp32', kv_cache_dtype: 'float16' });
    expect(plan.config).not.toHaveProperty(['transformers.js_config']);
  });

  it('covers genai_config.json, and carries licences and the code of configs', async () => {
    const folder = writeModelFolder(newPath(), model, { config });
    const decoder = { filename: 'model.onnx', num_hidden_layers: 4, sliding_window: { layers: [0, 1, 3] } };
    writeFileSync(join(folder, 'genai_config.json'), JSON.stringify({ model: { decoder } }));
    for (const name of ['LICENSE', 'configuration_any.py', 'notes.txt', 'model.safetensors']) writeFileSync(join(folder, name), name);
    mkdirSync(join(folder, 'LICENSE.md'));
    const out = newPath();
    await pruneModel({ model: folder, change: changeOf(withoutBlocks(1)), out });
    expect(readJson(out, 'genai_config.json')).toEqual({
      model: { decoder: { filename: 'onnx/model.onnx', num_hidden_layers: 3, sliding_window: { layers: [0, 2] } } },
    });
    const carried = ['LICENSE', 'configuration_any.py', 'tokenizer.json', 'tokenizer_config.json'];
    expect(readdirSync(out).sort()).toEqual([...carried, 'config.json', 'genai_config.json', 'onnx', 'prune-plan.json'].sort());
  });

  it('is left out where the parent has none', async () => {
    const folder = writeModelFolder(newPath(), model);
    writeFileSync(join(folder, 'config.json'), '{}');
    const out = newPath();
    const { plan, notes } = await pruneModel({ model: join(folder, 'onnx/model.onnx'), change: changeOf(withoutBlocks(1)), out });
    expect(plan).toMatchObject({ config: null, parent: { reference: null, dtype: 'float32' } });
    expect(notes).toEqual([]);
    expect(readdirSync(out)).not.toContain('config.json');
  });

  it('names the type that weights are stored as where no originals are named, and no folder of another machine', async () => {
    const local = { ...config, _name_or_path: '/home/somebody/checkpoint', torch_dtype: 'float32' };
    const folder = writeModelFolder(newPath(), convertPrecision(model, 'float16'), { config: local });
    const { plan } = await pruneModel({ model: folder, change: changeOf(withoutBlocks(1)), out: newPath() });
    expect(plan.parent).toMatchObject({ reference: null, dtype: 'float16' });
  });

  it('names the repository of a model of the hub, and the type that its config.json names', async () => {
    const folder = join(newPath(), 'models--org--half', 'snapshots', 'abc');
    writeModelFolder(folder, convertPrecision(model, 'float16'), { config: { num_hidden_layers: 4, dtype: 'float32' } });
    const { plan } = await pruneModel({ model: folder, change: changeOf(withoutBlocks(1)), out: newPath() });
    expect(plan.parent).toMatchObject({ name: 'org/half', reference: 'org/half', dtype: 'float32' });
  });
});
