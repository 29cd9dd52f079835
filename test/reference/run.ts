import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { endSuite, readCounts } from '../../scripts/count-line.ts';
import { type PreparedPython, preparePython } from './prepare-python.ts';

/**
 * Compares Lamina's numbers with PyTorch's, from outside: the reference folder's own checkers run the command line. Needs LAMINA_REFERENCE and
 * Python; the Python packages and the real model are created once in a cache folder.
 */
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const lamina = `${process.execPath} ${resolve('apps/cli/bin/lamina.mjs')}`;
const SHORT_CHECKPOINTS = [
  ...['gemma3_bf16', 'gguf_llama_kquants', 'gguf_llama_spm', 'gguf_qwen2_bpe', 'llama_bf16_sharded', 'opt_post_norm'],
  ...['phi3_longrope', 'qwen3_moe', 'refusals'],
];
/** A cached key keeps the rotary base of its time, in transformers too: decoding differs from one pass, with which the checker compares it. */
const DYNAMIC = ['llama_dynamic', 'internlm2_bias_dynamic'];
const isShort = process.env.LAMINA_REFERENCE_SHORT === '1';

interface Check {
  readonly title: string;
  readonly args: readonly string[];
  /** Default: the prepared Python. */
  readonly executable?: string;
}

const benchmarks: Check = {
  title: 'prompts and metrics of lm-evaluation-harness',
  args: [resolve('test/reference/check-benchmarks.ts')],
  executable: process.execPath,
};

if (!existsSync(reference)) await finish([], `no reference data at ${reference}; set LAMINA_REFERENCE to its folder`);
const python = preparePython({ reference, cache });
if (typeof python === 'string') await finish([benchmarks], python);
else await finish([benchmarks, ...listChecks(python)], null, python.executable);

function listChecks({ model, executable }: PreparedPython): readonly Check[] {
  const scores = join(reference, 'check_scores.py');
  const checkDivergence: Check = {
    title: 'divergence, acceptance and agreement of pruned models',
    args: [join(reference, 'check_divergence.py'), '--truth', join(reference, 'divergence'), '--model', model, '--lamina', lamina],
  };
  const checkSublayers: Check = {
    title: 'attentions and MLPs of SmolLM2-135M',
    args: [resolve('test/reference/check-sublayers.ts'), '--reference', reference, '--model', model],
    executable: process.execPath,
  };
  const smollm2 = join(reference, 'smollm2');
  const checkClient: Check = {
    title: 'SmolLM2-135M through the Python client and PyTorch',
    args: [
      resolve('test/reference/check_torch_scores.py'),
      '--client',
      resolve('clients/python/src'),
      '--model',
      model,
      '--weights',
      join(cache, 'smollm2-hf'),
      '--text',
      join(smollm2, 'calibration.txt'),
      '--lamina',
      lamina,
    ],
  };
  return [
    {
      title: 'model zoo',
      args: [
        resolve('test/reference/with_exact_products.py'),
        join(reference, 'check_zoo.py'),
        ...['--cases', join(reference, 'zoo'), '--lamina', lamina],
        // One of each way to write a graph; the short form leaves out what differs by its architecture alone, which unit tests compare.
        ...(isShort ? ['--only', 'gpt2_ort_optimized', 'llama_dynamo', 'llama_genai_int4', 'opt_post_norm'] : []),
      ],
    },
    {
      title: 'checkpoints: safetensors, GGUF and half blocks',
      args: [
        join(reference, 'check_checkpoints.py'),
        ...['--cases', join(reference, 'checkpoints'), '--lamina', lamina, '--jobs', '2'],
        // The short form: half precision, shards, each tokenizer of GGUF, both places of norms, long rotary factors, experts, and the refusals.
        ...(isShort ? ['--skip', 'onnx', '--only', ...SHORT_CHECKPOINTS] : []),
      ],
    },
    {
      title: 'SmolLM2-135M',
      args: [
        scores,
        '--model',
        model,
        '--case',
        join(smollm2, 'case.json'),
        '--ids',
        join(smollm2, 'ids.json'),
        '--lamina',
        lamina,
        ...(isShort ? ['--prunings', '0'] : []),
      ],
    },
    {
      title: 'hybrids, latent attention, packed weights',
      args: [
        join(reference, 'check_checkpoints.py'),
        ...['--cases', join(reference, 'checkpoints-2026'), '--lamina', lamina],
        ...(isShort ? ['--only', 'packed_ct_nvfp4', 'packed_fp8_block', 'packed_gptq_sym'] : []),
      ],
    },
    ...listRepairChecks(model),
    ...listHarnessChecks(model),
    ...(isShort ? [] : [...listArchitectureChecks(executable), checkClient, checkSublayers, checkDivergence]),
  ];
}

/**
 * Checkpoints of every architecture, created here once per version of their generator. The reference's own cases test written prunings, with the same
 * code.
 */
function listArchitectureChecks(executable: string): readonly Check[] {
  const maker = resolve('test/reference/make_checkpoint_cases.py');
  const parts = ['layouts', 'recipes', 'refusals', 'truth'].map((name) => resolve(`test/reference/checkpoint_cases/${name}.py`));
  const version = createHash('sha256');
  for (const file of [maker, ...parts]) version.update(readFileSync(file));
  const cases = join(cache, `checkpoint-cases-${version.digest('hex').slice(0, 12)}`);
  if (!existsSync(cases)) {
    const unfinished = `${cases}.unfinished`;
    const made = spawnSync(executable, [maker, '--out', unfinished], { stdio: ['ignore', 2, 2] });
    if (made.status === 0) renameSync(unfinished, cases);
  }
  const checker = join(reference, 'check_checkpoints.py');
  const check = [checker, '--cases', cases, '--lamina', lamina, '--skip', 'prune', 'tokenizer'];
  const others = readdirSync(cases).filter((name) => !DYNAMIC.includes(name));
  return [
    { title: 'architectures of checkpoints', args: [...check, '--only', ...others] },
    { title: 'checkpoints with a dynamic rotary base', args: [...check, 'onnx', '--only', ...DYNAMIC] },
  ];
}

/** Training-free repairs; the short form checks a scaling, a fold and a map, on one model of each place of norms. */
function listRepairChecks(model: string): readonly Check[] {
  const checker = join(reference, 'check_repairs.py');
  const repairs = join(reference, 'repairs');
  const real = ['--repairs', join(repairs, 'smollm2.json'), '--model', model, '--ids', join(reference, 'smollm2', 'ids.json')];
  return [
    {
      title: 'repairs of the model zoo',
      args: [
        checker,
        ...['--repairs', repairs, '--zoo', join(reference, 'zoo'), '--lamina', lamina],
        ...(isShort ? ['--only', 'gemma3', 'opt_post_norm', '--kinds', 'diagonal-ls', 'linear-fold', 'low-rank'] : []),
      ],
    },
    ...(isShort ? [] : [{ title: 'repairs of SmolLM2-135M', args: [checker, ...real, '--lamina', lamina] }]),
  ];
}

/** Results of lm-evaluation-harness, dense and pruned; the short form checks one fast task of each kind. */
function listHarnessChecks(model: string): readonly Check[] {
  const folder = join(reference, 'lm-eval');
  const checkOf = (name: string, more: readonly string[]): Check => ({
    title: `lm-evaluation-harness, ${name}`,
    args: [
      join(reference, 'check_harness.py'),
      '--model',
      model,
      '--tasks',
      join(folder, 'tasks'),
      '--expected',
      join(folder, `expected-${name}.json`),
      '--lamina',
      lamina,
      ...more,
    ],
  });
  if (isShort) return [checkOf('dense', ['--only', 'lrk_letters_0shot', 'lrk_lastword', 'lrk_answers'])];
  const removed = readFileSync(join(folder, 'removed.txt'), 'utf8').trim();
  return [checkOf('dense', []), checkOf('pruned', ['--remove', removed])];
}

async function finish(checks: readonly Check[], skipped: string | null, executable = 'python3'): Promise<never> {
  const waiting = [...checks];
  let passed = 0;
  let failed = 0;
  const runLane = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const began = performance.now();
      const output = await runCheck(check.executable ?? executable, check.args);
      process.stdout.write(`\n— ${check.title} (${((performance.now() - began) / 1000).toFixed(0)} s)\n${output}`);
      const counts = readCounts(output) ?? { passed: 0, failed: 1 };
      passed += counts.passed;
      failed += counts.failed;
    }
  };
  // The checkers themselves are Python on one core.
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, runLane));
  if (skipped !== null) process.stdout.write(`skipped: ${skipped}\n`);
  endSuite({ passed, failed });
}

/** The stdout of a checker; its stderr is printed immediately. */
async function runCheck(executable: string, args: readonly string[]): Promise<string> {
  const child = spawn(executable, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}
