import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCheckpoint, encodeSafetensorsHeader, type Json, TRANSFORMERS_LAYOUT } from '@lamina/checkpoints';
import { scoreModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import { finish } from '@lamina/models';
import { median } from './median.ts';

/**
 * The speed of blocks whose mixer is built from plain operators, as a share of the tokens per second of a block with softmax attention and the same
 * width. Models of two blocks with random weights are scored alternately in one run; at least 0.5 is wanted.
 */
const { values } = parseArgs({
  options: {
    width: { type: 'string', default: '1024' },
    window: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
  },
});
const [width, window] = [Number(values.width), Number(values.window)];
const BLOCKS = 2;
const COMMON = {
  vocab_size: 1000,
  hidden_size: width,
  intermediate_size: 3 * width,
  num_hidden_layers: BLOCKS,
  num_attention_heads: width / 64,
  num_key_value_heads: width / 64,
  head_dim: 64,
  tie_word_embeddings: true,
};
const every = (kind: string): readonly string[] => new Array<string>(BLOCKS).fill(kind);
const LINEAR = { layer_types: every('linear_attention') };
const DELTA = {
  linear_num_key_heads: width / 128,
  linear_num_value_heads: width / 128,
  linear_key_head_dim: 128,
  linear_value_head_dim: 128,
};
const MAMBA2 = { mamba_n_heads: width / 32, mamba_d_head: 64, mamba_d_state: 128, shared_intermediate_size: 3 * width };
const KINDS: Readonly<Record<string, Json>> = {
  'softmax attention': { model_type: 'qwen3', ...COMMON },
  'gated delta net': { model_type: 'qwen3_5_text', ...COMMON, ...LINEAR, ...DELTA },
  'delta net with a decay per dimension': {
    model_type: 'kimi_linear',
    ...COMMON,
    ...LINEAR,
    head_dim: null,
    tie_word_embeddings: false,
    linear_num_heads: width / 128,
    kv_lora_rank: 64,
    mlp_layer_types: every('dense'),
  },
  'Mamba 2': { model_type: 'granitemoehybrid', ...COMMON, ...LINEAR, ...MAMBA2, num_local_experts: 0 },
  Mamba: { model_type: 'jamba', ...COMMON, layers_block_type: every('mamba'), num_experts: 1 },
  'short convolution': { model_type: 'lfm2', ...COMMON, layer_types: every('conv'), block_auto_adjust_ff_dim: false },
};

const folder = mkdtempSync(join(tmpdir(), 'lamina-mixers-'));
try {
  const models = Object.entries(KINDS).map(([kind, config]) => ({ kind, model: writeModel(kind, config), rates: [] as number[] }));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const { model, rates } of models) rates.push((8 * window) / ((await time(model, 10)) - (await time(model, 2))));
  const shares = models.map(({ kind, rates }) => ({
    kind,
    share: median(rates.map((rate, round) => rate / (models[0]?.rates[round] ?? 1))),
  }));
  print(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, width ${width}, windows of ${window} tokens`);
  for (const { kind, share } of shares) print(`${kind}: ${share.toFixed(2)} × the tokens per second of softmax attention`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds of a score of so many windows, one at a time. */
async function time(model: string, windows: number): Promise<number> {
  const inputIds = Array.from({ length: windows }, (_, row) => Array.from({ length: window }, (_, place) => (place * 7919 + row) % 1000));
  const started = performance.now();
  await finish(scoreModel(model, { input: { inputIds }, window, batch: 1, losses: false, selfCheck: false }));
  return (performance.now() - started) / 1000;
}

/** A checkpoint with the tensors that its architecture asks for: each refusal names the next one and its shape. */
function writeModel(kind: string, config: Json): string {
  const place = join(folder, kind.replaceAll(' ', '-'));
  mkdirSync(place);
  writeFileSync(join(place, 'config.json'), JSON.stringify(config));
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [1000, width]]]);
  for (;;) {
    const tensors = new Map(
      [...shapes].map(([name, dims]) => [name, { name, dims, type: 'F32', file: '', offset: 0, sizeBytes: 0 } as const]),
    );
    try {
      buildCheckpoint({ format: 'safetensors', config, tensors, layout: TRANSFORMERS_LAYOUT });
      writeTensors(place, shapes);
      return place;
    } catch (error) {
      const [, name, dims] = /^tensor (\S+) is missing.*\[([\d, ]*)\]$/.exec(error instanceof AppError ? error.message : '') ?? [];
      if (name === undefined || dims === undefined) throw error;
      shapes.set(name, dims.split(', ').map(Number));
    }
  }
}

function writeTensors(place: string, shapes: ReadonlyMap<string, readonly number[]>): void {
  const count = (dims: readonly number[]): number => dims.reduce((product, extent) => product * extent, 1);
  const tensors = [...shapes].map(([name, dims]) => ({ name, type: 'F32' as const, dims, sizeBytes: 4 * count(dims) }));
  const random = createRandom(0);
  const numbers = tensors.map(({ dims }) => Float32Array.from({ length: count(dims) }, () => 0.04 * (random.random() - 0.5)));
  const parts = [encodeSafetensorsHeader(tensors, { format: 'pt' }), ...numbers.map(({ buffer }) => new Uint8Array(buffer))];
  writeFileSync(join(place, 'model.safetensors'), Buffer.concat(parts));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
