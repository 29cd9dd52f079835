import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeSafetensorsHeader } from '@lamina/checkpoints';
import { createRandom } from '@lamina/metrics';

/**
 * Peak memory for scoring and pruning a checkpoint that is larger than it: shaped like Llama 2 7B (6.7 billion parameters, bfloat16, 13.5 GB), or with
 * `--experts` like Qwen3 30B A3B (30.5 billion, 61 GB). The file is sparse: embeddings, norms and routers hold numbers, all other weights are zeros, so
 * every block passes its input on. With `--blocks n` the score passes by all blocks but the first n.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'lamina-large-checkpoint') },
    experts: { type: 'boolean', default: false },
    blocks: { type: 'string' },
  },
});
const DENSE = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 32_000,
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 32,
  max_position_embeddings: 4096,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
};
const EXPERTS = {
  ...DENSE,
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  vocab_size: 151_936,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_hidden_layers: 48,
  num_key_value_heads: 4,
  head_dim: 128,
  num_experts: 128,
  num_experts_per_tok: 8,
  moe_intermediate_size: 768,
  norm_topk_prob: true,
};
const CONFIG = values.experts ? EXPERTS : DENSE;
const TOKENS = 256;
const ONE = 0x3f80;
const POLL_MS = 100;

const model = join(values.folder, 'model');
const pruned = join(values.folder, 'pruned');
rmSync(values.folder, { recursive: true, force: true });
mkdirSync(model, { recursive: true });
try {
  writeCheckpoint();
  const ids = join(values.folder, 'ids.json');
  writeFileSync(ids, JSON.stringify(Array.from({ length: TOKENS }, (_, place) => (place * 7919) % CONFIG.vocab_size)));
  // The self-check reads all weights four times more, and a pruned copy has no holes, so that it needs as much disk as it says.
  await measure('score', [
    model,
    '--ids',
    ids,
    '--window',
    String(TOKENS),
    ...passBy(),
    ...(values.experts ? ['--set', 'self-check=false'] : []),
  ]);
  if (!values.experts) await measure('prune', [model, '--remove', '10,11,12', '--out', pruned]);
} finally {
  rmSync(values.folder, { recursive: true, force: true });
}

function passBy(): readonly string[] {
  const { num_hidden_layers: count } = CONFIG;
  const read = Number(values.blocks ?? count);
  return read === count ? [] : ['--remove', Array.from({ length: count - read }, (_, place) => read + place).join(',')];
}

function writeCheckpoint(): void {
  const { vocab_size: vocabulary, hidden_size: hidden, intermediate_size: inner } = CONFIG;
  const tensor = (name: string, dims: readonly number[]) => ({
    name,
    type: 'BF16' as const,
    dims,
    sizeBytes: dims.reduce((product, extent) => product * extent, 2),
  });
  const { num_experts: count, moe_intermediate_size: expertInner, head_dim: headSize } = EXPERTS;
  const mlp = (place: string, width: number) => [
    ...['gate', 'up'].map((part) => tensor(`${place}.${part}_proj.weight`, [width, hidden])),
    tensor(`${place}.down_proj.weight`, [hidden, width]),
  ];
  const experts = (place: string) => [
    tensor(`${place}.mlp.gate.weight`, [count, hidden]),
    ...['q', 'k'].map((part) => tensor(`${place}.self_attn.${part}_norm.weight`, [headSize])),
    ...Array.from({ length: count }, (_, index) => mlp(`${place}.mlp.experts.${index}`, expertInner)).flat(),
  ];
  const [queries, keys] = values.experts
    ? [EXPERTS.num_attention_heads * headSize, EXPERTS.num_key_value_heads * headSize]
    : [hidden, hidden];
  const blocks = Array.from({ length: CONFIG.num_hidden_layers }, (_, block) => [
    tensor(`model.layers.${block}.self_attn.q_proj.weight`, [queries, hidden]),
    ...['k', 'v'].map((part) => tensor(`model.layers.${block}.self_attn.${part}_proj.weight`, [keys, hidden])),
    tensor(`model.layers.${block}.self_attn.o_proj.weight`, [hidden, queries]),
    ...(values.experts ? experts(`model.layers.${block}`) : mlp(`model.layers.${block}.mlp`, inner)),
    ...['input', 'post_attention'].map((part) => tensor(`model.layers.${block}.${part}_layernorm.weight`, [hidden])),
  ]);
  const tensors = [
    tensor('model.embed_tokens.weight', [vocabulary, hidden]),
    ...blocks.flat(),
    tensor('model.norm.weight', [hidden]),
    tensor('lm_head.weight', [vocabulary, hidden]),
  ];
  writeFileSync(join(model, 'config.json'), JSON.stringify(CONFIG));
  const header = encodeSafetensorsHeader(tensors, { format: 'pt' });
  const file = openSync(join(model, 'model.safetensors'), 'w');
  const pool = makePool();
  let offset = header.length;
  writeSync(file, header, 0, header.length, 0);
  for (const { name, sizeBytes } of tensors) {
    const numbers = sizeBytes / 2;
    if (/embed_tokens|lm_head|mlp\.gate\./.test(name))
      for (let start = 0; start < numbers; start += pool.length)
        writeNumbers(file, offset + 2 * start, pool.subarray(0, Math.min(pool.length, numbers - start)));
    else if (name.includes('norm')) writeNumbers(file, offset, new Uint16Array(numbers).fill(ONE));
    offset += sizeBytes;
  }
  ftruncateSync(file, offset);
  closeSync(file);
  print(`${tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes / 2, 0) / 1e9} billion parameters, ${(offset / 1e9).toFixed(1)} GB`);
}

/** Upper halves of random float32 numbers between 1 and 2, with either sign. Their count is prime, so that rows of a matrix differ. */
function makePool(): Uint16Array<ArrayBuffer> {
  const random = createRandom(0);
  return Uint16Array.from({ length: 999_983 }, () => ONE | (random.random() < 0.5 ? 0x8000 : 0) | Math.floor(random.random() * 128));
}

function writeNumbers(file: number, offset: number, numbers: Uint16Array<ArrayBuffer>): void {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  writeSync(file, bytes, 0, bytes.length, offset);
}

/** Runs a command, and prints its peak resident memory, mapped pages of the file included, and its duration. */
async function measure(command: string, args: readonly string[]): Promise<void> {
  const began = performance.now();
  const child = spawn(process.execPath, ['apps/cli/bin/lamina.mjs', command, ...args], { stdio: ['ignore', 'inherit', 'pipe'] });
  let peakKiB = 0;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const timer = setInterval(() => {
    peakKiB = Math.max(peakKiB, readPeakKiB(child.pid ?? 0));
  }, POLL_MS);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  if (code !== 0) throw new Error(`lamina ${command} failed (exit ${code}): ${said.slice(-2000)}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const note = said.split('\n').find((line) => line.includes('block by block')) ?? '';
  print(`${command}: peak ${((peakKiB * 1024) / 1e6).toFixed(0)} MB, ${seconds} s ${note}`);
}

/** The kernel keeps the peak itself; 0 after the end of the process. */
function readPeakKiB(pid: number): number {
  try {
    const [, peak = '0'] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(peak);
  } catch {
    return 0;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
